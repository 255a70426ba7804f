//! Every field that can be set: what it is called and what it takes.

use jiff::civil::Date;

use super::Deed;
use crate::diag::{joined, nearest};
use crate::edit::add::owners;
use crate::edit::find::{self, Named};
use crate::edit::{EditError, describe, retire};
use crate::model::{Access, Connector, Registry};
use crate::yaml::Out;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A text that must be there.
    Name,
    /// A text.
    Text,
    /// A text of some sentences.
    Long,
    /// Markdown, in a block of its own.
    Markdown,
    /// The id of a category.
    Category,
    /// The slug of another connector.
    Connector,
    /// A list of people and groups.
    Owners,
    /// A list of words.
    Tags,
    /// A whole number.
    Count,
    /// A day.
    Day,
    /// A version of a program, always in quotes.
    Version,
    /// A mapping, which can only be taken away.
    Mapping,
}

const CONNECTOR: &[(&str, Takes)] = &[
    ("name", Takes::Name),
    ("description", Takes::Long),
    ("category", Takes::Category),
    ("owners", Takes::Owners),
    ("tags", Takes::Tags),
    ("help_url", Takes::Text),
    ("logs", Takes::Mapping),
    ("logs.allowed", Takes::Count),
    ("logs.duration_days", Takes::Count),
    ("replaced_by", Takes::Connector),
];

const VERSION: &[(&str, Takes)] = &[
    ("added", Takes::Day),
    ("notes", Takes::Markdown),
    ("breaking", Takes::Mapping),
    ("breaking.summary", Takes::Long),
    ("breaking.upgrade_by", Takes::Day),
    ("breaking.guide", Takes::Markdown),
    ("requires", Takes::Mapping),
    ("requires.app_designer", Takes::Version),
];

/// The fields of a connector and of a version that are not set by name, and how they are.
const OTHERS: [&[(&str, &str)]; 2] = [
    &[
        ("id", "is that of its packages, and never changes"),
        ("slug", "is its folder's name; `connectory rename` gives it another one"),
        ("aliases", "are its former slugs; `connectory rename` keeps them"),
        ("status", "is a version's; `connectory deprecate`, `withdraw` and `activate` write it"),
    ],
    &[
        ("sha256", "is that of its package; `connectory check --fix` writes it where it is missing"),
        ("version", "is that of its package, and never changes"),
        ("status", "is written by `connectory deprecate`, `withdraw` and `activate`"),
        ("reason", "is written by `connectory deprecate` and `withdraw`"),
        ("replaced_by", "is written by `connectory deprecate` and `withdraw`, with --replaced-by"),
        ("from", "is written by `connectory deprecate` and `withdraw`, with --from"),
    ],
];

/// Whether a field holds a text that may well come from a file.
pub(super) fn is_long(name: &str) -> bool {
    let takes = CONNECTOR.iter().chain(VERSION).find(|(field, _)| *field == name).map(|(_, takes)| *takes);
    matches!(takes, Some(Takes::Long | Takes::Markdown))
}

/// What the field `name` of a connector or version takes.
///
/// # Errors
/// There is none, or it is set in another way.
pub(super) fn of(name: &str, named: &Named<'_>) -> Result<Takes, EditError> {
    let (own, other, others, what) = match named {
        Named::Connector(_) => (CONNECTOR, VERSION, OTHERS[0], "connector"),
        Named::Version(..) => (VERSION, CONNECTOR, OTHERS[1], "version"),
    };
    if let Some((_, takes)) = own.iter().find(|(field, _)| *field == name) {
        return Ok(*takes);
    }
    // What a version requires is data.
    let required = name.strip_prefix("requires.").is_some_and(|name| !name.is_empty() && !name.contains('.'));
    if required && matches!(named, Named::Version(..)) {
        return Ok(Takes::Version);
    }
    if let Some((_, how)) = others.iter().find(|(field, _)| *field == name) {
        return Err(EditError::refused(format!("`{name}` {how}")));
    }
    if other.iter().any(|(field, _)| *field == name) {
        return Err(EditError::refused(elsewhere(name, named)));
    }
    let names: Vec<&str> = own.iter().map(|(field, _)| *field).collect();
    Err(EditError::refused(match nearest(name, &names) {
        Some(near) => format!("a {what} has no field `{name}`; did you mean `{near}`?"),
        None => format!("a {what} has no field `{name}`; it has {}", names.join(", ")),
    }))
}

/// Where a field belongs that the other kind of thing has.
fn elsewhere(name: &str, named: &Named<'_>) -> String {
    match named {
        Named::Connector(connector) => {
            let number = connector.shown().map_or("1.0", |version| version.number.as_str());
            let slug = &connector.slug;
            format!(
                "`{name}` is a field of a version; name one, such as connectory set {slug}@{number} {name}=..."
            )
        }
        Named::Version(connector, _) => {
            let slug = &connector.slug;
            format!("`{name}` is a field of the connector: connectory set {slug} {name}=...")
        }
    }
}

/// A value as it is written.
pub(super) fn value(
    (name, takes): (&str, Takes),
    text: &str,
    registry: &Registry,
    named: &Named<'_>,
) -> Result<Out, EditError> {
    let refused = |what: &str| Err(EditError::refused(format!("`{name}` is {what}, not `{text}`")));
    let (Named::Connector(connector) | Named::Version(connector, _)) = named;
    Ok(match takes {
        Takes::Name | Takes::Text => Out::text(text),
        Takes::Long if text.contains('\n') => Out::text(describe::written(text)),
        Takes::Long => Out::text(text),
        Takes::Markdown => Out::text(describe::written(text)),
        Takes::Category => Out::text(find::category(registry, text)?.id.as_str()),
        Takes::Connector => Out::text(retire::instead(registry, connector, text)?),
        Takes::Owners | Takes::Tags => Out::Words(items(takes, text)?.into_iter().map(Out::Text).collect()),
        Takes::Count => match text.parse::<u32>() {
            Ok(count) => Out::Plain(count.to_string()),
            Err(_) => return refused("a whole number such as 100"),
        },
        Takes::Day => match text.parse::<Date>() {
            Ok(day) => Out::Plain(day.to_string()),
            Err(_) => return refused("a day such as 2027-03-31"),
        },
        Takes::Version => Out::Quoted(text.to_owned()),
        Takes::Mapping => {
            return Err(EditError::refused(format!(
                "`{name}` holds fields of its own; write {name}.FIELD=..., or {name}= to take it away"
            )));
        }
    })
}

/// The items of a list that is written with commas, each once.
fn items(takes: Takes, text: &str) -> Result<Vec<String>, EditError> {
    let items: Vec<String> =
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect();
    if takes == Takes::Owners {
        return owners(&items);
    }
    let mut each: Vec<String> = Vec::new();
    items.into_iter().for_each(|item| {
        if !each.contains(&item) {
            each.push(item);
        }
    });
    Ok(each)
}

/// What is in a list of the connector.
fn held(takes: Takes, named: &Named<'_>) -> Vec<String> {
    let (Named::Connector(connector) | Named::Version(connector, _)) = named;
    match takes {
        Takes::Owners => connector.owners.iter().map(|owner| owner.value.clone()).collect(),
        _ => connector.tags.clone(),
    }
}

fn is_same(takes: Takes, one: &str, other: &str) -> bool {
    match takes {
        Takes::Owners => Access::bare(one).eq_ignore_ascii_case(Access::bare(other)),
        _ => one == other,
    }
}

/// The items that a list does not hold yet.
pub(super) fn missing(
    (_, takes): (&str, Takes),
    text: &str,
    named: &Named<'_>,
) -> Result<Vec<String>, EditError> {
    let held = held(takes, named);
    let items = items(takes, text)?.into_iter();
    Ok(items.filter(|item| !held.iter().any(|held| is_same(takes, held, item))).collect())
}

/// The items of a list as it holds them.
pub(super) fn present(
    (name, takes): (&str, Takes),
    text: &str,
    named: &Named<'_>,
) -> Result<Vec<String>, EditError> {
    let held = held(takes, named);
    let mut present = Vec::new();
    for item in items(takes, text)? {
        match held.iter().find(|held| is_same(takes, held, &item)) {
            Some(held) => present.push(held.clone()),
            None => {
                let has = match held.as_slice() {
                    [] => "it holds nothing".to_owned(),
                    _ => format!("it holds {}", joined(&held)),
                };
                return Err(EditError::refused(format!("`{item}` is not in `{name}`; {has}")));
            }
        }
    }
    Ok(present)
}

/// Refuses to leave one log setting without the other: App Designer knows both or none.
pub(super) fn both_logs(connector: &Connector, deeds: &[(&str, Deed)]) -> Result<(), EditError> {
    let is_there = |name: &str| {
        deeds.iter().fold(connector.logs.is_some(), |there, (field, deed)| match deed {
            Deed::Set(_) if *field == name => true,
            Deed::Remove if *field == name || *field == "logs" => false,
            _ => there,
        })
    };
    let (allowed, days) = (is_there("logs.allowed"), is_there("logs.duration_days"));
    if allowed == days {
        return Ok(());
    }
    let lacking = if allowed { "logs.duration_days" } else { "logs.allowed" };
    Err(EditError::refused(format!(
        "`logs` counts only with both of its fields; write {lacking}=..., too, or logs= for none"
    )))
}
