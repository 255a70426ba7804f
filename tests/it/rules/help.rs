//! What `help.md`, descriptions and release notes say.

use super::*;

const PICTURE: &str = "connectors/flow-meter/assets/form.png";

/// The small registry with a picture beside the help, and `text` at the end of the help.
fn help(text: &str) -> Small {
    Small::valid().with(PICTURE, b"\x89PNG".to_vec()).append(HELP, text)
}

/// The same, its help with the line ends and the byte order mark of an old editor.
fn windows(text: &str) -> Small {
    let small = help(text);
    let lines = String::from_utf8(small.bytes(HELP)).unwrap().replace('\n', "\r\n");
    small.with(HELP, format!("\u{feff}{lines}"))
}

pub(super) fn help_texts() -> Vec<Case> {
    let link = |to: &str| help(&format!("\nSee [the example]({to}).\n"));
    let others = |to: &str| link(to).connector("connectors/level-gauge", OTHER_ID, "Level Gauge");
    let shown = |text: &str| help(&format!("\n{text}\n"));
    let picture = |from: &str| help(&format!("\nIt looks like this: ![The form]({from})\n"));
    vec![
        twins("help-link-broken", "", link("#example"), link("#exmaple")),
        twins("help-link-broken", "far", link("#example"), link("#a-second-one")),
        twins("help-link-broken", "file", link("assets/form.png"), link("assets/from.pdf")),
        twins(
            "help-link-broken",
            "connector",
            others("../level-gauge/help.md"),
            others("../level-gauge-2/help.md"),
        ),
        twins(
            "help-link-broken",
            "connectors-heading",
            others("../level-gauge/help.md#example"),
            others("../level-gauge/help.md#limits"),
        ),
        twins("help-link-broken", "script", link("mailto:a@b.example"), link("javascript:alert(1)")),
        twins(
            "help-link-broken",
            "windows",
            windows("\nÜber [the](#context) and [the](#example).\n"),
            windows("\nÜber [the](#context) and [the](#examples-of-it).\n"),
        ),
        twins("help-picture-broken", "", picture("assets/form.png"), picture("assets/from.png")),
        twins("help-picture-broken", "far", picture("./assets/form.png"), picture("screenshots/1.png")),
        twins(
            "help-picture-broken",
            "elsewhere",
            picture("assets/form.png"),
            picture("https://example.com/form.png"),
        ),
        twins(
            "help-picture-broken",
            "format",
            picture("assets/form.png"),
            picture("assets/form.svg").with("connectors/flow-meter/assets/form.svg", "<svg/>"),
        ),
        twins(
            "help-alt-text-missing",
            "",
            shown("![The form](assets/form.png)"),
            shown("![](assets/form.png)"),
        ),
        case("setting-undocumented", |small| small.replace(HELP, "`Host`", "`Hostname`")),
        variant("setting-undocumented", "no-heading", |small| {
            let small = small.append(REGISTRY, "rules: { help-section-missing: allow }\n");
            small.with(HELP, "Reads a flow meter.\n")
        }),
        twins(
            "setting-undocumented",
            "several",
            asking(Setting::new("TextBox").key("RegisterMap").caption("Own registers")),
            asking(
                Setting::new("TextBox")
                    .key("RegisterMap")
                    .caption("Register map")
                    .help_text("Such as holding.")
                    .required(true),
            )
            .replace(HELP, "`Host`", "Its name"),
        ),
    ]
}

/// The small registry, whose current version has one more setting.
fn asking(setting: connectory::package::SettingBuilder) -> Small {
    Small::valid().version(FOLDER, "1.1", &package(ID, NAME, "1.1").with_settings(form([setting])))
}

pub(super) fn texts() -> Vec<Case> {
    vec![
        case("description-missing", |small| small.replace(CONNECTOR, "description: Reads a meter.\n", "")),
        variant("description-missing", "empty", |small| small.replace(CONNECTOR, "Reads a meter.", "\" \"")),
        variant("description-missing", "name", |small| {
            small.replace(CONNECTOR, "Reads a meter.", "Flow meter")
        }),
        case("release-notes-missing", |small| small.replace(VERSION, "notes: Better.\n", "")),
        variant("release-notes-missing", "empty", |small| {
            small.replace(VERSION, "notes: Better.", "notes: |\n")
        }),
    ]
}

#[test]
fn a_setting_is_mentioned_by_key_or_caption_whatever_the_case_and_the_marks() {
    for text in
        ["the REGISTERMAP", "**Register map**:", "| register map |", "the register-map", "`registerMap`."]
    {
        let setting = Setting::new("TextBox")
            .key("RegisterMap")
            .caption("Register Map")
            .help_text("Such as holding.")
            .required(true);
        assert_eq!(report(&asking(setting).append(HELP, &format!("\n{text}\n"))), "no findings\n", "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_not_missing_from_the_help() {
    let large = help("\n![The form](assets/form.png)\n").with(PICTURE, vec![0; (1 << 20) + 1]);
    assert_eq!(codes(&large), ["picture-too-large"]);
}

#[test]
fn line_ends_of_an_old_editor_are_no_part_of_what_is_shown() {
    let report = report(&windows("\nSee [the](#examples-of-it).\n"));
    assert!(report.contains("13 | See [the](#examples-of-it).\n") && !report.contains('\r'), "{report:?}");
}

#[test]
fn a_text_full_of_faults_is_checked_in_time() {
    let many = |of: fn(usize) -> String| (0..20_000).map(of).collect::<String>();
    let text = many(|at| format!("[a](#b{at})\n")) + &many(|at| format!("# c{at}\n"));
    let pictures = (0..200).fold(help(&many(|at| format!("![a](b{at})\n"))), |small, at| {
        small.with(&format!("connectors/flow-meter/assets/{at}.png"), "")
    });
    let begin = std::time::Instant::now();
    assert_eq!(codes(&help(&text)).len(), 20_000);
    assert_eq!(codes(&pictures).len(), 20_000);
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}
