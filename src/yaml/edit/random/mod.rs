//! Random files in ordinary layouts: nothing is refused, and every line that is not the touched entry's stays. And texts of
//! random pieces: whatever they are, a change is made as asked for or not at all.

use proptest::prelude::*;

use super::*;
use crate::yaml::pieces::PIECES;

mod files;

use files::{Line, layout, lines, root, text_of};

/// What is asked for: a place chosen by numbers, and what to do there.
#[derive(Debug, Clone)]
struct Wish {
    steps: Vec<u8>,
    what: u8,
    at: u8,
    value: Out,
}

fn value() -> impl Strategy<Value = Out> {
    let word = || Out::text("new word");
    let map = || Out::Map(vec![("m".to_owned(), word()), ("n".to_owned(), Out::Quoted("1.10".to_owned()))]);
    prop::sample::select(vec![
        word(),
        Out::Quoted("1.10".to_owned()),
        Out::Plain("7".to_owned()),
        Out::null(),
        Out::text("several\n\n# lines\n"),
        Out::text("several\nlines"),
        Out::Words(vec![word(), Out::text("x")]),
        Out::List(vec![word(), Out::text("x")]),
        Out::List(vec![map(), map()]),
        map(),
        Out::Row(vec![("m".to_owned(), word())]),
        Out::List(Vec::new()),
    ])
}

fn wish() -> impl Strategy<Value = Wish> {
    (prop::collection::vec(any::<u8>(), 0..5), any::<u8>(), any::<u8>(), value())
        .prop_map(|(steps, what, at, value)| Wish { steps, what, at, value })
}

/// What was done, and which fields and items of before it was done to.
#[derive(Debug)]
enum Done {
    Nothing,
    Set,
    Added,
    Removed(usize),
    Moved,
}

/// The path and indices to a collection.
fn collection<'n>(root: &'n Node, steps: &[u8]) -> (Vec<Step<'n>>, Vec<usize>, &'n Node) {
    let (mut path, mut indices, mut node) = (Vec::new(), Vec::new(), root);
    for step in steps {
        let (step, index, child) = match &node.value {
            Value::Map(entries) if !entries.is_empty() => {
                let at = usize::from(*step) % entries.len();
                (Step::Key(entries[at].0.value.as_str()), at, &entries[at].1)
            }
            Value::List(items) if !items.is_empty() => {
                let at = usize::from(*step) % items.len();
                (Step::Item(at), at, &items[at])
            }
            _ => break,
        };
        if matches!(child.value, Value::Scalar { .. }) {
            break;
        }
        path.push(step);
        indices.push(index);
        node = child;
    }
    (path, indices, node)
}

const ORDER: [&str; 6] = ["k1", "k2", "new", "k3", "k4", "k5"];

impl Wish {
    /// Makes the change. The indices are those of the touched entry, of the list for [`Done::Moved`].
    fn make(&self, editor: &mut Editor) -> Result<(Vec<usize>, Done), Refused> {
        let Some(root) = editor.root.clone() else {
            return editor
                .set(&[Step::Key("new")], &self.value, &ORDER)
                .map(|()| (Vec::new(), Done::Nothing));
        };
        let (mut path, mut indices, node) = collection(&root, &self.steps);
        let at = usize::from(self.at);
        match &node.value {
            Value::Map(entries) if self.what.is_multiple_of(3) || entries.is_empty() => {
                path.push(Step::Key("new"));
                let is_new = editor.get(&path).is_none();
                editor.set(&path, &self.value, &ORDER)?;
                Ok((indices, if is_new { Done::Added } else { Done::Nothing }))
            }
            Value::Map(entries) => {
                let at = at % entries.len();
                path.push(Step::Key(&entries[at].0.value));
                indices.push(at);
                self.touch(editor, &path, entries.len()).map(|done| (indices, done))
            }
            Value::List(items) if self.what.is_multiple_of(4) || items.is_empty() => {
                editor.insert(&path, at % (items.len() + 1), &self.value)?;
                Ok((indices, Done::Added))
            }
            Value::List(items) if self.what % 4 == 1 => {
                editor.shift(&path, at % items.len(), usize::from(self.what / 4) % items.len())?;
                Ok((indices, Done::Moved))
            }
            Value::List(items) => {
                let at = at % items.len();
                path.push(Step::Item(at));
                indices.push(at);
                self.touch(editor, &path, items.len()).map(|done| (indices, done))
            }
            Value::Scalar { .. } => Ok((Vec::new(), Done::Nothing)),
        }
    }

    fn touch(&self, editor: &mut Editor, path: &[Step<'_>], count: usize) -> Result<Done, Refused> {
        if self.what.is_multiple_of(2) {
            editor.set(path, &self.value, &ORDER)?;
            let is_there = editor.get(path).is_some_and(|node| same_values(node, &Node::from(&self.value)));
            assert!(is_there, "{path:?}");
            return Ok(Done::Set);
        }
        editor.remove(path)?;
        Ok(Done::Removed(count))
    }
}

/// Lines without what depends on being the first field behind a dash, and no empty ones.
fn bare<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<&'l str> {
    lines
        .map(|line| line.trim_start_matches('\u{feff}').trim_start_matches([' ', '-']).trim_end())
        .filter(|line| !line.is_empty())
        .collect()
}

/// Whether `now` is `kept` with further lines in one place.
fn is_one_run(kept: &[&str], now: &[&str]) -> bool {
    let above = kept.iter().zip(now).take_while(|(one, other)| one == other).count();
    let below = kept.iter().rev().zip(now.iter().rev()).take_while(|(one, other)| one == other).count();
    now.len() >= kept.len() && above + below >= kept.len()
}

/// Whether only lines of what was touched are others than before.
fn is_kept(lines: &[Line], touched: &[usize], done: &Done, now: &str) -> bool {
    let now = bare(now.lines());
    let all = || lines.iter().filter(|(text, _)| !text.starts_with("---"));
    let kept = |keep: &dyn Fn(&[usize]) -> bool| {
        bare(all().filter(|(_, owner)| keep(owner)).map(|(text, _)| text.as_str()))
    };
    // What is in brackets shares the line of what these belong to.
    let has_line = |path: &&[usize]| all().any(|(_, owner)| owner == path) || path.is_empty();
    let own = (0..=touched.len()).rev().map(|end| &touched[..end]).find(has_line).unwrap_or_default();
    let rest = kept(&|owner| !owner.starts_with(own));
    match done {
        Done::Nothing => true,
        Done::Set => is_one_run(&rest, &now),
        _ if own.len() < touched.len() => is_one_run(&rest, &now),
        Done::Added => {
            is_one_run(&kept(&|_| true), &now) || is_one_run(&kept(&|owner| owner != touched), &now)
        }
        Done::Removed(1) => {
            let above = &own[..own.len() - 1];
            let around = kept(&|owner| !owner.starts_with(own) && owner != above);
            is_one_run(&around, &now) && now.len() <= rest.len() + 1
        }
        Done::Removed(_) => rest == now,
        Done::Moved => {
            let sorted = |mut lines: Vec<_>| {
                lines.sort_unstable();
                lines
            };
            let is_list = kept(&|owner| owner.len() > own.len() && owner.starts_with(own)).is_empty();
            is_one_run(&rest, &now) && (is_list || sorted(kept(&|_| true)) == sorted(now))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn ordinary_files_are_changed_as_asked_for_and_nowhere_else(root in root(), layout in layout(), wishes in prop::collection::vec(wish(), 1..6)) {
        let lines = lines(&root, &layout);
        let text = text_of(&lines, &layout);
        let mut editor = Editor::new(&text).map_err(|refused| TestCaseError::fail(format!("{refused}\n{text}")))?;
        for (at, wish) in wishes.iter().enumerate() {
            let before = editor.text.clone();
            let (touched, done) = wish.make(&mut editor)
                .map_err(|refused| TestCaseError::fail(format!("{refused}\n{wish:?}\n{before}")))?;
            if at == 0 {
                prop_assert!(is_kept(&lines, &touched, &done, &editor.text), "{done:?} {touched:?} {wish:?}\n{text}\n=>\n{}", editor.text);
            }
            let ends = editor.text.matches("\r\n").count();
            prop_assert_eq!(ends, if text.contains("\r\n") { editor.text.matches('\n').count() } else { 0 });
        }
        let after = editor.finish();
        prop_assert_eq!(after.starts_with('\u{feff}'), layout.mark);
    }

    #[test]
    fn a_new_field_that_is_taken_away_again_leaves_nothing(root in root(), layout in layout(), steps in prop::collection::vec(any::<u8>(), 0..5), value in value()) {
        let text = text_of(&lines(&root, &layout), &layout);
        let mut editor = Editor::new(&text).expect("parses");
        let tree = editor.root.clone().expect("a value");
        let (mut path, _, node) = collection(&tree, &steps);
        if matches!(node.value, Value::Map(_)) {
            path.push(Step::Key("new"));
            editor.set(&path, &value, &ORDER).map_err(|refused| TestCaseError::fail(format!("{refused}\n{text}")))?;
            let between = editor.text.clone();
            editor.remove(&path).map_err(|refused| TestCaseError::fail(format!("{refused}\n{between}")))?;
            prop_assert_eq!(editor.finish(), text, "{}", between);
        }
    }

    #[test]
    fn any_text_is_changed_as_asked_for_or_not_at_all(pieces in prop::collection::vec(prop::sample::select([&PIECES[..], &MORE].concat()), 0..14), wishes in prop::collection::vec(wish(), 1..5)) {
        let text = pieces.concat();
        if let Ok(mut editor) = Editor::new(&text) {
            for wish in wishes {
                let before = editor.text.clone();
                match wish.make(&mut editor) {
                    Ok(_) => {
                        let after = parse(&editor.text).expect("parses");
                        prop_assert_eq!(after.is_some(), editor.root.is_some());
                    }
                    Err(_) => prop_assert_eq!(&editor.text, &before),
                }
            }
            editor.finish();
        }
    }
}

/// Pieces of what editing has to find its way in.
const MORE: [&str; 4] = ["[x, y]", "{ p: q }", "\n- ", "# of\n"];
