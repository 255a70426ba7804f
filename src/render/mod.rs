//! A page made into bytes: templates, escaping, Markdown.
//!
//! Everything that comes from data is escaped where it is printed. A template that names something its page does not
//! hold is an error, never an empty place.

mod escape;
mod filters;
mod markdown;
mod own;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};

use crate::plan::{Body, Fingerprint, Page, SitePath};

/// The templates by name, in the order of their names.
const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../../templates/404.html")),
    ("about.html", include_str!("../../templates/about.html")),
    ("activity.html", include_str!("../../templates/activity.html")),
    ("a-z.html", include_str!("../../templates/a-z.html")),
    ("adoption.html", include_str!("../../templates/adoption.html")),
    ("alias.html", include_str!("../../templates/alias.html")),
    ("application.html", include_str!("../../templates/application.html")),
    ("applications.html", include_str!("../../templates/applications.html")),
    ("category.html", include_str!("../../templates/category.html")),
    ("connector-base.html", include_str!("../../templates/connector-base.html")),
    ("connector-compare.html", include_str!("../../templates/connector-compare.html")),
    ("connector-files.html", include_str!("../../templates/connector-files.html")),
    ("connector-parts.html", include_str!("../../templates/connector-parts.html")),
    ("connector-settings.html", include_str!("../../templates/connector-settings.html")),
    ("connector-usage.html", include_str!("../../templates/connector-usage.html")),
    ("connector-versions.html", include_str!("../../templates/connector-versions.html")),
    ("connector.html", include_str!("../../templates/connector.html")),
    ("form.html", include_str!("../../templates/form.html")),
    ("home.html", include_str!("../../templates/home.html")),
    ("layout.html", include_str!("../../templates/layout.html")),
    ("macros.html", include_str!("../../templates/macros.html")),
    ("reports.html", include_str!("../../templates/reports.html")),
    ("rule.html", include_str!("../../templates/rule.html")),
    ("rules.html", include_str!("../../templates/rules.html")),
    ("search.html", include_str!("../../templates/search.html")),
    ("usage.html", include_str!("../../templates/usage.html")),
    ("version.html", include_str!("../../templates/version.html")),
];

/// Changes when the code that turns a context into bytes changes what it writes.
const FORMAT: &[u8] = b"1";

/// Turns pages into bytes.
pub struct Renderer {
    environment: Environment<'static>,
    /// The same with the templates of a registry in place of ours; `None` where it has none.
    own: Option<Environment<'static>>,
    templates: Fingerprint,
}

/// A template is at fault.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template does not parse, or names something that is not there.
    #[error("{page}: {}", chain(.cause))]
    Template {
        /// The page or template.
        page: String,
        /// What is wrong.
        cause: minijinja::Error,
    },
    /// A page that is a file of the registry was given to the renderer.
    #[error("{page}: is copied from the registry, not rendered")]
    File {
        /// The page.
        page: String,
    },
}

impl Renderer {
    /// Compiles the templates.
    ///
    /// # Errors
    /// When a template does not parse.
    pub fn new() -> Result<Renderer, RenderError> {
        let mut environment = empty();
        for (name, text) in TEMPLATES {
            let added = environment.add_template(name, text);
            added.map_err(|cause| RenderError::Template { page: (*name).to_owned(), cause })?;
        }
        let parts = TEMPLATES.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]);
        let templates = Fingerprint::of_parts(parts.chain([FORMAT]));
        Ok(Renderer { environment, own: None, templates })
    }

    /// Digest of the template set, for [`crate::plan::Options`].
    pub fn templates(&self) -> Fingerprint {
        self.templates
    }

    /// The bytes of a page. What the templates of a registry cannot make, ours do.
    ///
    /// # Errors
    /// When a template names something that its page does not hold, or the page is a file to copy.
    pub fn render(&self, page: &Page) -> Result<Vec<u8>, RenderError> {
        let (name, context) = match &page.body {
            Body::Template { name, context } => (name, context),
            Body::Bytes(bytes) => return Ok(bytes.clone()),
            Body::File { .. } | Body::Bundle(_) => {
                return Err(RenderError::File { page: page.path.to_string() });
            }
        };
        let own = self.own.as_ref().and_then(|own| rendered(own, name, context).ok());
        let text = own.map_or_else(|| rendered(&self.environment, name, context), Ok);
        let text = text.map_err(|cause| RenderError::Template { page: page.path.to_string(), cause })?;
        Ok(nearer(text, &page.path).into_bytes())
    }
}

/// The bytes of a page that is part of no site, from a template of its own; it is escaped as all others are.
///
/// # Errors
/// The template does not parse, or names something that `context` does not hold.
pub fn alone(
    name: &'static str,
    template: &'static str,
    context: &serde_json::Value,
) -> Result<String, RenderError> {
    let mut environment = empty();
    let added = environment.add_template(name, template);
    let text = added.and_then(|()| rendered(&environment, name, context));
    text.map_err(|cause| RenderError::Template { page: name.to_owned(), cause })
}

/// An environment without templates.
fn empty() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax());
    environment.set_auto_escape_callback(escape::of_template);
    environment.set_formatter(escape::write);
    filters::add(&mut environment);
    environment
}

/// Links that lead up to the site's root and down again to where the page lies lead there at once. In text a quotation mark is
/// escaped, so that what is replaced stands in attributes only.
fn nearer(html: String, page: &SitePath) -> String {
    let href = page.href();
    let Some((folder, _)) = href.rsplit_once('/') else { return html };
    html.replace(&format!("=\"{}{folder}/", page.to_root()), "=\"")
}

fn rendered(
    environment: &Environment<'static>,
    name: &str,
    context: &serde_json::Value,
) -> Result<String, minijinja::Error> {
    environment.get_template(name)?.render(Value::from(Serde(context)))
}

/// A line that holds only a tag leaves nothing behind.
fn syntax() -> SyntaxConfig {
    let built = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    built.expect("the default delimiters are valid")
}

/// An error with its causes, in one line.
fn chain(error: &minijinja::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests;
