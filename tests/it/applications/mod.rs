//! Applications: added, removed, imported, moved to higher versions.

mod add;
mod existing;
mod files;
mod random;
mod shell;
mod upgrade;

use connectory::edit::import::{self, Import, ImportError, Mapping};
use connectory::edit::{EditError, Plan};
use connectory::model::Registry;
use connectory::source::{MemoryTree, Tree};

use crate::support::{Small, checked, path, text_of};

/// A registry with two connectors, of which `flow-meter` breaks in 2.0: `Host` is `Server` then, `Unit` must be filled in.
fn small() -> Small {
    use crate::support::{ID, NAME, form, package};
    use connectory::package::Setting;
    let text = |key: &str| Setting::new("TextBox").key(key).caption(key);
    let server = Setting::new("TextBox").key("Server").caption("Host").required(true);
    let unit = Setting::new("DropDown").key("Unit").caption("Unit").required(true);
    let unit = unit.help_text("What it counts.").options([("Cubic metres", "m3"), ("Litres", "l")]);
    let above = package(ID, NAME, "2.0").with_settings(connectory::package::SettingsForm::new([
        server,
        Setting::new("NumberBox").key("Port").caption("Port").required(true).value(502),
        unit,
    ]));
    let old = package(ID, NAME, "1.1").with_settings(form([text("Note")]));
    Small::with_two_connectors()
        .version("connectors/flow-meter", "1.1", &old)
        .version("connectors/flow-meter", "2.0", &above)
        .append(
            "connectors/flow-meter/versions/2.0.yaml",
            "breaking:\n  summary: The address is called Server.\n  upgrade_by: 2027-01-31\n  guide: Enter it again.\n",
        )
}

/// The files of `tree` with the changes of a plan made.
fn made(tree: &dyn Tree, plan: &Plan) -> MemoryTree {
    let (after, mut copy) = (plan.changes.over(tree), MemoryTree::new());
    for entry in after.list().unwrap() {
        copy.put(entry.path.clone(), after.read(&entry.path, u64::MAX).unwrap());
    }
    copy
}

/// The text of a file after what `plan` plans; nothing may be found then that was not found before.
fn after<E: std::fmt::Display>(
    tree: &dyn Tree,
    at: &str,
    plan: impl FnOnce(&Registry, &dyn Tree) -> Result<Plan, E>,
) -> String {
    let (registry, before) = checked(tree);
    let plan = plan(&registry, tree).unwrap_or_else(|error| panic!("{error}"));
    let made = made(tree, &plan);
    let report = checked(&made).1;
    let codes: Vec<_> = report.diagnostics().iter().map(|found| (found.code, &found.message)).collect();
    assert!(report.diagnostics().len() <= before.diagnostics().len(), "{codes:?}");
    text_of(&made, &path(at)).unwrap()
}

/// What a refusal says.
fn refusal<T>(planned: Result<T, EditError>) -> String {
    planned.err().expect("it is refused").to_string()
}

/// An import of `text`, on the day of the tests.
fn imported(
    registry: &Registry,
    tree: &dyn Tree,
    (name, text): (&str, &str),
    mapping: &str,
) -> Result<Plan, ImportError> {
    let (read, found) = Mapping::read(&path("mapping.yaml"), mapping.as_bytes());
    assert!(found.is_empty() || mapping.is_empty(), "{found:?}");
    let mapping = read.unwrap_or_default().with_day(crate::support::TODAY);
    import::plan(
        registry,
        tree,
        &Import { name, bytes: text.as_bytes(), mapping: &mapping, folder: None, complete: false },
    )
}

/// The same of CSV as it is documented.
fn csv(registry: &Registry, tree: &dyn Tree, text: &str) -> Result<Plan, ImportError> {
    imported(registry, tree, ("usage.csv", text), "")
}
