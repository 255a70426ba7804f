//! From findings to changes of files: what rules offer to mend, as far as it proves safe.
//!
//! 1. Take each finding whose edits touch nothing that those of another touch; the others wait for the next look.
//! 2. Write the edits of each file, from its start to its end, and read the result: a YAML file must hold the same values
//!    as before, and those fields that were put in.
//! 3. A finding is mended by all of its edits or by none.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diag::{Diagnostic, Edit};
use crate::source::{Changes, Digest, Held, RepoPath, SourceError, Span, Tree};
use crate::yaml::{self, Node, Value, same_values};

/// The most bytes of a file that is renamed; it was read before within the registry's own limit.
const MOST_BYTES: u64 = 1 << 40;

/// What was mended.
#[derive(Debug, Default)]
pub struct Mended {
    /// How many findings.
    pub findings: usize,
    /// Those whose edits did not prove safe: the code and the file.
    pub left: Vec<(&'static str, RepoPath)>,
}

/// Adds to `changes` what mends `diagnostics`, which were found in `tree` with `changes` made.
///
/// # Errors
/// When the disk or Git does not answer.
pub fn mend<'d>(
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    tree: &dyn Tree,
    changes: &mut Changes,
) -> Result<Mended, SourceError> {
    let now = changes.over(tree);
    let mut claims = Claims::of(&now)?;
    let mut taken: Vec<&Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        if !diagnostic.edits.is_empty() && claims.take(&diagnostic.edits) {
            taken.push(diagnostic);
        }
    }
    let mut left = Vec::new();
    let mut texts = HashMap::new();
    while let Some(spoilt) = texts_of(&taken, &now, &mut texts)? {
        let touches = |finding: &&Diagnostic| finding.edits.iter().any(|edit| edited(edit) == Some(&spoilt));
        left.extend(
            taken.extract_if(.., |finding| touches(finding)).map(|finding| (finding.code, spoilt.clone())),
        );
    }
    let mut steps = Vec::new();
    for edit in taken.iter().flat_map(|finding| &finding.edits) {
        steps.extend(step(edit, &now, &mut texts)?);
    }
    steps.into_iter().for_each(|step| step.add(changes));
    Ok(Mended { findings: taken.len(), left })
}

/// What edits are about: two of them never touch the same bytes, or the same name.
struct Claims<'d> {
    /// Every path there is, and every one that an edit makes.
    paths: HashSet<RepoPath>,
    /// The files that get another name, or come.
    moved: HashSet<&'d RepoPath>,
    /// The bytes that change in each file, by their start.
    spans: HashMap<&'d RepoPath, BTreeMap<usize, usize>>,
}

impl<'d> Claims<'d> {
    fn of(tree: &dyn Tree) -> Result<Claims<'d>, SourceError> {
        let paths = tree.list()?.into_iter().map(|entry| entry.path).collect();
        Ok(Claims { paths, moved: HashSet::new(), spans: HashMap::new() })
    }

    /// Claims what `edits` are about; `false` when anything of it is claimed already.
    fn take(&mut self, edits: &'d [Edit]) -> bool {
        if !edits.iter().all(|edit| self.is_free(edit)) {
            return false;
        }
        for edit in edits {
            match edit {
                Edit::Replace { path, span, .. } => {
                    self.spans.entry(path).or_default().insert(span.start, span.end);
                }
                Edit::Create { path: to, .. } | Edit::Rename { to, .. } => {
                    self.moved.insert(edited(edit).unwrap_or(to));
                    self.paths.insert(to.clone());
                }
            }
        }
        true
    }

    fn is_free(&self, edit: &Edit) -> bool {
        match edit {
            Edit::Replace { path, span, .. } => {
                !self.moved.contains(path) && self.spans.get(path).is_none_or(|spans| is_apart(spans, *span))
            }
            Edit::Create { path, .. } => !self.paths.contains(path),
            Edit::Rename { from, to } => {
                !self.paths.contains(to) && !self.moved.contains(from) && !self.spans.contains_key(from)
            }
        }
    }
}

fn is_apart(spans: &BTreeMap<usize, usize>, span: Span) -> bool {
    let above = spans.range(..span.start).next_back().is_none_or(|(_, end)| *end <= span.start);
    let below =
        spans.range(span.start..).next().is_none_or(|(start, _)| *start > span.start && *start >= span.end);
    above && below
}

/// The file that is there and that an edit changes.
fn edited(edit: &Edit) -> Option<&RepoPath> {
    match edit {
        Edit::Replace { path, .. } => Some(path),
        Edit::Rename { from, .. } => Some(from),
        Edit::Create { .. } => None,
    }
}

/// The bytes of edited files, before and after.
type Texts = HashMap<RepoPath, (Vec<u8>, Vec<u8>)>;

/// Makes the texts that the edits of `taken` lead to; the first file whose text would not do, if there is one.
fn texts_of(
    taken: &[&Diagnostic],
    tree: &dyn Tree,
    texts: &mut Texts,
) -> Result<Option<RepoPath>, SourceError> {
    texts.clear();
    let mut edits: BTreeMap<&RepoPath, Vec<(Span, &str)>> = BTreeMap::new();
    for edit in taken.iter().flat_map(|finding| &finding.edits) {
        if let Edit::Replace { path, span, text } = edit {
            edits.entry(path).or_default().push((*span, text));
        }
    }
    for (path, mut edits) in edits {
        edits.sort_by_key(|(span, _)| *span);
        let before = tree.read(path, yaml::limit())?;
        let after = std::str::from_utf8(&before).ok().and_then(|before| edited_text(before, &edits));
        let Some(after) = after else { return Ok(Some(path.clone())) };
        texts.insert(path.clone(), (before, after.into_bytes()));
    }
    Ok(None)
}

/// The text with edits that are sorted and apart; `None` when it holds other values than it should.
fn edited_text(before: &str, edits: &[(Span, &str)]) -> Option<String> {
    let (mut after, mut at) = (String::with_capacity(before.len() + 128), 0);
    for (span, text) in edits {
        after.push_str(before.get(at..span.start)?);
        before.get(span.range())?;
        match span.start == span.end {
            true => after.push_str(&text.replace('\n', yaml::line_end(before))),
            false => after.push_str(text),
        }
        at = span.end;
    }
    after.push_str(before.get(at..)?);
    let inserted = edits.iter().filter(|(span, _)| span.start == span.end).map(|(_, text)| *text);
    let expected = inserted.fold(tree(before), |expected, text| with_fields(expected?, text));
    same_values(&expected?, &tree(&after)?).then_some(after)
}

fn tree(text: &str) -> Option<Node> {
    yaml::parse(text).ok().flatten()
}

/// A mapping with the fields of another one, which must all be new.
fn with_fields(mut node: Node, text: &str) -> Option<Node> {
    let (Value::Map(fields), Value::Map(more)) = (&mut node.value, tree(text)?.value) else { return None };
    let is_new = |name: &str| fields.iter().all(|(key, _)| key.value != name);
    if !more.iter().all(|(key, _)| is_new(&key.value)) {
        return None;
    }
    fields.extend(more);
    Some(node)
}

/// One addition to the changes, with all that it needs.
enum Step {
    Write { path: RepoPath, before: Vec<u8>, after: Vec<u8> },
    Create { path: RepoPath, bytes: Vec<u8> },
    Rename { from: RepoPath, to: RepoPath, held: Held },
}

/// What an edit adds to the changes: of those of one file's text, the first adds all.
fn step(edit: &Edit, tree: &dyn Tree, texts: &mut Texts) -> Result<Option<Step>, SourceError> {
    Ok(match edit {
        Edit::Replace { path, .. } => {
            let (path, (before, after)) = match texts.remove_entry(path) {
                Some(whole) => whole,
                None => return Ok(None),
            };
            Some(Step::Write { path, before, after })
        }
        Edit::Create { path, text } => {
            Some(Step::Create { path: path.clone(), bytes: text.clone().into_bytes() })
        }
        Edit::Rename { from, to } => {
            let bytes = tree.read(from, MOST_BYTES)?;
            let is_text = from.extension() == Some("yaml");
            let held = if is_text { Held::Bytes(bytes) } else { Held::Digest(Digest::of(&bytes)) };
            Some(Step::Rename { from: from.clone(), to: to.clone(), held })
        }
    })
}

impl Step {
    fn add(self, changes: &mut Changes) {
        match self {
            Step::Write { path, before, after } => changes.write(&path, before, after),
            Step::Create { path, bytes } => changes.create(&path, bytes),
            Step::Rename { from, to, held } => changes.rename(&from, &to, held),
        }
    }
}

#[cfg(test)]
#[path = "mend_tests.rs"]
mod tests;
