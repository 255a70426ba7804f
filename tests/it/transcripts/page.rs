//! A page of a transcript: prose, and commands with what they said.

/// What a person does at the shell.
pub(super) struct Command<'p> {
    /// What is written at the prompt of the shell.
    pub(super) line: &'p str,
    /// Whether it runs in a terminal.
    pub(super) in_terminal: bool,
    /// What is typed each time the command waits.
    pub(super) answers: Vec<&'p str>,
}

/// What came of it.
pub(super) struct Said {
    /// All output.
    pub(super) text: String,
    /// The exit code.
    pub(super) code: i32,
}

enum Part<'p> {
    Prose(&'p str),
    Command(Command<'p>),
}

/// A page without what the commands said.
pub(super) struct Page<'p>(Vec<Part<'p>>);

const BEGIN: &str = "```console";
const END: &str = "```";

impl<'p> Page<'p> {
    /// Reads the prose, the commands and the answers of a page.
    pub(super) fn read(text: &'p str) -> Page<'p> {
        let (mut parts, mut in_block, mut may_answer) = (Vec::new(), false, false);
        for line in text.lines() {
            let is_edge = line == if in_block { END } else { BEGIN };
            in_block ^= is_edge;
            if is_edge || !in_block {
                parts.push(Part::Prose(line));
            } else if let Some((sign @ ("$" | "%"), line)) = line.split_once(' ') {
                parts.push(Part::Command(Command { line, in_terminal: sign == "%", answers: Vec::new() }));
                may_answer = true;
            } else if let (Some(answer), Some(Part::Command(command)), true) =
                (line.strip_prefix("< "), parts.last_mut(), may_answer)
            {
                command.answers.push(answer);
            } else {
                may_answer = false;
            }
        }
        assert!(!in_block, "a block of commands has no end");
        Page(parts)
    }

    /// The page with what `run` says of each command.
    pub(super) fn said(&self, run: &dyn Fn(&Command<'_>) -> Said) -> String {
        let mut page = String::new();
        for part in &self.0 {
            match part {
                Part::Prose(line) => page += &format!("{line}\n"),
                Part::Command(command) => page += &shown(command, &run(command)),
            }
        }
        page
    }
}

fn shown(command: &Command<'_>, said: &Said) -> String {
    let sign = if command.in_terminal { '%' } else { '$' };
    let mut shown = format!("{sign} {}\n", command.line);
    for answer in &command.answers {
        shown += &format!("< {answer}\n");
    }
    if said.code != 0 {
        shown += &format!("? {}\n", said.code);
    }
    for (at, line) in said.text.lines().enumerate() {
        let is_ours = line == END
            || ["$ ", "% "].iter().any(|sign| line.starts_with(sign))
            || (at == 0 && line.starts_with("< "));
        assert!(!is_ours, "a page cannot hold this line of `{}`: {line}", command.line);
        shown += &format!("{}\n", line.trim_end());
    }
    shown
}
