//! What left the site goes a day later, and nothing that is not ours ever does.

use super::*;

fn deleted(told: &[String]) -> Vec<&str> {
    told.iter().filter_map(|what| what.strip_prefix("delete ")).collect()
}

#[test]
fn what_left_the_site_is_deleted_a_day_later() {
    let world = World::new();
    world.publish("p", &site(&[("a", 1), ("gone", 1)], 1)).unwrap();
    let second = site(&[("a", 1)], 1);
    let published = world.publish("p", &second).unwrap();
    assert_eq!(published.removed.iter().map(SitePath::as_str).collect::<Vec<_>>(), ["gone.html"]);
    world.pass(24 * HOUR - 1);
    assert_eq!(world.publish("p", &second).unwrap().removed, [], "it left before");
    assert!(world.objects().contains_key("gone.html"));
    world.heal();
    world.pass(1);
    world.publish("p", &second).unwrap();
    assert_eq!(deleted(&world.heal()), ["gone.html"]);
    world.assert_is(&second);
}

#[test]
fn a_sign_of_life_deletes_what_is_due_where_nothing_is_published() {
    let world = World::new();
    let mut sink = world.sink("p");
    publish(&mut sink, &site(&[("a", 1), ("gone", 1)], 1)).unwrap();
    let second = site(&[("a", 1)], 1);
    publish(&mut sink, &second).unwrap();
    sink.pulse(b"{}").unwrap();
    assert!(world.objects().contains_key("gone.html"));
    world.pass(24 * HOUR);
    sink.pulse(b"{}").unwrap();
    world.assert_is(&second);
    assert!(world.marker().is_settled && world.marker().left.is_empty());
    publish(&mut sink, &site(&[("a", 2)], 1)).unwrap();
}

#[test]
fn what_comes_back_is_not_deleted_and_counts_anew() {
    let world = World::new();
    let (with, without) = (site(&[("a", 1), ("back", 1)], 1), site(&[("a", 1)], 1));
    world.publish("p", &with).unwrap();
    world.publish("p", &without).unwrap();
    world.pass(20 * HOUR);
    world.heal();
    world.publish("p", &with).unwrap();
    assert!(!world.heal().contains(&"put back.html".to_owned()), "it is there already");
    world.pass(20 * HOUR);
    world.publish("p", &with).unwrap();
    world.assert_is(&with);
    world.publish("p", &without).unwrap();
    world.pass(20 * HOUR);
    world.publish("p", &without).unwrap();
    assert!(world.objects().contains_key("back.html"));
    world.pass(4 * HOUR);
    world.publish("p", &without).unwrap();
    world.assert_is(&without);
}

#[test]
fn what_left_is_remembered_by_the_store_itself() {
    let world = World::new();
    world.publish("p", &site(&[("a", 1), ("gone", 1)], 1)).unwrap();
    let second = site(&[("a", 1)], 2);
    world.publish("p", &second).unwrap();
    lose(&world.folder("p"));
    world.pass(23 * HOUR);
    world.publish("p", &second).unwrap();
    assert!(world.objects().contains_key("gone.html"));
    world.pass(HOUR);
    lose(&world.folder("p"));
    world.publish("p", &second).unwrap();
    world.assert_is(&second);
}

#[test]
fn a_place_that_holds_something_else_is_refused() {
    let world = World::new();
    world.put(&format!("{PREFIX}/photos/cat.jpg"), "a cat");
    let error = world.publish("p", &site(&[("a", 1)], 1)).unwrap_err().to_string();
    assert!(error.contains("`photos/cat.jpg`") && error.contains("give a folder of the bucket"), "{error}");
    assert_eq!(world.objects().len(), 1);
    world.delete("photos/cat.jpg");
    world.put("below/site-of-others/index.html", "beside");
    world.publish("p", &site(&[("a", 1)], 1)).unwrap();
}

#[test]
fn what_others_put_there_later_is_neither_overwritten_nor_deleted() {
    let world = World::new();
    world.publish("p", &site(&[("a", 1)], 1)).unwrap();
    world.put(&format!("{PREFIX}/photos/cat.jpg"), "a cat");
    world.put(&format!("{PREFIX}/b.html"), "page of somebody needs care");
    let error = world.publish("p", &site(&[("a", 1), ("b", 1)], 1)).unwrap_err().to_string();
    assert!(error.contains("`b.html` was not written by connectory"), "{error}");
    for name in ["p", "another"] {
        world.pass(25 * HOUR);
        world.publish(name, &site(&[("a", 2)], 2)).unwrap();
        let objects = world.objects();
        assert_eq!(objects["photos/cat.jpg"], b"a cat");
        assert_eq!(objects["b.html"], b"page of somebody needs care");
    }
}

#[test]
fn a_page_that_failed_to_come_back_is_not_left_without_what_it_needs() {
    let world = World::new();
    world.publish("p", &site(&[("a", 1), ("old", 1)], 1)).unwrap();
    world.publish("p", &site(&[("a", 2)], 2)).unwrap();
    world.pass(HOUR);
    world.fail(4, super::faulty::FAULTS[2]);
    world.publish("p", &site(&[("a", 3), ("old", 1)], 3)).unwrap_err();
    world.heal();
    world.publish("p", &site(&[("a", 2)], 2)).unwrap();
    for _ in 0..30 {
        world.pass(HOUR);
        world.publish("p", &site(&[("a", 2)], 2)).unwrap();
        assert_pages_have_what_they_need(&world.objects());
    }
    world.assert_is(&site(&[("a", 2)], 2));
}

#[test]
fn a_page_is_deleted_before_what_it_needs() {
    for n in 1..9 {
        let world = World::new();
        world.publish("p", &site(&[("a", 1), ("old", 1)], 1)).unwrap();
        let second = site(&[("a", 2)], 2);
        world.publish("p", &second).unwrap();
        world.pass(25 * HOUR);
        world.fail(n, super::faulty::FAULTS[2]);
        let _ = world.publish("p", &second);
        world.heal();
        assert_pages_have_what_they_need(&world.objects());
        world.publish("p", &second).unwrap();
        world.assert_is(&second);
    }
}
