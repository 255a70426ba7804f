//! Text with room for so much and no more: what does not fit is counted.

/// Room that is always kept, to say how many were left out.
const COUNT: usize = 40;

/// A text that grows up to a limit.
pub(super) struct Sheet {
    text: String,
    limit: usize,
    /// How long the text may be for now: each part adds its share, and leaves to the next what it does not need.
    room: usize,
}

impl Sheet {
    /// An empty text of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Sheet {
        Sheet { text: String::new(), limit, room: 0 }
    }

    /// Gives the next part its share.
    fn share(&mut self, bytes: usize) {
        self.room = (self.room + bytes).min(self.limit);
    }

    fn fits(&self, text: &str) -> bool {
        self.text.len() + text.len() + COUNT <= self.room
    }

    /// A paragraph, or nothing where it does not fit.
    pub(super) fn paragraph(&mut self, text: &str, share: usize) {
        self.share(share);
        if !text.is_empty() && self.fits(text) {
            self.gap();
            self.text.push_str(text);
            self.text.push('\n');
        }
    }

    /// A heading and as many of the items as fit; nothing where there are none.
    pub(super) fn list(&mut self, title: &str, items: &[String], share: usize) {
        self.share(share);
        let head = format!("### {title}\n\n");
        if items.is_empty() || !self.fits(&head) {
            return;
        }
        self.gap();
        self.text.push_str(&head);
        let left_out = self.fill(items);
        if left_out > 0 {
            self.text.push_str(&format!("- and {left_out} more\n"));
        }
    }

    /// A table with as many of the rows as fit; nothing where there are none.
    pub(super) fn table(&mut self, heads: &[&str], rows: &[String], share: usize) {
        self.share(share);
        let head = format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
        if rows.is_empty() || !self.fits(&head) {
            return;
        }
        self.gap();
        self.text.push_str(&head);
        let left_out = self.fill(rows);
        if left_out > 0 {
            self.text.push_str(&format!("\nand {left_out} more\n"));
        }
    }

    /// Adds items up to the first that does not fit; returns how many were left out. Of an item that fits nowhere its
    /// first line is better than nothing.
    fn fill(&mut self, items: &[String]) -> usize {
        let mut added = 0;
        while added < items.len() && self.fits(&items[added]) {
            self.text.push_str(&items[added]);
            added += 1;
        }
        let first = items.first().and_then(|item| item.split_inclusive('\n').next());
        if let Some(first) = first.filter(|first| added == 0 && self.fits(first)) {
            self.text.push_str(first);
            added = 1;
        }
        items.len() - added
    }

    fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// The text.
    pub(super) fn text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted_and_what_is_not_used_is_passed_on() {
        let items: Vec<String> = (0..20).map(|at| format!("- item {at:02}\n")).collect();
        let mut sheet = Sheet::new(1000);
        sheet.list("First", &items, 100);
        sheet.list("Second", &items[..1], 100);
        sheet.list("Third", &items, 20);
        let expected = [
            "### First\n\n- item 00\n- item 01\n- item 02\n- item 03\n- and 16 more\n\n",
            "### Second\n\n- item 00\n\n",
            "### Third\n\n- item 00\n- item 01\n- item 02\n- item 03\n- item 04\n- item 05\n- item 06\n",
            "- item 07\n- and 12 more\n",
        ];
        assert_eq!(sheet.text(), expected.concat());
    }

    #[test]
    fn of_an_item_that_fits_nowhere_its_first_line_is_kept() {
        let mut sheet = Sheet::new(1000);
        sheet.list("First", &["- a title\n  - and much more\n".repeat(3), "- b\n".to_owned()], 70);
        assert_eq!(sheet.text(), "### First\n\n- a title\n- and 1 more\n");
    }

    #[test]
    fn no_part_goes_beyond_the_limit() {
        let items = vec!["- an item\n".to_owned(); 100];
        let mut sheet = Sheet::new(300);
        for _ in 0..3 {
            sheet.table(&["a"], &items, 1000);
        }
        sheet.paragraph(&"x".repeat(400), 1000);
        assert!(sheet.text().len() <= 300);
    }
}
