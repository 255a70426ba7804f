//! What is said of a dropped file that was decided on: a text for whoever dropped it, and the same for programs.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::diag::emit::pretty;
use crate::diag::printable;
use crate::source::Digest;

/// A dropped file.
#[derive(Debug, Clone)]
pub(super) struct Drop {
    /// Its name, as it was dropped.
    pub(super) name: String,
    /// Its size in bytes.
    pub(super) size: u64,
    /// Of its bytes; `None` where it was too large to be read.
    pub(super) digest: Option<Digest>,
    /// When it was decided on.
    pub(super) at: Timestamp,
}

/// A branch that holds what was dropped.
#[derive(Debug, Clone)]
pub(super) struct OnBranch {
    pub(super) name: String,
    pub(super) commit: String,
    /// Whether it was made for this drop.
    pub(super) is_new: bool,
    /// Where it was pushed to, without a password.
    pub(super) pushed: Option<String>,
}

/// What was decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// The commit of the registry that it was compared with.
    pub(super) base: Option<String>,
    /// What is done and what to know, a line each; for a refused drop, why.
    pub(super) lines: Vec<String>,
    /// What a check of the registry would find, for people; empty where there is nothing.
    pub(super) findings: String,
    /// The same for programs.
    pub(super) report: Option<Value>,
    /// The branch; none for a refused drop, or for what is in the registry already.
    pub(super) branch: Option<OnBranch>,
    /// What to do next, a line each.
    pub(super) next: Vec<String>,
}

impl Said {
    /// Only a reason.
    pub(super) fn because(why: impl Into<String>) -> Said {
        Said { lines: vec![why.into()], ..Said::default() }
    }

    /// The report for people.
    pub(super) fn text(&self, drop: &Drop, accepted: bool) -> String {
        let verdict = if accepted { "accepted" } else { "not accepted" };
        let mut text = format!("`{}` was {verdict}\n\n", printable(&drop.name));
        for line in &self.lines {
            text += &format!("{}\n", printable(line));
        }
        if let Some(branch) = &self.branch {
            let made = if branch.is_new { "made" } else { "there already, with the same package" };
            text += &format!("branch: {} ({made}), commit {}\n", branch.name, branch.commit);
            text +=
                &branch.pushed.iter().map(|to| format!("pushed to: {}\n", printable(to))).collect::<String>();
        }
        if !self.findings.is_empty() {
            text += &format!("\n{}", self.findings);
        }
        if self.lines.iter().any(|line| line.contains("--")) {
            text += "\nwhat begins with `--` is an option of `connectory add`, for use in a clone of the registry\n";
        }
        if !self.next.is_empty() {
            text += &format!("\nnext: {}\n", self.next.join("\n      "));
        }
        let digest = drop.digest.map(|digest| format!(", sha256 {digest}")).unwrap_or_default();
        text += &format!("\n{} bytes{digest}, {}\n", drop.size, drop.at);
        text += &self.base.iter().map(|base| format!("compared with commit {base}\n")).collect::<String>();
        text
    }

    /// The report for programs.
    pub(super) fn json(&self, drop: &Drop, accepted: bool) -> String {
        pretty(&json!({
            "schema": 1,
            "file": drop.name,
            "size": drop.size,
            "sha256": drop.digest.map(|digest| digest.to_string()),
            "at": drop.at.to_string(),
            "accepted": accepted,
            "base": self.base,
            "lines": self.lines,
            "branch": self.branch.as_ref().map(|branch| json!({
                "name": branch.name,
                "commit": branch.commit,
                "new": branch.is_new,
                "pushed": branch.pushed,
            })),
            "report": self.report,
        }))
    }
}
