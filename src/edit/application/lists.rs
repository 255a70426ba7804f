//! Lists of words in a file, changed item by item, so that what is written beside the items stays.

use crate::model::change::KeyMove;
use crate::yaml::{Editor, Out, Refused, Step};

/// What becomes of each word of `before`, and which are new, so that those of `after` are there: none where both hold the
/// same words.
pub(in crate::edit) fn moves(before: &[&str], after: &[String]) -> Vec<KeyMove> {
    let stays = |word: &str| after.iter().any(|other| other == word);
    let old = before.iter().map(|word| KeyMove {
        before: Some((*word).to_owned()),
        after: stays(word).then(|| (*word).to_owned()),
    });
    let new = after.iter().filter(|word| !before.contains(&word.as_str()));
    let new = new.map(|word| KeyMove { before: None, after: Some(word.clone()) });
    let moves: Vec<KeyMove> = old.chain(new).collect();
    if moves.iter().any(KeyMove::changes) { moves } else { Vec::new() }
}

/// Does so to the list at `path`.
pub(in crate::edit) fn rewrite(
    editor: &mut Editor,
    path: &[Step<'_>],
    moves: &[KeyMove],
) -> Result<(), Refused> {
    let item = |at| [path, &[Step::Item(at)]].concat();
    let mut at = 0;
    for word in moves {
        match (&word.before, &word.after) {
            (Some(before), Some(after)) => {
                if before != after {
                    editor.set(&item(at), &Out::text(after), &[])?;
                }
                at += 1;
            }
            (Some(_), None) => editor.remove(&item(at))?,
            (None, Some(after)) => {
                editor.insert(path, at, &Out::text(after))?;
                at += 1;
            }
            (None, None) => {}
        }
    }
    Ok(())
}
