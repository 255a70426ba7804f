//! The manual as one page of Markdown: `docs/commands.md`.

use std::fmt::Write;

use clap::Command;

/// What the long help of a program's commands says, at the width it has where nobody knows the terminal's.
pub(super) fn page(program: &Command) -> String {
    let mut page = String::from(
        "# Commands\n\nWhat `connectory COMMAND --help` says of each command.\n\n<!-- Made by `connectory man --markdown`. -->\n",
    );
    for (name, mut command) in commands("", program) {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {name}\n\n```text\n{}```\n", text(&mut command));
    }
    page
}

/// A command and all below it, each with what people write.
fn commands(above: &str, command: &Command) -> Vec<(String, Command)> {
    let name = format!("{above}{}", command.get_name());
    let below = super::below(command).flat_map(|command| commands(&format!("{name} "), command));
    let below: Vec<_> = below.collect();
    [(name, command.clone())].into_iter().chain(below).collect()
}

fn text(command: &mut Command) -> String {
    let help = command.render_long_help().to_string();
    help.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
