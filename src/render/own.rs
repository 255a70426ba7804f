//! Templates of a registry, in place of ours of the same name.
//!
//! They run in the same strict environment as ours, but for what would print a text as it is: data is escaped whatever a
//! template says. One that does not parse is left out; a page that cannot be made with the others is made with ours.

use super::{FORMAT, Renderer, TEMPLATES, chain, rendered};
use crate::diag::{Diagnostic, Place, Severity, nearest};
use crate::model::OwnTemplate;
use crate::plan::{Body, Fingerprint, Page};
use crate::source::{RepoPath, Span};

/// Filters that take a text for HTML.
const UNSAFE: [&str; 3] = ["safe", "escape", "e"];

impl Renderer {
    /// The same with `templates` in place of ours, and what is wrong with them.
    pub fn with(&self, templates: &[OwnTemplate]) -> (Renderer, Vec<Diagnostic>) {
        let mut own = self.environment.clone();
        UNSAFE.iter().for_each(|filter| own.remove_filter(filter));
        let mut findings = Vec::new();
        let mut taken = Vec::new();
        for template in templates {
            let name = template.file.name();
            if !TEMPLATES.iter().any(|(known, _)| *known == name) {
                findings.push(unknown(&template.file));
            } else if let Err(error) = own.add_template_owned(name.to_owned(), template.text.clone()) {
                findings.push(broken(template, &error, "it is no template"));
            } else {
                taken.extend([name.as_bytes(), template.text.as_bytes()]);
            }
        }
        let is_own = !taken.is_empty();
        let ours = [self.templates.as_bytes().as_slice(), FORMAT];
        let digest = Fingerprint::of_parts(ours.into_iter().chain(taken));
        let renderer = Renderer {
            environment: self.environment.clone(),
            own: is_own.then_some(own),
            templates: if is_own { digest } else { self.templates },
        };
        (renderer, findings)
    }

    /// Why a page cannot be made with the templates of the registry; `None` where it can.
    pub fn fault(&self, page: &Page, templates: &[OwnTemplate]) -> Option<Diagnostic> {
        let (Some(own), Body::Template { name, context }) = (&self.own, &page.body) else { return None };
        let error = rendered(own, name, context).err()?;
        let of = |name: Option<&str>| templates.iter().find(|template| Some(template.file.name()) == name);
        // Where one of ours is at fault, it misses something that another of theirs took away.
        let template = of(error.name()).or_else(|| of(Some(name))).or(templates.first())?;
        Some(broken(template, &error, &format!("`{}` cannot be made with it", page.path)))
    }
}

/// No page is made with a template of this name.
fn unknown(file: &RepoPath) -> Diagnostic {
    let names: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
    let message = "no page is made with a template of this name, so it is ignored";
    let mut finding = Diagnostic::new("file-unknown", Severity::Warning, Place::file(file), message);
    finding.fix(match nearest(file.name(), &names) {
        Some(meant) => format!("did you mean `templates/{meant}`?"),
        None => format!("the templates are {}", names.join(", ")),
    });
    finding
}

fn broken(template: &OwnTemplate, error: &minijinja::Error, what: &str) -> Diagnostic {
    let is_here = error.name().is_none_or(|name| name == template.file.name());
    let line = error.line().filter(|_| is_here).and_then(|line| span(&template.text, line));
    let place = line.map_or_else(|| Place::file(&template.file), |span| Place::at(&template.file, span));
    let message = format!("{what}: {}", chain(error));
    let mut finding = Diagnostic::new("file-unreadable", Severity::Error, place, message);
    finding
        .note("until it is mended, the program's own template is used in its place")
        .fix("docs/templates.md says what a template may use; without the file, the program's own is used");
    finding
}

/// A line of a text, counted from 1.
fn span(text: &str, line: usize) -> Option<Span> {
    let start = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
    let length = text.get(start..)?.lines().next()?.len();
    Some(Span::new(start, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sight;
    use crate::plan::{Options, fixture};

    fn template(name: &str, text: &str) -> OwnTemplate {
        OwnTemplate { file: RepoPath::new(&format!("templates/{name}")).unwrap(), text: text.to_owned() }
    }

    /// The home page made with these templates, and everything that is said of them.
    fn home(templates: &[OwnTemplate]) -> (String, Vec<String>) {
        let (renderer, mut findings) = Renderer::new().unwrap().with(templates);
        let options = Options { templates: renderer.templates(), ..fixture::options() };
        let page = fixture::planned(&fixture::registry(), &Sight::All, &options, |plan| {
            plan.pages().find(|page| page.path.as_str() == "index.html").unwrap()
        });
        findings.extend(renderer.fault(&page, templates));
        let text = String::from_utf8(renderer.render(&page).unwrap()).unwrap();
        (text, findings.into_iter().map(|finding| finding.message).collect())
    }

    #[test]
    fn a_template_of_the_same_name_takes_the_place_of_ours() {
        let (text, said) = home(&[template("home.html", "<h1>{{ site.title }}</h1>")]);
        assert_eq!((text.as_str(), said.len()), ("<h1>Plant connectors</h1>", 0));
        let layout = "{% block main %}{% endblock %}<p>Ours</p>{% import \"macros.html\" as m %}";
        assert!(home(&[template("layout.html", layout)]).1.len() == 1, "ours needs what the layout gives it");
    }

    #[test]
    fn what_does_not_parse_or_render_gives_way_to_ours() {
        let (ours, _) = home(&[]);
        for (text, expected) in [
            ("{% if %}", "it is no template: syntax error"),
            ("line\n{{ nothing_of_this_name }}", "`index.html` cannot be made with it: undefined value"),
            ("{{ site.title | safe }}", "filter safe is unknown"),
            ("{{ site.title | e }}", "filter e is unknown"),
            ("{% autoescape false %}{{ site.title }}{% endautoescape %}", "cannot be made with it"),
            ("{% extends \"home.html\" %}", "cannot be made with it"),
            ("{% include \"secret.html\" %}", "cannot be made with it"),
        ] {
            let (made, said) = home(&[template("home.html", text)]);
            assert!(said.len() == 1 && said[0].contains(expected), "{text}: {said:?}");
            assert_eq!(made, ours, "{text}");
        }
    }

    #[test]
    fn a_fault_is_placed_at_its_line() {
        let text = "one\ntwo\n{{ nothing }}\nfour";
        let (renderer, findings) =
            Renderer::new().unwrap().with(&[template("home.html", "a\n{% endif %}\n")]);
        assert_eq!(findings[0].place.span, Some(Span::new(2, 13)));
        assert_eq!(renderer.templates(), Renderer::new().unwrap().templates(), "nothing was taken");
        assert_eq!(span(text, 3), Some(Span::new(8, 21)));
        assert_eq!((span(text, 0), span(text, 9)), (None, None));
    }

    #[test]
    fn an_unknown_name_is_said_with_the_nearest() {
        let (_, findings) = Renderer::new().unwrap().with(&[template("hom.html", "x")]);
        assert_eq!(findings[0].code, "file-unknown");
        assert_eq!(findings[0].fix.as_deref(), Some("did you mean `templates/home.html`?"));
    }

    #[test]
    fn data_is_escaped_whatever_a_template_says() {
        let text = "{% set x %}{{ hostile }}{% endset %}{{ x }}{{ x ~ hostile }}{{ hostile | replace(\"<\", \"<\") | upper }}\
                    {{ [hostile] | join(\"<\") }}{{ hostile * 2 }}";
        let mut environment = Renderer::new().unwrap().with(&[template("home.html", text)]).0.own.unwrap();
        environment.add_global("hostile", "<b>");
        let made = rendered(&environment, "home.html", &serde_json::json!({})).unwrap();
        assert!(!made.to_lowercase().contains("<b>"), "{made}");
    }

    #[test]
    fn the_digest_of_the_templates_covers_the_registrys_own() {
        let of = |text: &str| Renderer::new().unwrap().with(&[template("home.html", text)]).0.templates();
        assert_ne!(of("a"), of("b"));
        assert_ne!(of("a"), Renderer::new().unwrap().templates());
    }
}
