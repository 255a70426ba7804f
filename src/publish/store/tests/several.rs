//! Several publishers and several audiences at one place.

use super::faulty::FAULTS;
use super::*;

fn pages(number: u32) -> Files {
    site(&[("a", number), ("b", number)], number)
}

fn is_taken(result: Result<Published, PublishError>) -> String {
    match result {
        Err(error @ PublishError::Taken { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_publishers_notice_each_other() {
    let world = World::new();
    let (mut one, mut two) = (world.sink("one"), world.sink("two"));
    publish(&mut one, &pages(1)).unwrap();
    publish(&mut two, &pages(2)).unwrap();
    let error = is_taken(publish(&mut one, &pages(3)));
    assert!(error.contains(&two.owner) && error.contains("Let only one publish"), "{error}");
    world.assert_shows(&pages(2));
    // It was told; who insists gets the place.
    publish(&mut one, &pages(3)).unwrap();
    world.assert_shows(&pages(3));
    is_taken(publish(&mut two, &pages(4)));
}

#[test]
fn a_place_where_another_one_is_at_work_is_left_alone() {
    let world = World::new();
    publish(&mut world.sink("one"), &pages(1)).unwrap();
    world.fail(8, FAULTS[2]);
    world.publish("one", &pages(2)).unwrap_err();
    world.heal();
    let error = is_taken(world.publish("two", &pages(3)));
    assert!(error.contains("takes over at 2027-01-15T08:15:00Z"), "{error}");
    assert!(!world.heal().iter().any(|what| what.starts_with("put") || what.starts_with("delete")));
    world.pass(15 * 60);
    world.publish("two", &pages(3)).unwrap();
    world.assert_shows(&pages(3));
    world.pass(25 * HOUR);
    world.publish("two", &pages(3)).unwrap();
    world.assert_is(&pages(3));
}

#[test]
fn a_place_whose_daemon_lives_is_left_alone() {
    let world = World::new();
    let mut one = world.sink("one");
    publish(&mut one, &pages(1)).unwrap();
    one.pulse(br#"{"state":"current","at":"2027-01-15T08:00:00Z","valid_seconds":45}"#).unwrap();
    world.pass(5 * 60);
    is_taken(world.publish("two", &pages(2)));
    world.pass(60);
    world.publish("two", &pages(2)).unwrap();
    let error = one.pulse(br#"{"state":"stale"}"#).unwrap_err();
    assert!(matches!(error, PublishError::Taken { .. }), "{error}");
    world.heal();
    one.pulse(br#"{"state":"stale"}"#).unwrap();
    assert_eq!(world.heal(), [""; 0], "who publishes no more says nothing more");
}

/// Whenever the second comes between two requests of the first, the site is whole in the end, and the first is told.
#[test]
fn whoever_comes_in_the_middle_mixes_nothing() {
    for n in 1..16 {
        let world = World::new();
        publish(&mut world.sink("one"), &pages(1)).unwrap();
        let mut one = world.sink("one");
        world.fail(n, FAULTS[2]);
        let cut = publish(&mut one, &pages(2)).is_err();
        world.heal();
        world.pass(HOUR);
        world.publish("two", &pages(3)).unwrap();
        // The first was only slow: what it goes on with is refused, for the marker is another one's.
        if cut && let Some(link) = &one.link {
            assert!(link.marker.is_settled, "who failed forgot what it knew");
        }
        world.assert_shows(&pages(3));
        publish(&mut one, &pages(4)).ok();
        publish(&mut one, &pages(4)).unwrap();
        world.assert_shows(&pages(4));
    }
}

#[test]
fn who_was_overtaken_while_sending_does_not_put_its_manifest() {
    let world = World::new();
    let mut one = world.sink("one");
    publish(&mut one, &pages(1)).unwrap();
    one.meant_for(&Sight::All).unwrap();
    one.begin().unwrap();
    for (path, bytes) in &pages(2) {
        one.put(SitePath::known(path), held(bytes), Some(bytes.clone())).unwrap();
    }
    // It sleeps for longer than anybody waits for it.
    world.pass(HOUR);
    world.publish("two", &pages(3)).unwrap();
    is_taken(one.finish());
    world.assert_shows(&pages(3));
}

#[test]
fn a_place_is_one_audiences() {
    let world = World::new();
    let public = Sight::Groups(["public".to_owned()].into());
    let mut sink = world.sink("p");
    sink.meant_for(&public).unwrap();
    sink.begin().unwrap();
    sink.put(SitePath::known("a.html"), held(b"x"), Some(b"x".to_vec())).unwrap();
    sink.finish().unwrap();
    drop(sink);
    for (name, sight) in [("p", Sight::All), ("p", Sight::Nothing), ("another", Sight::All)] {
        let error = world.sink(name).meant_for(&sight).unwrap_err().to_string();
        assert!(error.contains("holds a site that sees [\"public\"]"), "{error}");
    }
    world.sink("p").meant_for(&public).unwrap();
    let mut unsaid = world.sink("p");
    unsaid.begin().unwrap();
    assert!(unsaid.finish().unwrap_err().to_string().contains("for whom"));
}

#[test]
fn one_process_at_a_time_keeps_the_journal() {
    let world = World::new();
    let one = world.sink("one");
    let bucket = || {
        let opened =
            Opened { store: Box::new(InMemory::new()), prefix: Path::default(), secrets: Vec::new() };
        Bucket::new(opened, "s3://bucket").unwrap()
    };
    let again =
        |process| StoreSink::on(bucket(), &world.folder("one"), process, Box::new(|| Timestamp::UNIX_EPOCH));
    let error = again("doctor").unwrap_err();
    assert_eq!(error.to_string(), "`s3://bucket` is being published to by one");
    drop(one);
    again("doctor").unwrap();
}
