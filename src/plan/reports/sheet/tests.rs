use jiff::civil::date;
use serde_json::json;

use super::*;

const HOSTILE: [&str; 12] = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =cmd|' /C calc'!A0",
    "＝1",
    "a,\"b\"\r\nc",
    "<script>alert(1)</script> | [x](javascript:alert(1))",
    "\u{202e}\u{1b}[31m##[error]",
];

fn sheet(rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet {
        name: "trial",
        title: "Trial",
        about: "",
        nothing: "Nothing.",
        columns: vec![
            column("name", "Name", Kind::Text),
            column("tags", "Tags", Kind::List),
            column("page", "Page", Kind::Link),
            column("left", "Left", Kind::Number),
            column("size", "Size", Kind::Bytes),
            column("day", "Day", Kind::Date),
            column("late", "Late", Kind::YesNo),
            column("status", "Status", Kind::Word),
        ],
        rows,
        totals: vec![(column("size", "Size", Kind::Bytes), Cell::bytes(2048))],
    }
}

fn row(text: &str) -> Vec<Cell> {
    let page = Item { name: Some("Flow".to_owned()), ..Item::text(text) };
    vec![
        Cell::Text(text.to_owned()),
        Cell::list([Item::text("a"), Item::text(text)]),
        Cell::Link(Item { page: Some(SitePath::known("a b.html")), ..page }),
        Cell::Number(-3),
        Cell::bytes(2048),
        Cell::Date(date(2026, 11, 1)),
        Cell::YesNo(true),
        Cell::Word("current"),
    ]
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn csv_holds_the_keys_and_then_the_values_in_lines_that_end_as_rfc_4180_says() {
    let text = sheet(vec![row("flow, \"b\""), vec![Cell::Empty; 8]]).csv();
    assert_eq!(
        text,
        "name,tags,page,left,size,day,late,status\r\n\
         \"flow, \"\"b\"\"\",\"a; flow, \"\"b\"\"\",\"flow, \"\"b\"\"\",-3,2048,2026-11-01,yes,current\r\n\
         ,,,,,,,\r\n"
    );
}

#[test]
fn no_text_is_a_formula_of_a_spreadsheet() {
    for hostile in HOSTILE {
        let found = records(&sheet(vec![row(hostile)]).csv());
        assert_eq!((found.len(), found[1].len()), (2, 8), "{hostile:?}");
        let listed = found[1][1].split("; ").skip(1).collect::<Vec<_>>().join("; ");
        for cell in [found[1][0].as_str(), &listed, &found[1][2]] {
            let first = cell.trim_start().chars().next().unwrap();
            assert!(!"=+-@\t\r\n＝＋－＠".contains(first), "{hostile:?}: {cell:?}");
            assert!(!cell.chars().any(crate::diag::is_hidden) && !cell.contains("##["), "{cell:?}");
        }
        assert_eq!(found[1][3], "-3", "a number of ours stays one");
    }
}

#[test]
fn json_holds_what_was_written_by_the_keys_of_the_columns() {
    for text in HOSTILE {
        let sheet = sheet(vec![row(text), vec![Cell::Empty; 8]]);
        let document = serde_json::to_value(sheet.json(date(2026, 11, 1))).unwrap();
        assert_eq!(
            document["rows"][0],
            json!({
                "name": text, "tags": ["a", text], "page": text, "left": -3, "size": 2048,
                "day": "2026-11-01", "late": true, "status": "current",
            })
        );
        assert!(document["rows"][1].as_object().unwrap().values().all(serde_json::Value::is_null));
        let (kinds, totals) = (&document["columns"], &document["totals"]);
        assert_eq!(kinds[6], json!({ "key": "late", "title": "Late", "kind": "boolean" }));
        assert_eq!((totals, &document["as_of"]), (&json!({ "size": 2048 }), &json!("2026-11-01")));
    }
}

#[test]
fn markdown_takes_no_text_for_markup() {
    for hostile in HOSTILE {
        let text = sheet(vec![row(hostile)]).markdown();
        let table = text.lines().filter(|line| line.starts_with('|')).count();
        assert_eq!(table, 3, "{text}");
        let mut html = String::new();
        let parser = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES);
        pulldown_cmark::html::push_html(&mut html, parser);
        assert!(!html.contains("<script") && !html.contains("<a "), "{html}");
        assert_eq!(html.matches("<td").count(), 8, "{html}");
    }
    assert!(sheet(Vec::new()).markdown().contains("Nothing."));
}

#[test]
fn a_page_holds_the_first_rows_and_says_how_many_more_there_are() {
    let html = sheet(vec![row("flow"); 310]).html();
    assert_eq!((html["rows"].as_array().unwrap().len(), &html["more"]), (300, &json!(10)));
    let cells = &html["rows"][0];
    assert_eq!(cells[2], json!({ "is": "link", "text": "Flow", "href": "a%20b.html" }));
    assert_eq!(cells[3], json!({ "is": "number", "number": 3, "below": true }));
    let many: Vec<Item> = (0..9).map(|at| Item::text(&at.to_string())).collect();
    let html = sheet(vec![vec![Cell::list(many); 8]]).html();
    let list = &html["rows"][0][0];
    assert_eq!((list["items"].as_array().unwrap().len(), &list["more"]), (6, &json!(3)));
    let text = sheet(vec![row("flow"); 310]).csv();
    assert_eq!(text.lines().count(), 311, "the files hold all of them");
}
