//! Tables for people: columns that stand under each other, for the width there is.
//!
//! 1. Every cell passes `printable`: what it holds may be a stranger's.
//! 2. On a terminal the table fits its width: the widest columns are wrapped between words. A cell has [`MOST_LINES`] lines;
//!    of more than that the rest is an ellipsis.
//! 3. On a terminal too narrow for that, every row is a block: a line for each column.
//! 4. Where there is no terminal, every value is whole and every row a line.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Width};
use unicode_width::UnicodeWidthStr;

use crate::diag::printable;

/// The most lines of one cell on a terminal.
const MOST_LINES: usize = 3;
/// The blanks between two columns.
const BETWEEN: u16 = 2;
/// A longer word may be broken.
const LONGEST_WORD: u16 = 16;
/// The same in the first column, which is what people copy.
const LONGEST_FIRST: u16 = 32;
/// The most characters of one cell on a terminal: what lays tables out there counts in 16 bits.
const MOST_CHARACTERS: usize = 4_096;

/// A table of `N` columns.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Table<const N: usize>(Grid);

/// A table of as many columns as it turns out to have.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Grid {
    headings: Vec<&'static str>,
    numbers: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl<const N: usize> Table<N> {
    /// A table with these headings and no row yet.
    pub(in crate::cli) fn new(headings: [&'static str; N]) -> Table<N> {
        Table(Grid::new(headings.map(|heading| (heading, false))))
    }

    /// The same with the columns under these headings read as numbers: they end under each other.
    pub(in crate::cli) fn numbers(mut self, headings: &[&str]) -> Table<N> {
        self.0.numbers = self.0.headings.iter().map(|heading| headings.contains(heading)).collect();
        self
    }

    /// Adds a row.
    pub(in crate::cli) fn row(&mut self, cells: [String; N]) {
        self.0.row(cells.into());
    }

    /// The same as [`Grid::text`].
    pub(in crate::cli) fn text(&self, width: Option<u16>) -> String {
        self.0.text(width)
    }
}

impl Grid {
    /// A table with these headings, each with whether numbers stand below it, and no row yet.
    pub(in crate::cli) fn new(headings: impl IntoIterator<Item = (&'static str, bool)>) -> Grid {
        let (headings, numbers) = headings.into_iter().unzip();
        Grid { headings, numbers, rows: Vec::new() }
    }

    /// Adds a row, which has a cell for every heading.
    pub(in crate::cli) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.iter().map(|cell| printable(cell)).collect());
    }

    /// The table as lines, the headings first; `width` is that of the terminal in columns, none where there is none. Colours
    /// are taken out again by whoever prints it.
    pub(in crate::cli) fn text(&self, width: Option<u16>) -> String {
        let Some(width) = width else { return self.whole() };
        let needed = self.needed();
        let least = needed.iter().map(|column| usize::from(*column + BETWEEN)).sum::<usize>();
        if least > usize::from(width) + usize::from(BETWEEN) {
            self.blocks(width)
        } else {
            self.fitted(width, &needed)
        }
    }

    /// Every row as a line.
    fn whole(&self) -> String {
        let widest = |at: usize| self.rows.iter().map(|cells| cells[at].width()).max().unwrap_or(0);
        let headings = self.headings.iter().enumerate();
        let widths: Vec<usize> = headings.map(|(at, heading)| widest(at).max(heading.width())).collect();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::new();
            for ((cell, width), numbers) in cells.zip(&widths).zip(&self.numbers) {
                let blanks = " ".repeat(width - cell.width());
                line += &if *numbers { format!("{blanks}{cell}  ") } else { format!("{cell}{blanks}  ") };
            }
            format!("{}\n", line.trim_end())
        };
        let rows = self.rows.iter().map(|cells| line(&mut cells.iter().map(String::as_str)));
        [bold(&line(&mut self.headings.iter().copied()))].into_iter().chain(rows).collect()
    }

    /// The columns in the width, none narrower than `needed`.
    fn fitted(&self, width: u16, needed: &[u16]) -> String {
        let mut table = empty(width);
        table.set_header(row(&self.headings, Some(1)));
        table.add_rows(self.rows.iter().map(|cells| row(cells, Some(MOST_LINES))));
        for (column, (numbers, needed)) in table.column_iter_mut().zip(self.numbers.iter().zip(needed)) {
            column.set_padding((0, BETWEEN));
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(needed + BETWEEN)));
            if *numbers {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut lines = lines(&table);
        if let Some(headings) = lines.first_mut() {
            *headings = bold(headings);
        }
        lines.concat()
    }

    /// Every row as a block of lines.
    fn blocks(&self, width: u16) -> String {
        let block = |cells: &Vec<String>| {
            let lines = self.headings.iter().zip(cells).map(|(heading, cell)| [*heading, cell]);
            wrapped(lines, width)
        };
        self.rows.iter().map(block).collect::<Vec<_>>().join("\n")
    }

    /// What each column needs for its words.
    fn needed(&self) -> Vec<u16> {
        let needs = |(at, heading): (usize, &&str)| {
            let most = if at == 0 { LONGEST_FIRST } else { LONGEST_WORD };
            let cells = self.rows.iter().flat_map(|cells| cells[at].split(' '));
            let longest = cells.map(UnicodeWidthStr::width).max().unwrap_or(0);
            let longest = u16::try_from(longest).unwrap_or(most).min(most);
            longest.max(u16::try_from(heading.width()).expect("a heading is short"))
        };
        self.headings.iter().enumerate().map(needs).collect()
    }
}

/// Names and their values, one below the other; what has no value is left out.
pub(in crate::cli) fn details<const N: usize>(lines: [(&str, String); N], width: Option<u16>) -> String {
    let lines: Vec<(&str, String)> = lines
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, printable(&value)))
        .collect();
    let Some(width) = width else {
        let longest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        return lines.iter().map(|(name, value)| format!("{name:<longest$}  {value}\n")).collect();
    };
    wrapped(lines.iter().map(|(name, value)| [*name, value]), width)
}

/// Lines of a name and a value, which is wrapped beside it.
fn wrapped<'l>(lines: impl IntoIterator<Item = [&'l str; 2]>, width: u16) -> String {
    let mut table = empty(width);
    table.add_rows(lines.into_iter().map(|line| row(line, None)));
    for column in table.column_iter_mut() {
        column.set_padding((0, BETWEEN));
    }
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::ContentWidth);
    }
    self::lines(&table).concat()
}

fn empty(width: u16) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    // The blanks behind the last column are not seen.
    table.set_width(width.saturating_add(BETWEEN));
    table
}

fn row<C: AsRef<str>>(cells: impl IntoIterator<Item = C>, most_lines: Option<usize>) -> Row {
    let mut row = Row::from(cells.into_iter().map(|cell| start(cell.as_ref()).to_owned()));
    if let Some(most) = most_lines {
        row.max_height(most);
    }
    row
}

/// As much of a cell as a terminal shows.
fn start(cell: &str) -> &str {
    cell.char_indices().nth(MOST_CHARACTERS).map_or(cell, |(end, _)| &cell[..end])
}

fn lines(table: &comfy_table::Table) -> Vec<String> {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A line that stands out.
pub(in crate::cli) fn bold(line: &str) -> String {
    format!("\u{1b}[1m{}\u{1b}[0m\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meters(note: &str) -> Table<3> {
        let mut table = Table::new(["Slug", "Uses", "Note"]).numbers(&["Uses"]);
        table.row(["flow-meter".to_owned(), "7".to_owned(), note.to_owned()]);
        table.row(["level-gauge".to_owned(), "12".to_owned(), String::new()]);
        table
    }

    fn plain(text: &str) -> String {
        text.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "")
    }

    #[test]
    fn without_a_terminal_a_row_is_a_line_and_every_value_whole() {
        let note = "word ".repeat(50_000);
        let text = plain(&meters(note.trim_end()).text(None));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "Slug         Uses  Note");
        assert_eq!(lines[1], format!("flow-meter      7  {}", note.trim_end()));
        assert_eq!(lines[2..], ["level-gauge    12"]);
    }

    #[test]
    fn a_value_of_any_length_is_laid_out() {
        for note in ["word ".repeat(50_000), "x".repeat(70_000), "温".repeat(70_000)] {
            for width in [20, 80, u16::MAX] {
                assert!(plain(&meters(&note).text(Some(width))).contains("flow-meter"), "{width}");
            }
            assert!(meters(&note).text(Some(1)).starts_with("Slug"));
        }
    }

    #[test]
    fn on_a_terminal_words_are_wrapped_and_what_is_left_over_is_an_ellipsis() {
        let text = plain(&meters("reads a flow meter over Modbus, slowly, and writes").text(Some(32)));
        let expected = "\
Slug         Uses  Note
flow-meter      7  reads a flow
                   meter over
                   Modbus,…
level-gauge    12
";
        assert_eq!(text, expected);
    }

    #[test]
    fn on_a_narrow_terminal_a_row_is_a_block() {
        let text = meters("reads a flow meter").text(Some(20));
        let expected = "\
Slug  flow-meter
Uses  7
Note  reads a flow
      meter

Slug  level-gauge
Uses  12
Note
";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_a_stranger_wrote_is_shown_and_not_obeyed() {
        for width in [None, Some(80), Some(10)] {
            let text = plain(&meters("a\u{1b}[31mb\nc\u{202e}d ##[error]e").text(width));
            assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text}");
            assert!(!text.contains("##["), "{text}");
        }
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let mut table = Table::new(["Name", "Uses"]);
        table.row(["温度センサー".to_owned(), "1".to_owned()]);
        table.row(["Größe".to_owned(), "2".to_owned()]);
        assert_eq!(plain(&table.text(None)), "Name          Uses\n温度センサー  1\nGröße         2\n");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            rows in prop::collection::vec(["\\PC{0,40}", "[0-9]{0,4}", "(\\PC{0,30} ){0,9}"], 0..5),
            width in 16u16..200
        ) {
            let mut table = Table::new(["Slug", "Uses", "Note"]).numbers(&["Uses"]);
            rows.into_iter().for_each(|cells| table.row(cells));
            for line in plain(&table.text(Some(width))).lines() {
                prop_assert!(line.width() <= usize::from(width), "{} {width}: {line:?}", line.width());
            }
        }
    }
}
