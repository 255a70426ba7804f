//! What the runners of GitHub and Azure make of a line, after their sources: `src/Runner.Common/ActionCommand.cs` of
//! actions/runner; `src/Microsoft.VisualStudio.Services.Agent/Command.cs` and `src/Agent.Sdk/CommandStringConvertor.cs` of
//! microsoft/azure-pipelines-agent.

use std::collections::BTreeMap;

/// A command that a runner found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) data: String,
}

/// A runner, at a line.
pub(super) type Runner = fn(&str) -> Option<Command>;

/// What GitHub's runner knows. Other names are no commands.
const GITHUB: [&str; 17] = [
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "internal-set-repo-path",
    "notice",
    "remove-matcher",
    "save-state",
    "section",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

const IN_DATA: [(&str, &str); 3] = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
const IN_PROPERTY: [(&str, &str); 5] =
    [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
const IN_OLD: [(&str, &str); 5] = [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%")];
const IN_AZURE: [(&str, &str); 5] =
    [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")];

/// One replacement after the other, as both runners do.
fn unescape(text: &str, rules: &[(&str, &str)]) -> String {
    rules.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// `key=value` parts; one without a value is left out, and so is every `=` at the start of a value.
fn properties(text: &str, between: char, rules: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = text.split(between).filter_map(|pair| pair.trim_start_matches('=').split_once('='));
    let given = pairs.filter(|(_, value)| !value.is_empty());
    given.map(|(key, value)| (key.to_lowercase(), unescape(value.trim_start_matches('='), rules))).collect()
}

/// What GitHub's runner makes of a line: a command of today, at its start, or one of old, anywhere.
pub(super) fn github(line: &str) -> Option<Command> {
    today(line).or_else(|| {
        let (_, rest) = line.split_once("##[")?;
        let (info, data) = rest.split_once(']')?;
        let (name, given) = info.split_once(' ').unwrap_or((info, ""));
        known(name)?;
        let properties = properties(given, ';', &IN_OLD);
        Some(Command { name: name.to_owned(), properties, data: unescape(data, &IN_OLD) })
    })
}

fn today(line: &str) -> Option<Command> {
    let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, given) = info.split_once(' ').unwrap_or((info, ""));
    known(name)?;
    let properties = properties(given.trim(), ',', &IN_PROPERTY);
    Some(Command { name: name.to_owned(), properties, data: unescape(data, &IN_DATA) })
}

fn known(name: &str) -> Option<()> {
    GITHUB.iter().any(|known| known.eq_ignore_ascii_case(name)).then_some(())
}

/// What Azure's agent makes of a line: the first command in it, wherever it stands.
pub(super) fn azure(line: &str) -> Option<Command> {
    let (_, rest) = line.split_once("##vso[")?;
    let (info, data) = rest.split_once(']')?;
    let (name, given) = info.split_once(' ').unwrap_or((info, ""));
    (name.split('.').filter(|part| !part.is_empty()).count() == 2).then_some(())?;
    let properties = properties(given, ';', &IN_AZURE);
    Some(Command { name: name.to_owned(), properties, data: unescape(data, &IN_AZURE) })
}

/// The lines of a log: a carriage return ends one, too.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).filter(|line| !line.is_empty())
}

#[test]
fn what_is_planted_in_a_log_is_found() {
    let names = |runner: Runner, text| -> Vec<String> {
        lines(text).filter_map(runner).map(|command| command.name).collect()
    };
    for text in
        ["::error::x", "  ::error file=a::x", "text ##[error]x", "text\r::error::x", "##[add-mask a=b]x"]
    {
        assert_eq!(names(github, text).len(), 1, "{text:?}");
    }
    for text in ["text ::error::x", "::unknown::x", "::error", "##[unknown]x", "# #[error]x"] {
        assert!(names(github, text).is_empty(), "{text:?}");
    }
    assert_eq!(names(azure, "text ##vso[task.complete result=Failed]x"), ["task.complete"]);
    assert!(names(azure, "# #vso[task.complete]x").is_empty());
}

#[test]
fn the_runners_undo_what_their_own_tools_write() {
    let found = github("::error file=a%3Ab%2C%2525,line=3::100%25%0Anext").unwrap();
    let expected: BTreeMap<_, _> = [("file", "a:b,%25"), ("line", "3")].into();
    assert!(found.properties.iter().map(|(key, value)| (key.as_str(), value.as_str())).eq(expected));
    assert_eq!(found.data, "100%\nnext");
    let found = azure("##vso[task.logissue type=error;code=%AZP253B%3B%5D]100%AZP25%0Anext").unwrap();
    assert_eq!((found.properties["code"].as_str(), found.data.as_str()), ("%3B;]", "100%\nnext"));
}
