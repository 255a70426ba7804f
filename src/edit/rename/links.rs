//! Links between help texts: those that lead to the renamed connector, and those in its own text.
//!
//! A link is a path from the folder it stands in to another connector's. Only the path is written anew, and only where it
//! would lead elsewhere.

use std::ops::Range;

use super::Renaming;
use crate::edit::EditError;
use crate::model::Connector;
use crate::model::help::linked_folder;
use crate::source::{RepoPath, Spanned};

/// Writes the links anew that would lead elsewhere; how many.
pub(super) fn follow(renaming: &mut Renaming<'_, '_>) -> Result<usize, EditError> {
    let mut count = 0;
    for connector in &renaming.registry.connectors {
        let Some(help) = &connector.help else { continue };
        let links: Vec<(&Spanned<String>, String)> = help
            .links
            .iter()
            .filter_map(|link| Some((link, anew(renaming, connector, &link.value)?)))
            .collect();
        let Ok(file) = connector.folder.join("help.md") else { continue };
        if links.is_empty() {
            continue;
        }
        let path = if connector.folder == renaming.connector.folder { renaming.path(&file) } else { file };
        let Ok(mut text) = String::from_utf8(renaming.draft.read(&path)?) else { continue };
        // From the end, so that places stay right; a definition may serve several links.
        let mut places: Vec<(Range<usize>, String)> = Vec::new();
        for (link, new) in links {
            match place(&text, link) {
                Some(place) => places.push((place, new)),
                None => renaming
                    .notes
                    .push(format!("`{path}`: write `{new}` in place of `{}` by hand", link.value)),
            }
        }
        places.sort_by_key(|(place, _)| place.start);
        places.dedup();
        count += places.len();
        for (place, new) in places.into_iter().rev() {
            text.replace_range(place, &new);
        }
        renaming.draft.write(&path, text.into_bytes())?;
    }
    Ok(count)
}

/// Where a link in the help of `from` leads then, as it is to be written; `None` where it may stay.
fn anew(renaming: &Renaming<'_, '_>, from: &Connector, to: &str) -> Option<String> {
    let (file, fragment) = match to.find('#') {
        Some(at) => to.split_at(at),
        None => (to, ""),
    };
    let after = |folder: &RepoPath| match *folder == renaming.connector.folder {
        true => renaming.target.clone(),
        false => folder.clone(),
    };
    let target = linked_folder(&from.folder, file)?;
    let named = renaming.registry.connectors.iter().any(|other| other.folder == target);
    let (home, goal) = (after(&from.folder), after(&target));
    if !named || linked_folder(&home, file).as_ref() == Some(&goal) {
        return None;
    }
    let rest = ["/help.md", "/connector.yaml", "/"].iter().find(|rest| file.ends_with(**rest));
    Some(format!("{}{}{fragment}", relative(&home, &goal), rest.unwrap_or(&"")))
}

/// The way from one folder to another.
fn relative(from: &RepoPath, to: &RepoPath) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.parts().collect(), to.parts().collect());
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    // A path that names the folder it starts from has to leave it first.
    let same = if same == to.len() { same - 1 } else { same };
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Where a text writes what a link leads to: within the link, or in the definition that it names.
fn place(text: &str, link: &Spanned<String>) -> Option<Range<usize>> {
    let to = link.value.as_str();
    let inline = text.get(link.span.range())?;
    if let Some(at) = inline.rfind("](") {
        let start = link.span.start + at + 2;
        let rest = &text[start..];
        let skipped = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '<').len();
        return text[start + skipped..].starts_with(to).then(|| start + skipped..start + skipped + to.len());
    }
    definitions(text).find(|place| text[place.clone()] == *to)
}

/// Where the definitions of a text (`[name]: to`) write what they lead to.
fn definitions(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line)
    });
    lines.filter_map(|(start, line)| {
        let name = line.trim_start().strip_prefix('[')?;
        let (_, behind) = name.split_once("]:")?;
        let to = behind.trim_start().trim_start_matches('<');
        let at = start + line.len() - to.len();
        let length = to.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(to.len());
        Some(at..at + length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Help;

    #[test]
    fn what_a_link_leads_to_is_found_where_it_is_written() {
        for text in [
            "See [there](../a/help.md).",
            "\u{feff}# X\r\n\r\nSee [there](<../a/help.md> \"title\").",
            "[![x](assets/a.png)](../a/help.md)",
            "See [there][one].\n\n  [one]: <../a/help.md> 'title'\n",
            "See [one] and [one].\n\n[two]: ../b\n[one]: ../a/help.md",
        ] {
            let link = Help::read(text).links.remove(0);
            let place = place(text, &link).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[place], "../a/help.md", "{text}");
        }
    }

    #[test]
    fn a_way_leads_from_folder_to_folder() {
        for (from, to, way) in [
            ("c/a", "c/b", "../b"),
            ("c/g/a", "c/b", "../../b"),
            ("c/a", "c/g/b", "../g/b"),
            ("c/a", "c/a", "../a"),
            ("c/a/b", "c/a", "../../a"),
        ] {
            let path = |text: &str| RepoPath::new(text).expect("a path");
            assert_eq!(relative(&path(from), &path(to)), way);
            assert_eq!(linked_folder(&path(from), way), Some(path(to)));
        }
    }
}
