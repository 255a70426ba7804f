//! What is wrong with the layout of a file, and how to mend it: space at the ends of lines, fields in another order than
//! the one in which they are read.

use super::blocks::{first_line, reordered};
use super::fields::{Fields, Reader};
use super::same::same_values;
use super::tree::{Node, Value, parse};
use crate::diag::{Edit, Place, Severity};
use crate::source::Span;

/// The most edits of one finding; what is left is found again.
const MOST_EDITS: usize = 10_000;

impl Reader<'_> {
    /// Warns of spaces and tabs at the ends of lines, except where they are part of a text.
    pub(crate) fn trailing_space(&mut self, root: &Node) {
        if trailing(&self.text).next().is_none() {
            return;
        }
        let mut texts = Vec::new();
        long_texts(root, &self.text, &mut texts);
        let in_text = |span: &Span| {
            // They come in the order in which they stand.
            let at = texts.partition_point(|text| text.end <= span.start);
            texts.get(at).is_some_and(|text| text.start < span.end)
        };
        let spans: Vec<Span> = trailing(&self.text).filter(|span| !in_text(span)).collect();
        let Some(first) = spans.first() else { return };
        if !self.keeps_values(root, &spans) {
            return;
        }
        let message = match spans.len() {
            1 => "a line ends in space; expected nothing behind its last character".to_owned(),
            many => format!("{many} lines end in space; expected nothing behind their last character"),
        };
        let path = self.path.clone();
        let finding = self.at("trailing-space", *first, message);
        finding.severity = Severity::Warning;
        finding.fix("remove it, or run `connectory check --fix`");
        for span in spans.into_iter().take(MOST_EDITS) {
            finding.edit(Edit::Replace { path: path.clone(), span, text: String::new() });
        }
    }

    /// Whether the file holds the same values without the bytes of `spans`.
    fn keeps_values(&self, root: &Node, spans: &[Span]) -> bool {
        let (mut text, mut at) = (String::with_capacity(self.text.len()), 0);
        for span in spans {
            text.push_str(&self.text[at..span.start]);
            at = span.end;
        }
        text.push_str(&self.text[at..]);
        matches!(parse(&text), Ok(Some(other)) if same_values(root, &other))
    }

    /// The edit that writes the fields of a file in `order`; `None` where it cannot be made without harm.
    fn reorder(&self, fields: &Fields, order: &[usize]) -> Option<Edit> {
        let (span, text) = reordered(&self.text, &fields.written, order)?;
        let mut whole = self.text.clone();
        whole.replace_range(span.range(), &text);
        let (Ok(Some(before)), Ok(Some(after))) = (parse(&self.text), parse(&whole)) else { return None };
        same_values(&before, &after).then(|| Edit::Replace { path: self.path.clone(), span, text })
    }
}

impl Fields {
    /// As [`Fields::finish`], and warns of fields in another order than the one in which they were taken.
    pub(crate) fn finish_in_order(self, reader: &mut Reader<'_>) {
        self.report_unknown(reader);
        let rank = |name: &str| self.known.iter().position(|known| *known == name);
        let ranks: Option<Vec<usize>> = self.written.iter().map(|field| rank(&field.name)).collect();
        // What is wrong with the fields themselves is to be mended first.
        if let (Some(ranks), false, false) = (ranks, reader.errors() > 0, self.in_braces(reader)) {
            self.check_order(&ranks, reader);
        }
    }

    fn check_order(&self, ranks: &[usize], reader: &mut Reader<'_>) {
        // The first field that stands below one that belongs below it.
        let Some(low) = (1..ranks.len()).find(|&at| ranks[..at].iter().any(|rank| *rank > ranks[at])) else {
            return;
        };
        let high = ranks.iter().position(|rank| *rank > ranks[low]).unwrap_or_default();
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_by_key(|at| ranks[*at]);
        let edit = reader.reorder(self, &order);
        let (low, high) = (&self.written[low], &self.written[high]);
        let names: Vec<&str> = order.iter().map(|at| self.written[*at].name.as_str()).collect();
        let place = Place::at(&reader.path, high.key);
        let message = format!("`{}` stands below `{}`; expected above it", low.name, high.name);
        let finding = reader.at("field-order", low.key, message);
        finding.severity = Severity::Warning;
        finding.related(place, "it belongs above this");
        let hint = edit.as_ref().map_or("", |_| ", or run `connectory check --fix`");
        finding.fix(format!("write the fields in this order: {}{hint}", names.join(", ")));
        finding.edits.extend(edit);
    }

    /// Where a further line may be written above the others: an empty place.
    pub(crate) fn first_line(&self, reader: &Reader<'_>) -> Option<Span> {
        let at = first_line(&reader.text, self.first).filter(|_| !self.in_braces(reader))?;
        Some(Span::new(at, at))
    }

    fn in_braces(&self, reader: &Reader<'_>) -> bool {
        reader.text.get(self.span.start..).is_some_and(|text| text.starts_with('{'))
    }
}

/// The spaces and tabs at the ends of lines.
fn trailing(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let body = line.trim_end_matches(['\r', '\n']);
        let kept = body.trim_end_matches([' ', '\t']).len();
        let span = Span::new(start + kept, start + body.len());
        start += line.len();
        (kept < body.len()).then_some(span)
    })
}

/// Collects the places of texts that go over several lines.
fn long_texts(node: &Node, text: &str, found: &mut Vec<Span>) {
    match &node.value {
        Value::Scalar { .. } => {
            if text.get(node.span.range()).is_some_and(|text| text.contains('\n')) {
                found.push(node.span);
            }
        }
        Value::List(items) => items.iter().for_each(|item| long_texts(item, text, found)),
        Value::Map(entries) => entries.iter().for_each(|(_, value)| long_texts(value, text, found)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::RepoPath;
    use crate::yaml::pieces::PIECES;

    /// The text after the edits of its finding, which is that of space, or else that of the order of `a` to `e`.
    fn mended(text: &str) -> String {
        let mut diagnostics = Vec::new();
        let mut reader = Reader::new(&RepoPath::root(), &mut diagnostics);
        let Some(root) = reader.parse(text.as_bytes()) else { return text.to_owned() };
        reader.trailing_space(&root);
        if diagnostics.is_empty() {
            let mut reader = Reader::new(&RepoPath::root(), &mut diagnostics);
            let root = reader.parse(text.as_bytes()).expect("parses again");
            if let Some(mut fields) = reader.map(root, "the file") {
                for name in ["a", "b", "c", "d", "e"] {
                    fields.node(name);
                }
                fields.first_line(&reader);
                fields.finish_in_order(&mut reader);
            }
        }
        let mut out = text.to_owned();
        for edit in diagnostics.iter().flat_map(|finding| &finding.edits).rev() {
            let Edit::Replace { span, text, .. } = edit else { panic!("{edit:?}") };
            out.replace_range(span.range(), text);
        }
        out
    }

    fn hostile() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn mending_any_text_keeps_its_values_and_comes_to_an_end(text in hostile()) {
            let tree = |text: &str| parse(text).ok().flatten();
            let mut now = text.clone();
            for _ in 0..4 {
                let next = mended(&now);
                if let Some(before) = tree(&now) {
                    let after = tree(&next);
                    prop_assert!(after.is_some_and(|after| same_values(&before, &after)), "{now:?} to {next:?}");
                }
                now = next;
            }
            prop_assert_eq!(mended(&now), now);
        }
    }

    #[test]
    fn space_that_means_nothing_goes() {
        let pairs = [
            ("a: 1 \nb: 2\t\n", "a: 1\nb: 2\n"),
            ("a: 1  \r\n  \r\n# c\t\r\n", "a: 1\r\n\r\n# c\r\n"),
            ("a: [ \n  x, \n  y ] ", "a: [\n  x,\n  y ]"),
            ("a: | \n  x\n", "a: |\n  x\n"),
            ("a: \nb: ~\n", "a:\nb: ~\n"),
        ];
        for (before, after) in pairs {
            assert_eq!(mended(before), after);
        }
    }

    #[test]
    fn space_inside_a_text_stays() {
        for text in [
            "a: |\n  x  \n  \n  y\t\nb: 1\n",
            "a: >-\n  x  \n  y \n",
            "a: \"x  \n  y\"\n",
            "a: 'x\t\n  y'\n",
            "a: |+\n  x\n \n  \n",
        ] {
            assert_eq!(mended(text), text);
        }
    }
}
