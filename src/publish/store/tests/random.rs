//! Whatever happens in whatever order: readers have whole pages, and once a publication ends well, the site.

use proptest::prelude::*;

use super::faulty::FAULTS;
use super::*;

#[derive(Debug, Clone)]
enum Deed {
    /// A site is published by this publisher.
    Publish(usize, usize),
    /// The same, and a request goes wrong.
    Cut(usize, usize, usize, usize),
    /// A publisher loses what it knew.
    Lose(usize),
    /// The journal loses its end.
    Tear(usize, usize),
    /// Somebody deletes an object.
    Delete(usize),
    /// Minutes pass.
    Pass(i64),
}

const PUBLISHERS: [&str; 2] = ["one", "two"];

fn sites() -> Vec<Files> {
    vec![
        site(&[("a", 1), ("b", 1)], 1),
        site(&[("a", 2), ("b", 1), ("c", 2)], 1),
        site(&[("b", 1), ("c", 3)], 2),
        site(&[("a", 1), ("d", 1)], 2),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => (0..2usize, 0..4usize).prop_map(|(who, what)| Deed::Publish(who, what)),
        5 => (0..2usize, 0..4usize, 1..20usize, 0..4usize)
            .prop_map(|(who, what, n, how)| Deed::Cut(who, what, n, how)),
        1 => (0..2usize).prop_map(Deed::Lose),
        1 => (0..2usize, 1..400usize).prop_map(|(who, bytes)| Deed::Tear(who, bytes)),
        1 => (0..12usize).prop_map(Deed::Delete),
        2 => prop_oneof![1..30i64, 600..2000i64].prop_map(Deed::Pass),
    ]
}

/// Publishes until no other publisher is in the way.
fn insist(world: &World, who: &str, files: &Files) {
    for _ in 0..3 {
        match world.publish(who, files) {
            Ok(_) => return,
            Err(PublishError::Taken { .. }) => world.pass(16 * 60),
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the place is never free");
}

fn apply(world: &World, deed: &Deed, sites: &[Files]) {
    match *deed {
        Deed::Publish(who, what) => {
            insist(world, PUBLISHERS[who], &sites[what]);
            world.assert_shows(&sites[what]);
        }
        Deed::Cut(who, what, n, how) => {
            world.fail(n, FAULTS[how]);
            let done = world.publish(PUBLISHERS[who], &sites[what]).is_ok();
            world.heal();
            if done {
                world.assert_shows(&sites[what]);
            }
        }
        Deed::Lose(who) => _ = std::fs::remove_dir_all(world.folder(PUBLISHERS[who])),
        Deed::Tear(who, bytes) => {
            let path = world.folder(PUBLISHERS[who]).join("journal");
            if let Ok(journal) = std::fs::read(&path) {
                std::fs::write(&path, &journal[..journal.len().saturating_sub(bytes)]).unwrap();
            }
        }
        Deed::Delete(at) => {
            // The marker and the manifest name what is ours. A style that is deleted under a page that left cannot come back.
            let objects = world.objects();
            let is_kept = |name: &str| {
                [marker::MARKER, manifest::NAME, PULSE].contains(&name) || name.starts_with("assets/")
            };
            if let Some(name) = objects.keys().filter(|name| !is_kept(name)).nth(at) {
                world.delete(name);
            }
        }
        Deed::Pass(minutes) => world.pass(minutes * 60),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_publication_that_ends_well_is_the_site_whatever_was_before(
        deeds in proptest::collection::vec(deed(), 1..14),
        last in (0..2usize, 0..4usize),
    ) {
        let (world, sites) = (World::new(), sites());
        for deed in &deeds {
            apply(&world, deed, &sites);
            assert_pages_have_what_they_need(&world.objects());
        }
        let (who, files) = (PUBLISHERS[last.0], &sites[last.1]);
        insist(&world, who, files);
        world.assert_shows(files);
        world.pass(25 * HOUR);
        insist(&world, who, files);
        world.assert_is(files);
    }
}
