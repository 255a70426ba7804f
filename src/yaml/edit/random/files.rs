//! Random files in ordinary layouts: on lines of their own, with comments above, behind and between, each line with its owner.

use proptest::prelude::*;

/// A value as people write it.
#[derive(Debug, Clone)]
pub(super) enum Written {
    /// On one line, whatever it is.
    Inline(&'static str),
    /// The lines of a text.
    Block(&'static str, Vec<&'static str>),
    List(Vec<(Around, Written)>),
    Map(Vec<(Around, Written)>),
}

/// What stands around a field or an item.
#[derive(Debug, Clone)]
pub(super) struct Around {
    /// An empty line above, with a comment of nobody's.
    gap: Option<bool>,
    comments: usize,
    behind: bool,
    /// A comment below the last one of a collection, as far indented as it.
    below: bool,
    quoted: bool,
}

/// How a file is laid out.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    indents: (usize, usize),
    head: &'static str,
    windows: bool,
    pub(super) mark: bool,
    cut: bool,
}

fn inline() -> impl Strategy<Value = Written> {
    prop::sample::select(vec![
        "word",
        "\"1.10\"",
        "'it''s'",
        "12",
        "true",
        "",
        "~",
        "[]",
        "{}",
        "[x, \"z\"]",
        "{ k: v, l: w }",
        "[ { k: v } ]",
        "a plain text, of some words",
    ])
    .prop_map(Written::Inline)
}

fn around() -> impl Strategy<Value = Around> + Clone {
    (prop::option::weighted(0.3, any::<bool>()), 0..3usize, any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(gap, comments, behind, below, quoted)| Around { gap, comments, behind, below, quoted })
}

fn written() -> impl Strategy<Value = Written> + Clone {
    let block = (
        prop::sample::select(vec!["|", "|-", ">", ">-", "|2"]),
        prop::sample::select(vec![vec!["one"], vec!["one", "# no comment", "", "- two: 3"]]),
    );
    let leaf = prop_oneof![4 => inline(), 1 => block.prop_map(|(sign, lines)| Written::Block(sign, lines))];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let entries = prop::collection::vec((around(), inner), 1..4);
        prop_oneof![entries.clone().prop_map(Written::List), entries.prop_map(Written::Map)]
    })
}

pub(super) fn root() -> impl Strategy<Value = Written> {
    let entries = prop::collection::vec((around(), written()), 1..5);
    prop_oneof![entries.clone().prop_map(Written::List), entries.prop_map(Written::Map)]
}

pub(super) fn layout() -> impl Strategy<Value = Layout> {
    let head = vec!["", "", "# Of the file.\n\n", "---\n", "# yaml-language-server: $schema=x\n"];
    let indents = vec![(2, 2), (2, 0), (4, 4), (4, 2), (4, 0)];
    (prop::sample::select(indents), prop::sample::select(head), any::<[bool; 3]>())
        .prop_map(|(indents, head, [windows, mark, cut])| Layout { indents, head, windows, mark, cut })
}

/// A line and the fields or items it belongs to, from the outside to the inside.
pub(super) type Line = (String, Vec<usize>);

struct Pen<'l> {
    layout: &'l Layout,
    lines: Vec<Line>,
    count: usize,
}

impl Pen<'_> {
    fn next(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn line(&mut self, text: String, owner: &[usize]) {
        self.lines.push((text, owner.to_vec()));
    }

    fn collection(&mut self, of: &Written, column: usize, owner: &[usize], behind_dash: bool) {
        let (Written::List(entries) | Written::Map(entries)) = of else { return };
        for (at, (around, value)) in entries.iter().enumerate() {
            let own = [owner, &[at]].concat();
            let joins = behind_dash && at == 0;
            if !joins {
                self.above(around, column, owner, &own);
            }
            let key = match (of, around.quoted, self.next()) {
                (Written::List(_), ..) => "-".to_owned(),
                (_, true, count) => format!("\"k{count}\":"),
                (_, false, count) => format!("k{count}:"),
            };
            let start = if joins { self.lines.pop().expect("a dash").0 + " " } else { " ".repeat(column) };
            let is_item = matches!(of, Written::List(_));
            self.value(value, &format!("{start}{key}"), (column, is_item), (around, &own));
        }
    }

    fn above(&mut self, around: &Around, column: usize, owner: &[usize], own: &[usize]) {
        if let Some(far) = around.gap {
            self.line(String::new(), owner);
            if far {
                let count = self.next();
                self.line(format!("{:column$}# far {count}", ""), owner);
                self.line(String::new(), owner);
            }
        }
        let is_top = self.lines.iter().all(|(text, _)| text.starts_with('#'));
        for _ in 0..around.comments {
            let count = self.next();
            self.line(format!("{:column$}# of {count}", ""), if is_top { owner } else { own });
        }
    }

    fn value(
        &mut self,
        value: &Written,
        start: &str,
        (column, is_item): (usize, bool),
        (around, own): (&Around, &[usize]),
    ) {
        let count = self.next();
        let behind = if around.behind { format!(" # b{count}") } else { String::new() };
        let (map, list) = self.layout.indents;
        match value {
            Written::Inline("") => self.line(format!("{start}{behind}"), own),
            Written::Inline(text) => self.line(format!("{start} {text}{behind}"), own),
            Written::Block(sign, lines) => {
                self.line(format!("{start} {sign}{behind}"), own);
                let indent = column + 2;
                for line in lines {
                    let text = if line.is_empty() { String::new() } else { format!("{:indent$}{line}", "") };
                    self.line(text, own);
                }
            }
            Written::List(_) | Written::Map(_) => {
                let offset = match value {
                    _ if is_item => 2,
                    Written::List(_) => list,
                    _ => map,
                };
                // A comment behind a dash takes the first field's place.
                let joins = is_item && !around.behind;
                self.line(format!("{start}{}", if joins { "" } else { &behind }), own);
                self.collection(value, column + offset, own, joins);
                if around.below && offset > 0 {
                    self.line(format!("{:width$}# below {count}", "", width = column + offset), own);
                }
            }
        }
    }
}

/// The lines of a file.
pub(super) fn lines(root: &Written, layout: &Layout) -> Vec<Line> {
    let mut pen = Pen { layout, lines: Vec::new(), count: 0 };
    layout.head.lines().for_each(|line| pen.line(line.to_owned(), &[]));
    pen.collection(root, 0, &[], false);
    pen.lines
}

pub(super) fn text_of(lines: &[Line], layout: &Layout) -> String {
    let newline = if layout.windows { "\r\n" } else { "\n" };
    let texts: Vec<&str> = lines.iter().map(|(text, _)| text.as_str()).collect();
    let last = if layout.cut { "" } else { newline };
    format!("{}{}{last}", if layout.mark { "\u{feff}" } else { "" }, texts.join(newline))
}
