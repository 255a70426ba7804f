//! Each case as its user would see it: the text before, what is done, the text after.

use super::Step::{Item, Key};
use super::*;

fn word(text: &str) -> Out {
    Out::text(text)
}

fn row(entries: &[(&str, &str)]) -> Out {
    Out::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), word(value))).collect())
}

/// The text after a change.
fn after(text: &str, change: impl FnOnce(&mut Editor) -> Result<(), Refused>) -> String {
    let mut editor = Editor::new(text).unwrap_or_else(|refused| panic!("{refused}: {text:?}"));
    change(&mut editor).unwrap_or_else(|refused| panic!("{refused}: {text:?}"));
    editor.finish()
}

/// Why a change is not made; the text is as it was.
fn refused(text: &str, change: impl FnOnce(&mut Editor) -> Result<(), Refused>) -> String {
    let mut editor = Editor::new(text).expect("parses");
    let refused = change(&mut editor).expect_err("refused");
    assert_eq!(editor.finish(), text);
    refused.to_string()
}

fn set(text: &str, path: &[Step<'_>], value: &Out) -> String {
    after(text, |editor| editor.set(path, value, &["a", "b", "c", "d", "e"]))
}

fn remove(text: &str, path: &[Step<'_>]) -> String {
    after(text, |editor| editor.remove(path))
}

fn insert(text: &str, path: &[Step<'_>], at: usize, item: &Out) -> String {
    after(text, |editor| editor.insert(path, at, item))
}

fn shift(text: &str, path: &[Step<'_>], from: usize, to: usize) -> String {
    after(text, |editor| editor.shift(path, from, to))
}

#[test]
fn a_value_comes_in_place_of_another_and_the_comment_behind_it_stays() {
    let words = Out::Words(vec![word("x"), word("z")]);
    let list = Out::List(vec![word("x"), word("z")]);
    let cases = [
        ("a: 1 # why\nb: 2\n", word("new"), "a: new # why\nb: 2\n"),
        ("a:   \"1\"\n", Out::Quoted("1.10".to_owned()), "a:   \"1.10\"\n"),
        ("a: '1' # x\n", word("it's"), "a: it's # x\n"),
        ("a:\nb: 2\n", word("new"), "a: new\nb: 2\n"),
        ("a: # why\nb: 2\n", word("new"), "a: new # why\nb: 2\n"),
        ("a: ~  # why\n", words.clone(), "a: [x, z]  # why\n"),
        ("a: [p] # why\nb: 2\n", list.clone(), "a: # why\n  - x\n  - z\nb: 2\n"),
        (
            "a: # why\n  # of p\n  - p # q\n  # - z\n# of b\nb: 2\n",
            words,
            "a: [x, z] # why\n  # - z\n# of b\nb: 2\n",
        ),
        ("a:\n- p\n- q\nb:\n  c: 1\n", list, "a:\n- x\n- z\nb:\n  c: 1\n"),
        ("a: s # why\nb: 2\n", word("x\ny\n"), "a: | # why\n  x\n  y\nb: 2\n"),
        ("a: |  # why\n  x\n\n  y\n\n# of b\nb: 2\n", word("s"), "a: s  # why\n\n# of b\nb: 2\n"),
        ("a: >-\n  x\n  y\nb: 2\n", word("l\nm"), "a: |-\n  l\n  m\nb: 2\n"),
        ("a: \"x\n  y\" # z\nb: 2\n", word("s"), "a: s # z\nb: 2\n"),
        ("a:\n  long\n  text # z\nb: 2\n", word("s"), "a:\n  s # z\nb: 2\n"),
        ("a:\n  long\n  text # z\nb: 2\n", word("s\n"), "a: | # z\n  s\nb: 2\n"),
        ("a: {p: 1}\n", row(&[("q", "x")]), "a:\n  q: x\n"),
        ("\"a\": 1\n", word("s"), "\"a\": s\n"),
        ("a : 1\n", word("s"), "a : s\n"),
        ("{ a: 1, b: 2 }\n", word("x, y"), "{ a: \"x, y\", b: 2 }\n"),
        ("{a, b: 2}\n", word("x"), "{a: x, b: 2}\n"),
        ("{a: , b: 2}\n", word("x"), "{a: x , b: 2}\n"),
    ];
    for (text, value, expected) in cases {
        assert_eq!(set(text, &[Key("a")], &value), expected, "{text:?}");
    }
}

#[test]
fn a_value_deep_inside_is_found() {
    let text = "# Of it.\nconnectors:\n  # First.\n  - { connector: x, version: \"1.0\" } # one\n  - connector: y\n    version: '1.1' # two\n";
    let version = Out::Quoted("1.10".to_owned());
    assert_eq!(
        set(text, &[Key("connectors"), Item(1), Key("version")], &version),
        text.replace("'1.1'", "\"1.10\"")
    );
    assert_eq!(
        set(text, &[Key("connectors"), Item(0), Key("version")], &version),
        text.replace("\"1.0\"", "\"1.10\"")
    );
    assert_eq!(
        set(text, &[Key("connectors"), Item(1)], &row(&[("connector", "z"), ("version", "x")])),
        text.replace("connector: y\n    version: '1.1' # two", "connector: z\n    version: x")
    );
    assert_eq!(set("- - a\n  - b\n- c\n", &[Item(0), Item(1)], &word("x")), "- - a\n  - x\n- c\n");
}

#[test]
fn what_was_written_can_be_got() {
    let mut editor = Editor::new("a: [x]\n").expect("parses");
    editor.set(&[Key("b")], &Out::Quoted("1.10".to_owned()), &[]).expect("is set");
    let text = |path: &[Step<'_>]| match editor.get(path).map(|node| &node.value) {
        Some(Value::Scalar { text, .. }) => Some(text.clone()),
        _ => None,
    };
    assert_eq!(text(&[Key("a"), Item(0)]).as_deref(), Some("x"));
    assert_eq!(text(&[Key("b")]).as_deref(), Some("1.10"));
    assert_eq!(text(&[Key("a"), Key("b")]), None);
}

#[test]
fn a_new_field_goes_where_the_order_puts_it() {
    let cases = [
        ("a: 1\nd: 4\n", "a: 1\nc: s\nd: 4\n"),
        ("# Of it.\n\n# Of d.\nd: 4\ne: 5\n", "# Of it.\n\nc: s\n# Of d.\nd: 4\ne: 5\n"),
        ("# yaml-language-server: $schema=x\nd: 4\n", "# yaml-language-server: $schema=x\nc: s\nd: 4\n"),
        ("a: 1\nb: |\n  x\n\n# End.\n", "a: 1\nb: |\n  x\nc: s\n\n# End.\n"),
        ("a: 1\nb:\n  - x\n  # - y\nother: 2", "a: 1\nb:\n  - x\n  # - y\nc: s\nother: 2"),
        ("a: 1", "a: 1\nc: s"),
        ("\u{feff}---\r\nd: 4\r\n", "\u{feff}---\r\nc: s\r\nd: 4\r\n"),
        ("e: 5\na: 1\n", "e: 5\na: 1\nc: s\n"),
        ("z: 5\n", "c: s\nz: 5\n"),
        ("{}", "{ c: s }"),
        ("{ }\n", "{ c: s}\n"),
        ("{a: 1, d: 4}\n", "{a: 1, c: s, d: 4}\n"),
        ("{ d: 4 }\n", "{ c: s, d: 4 }\n"),
        ("{ a: 1 }\n", "{ a: 1, c: s }\n"),
        ("{\n  a: 1, # x\n  # of d\n  d: 4\n}\n", "{\n  a: 1, # x\n  c: s,\n  # of d\n  d: 4\n}\n"),
        ("{\n  a: 1 # x\n}\n", "{\n  a: 1, # x\n  c: s\n}\n"),
        ("{\n  a: 1,\n}\n", "{\n  a: 1,\n  c: s,\n}\n"),
        ("", "c: s\n"),
        ("# Only this.\n", "# Only this.\n\nc: s\n"),
        ("# Only this.", "# Only this.\n\nc: s"),
        ("\u{feff}\r\n", "\u{feff}\r\nc: s\r\n"),
        ("---\n", "---\nc: s\n"),
        ("~\n", "c: s\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(set(text, &[Key("c")], &word("s")), expected, "{text:?}");
    }
}

#[test]
fn a_new_field_of_something_inside_is_written_there() {
    let cases = [
        ("p:\n  a: 1\n  d: 4\nq: 1\n", "p:\n  a: 1\n  c: |\n    s\n  d: 4\nq: 1\n"),
        ("p:\n    a: 1\n# End.\n", "p:\n    a: 1\n    c: |\n        s\n# End.\n"),
        ("p: {} # x\nq:\n    r: 1\n", "p: # x\n    c: |\n        s\nq:\n    r: 1\n"),
        ("p:\nq: 1\n", "p:\n  c: |\n    s\nq: 1\n"),
        ("p: { a: 1 }\n", "p: { a: 1, c: \"s\\n\" }\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(set(text, &[Key("p"), Key("c")], &word("s\n")), expected, "{text:?}");
    }
    let item = "p:\n  - d: 4 # x\n    e: 5\n";
    let item_with = |name| set(item, &[Key("p"), Item(0), Key(name)], &word("s"));
    assert_eq!(item_with("c"), "p:\n  - c: s\n    d: 4 # x\n    e: 5\n");
    assert_eq!(item_with("z"), "p:\n  - d: 4 # x\n    e: 5\n    z: s\n");
}

#[test]
fn a_field_goes_with_its_comments() {
    let cases = [
        ("# It.\n\n# Of a.\na: 1 # x\n# Of b.\nb: 2\n", "# It.\n\n# Of b.\nb: 2\n"),
        ("b: 2\n# Of a.\na:\n  - x\n  # - y\n# End.\n", "b: 2\n# End.\n"),
        ("b: 2\n\n# Far.\n\n# Of a.\na: 1\n", "b: 2\n\n# Far.\n"),
        ("b: 2\n\na: 1\n\nc: 3\n", "b: 2\n\nc: 3\n"),
        ("b: 2\n\na: 1\n", "b: 2\n"),
        ("b: 2\r\na: 1", "b: 2"),
        ("# yaml-language-server: $schema=x\na: 1\nb: 2\n", "# yaml-language-server: $schema=x\nb: 2\n"),
        ("\u{feff}a: 1\nb: 2\n", "\u{feff}b: 2\n"),
        ("---\n# Of a.\na: 1\nb: 2\n", "---\nb: 2\n"),
        ("a: 1\n", ""),
        ("{ a: 1, b: 2 }\n", "{ b: 2 }\n"),
        ("{ b: 2, a: 1 }\n", "{ b: 2 }\n"),
        ("{b: 2, a: 1,}\n", "{b: 2,}\n"),
        ("{ a: 1 }\n", "{}\n"),
        ("{\n  # Of a.\n  a: 1, # x\n  b: 2 # y\n}\n", "{\n  b: 2 # y\n}\n"),
        ("{\n  b: 2, # y\n  a: 1 # x\n}\n", "{\n  b: 2 # y\n}\n"),
        ("b: 2\n", "b: 2\n"),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(remove(text, &[Key("a")]), expected, "{text:?}");
    }
}

#[test]
fn the_last_field_or_item_leaves_brackets() {
    let p = |step| vec![Key("p"), step];
    let cases = [
        ("p: # x\n  # Of a.\n  a: 1 # y\n# End.\n", p(Key("a")), "p: {} # x\n# End.\n"),
        ("p:\n- a # y\nq: 1\n", p(Item(0)), "p: []\nq: 1\n"),
        ("p:\n  - a: 1\n    b: 2\n\n  # - c\nq: 1\n", p(Item(0)), "p: []\n\n  # - c\nq: 1\n"),
        ("p: [a]\n", p(Item(0)), "p: []\n"),
        ("p: [ a, ]\n", p(Item(0)), "p: [  ]\n"),
        ("p: [\n  a, # x\n]\n", p(Item(0)), "p: []\n"),
        ("# It.\n\n# Of a.\n- a\n", vec![Item(0)], "# It.\n\n[]\n"),
        ("- id: x # y\n- c\n", vec![Item(0), Key("id")], "- {}\n- c\n"),
    ];
    for (text, path, expected) in cases {
        assert_eq!(remove(text, &path), expected, "{text:?}");
    }
}

#[test]
fn the_first_field_behind_a_dash_makes_room_for_the_next() {
    let path = [Item(0), Key("a")];
    assert_eq!(remove("- a: 1 # x\n  b: 2\n- c: 3\n", &path), "- b: 2\n- c: 3\n");
    assert_eq!(remove("- a: 1\n  # Of b.\n  b: 2\n", &path), "-\n  # Of b.\n  b: 2\n");
    assert_eq!(remove("- b: 2\n  # Of a.\n  a: |\n    x\n- c: 3\n", &path), "- b: 2\n- c: 3\n");
}

#[test]
fn items_come_where_they_are_put() {
    let p = [Key("p")];
    let cases = [
        (
            "p:\n  # Of x.\n  - x # one\n  - y\n  # - z\nq: 1\n",
            0,
            "p:\n  - new\n  # Of x.\n  - x # one\n  - y\n  # - z\nq: 1\n",
        ),
        ("p:\n  - x\n  # Of y.\n  - y\nq: 1\n", 1, "p:\n  - x\n  - new\n  # Of y.\n  - y\nq: 1\n"),
        ("p:\n- x\n- y", 9, "p:\n- x\n- y\n- new"),
        ("p:\r\n  - x\r\n  # - z\r\nq: 1\r\n", 1, "p:\r\n  - x\r\n  - new\r\n  # - z\r\nq: 1\r\n"),
        ("p:\n  - x\n\n  - y\n", 2, "p:\n  - x\n\n  - y\n\n  - new\n"),
        ("p:\n  - x\n\n  - y\n", 1, "p:\n  - x\n\n  - new\n\n  - y\n"),
        ("p: [x, y] # z\n", 1, "p: [x, new, y] # z\n"),
        ("p: [ x, y ]\n", 2, "p: [ x, y, new ]\n"),
        ("p: [] # z\n", 0, "p: [new] # z\n"),
        ("p: # z\n", 0, "p: [new] # z\n"),
        ("p: [\n  x,\n  y # one\n]\n", 2, "p: [\n  x,\n  y, # one\n  new\n]\n"),
        ("p: [\n  # Of x.\n  x, y ]\n", 0, "p: [\n  # Of x.\n  new, x, y ]\n"),
    ];
    for (text, at, expected) in cases {
        assert_eq!(insert(text, &p, at, &word("new")), expected, "{text:?}");
    }
}

#[test]
fn an_item_of_fields_stands_behind_a_dash() {
    let item = Out::Map(vec![
        ("connector".to_owned(), word("new")),
        ("version".to_owned(), Out::Quoted("1.10".to_owned())),
    ]);
    let cases = [
        ("p: [] # x\nq: 1\n", "p: # x\n  - connector: new\n    version: \"1.10\"\nq: 1\n"),
        ("p:\nq:\n- 1\n", "p:\n- connector: new\n  version: \"1.10\"\nq:\n- 1\n"),
        ("p: [{ connector: x }]\n", "p: [{ connector: new, version: \"1.10\" }, { connector: x }]\n"),
        (
            "p:\n  # Of x.\n  - connector: x\n",
            "p:\n  - connector: new\n    version: \"1.10\"\n  # Of x.\n  - connector: x\n",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(insert(text, &[Key("p")], 0, &item), expected, "{text:?}");
    }
}

#[test]
fn the_root_may_be_a_list() {
    let row = Out::Row(vec![("id".to_owned(), word("new"))]);
    let cases = [
        (
            "# It.\n\n- { id: x } # one\n- id: y\n  name: Y\n",
            1,
            "# It.\n\n- { id: x } # one\n- { id: new }\n- id: y\n  name: Y\n",
        ),
        ("# It.\n[]\n", 0, "# It.\n- { id: new }\n"),
        ("# Only this.\n", 0, "# Only this.\n\n- { id: new }\n"),
        ("", 0, "- { id: new }\n"),
        ("---\n- { id: x }\n", 1, "---\n- { id: x }\n- { id: new }\n"),
    ];
    for (text, at, expected) in cases {
        assert_eq!(insert(text, &[], at, &row), expected, "{text:?}");
    }
}

#[test]
fn items_move_with_their_comments() {
    let list = "p:\n  # Of x.\n  - x # one\n\n  - y\n  # Of z.\n  - z:\n      |\n       t\n    # - u\nq: 1\n";
    assert_eq!(
        shift(list, &[Key("p")], 0, 2),
        "p:\n  - y\n\n  # Of z.\n  - z:\n      |\n       t\n    # - u\n  # Of x.\n  - x # one\nq: 1\n"
    );
    assert_eq!(shift("- x\n- y", &[], 1, 0), "- y\n- x");
    assert_eq!(shift("- - x\n  - y # one\n", &[Item(0)], 1, 0), "- - y # one\n  - x\n");
    assert_eq!(shift("p: [x, y, z] # one\n", &[Key("p")], 2, 0), "p: [z, x, y] # one\n");
    assert_eq!(
        shift("p: [\n  # Of x.\n  x, # one\n  y # two\n]\n", &[Key("p")], 0, 1),
        "p: [\n  y, # two\n  # Of x.\n  x # one\n]\n"
    );
    assert_eq!(shift("- x\n- y\n", &[], 0, 9), "- y\n- x\n");
}

#[test]
fn what_stands_at_the_very_top_is_about_the_file() {
    let list = "# yaml-language-server: $schema=x\n# The order counts.\n- x\n# Of y.\n- y\n";
    let top = "# yaml-language-server: $schema=x\n# The order counts.\n";
    assert_eq!(shift(list, &[], 1, 0), format!("{top}# Of y.\n- y\n- x\n"));
    assert_eq!(insert(list, &[], 0, &word("z")), format!("{top}- z\n- x\n# Of y.\n- y\n"));
    assert_eq!(remove(list, &[Item(0)]), format!("{top}# Of y.\n- y\n"));
    assert_eq!(remove("# Of the file.\na: 1\nb: 2\n", &[Key("a")]), "# Of the file.\nb: 2\n");
}

#[test]
fn texts_of_several_lines_are_written_with_the_files_own_line_ends() {
    let text = "a: x # one\r\nb: 2\r\n";
    let expected = "a: | # one\r\n  l\r\n\r\n  m\r\nb: 2\r\n";
    assert_eq!(set(text, &[Key("a")], &word("l\n\nm\n")), expected);
    assert_eq!(set(expected, &[Key("a")], &word("x")), text);
}

#[test]
fn a_text_never_takes_in_the_comments_below_it() {
    let text = "a:\n  # far\n\n  - x\n  # - y\n# End.\n";
    let expected = "a: |\n   one\n   two\n  # far\n\n  # - y\n# End.\n";
    assert_eq!(set(text, &[Key("a")], &word("one\ntwo\n")), expected);
    assert_eq!(set(expected, &[Key("a")], &word("s")), "a: s\n  # far\n\n  # - y\n# End.\n");
}

#[test]
fn line_ends_are_the_files_own_even_where_they_are_mixed() {
    let text = "p:\n  - x\r\n  - w\nq: 1\n";
    assert_eq!(shift(text, &[Key("p")], 0, 1), "p:\n  - w\n  - x\r\nq: 1\n");
    let emptied = after("a: 1\r\n", |editor| {
        editor.remove(&[Key("a")])?;
        editor.set(&[Key("b")], &word("s"), &[])
    });
    assert_eq!(emptied, "b: s\r\n");
}

#[test]
fn what_is_not_done_is_said() {
    let cases: [(&str, &[Step<'_>], &str); 6] = [
        ("a: 1\n", &[Key("a"), Key("b")], "`a` is a text; expected a mapping"),
        ("a: [x]\n", &[Key("a"), Item(1)], "there is no item 2 of `a`"),
        ("a: 1\n", &[Key("b"), Key("c")], "there is no `b`"),
        ("a: 1\na: 2\n", &[Key("a")], "`a` stands there more than once; keep one of them"),
        ("p:\n  - x: 1\n", &[Key("p"), Key("b")], "`p` is a list; expected a mapping"),
        (
            "p:\n  - [q: 1]\n",
            &[Key("p"), Item(0), Item(0), Key("b")],
            "`b` of item 1 of item 1 of `p` cannot be changed without harm to what stands around it; change it by hand",
        ),
    ];
    for (text, path, expected) in cases {
        assert_eq!(refused(text, |editor| editor.set(path, &word("x"), &[])), expected, "{text:?}");
    }
    assert_eq!(
        refused("? a\n: 1\n? b\n: 2\n", |editor| editor.remove(&[Key("a")])),
        "`a` cannot be changed without harm to what stands around it; change it by hand"
    );
    assert_eq!(
        refused("a: 1\n", |editor| editor.insert(&[], 0, &word("x"))),
        "the file is a mapping; expected a list"
    );
    assert_eq!(refused("- x\n", |editor| editor.shift(&[], 3, 0)), "there is no item 4");
    let unread = Editor::new("a: &x 1\n").expect_err("refused");
    assert_eq!(unread.to_string(), "anchors (`&`) and aliases (`*`) are not read; write the value out");
}
