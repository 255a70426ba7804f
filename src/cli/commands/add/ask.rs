//! What a person at a terminal is asked about connectors that are new.

use crate::cli::context::{Context, Failure};
use crate::edit::add::{Adding, Newcomer, Wish, category, owners};
use crate::model::Registry;

/// How often somebody may answer what cannot be.
const TRIES: usize = 3;

/// Asks for the category and the owners of each new connector, where nobody gave them beforehand.
pub(super) fn about(
    adding: &mut Adding<'_>,
    registry: &Registry,
    wish: &Wish,
    context: &Context,
) -> Result<(), Failure> {
    let mut answer = |question: &str| context.ask(question);
    for newcomer in adding.newcomers() {
        if wish.category.is_none() && !registry.categories.is_empty() {
            context.tell(&format!("`{}` is a new connector; its category is one of", newcomer.name));
            for (at, category) in registry.categories.iter().enumerate() {
                context.tell(&format!("{:>4}  {} ({})", at + 1, category.name.value, category.id.value));
            }
            ask_category(newcomer, registry, &mut answer)?;
        }
        if wish.owners.is_empty() {
            ask_owners(newcomer, &mut answer)?;
        }
    }
    Ok(())
}

/// Asks a question; `None` where nothing was answered.
type Ask<'a> = dyn FnMut(&str) -> Result<Option<String>, Failure> + 'a;

/// Asks until an answer can be used. `None` where nothing was answered.
fn until<T>(
    question: &str,
    ask: &mut Ask<'_>,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let mut question = question.to_owned();
    for left in (0..TRIES).rev() {
        let Some(answer) = ask(&question)? else { return Ok(None) };
        match read(&answer) {
            Ok(read) => return Ok(Some(read)),
            Err(why) if left == 0 => return Err(why),
            Err(why) => question = format!("{why}; again:"),
        }
    }
    Ok(None)
}

fn ask_category(newcomer: &mut Newcomer, registry: &Registry, ask: &mut Ask<'_>) -> Result<(), Failure> {
    let default = newcomer.category.as_deref().map_or_else(|| "none".to_owned(), |id| format!("`{id}`"));
    let chosen = until(&format!("category, by number or name (enter for {default}):"), ask, |answer| {
        let at = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match at.and_then(|at| registry.categories.get(at)) {
            Some(category) => Ok(category.id.value.to_string()),
            None => Ok(category(registry, answer)?),
        }
    })?;
    newcomer.by_default = false;
    newcomer.category = chosen.or(newcomer.category.take());
    Ok(())
}

fn ask_owners(newcomer: &mut Newcomer, ask: &mut Ask<'_>) -> Result<(), Failure> {
    let question = format!("owners of `{}`, such as @edge (enter for none):", newcomer.slug);
    let named = until(&question, ask, |answer| {
        let words = answer.split([' ', ',']).filter(|word| !word.is_empty());
        Ok(owners(&words.map(str::to_owned).collect::<Vec<_>>())?)
    })?;
    newcomer.owners = named.unwrap_or_default();
    Ok(())
}
