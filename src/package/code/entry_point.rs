//! The class that the package names as entry point: where it is, and what it implements.
//!
//! The class, its bases and all their interfaces are walked by name through the bundled assemblies, each type once.
//! What lies outside of them is named and left.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::package::clr::{TypeDefinition, TypeName};

use super::bundle::{Bundle, Read};
use super::facts::EntryPoint;

/// How alike a name must be to be meant; 1 is the same.
const LIKENESS: f64 = 0.85;
/// The longest names that are compared, and how many: comparing takes the product of their lengths.
const MOST_COMPARED: (usize, usize) = (256, 1_000);

/// Looks for the class `name`. Also gives the places of the files whose code is the plug-in's own: the plug-ins, and
/// the bundled libraries that hold the class's bases.
pub(super) fn find(bundle: &Bundle, name: &str) -> (EntryPoint, BTreeSet<usize>) {
    let mut line: BTreeSet<usize> = bundle.plug_ins().map(|(at, _)| at).collect();
    let wanted = full_name(name);
    if wanted.is_empty() {
        return (EntryPoint::Unnamed, line);
    }
    let mut walk = Walk { bundle, types: HashMap::new() };
    let plug_ins: Vec<usize> = line.iter().copied().collect();
    let found = plug_ins.iter().find_map(|file| Some((*file, walk.definition(*file, &wanted)?)));
    let entry_point = match found {
        Some((file, class)) => walk.describe(file, class, &mut line),
        None if plug_ins.is_empty() || has_damaged_plug_in(bundle) => EntryPoint::Unknown,
        None => EntryPoint::Missing { similar: similar(bundle, &wanted) },
    };
    (entry_point, line)
}

/// The name as types have it here; reflection writes `Outer+Inner`.
pub(super) fn full_name(entry_point: &str) -> String {
    entry_point.trim().replace('+', "/")
}

fn has_damaged_plug_in(bundle: &Bundle) -> bool {
    let damaged = |(at, file): (usize, &super::bundle::File)| {
        bundle.is_plug_in(at) && matches!(file.content, Read::Damaged { .. })
    };
    bundle.files.iter().enumerate().any(damaged)
}

struct Walk<'b> {
    bundle: &'b Bundle,
    /// The types of each file that was asked for one, by name.
    types: HashMap<usize, HashMap<&'b str, &'b TypeDefinition>>,
}

impl<'b> Walk<'b> {
    fn definition(&mut self, file: usize, name: &str) -> Option<&'b TypeDefinition> {
        let bundle = self.bundle;
        let types = self.types.entry(file).or_insert_with(|| {
            let types = bundle.assembly(file).map_or(&[][..], |assembly| &assembly.types);
            // Of two types with one name, which no compiler makes, the first counts.
            types.iter().rev().map(|definition| (definition.full_name.as_str(), definition)).collect()
        });
        types.get(name).copied()
    }

    /// The type that a type in `file` names; None when no bundled assembly has it.
    fn resolve(&mut self, file: usize, name: &TypeName) -> Option<(usize, &'b TypeDefinition)> {
        let file = name.assembly.as_ref().map_or(Some(file), |assembly| self.bundle.find(assembly))?;
        Some((file, self.definition(file, &name.full_name)?))
    }

    fn describe(&mut self, file: usize, class: &'b TypeDefinition, line: &mut BTreeSet<usize>) -> EntryPoint {
        let (mut interfaces, mut outside) = (BTreeSet::new(), BTreeSet::new());
        let mut seen = HashSet::from([(file, class.full_name.as_str())]);
        let mut ahead = vec![(file, class)];
        while let Some((at, definition)) = ahead.pop() {
            interfaces.extend(definition.interfaces.iter().map(|name| name.full_name.as_str()));
            for name in definition.base.iter().chain(&definition.interfaces) {
                match self.resolve(at, name) {
                    Some((at, found)) => {
                        if !found.is_interface {
                            line.insert(at);
                        }
                        if seen.insert((at, found.full_name.as_str())) {
                            ahead.push((at, found));
                        }
                    }
                    None if name.full_name == "System.Object" => {}
                    None => {
                        outside.insert(name.full_name.as_str());
                    }
                }
            }
        }
        let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        EntryPoint::Found {
            file: self.bundle.files.get(file).map(|file| file.name.clone()).unwrap_or_default(),
            public: class.public,
            concrete: !class.is_abstract && !class.is_interface && !class.is_generic,
            default_constructor: class.default_constructor,
            interfaces: owned(interfaces),
            outside: owned(outside),
        }
    }
}

/// The public class of a plug-in whose name, without its namespace, is most like that of `wanted`.
fn similar(bundle: &Bundle, wanted: &str) -> Option<String> {
    let (longest, most) = MOST_COMPARED;
    if wanted.len() > longest {
        return None;
    }
    let simple = |name: &str| name.rsplit(['.', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let wanted = simple(wanted);
    // Only the classes' own names: with one namespace in front all of them are much alike.
    let likeness = |name: &str| strsim::jaro_winkler(&simple(name), &wanted);
    let classes = bundle.plug_ins().flat_map(|(_, assembly)| &assembly.types);
    classes
        .filter(|class| class.public && !class.is_interface && class.full_name.len() <= longest)
        .take(most)
        .map(|class| (likeness(&class.full_name), class))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, class)| class.full_name.clone())
}
