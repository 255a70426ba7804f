//! The file of an application that is there, made to say what was told. What was not told stays as it is written.

use super::groups::same_items;
use super::pairs::{Own, Pairs, pair, same_keys, same_version};
use crate::edit::application::{FIELDS, Said, SaidUse, USE_FIELDS, moves, rewrite, use_entry, words};
use crate::model::{Application, Registry, Use};
use crate::yaml::{Editor, Out, Refused, Step};

/// What becomes of an application.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// What is another, in words.
    pub(super) words: Vec<String>,
    /// Whether it was read from the platform again, or its platform is told for the first time.
    pub(super) observed: bool,
}

/// Changes a file, and says what is another.
pub(super) struct Settling<'s> {
    application: &'s Application,
    said: &'s Said,
    pairs: Pairs<'s>,
}

impl<'s> Settling<'s> {
    /// Of an application of `registry`.
    pub(super) fn of(registry: &Registry, application: &'s Application, said: &'s Said) -> Settling<'s> {
        let slug = |used: &Use| {
            let connector = registry.connector(&used.connector);
            connector.map_or(used.connector.value.clone(), |connector| connector.slug.to_string())
        };
        let own: Vec<Own<'_>> = application.uses.iter().map(|used| (slug(used), used)).collect();
        Settling { application, said, pairs: pair(&own, &said.uses) }
    }

    /// Writes what is another.
    pub(super) fn write(&self, editor: &mut Editor) -> Result<(), Refused> {
        let different = self.different_fields();
        for (name, value) in self.said.fields() {
            if different.contains(&name) && name != "access" {
                editor.set(&[Step::Key(name)], &value, &FIELDS)?;
            }
        }
        if let Some(access) = self.said.access.as_ref().filter(|_| different.contains(&"access")) {
            let own: Vec<&str> = self.application.access.iter().map(|group| group.value.as_str()).collect();
            set_list(editor, &[Step::Key("access")], (&own, access), &FIELDS)?;
        }
        let list = [Step::Key("connectors")];
        for (at, said) in &self.pairs.kept {
            self.write_use(editor, *at, said)?;
        }
        for at in self.pairs.gone.iter().rev() {
            editor.remove(&[list[0], Step::Item(*at)])?;
        }
        let left = self.application.uses.len() - self.pairs.gone.len();
        for (at, said) in self.pairs.new.iter().enumerate() {
            if editor.get(&list).is_none_or(|node| node.is_null()) {
                editor.set(&list, &Out::List(vec![use_entry(said)]), &FIELDS)?;
            } else {
                editor.insert(&list, left + at, &use_entry(said))?;
            }
        }
        Ok(())
    }

    fn write_use(&self, editor: &mut Editor, at: usize, said: &SaidUse) -> Result<(), Refused> {
        let used = &self.application.uses[at];
        let field = |name| [Step::Key("connectors"), Step::Item(at), Step::Key(name)];
        if !same_version(used, said) {
            editor.set(&field("version"), &Out::Quoted(said.version.clone()), &USE_FIELDS)?;
        }
        if let Some(name) = said.connection.as_ref().filter(|_| renamed(used, said)) {
            editor.set(&field("connection"), &Out::text(name), &USE_FIELDS)?;
        }
        let Some(keys) = said.settings.as_ref().filter(|_| !same_keys(used, said)) else { return Ok(()) };
        match &used.settings {
            Some(own) => {
                let own: Vec<&str> = own.iter().map(|key| key.value.as_str()).collect();
                set_list(editor, &field("settings"), (&own, keys), &USE_FIELDS)
            }
            None => editor.set(&field("settings"), &words(keys), &USE_FIELDS),
        }
    }

    /// The fields that are another; those of the list of connectors not among them.
    fn different_fields(&self) -> Vec<&'static str> {
        let (own, said) = (self.application, self.said);
        let text = |own: &Option<String>, said: &Option<String>| said.is_some() && own != said;
        let groups: Vec<String> = own.access.iter().map(|group| group.value.clone()).collect();
        let day = own.observed.as_ref().map(|day| day.value);
        let different = [
            ("name", own.name.value != said.name),
            ("version", text(&own.version, &said.version)),
            ("category", text(&own.category, &said.category)),
            ("owner", text(&own.owner, &said.owner)),
            ("published", said.published.is_some() && own.published != said.published),
            ("url", text(&own.url, &said.url)),
            ("access", said.access.as_ref().is_some_and(|access| !same_items(access, &groups))),
            ("observed", said.observed.is_some() && day != said.observed),
            ("source", text(&own.source, &said.source)),
        ];
        different.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }

    /// What is another, in words.
    pub(super) fn differences(&self) -> Differences {
        let mut words = Vec::new();
        for (at, said) in &self.pairs.kept {
            words.extend(moved(&self.application.uses[*at], said));
        }
        words.extend(self.pairs.new.iter().map(|said| {
            format!("new `{}` {}{}", said.connector, said.version, of(said.connection.as_deref()))
        }));
        words.extend(self.pairs.gone.iter().map(|at| {
            let used = &self.application.uses[*at];
            format!("gone `{}` {}{}", used.connector, used.version, of(name(used)))
        }));
        let fields = self.different_fields();
        let plain: Vec<&str> =
            fields.iter().copied().filter(|field| !matches!(*field, "observed" | "source")).collect();
        if !plain.is_empty() {
            words.push(format!("other {}", plain.join(", ")));
        }
        Differences { words, observed: fields.len() > plain.len() }
    }
}

/// What is another about one use, in words.
fn moved(used: &Use, said: &SaidUse) -> Option<String> {
    let connection = of(said.connection.as_deref().or(name(used)));
    let mut words = match same_version(used, said) {
        true => String::new(),
        false => format!("`{}` {} -> {}{connection}", said.connector, used.version, said.version),
    };
    let more = match (renamed(used, said), same_keys(used, said)) {
        (_, false) => "other settings",
        (true, true) => "a name for the connection",
        (false, true) => return (!words.is_empty()).then_some(words),
    };
    match words.is_empty() {
        true => words = format!("`{}` {}{connection}: {more}", said.connector, said.version),
        false => words += &format!(", {more}"),
    }
    Some(words)
}

fn renamed(used: &Use, said: &SaidUse) -> bool {
    said.connection.is_some() && name(used) != said.connection.as_deref()
}

fn name(used: &Use) -> Option<&str> {
    used.connection.as_ref().map(|name| name.value.as_str())
}

fn of(connection: Option<&str>) -> String {
    connection.map(|name| format!(" (`{name}`)")).unwrap_or_default()
}

/// Makes the list at `path`, which holds `own`, hold `told`.
fn set_list(
    editor: &mut Editor,
    path: &[Step<'_>],
    (own, told): (&[&str], &[String]),
    order: &[&str],
) -> Result<(), Refused> {
    match own {
        // An empty list may be written in any way, or not at all.
        [] => editor.set(path, &words(told), order),
        own => rewrite(editor, path, &moves(own, told)),
    }
}
