//! Whichever request goes wrong, and however: readers have whole pages, and the next try ends well.

use super::faulty::FAULTS;
use super::*;

fn before() -> Files {
    site(&[("a", 1), ("b", 1), ("c", 1), ("gone", 1)], 1)
}

fn after() -> Files {
    site(&[("a", 2), ("b", 1), ("c", 2), ("new", 2)], 2)
}

/// What readers have after a publication of `after` over `before` that may have failed.
fn assert_old_or_new(world: &World, before: &Files, after: &Files) {
    let objects = world.objects();
    assert_pages_have_what_they_need(&objects);
    if objects.get(manifest::NAME) == after.get(manifest::NAME) {
        return world.assert_shows(after);
    }
    // The manifest is the old one: what it lists is there, old or new.
    for (path, bytes) in before {
        let there = objects.get(path);
        assert!(there == Some(bytes) || there.is_some() && there == after.get(path), "`{path}`");
    }
}

/// Lets every request of a publication go wrong in every way, until none is left; tells how many there were.
fn every_request(
    before: Option<&Files>,
    again: &dyn Fn(&World, StoreSink) -> Result<Published, PublishError>,
) {
    let after = after();
    for fault in FAULTS {
        for n in 1.. {
            let world = World::new();
            if let Some(before) = before {
                world.publish("p", before).unwrap();
            }
            world.fail(n, fault);
            let mut sink = world.sink("p");
            let failed = publish(&mut sink, &after).err();
            let was_reached = world.heal().len() >= n;
            match before {
                Some(before) => assert_old_or_new(&world, before, &after),
                None => assert_pages_have_what_they_need(&world.objects()),
            }
            again(&world, sink).unwrap_or_else(|error| panic!("{fault:?} at {n}: {error}"));
            world.assert_shows(&after);
            assert!(world.marker().is_settled && world.marker().pending.is_empty());
            world.heal();
            assert_eq!(world.publish("p", &after).unwrap().written, [], "{fault:?} at {n}");
            let asked = world.heal();
            assert!(asked.iter().all(|what| !what.starts_with("put")), "{fault:?} at {n}: {asked:?}");
            world.pass(25 * HOUR);
            world.publish("p", &after).unwrap();
            world.assert_is(&after);
            if !was_reached {
                assert!(failed.is_none() && n > 10, "{n}");
                break;
            }
        }
    }
}

#[test]
fn a_publisher_that_goes_on_ends_well_whichever_request_went_wrong() {
    every_request(Some(&before()), &|_, mut sink| publish(&mut sink, &after()));
}

#[test]
fn a_publisher_that_is_killed_ends_well_when_it_is_started_again() {
    every_request(Some(&before()), &|world, dead| {
        drop(dead);
        world.publish("p", &after())
    });
}

#[test]
fn the_first_publication_ends_well_whichever_request_went_wrong() {
    every_request(None, &|world, dead| {
        drop(dead);
        world.publish("p", &after())
    });
}

#[test]
fn another_machine_ends_well_what_a_dead_one_began() {
    every_request(Some(&before()), &|world, dead| {
        drop(dead);
        world.pass(HOUR);
        let done = world.publish("another", &after())?;
        // The first may come to life again.
        world.publish("p", &after()).map(|_| done)
    });
}

#[test]
fn who_goes_on_with_another_site_sends_what_differs_and_leaves_nothing_of_the_first() {
    let third = site(&[("a", 1), ("b", 3), ("third", 3)], 3);
    for n in 1..20 {
        let world = World::new();
        world.publish("p", &before()).unwrap();
        world.fail(n, FAULTS[3]);
        let _ = world.publish("p", &after());
        world.heal();
        world.publish("p", &third).unwrap();
        world.assert_shows(&third);
        world.pass(25 * HOUR);
        world.publish("p", &third).unwrap();
        world.assert_is(&third);
    }
}

#[test]
fn what_arrived_before_the_kill_is_not_sent_again() {
    let (world, files) = (World::new(), after());
    world.publish("p", &before()).unwrap();
    world.fail(8, FAULTS[2]);
    world.publish("p", &files).unwrap_err();
    let first = world.heal();
    world.publish("p", &files).unwrap();
    let second = world.heal();
    let sent = |told: &[String]| -> Vec<String> {
        let sent = told.iter().filter(|what| what.starts_with("put ") && !what.ends_with(marker::MARKER));
        sent.cloned().collect()
    };
    let arrived = &sent(&first[..7]);
    assert!(!arrived.is_empty(), "{first:?}");
    assert!(sent(&second).iter().all(|what| !arrived.contains(what)), "{first:?} {second:?}");
}

#[test]
fn an_error_names_the_place_and_what_was_tried_in_one_line() {
    let world = World::new();
    world.fail(1, FAULTS[2]);
    let error = world.publish("p", &before()).unwrap_err().to_string();
    assert_eq!(
        error,
        "`s3://bucket/below/site`: cannot read `.connectory`: Generic memory error: the connection was cut"
    );
}
