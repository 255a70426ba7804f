//! Logo, colour, footer and templates of a registry: on its pages, and findings where they cannot be shown.

use connectory::diag::emit::Format;
use connectory::model::Sight;
use connectory::pipeline::{Delivery, Pipeline};

use crate::support::site::{Site, of_tree};
use crate::support::{Small, TODAY, printed, project, report};

const REGISTRY: &str = "registry.yaml";
const THEME: &str =
    "theme:\n  logo: branding/logo.png\n  accent: \"#c0ffee\"\n  footer: Acme <plant> systems\n";

/// The beginning of a PNG, which is all that is looked at.
fn png(width: u32, height: u32) -> Vec<u8> {
    let (width, height) = (width.to_be_bytes(), height.to_be_bytes());
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &width, &height].concat()
}

fn themed(theme: &str) -> Small {
    Small::valid().with("branding/logo.png", png(64, 48)).replace(
        REGISTRY,
        "default_category",
        &format!("{theme}default_category"),
    )
}

fn site(small: &Small) -> Site {
    of_tree(small, &Sight::All, Delivery::default())
}

fn text(site: &Site, starts: &str, ends: &str) -> String {
    let found = site.iter().find(|(path, _)| path.starts_with(starts) && path.ends_with(ends)).unwrap();
    String::from_utf8(found.1.clone()).unwrap()
}

#[test]
fn a_theme_is_on_every_page() {
    let small = themed(THEME);
    assert_eq!(report(&small), report(&Small::valid()));
    let site = site(&small);
    let logo = site.iter().find(|(path, _)| path.starts_with("assets/logo-")).unwrap();
    assert_eq!(logo.1, &png(64, 48));
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).unwrap();
        let root = "../".repeat(path.matches('/').count());
        let logo = format!("src=\"{root}{}\" alt=\"\" width=\"42\" height=\"32\"", logo.0);
        assert!(page.contains(&logo) || page.contains("http-equiv=\"refresh\""), "{path} shows no logo");
        assert!(
            page.contains("Acme &lt;plant&gt; systems") || page.contains("http-equiv=\"refresh\""),
            "{path}"
        );
    }
    let style = text(&site, "assets/site-", ".css");
    assert!(
        !style.contains("--accent: #c0ffee; --accent-ink: #ffffff"),
        "it could not be read in the light style"
    );
    assert!(style.contains("--accent: #c0ffee; --accent-ink: #0e1317"), "it can be read in the dark style");
}

#[test]
fn without_a_theme_the_style_is_our_own() {
    let style = text(&site(&Small::valid()), "assets/site-", ".css");
    assert_eq!(style, include_str!("../../templates/site.css"));
}

#[test]
fn what_cannot_be_shown_is_said_and_left_out() {
    let logo = "theme:\n  logo: branding/logo.png\n";
    for (small, expected) in [
        (themed(logo).without("branding/logo.png"), "there is no such file in `branding/`"),
        (themed("theme:\n  logo: branding/logo.pgn\n"), "did you mean `branding/logo.png`?"),
        (themed("theme:\n  logo: ../secret.png\n"), "there is no such file in `branding/`"),
        (
            themed(logo).with("branding/logo.png", "<svg xmlns=\"x\"/>"),
            "it is `image/svg+xml`; expected a PNG",
        ),
        (
            themed(logo).with("branding/logo.png", "text"),
            "it is no picture; expected a PNG, JPEG, GIF or WebP",
        ),
        (
            themed(logo).with("branding/logo.png", png(1025, 8)),
            "1025 by 8 pixels large; 1024 by 1024 is the most",
        ),
        (themed(logo).with("branding/logo.png", png(0, 8)), "its header gives no size"),
        (
            themed(logo).with("branding/logo.png", [png(8, 8), vec![0; 256 << 10]].concat()),
            "262168 bytes large; 262144 is the most",
        ),
        (themed("theme:\n  accent: red\n"), "`accent: red` is no colour; write it like \"#0b5676\""),
        (themed("theme:\n  acent: \"#000000\"\n"), "accent"),
    ] {
        let said = report(&small);
        assert!(said.contains(expected), "expected {expected:?} in:\n{said}");
        assert!(said.contains("1 error"), "{said}");
        let site = site(&small);
        assert!(!site.keys().any(|path| path.starts_with("assets/logo-")));
        assert!(text(&site, "index", ".html").contains("brand-mark"));
    }
}

#[test]
fn files_of_a_theme_are_known_and_others_are_not() {
    let said = report(&themed(THEME).with("branding/notes.txt", "x").with("brand/logo.png", png(1, 1)));
    assert!(said.contains("brand/logo.png") && !said.contains("branding/notes.txt"), "{said}");
}

/// What is found in a registry, with places.
fn found(small: &Small) -> String {
    let report = Pipeline::new().unwrap().read_tree(small, TODAY).unwrap().report;
    printed(&report, small, Format::Human)
}

#[test]
fn a_template_of_the_registry_takes_the_place_of_ours() {
    let own =
        "{% extends \"layout.html\" %}\n{% block main %}<h1>Nothing at {{ site.title }}</h1>{% endblock %}\n";
    let small = Small::valid().with("templates/404.html", own);
    assert_eq!(found(&small), found(&Small::valid()));
    let (with, without) = (site(&small), site(&Small::valid()));
    let page = String::from_utf8(with["404.html"].clone()).unwrap();
    assert!(page.contains("<h1>Nothing at") && page.contains("Content-Security-Policy"), "{page}");
    let differing =
        with.iter().filter(|(path, bytes)| without[*path] != **bytes).map(|(path, _)| path.as_str());
    assert_eq!(differing.collect::<Vec<_>>(), ["404.html", "manifest.json"]);
}

#[test]
fn a_broken_template_is_found_and_never_breaks_the_site() {
    let ours = site(&Small::valid());
    for (file, text, expected) in [
        ("home.html", "one\n{% if %}\n", "templates/home.html:2:1"),
        ("home.html", "one\ntwo\n{{ nothing_here }}\n", "templates/home.html:3:1"),
        ("version.html", "{{ version.sha256 | safe }}\n", "filter safe is unknown"),
        ("macros.html", "{# nothing is left #}\n", "templates/macros.html"),
        ("layout.html", "{% include \"../../etc/passwd\" %}\n", "templates/layout.html:1:1"),
        ("home.html", "{{ site.title | markdown }}\n", "templates/home.html:1:1"),
    ] {
        let small = Small::valid().with(&format!("templates/{file}"), text);
        let said = found(&small);
        assert!(said.contains("error[file-unreadable]") && said.contains(expected), "{expected}:\n{said}");
        assert_eq!(site(&small), ours, "{file}: {text}");
    }
}

#[test]
fn templates_that_no_page_is_made_with_are_told() {
    let small = Small::valid().with("templates/hme.html", "x").with("templates/old/home.html", "x");
    let said = found(&small);
    assert!(said.contains("did you mean `templates/home.html`?"), "{said}");
    assert!(said.contains("templates/old/home.html") && said.contains("2 warnings"), "{said}");
    assert_eq!(site(&small), site(&Small::valid()));
}

#[test]
fn the_description_of_templates_names_them_all() {
    let text = std::fs::read_to_string(project().join("docs/templates.md")).unwrap();
    for entry in std::fs::read_dir(project().join("templates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.ends_with(".html") || text.contains(&format!("`{name}`")), "{name}");
    }
}
