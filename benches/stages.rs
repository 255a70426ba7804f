//! How long each stage takes: read a package, load a registry, check it, plan its pages, render them.
//!
//! `cargo bench` prints medians. Figures mean something beside each other in one run: compare `read_package` with
//! `digest_package`, the cost of merely digesting the same bytes.

#[path = "../tests/it/support/archive.rs"]
mod archive;
#[path = "../tests/it/support/attacks.rs"]
mod attacks;
mod workload;

use connectory::check::{self, Context};
use connectory::load::{self, Loaded, Memory};
use connectory::model::{Audience, Chronicle, Registry, Revision, Sight};
use connectory::package::{self, Content, Limits, Reference, ReferenceType, code};
use connectory::plan::{Options, Plan, Seen};
use connectory::render::Renderer;
use connectory::source::{Digest, History, MemoryTree, RepoPath};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use workload::package_bytes;

const CONNECTORS: usize = 1000;
const VERSIONS: usize = 5;

fn main() {
    divan::main();
}

/// `CONNECTORS` connectors of `VERSIONS` versions each, half as many applications.
fn tree() -> MemoryTree {
    let mut tree = MemoryTree::new();
    workload::registry(CONNECTORS, VERSIONS, &mut |path, bytes| {
        tree.put(RepoPath::new(path).expect("a path"), bytes);
    });
    tree
}

fn loaded(tree: &MemoryTree) -> Loaded {
    load::load(tree, &History::default(), &mut Memory::default()).expect("a tree in memory can be listed")
}

fn registry() -> Registry {
    let loaded = loaded(&tree());
    assert!(loaded.diagnostics.is_empty(), "the bench registry is sound: {:?}", loaded.diagnostics.first());
    loaded.registry
}

fn options(renderer: &Renderer) -> Options {
    Options {
        templates: renderer.templates(),
        not_found_root: String::new(),
        today: jiff::civil::date(2026, 11, 1),
        revision: Revision::default(),
        folder: RepoPath::root(),
        bundles: false,
    }
}

#[divan::bench(args = [16 << 10, 1 << 20])]
fn read_package(bencher: Bencher<'_, '_>, size: usize) {
    let bytes = package_bytes(1, 1, size);
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench(|| package::read(&bytes, &Limits::default()).expect("our own package").references().len());
}

#[divan::bench(args = [16 << 10, 1 << 20])]
fn digest_package(bencher: Bencher<'_, '_>, size: usize) {
    let bytes = package_bytes(1, 1, size);
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| Digest::of(&bytes));
}

/// A package with an assembly of a megabyte: the file that `CONNECTORY_BENCH_ASSEMBLY` names, such as one of Mono's
/// (`System.Core.dll` has 1.2 MB), or else a committed one, made as large by bytes after its end.
fn package_with_assembly() -> Vec<u8> {
    let assembly = std::env::var_os("CONNECTORY_BENCH_ASSEMBLY");
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/assemblies/Case.Plug.dll");
    let mut content = std::fs::read(assembly.unwrap_or_else(|| committed.into())).expect("an assembly");
    content.resize(content.len().max(1 << 20), 0);
    let bare = package_bytes(1, 1, 0);
    let plug_in = Reference::new("Bench.dll", ReferenceType::Agent, Content::from(content));
    let package = package::read(&bare, &Limits::default())
        .expect("our own package")
        .with("EntryPoint", "Case.Plug.GoodConnector")
        .with_references(vec![plug_in]);
    package::write(&package)
}

#[divan::bench]
fn read_package_with_facts(bencher: Bencher<'_, '_>) {
    let bytes = package_with_assembly();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| {
        let package = package::read(&bytes, &Limits::default()).expect("our own package");
        code::facts(&package).files.len()
    });
}

#[divan::bench]
fn digest_package_with_assembly(bencher: Bencher<'_, '_>) {
    let bytes = package_with_assembly();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| Digest::of(&bytes));
}

/// Each is to be refused in less than 100 ms. Those `without bounds`, and what follows them, are read with limits that
/// nobody sets.
#[divan::bench(args = attacks::attacks().into_iter().map(|attack| attack.name), sample_count = 10)]
fn refuse_attack(bencher: Bencher<'_, '_>, name: &str) {
    let attack = attacks::attacks().into_iter().find(|attack| attack.name == name).expect("one of the list");
    bencher.bench(|| match package::read(&attack.bytes, &attack.limits) {
        Err(error) => assert!(error.what.contains(attack.words), "{error}"),
        Ok(_) => panic!("{name} was not refused"),
    });
}

#[divan::bench(sample_count = 10)]
fn load_cold(bencher: Bencher<'_, '_>) {
    let tree = tree();
    bencher.counter(ItemsCount::new(CONNECTORS)).bench(|| loaded(&tree));
}

#[divan::bench(sample_count = 10)]
fn load_with_packages_known(bencher: Bencher<'_, '_>) {
    let tree = tree();
    let mut memory = Memory::default();
    load::load(&tree, &History::default(), &mut memory).expect("a tree in memory can be listed");
    bencher.counter(ItemsCount::new(CONNECTORS)).bench_local(|| {
        load::load(&tree, &History::default(), &mut memory).expect("listed").diagnostics.len()
    });
}

#[divan::bench(sample_count = 10)]
fn check_all(bencher: Bencher<'_, '_>) {
    let registry = registry();
    let today = jiff::civil::date(2026, 11, 1);
    bencher
        .counter(ItemsCount::new(CONNECTORS))
        .bench(|| check::check(&Context::new(&registry, today)).len());
}

fn everyone(registry: &Registry) -> Audience<'_, Registry> {
    Audience::of(registry, &Sight::All)
}

#[divan::bench(sample_count = 10)]
fn plan_all(bencher: Bencher<'_, '_>) {
    let (registry, renderer) = (registry(), Renderer::new().expect("templates parse"));
    let options = options(&renderer);
    bencher.counter(ItemsCount::new(CONNECTORS)).bench(|| {
        let (registry, chronicle) = (everyone(&registry), Chronicle::default());
        let chronicle = Audience::of(&chronicle, &Sight::All);
        Plan::new(Seen { registry: &registry, chronicle: &chronicle }, &options).pages().count()
    });
}

#[divan::bench(sample_count = 10)]
fn plan_and_render_all(bencher: Bencher<'_, '_>) {
    let (registry, renderer) = (registry(), Renderer::new().expect("templates parse"));
    let options = options(&renderer);
    bencher.counter(ItemsCount::new(CONNECTORS)).bench(|| {
        let (registry, chronicle) = (everyone(&registry), Chronicle::default());
        let chronicle = Audience::of(&chronicle, &Sight::All);
        let plan = Plan::new(Seen { registry: &registry, chronicle: &chronicle }, &options);
        plan.pages().filter_map(|page| renderer.render(&page).ok()).map(|bytes| bytes.len()).sum::<usize>()
    });
}
