//! What is sent, in which order, and what is told of it.

use object_store::Attribute;

use super::*;

fn order(told: &[String]) -> Vec<&str> {
    told.iter().filter_map(|what| what.strip_prefix("put ")).collect()
}

#[test]
fn nothing_refers_to_what_is_not_there_yet() {
    let world = World::new();
    world.publish("p", &site(&[("a", 1), ("b", 1)], 1)).unwrap();
    let told = world.heal();
    let order = order(&told);
    let kind = |path: &&str| match *path {
        path if path.starts_with("assets/") => 1,
        path if path.ends_with(".html") => 3,
        manifest::NAME => 4,
        marker::MARKER => 5,
        _ => 2,
    };
    let kinds: Vec<_> = order.iter().skip(1).map(kind).collect();
    assert_eq!(kinds, [1, 2, 2, 3, 3, 4, 5], "{order:?}");
    assert_eq!(order[0], marker::MARKER, "that this is ours is told before anything else comes");
}

#[test]
fn only_what_changed_is_sent() {
    let world = World::new();
    let first = site(&[("a", 1), ("b", 1)], 1);
    world.publish("p", &first).unwrap();
    world.heal();
    let second = site(&[("a", 1), ("b", 2)], 1);
    let published = world.publish("p", &second).unwrap();
    let told = world.heal();
    assert_eq!(order(&told), [".connectory", "api/index.json", "b.html", "manifest.json", ".connectory"]);
    let written: Vec<&str> = published.written.iter().map(SitePath::as_str).collect();
    assert_eq!((written, published.kept), (vec!["api/index.json", "b.html", "manifest.json"], 3));
}

#[test]
fn what_has_other_causes_and_the_same_bytes_is_not_sent() {
    let world = World::new();
    let files = site(&[("a", 1)], 1);
    world.publish("p", &files).unwrap();
    world.heal();
    let other = |bytes: &[u8]| Held::of(Fingerprint::of(b"other templates"), bytes);
    let mut sink = world.sink("p");
    let again = |sink: &mut StoreSink| {
        sink.meant_for(&Sight::All).unwrap();
        sink.begin().unwrap();
        for (path, bytes) in &files {
            sink.put(SitePath::known(path), other(bytes), Some(bytes.clone())).unwrap();
        }
        sink.finish().unwrap()
    };
    assert_eq!(again(&mut sink).written, []);
    assert_eq!(order(&world.heal()), [""; 0]);
    drop(sink);
    let mut sink = world.sink("p");
    sink.begin().unwrap();
    assert_eq!(sink.held(&SitePath::known("a.html")), Some(other(&files["a.html"])), "the causes are known");
}

#[test]
fn whoever_lost_what_it_knew_learns_it_from_the_store() {
    let world = World::new();
    world.publish("p", &site(&[("a", 1), ("b", 1), ("gone", 1)], 1)).unwrap();
    lose(&world.folder("p"));
    world.heal();
    let second = site(&[("a", 1), ("b", 2)], 1);
    world.publish("p", &second).unwrap();
    let told = world.heal();
    assert_eq!(order(&told), [".connectory", "api/index.json", "b.html", "manifest.json", ".connectory"]);
    world.pass(25 * HOUR);
    world.publish("p", &second).unwrap();
    world.assert_is(&second);
}

#[test]
fn what_somebody_deleted_or_replaced_is_sent_again() {
    let (world, files) = (World::new(), site(&[("a", 1), ("b", 1), ("c", 1)], 1));
    world.publish("p", &files).unwrap();
    world.delete("a.html");
    let asset = files.keys().find(|name| name.starts_with("assets/")).unwrap();
    world.delete(asset);
    world.put(
        &format!("{PREFIX}/b.html"),
        std::str::from_utf8(&files["b.html"]).unwrap().to_uppercase().as_str(),
    );
    let published = world.publish("p", &files).unwrap();
    let written: Vec<&str> = published.written.iter().map(SitePath::as_str).collect();
    assert_eq!(written, ["a.html", asset, "b.html"]);
    world.assert_is(&files);
    world.delete(marker::MARKER);
    world.publish("p", &files).unwrap();
    world.assert_is(&files);
    assert!(world.marker().is_settled);
}

#[test]
fn readers_are_told_what_each_file_is() {
    let world = World::new();
    world.publish("p", &site(&[("a", 1)], 1)).unwrap();
    let told = |name: &str| {
        let key = Path::parse(format!("{PREFIX}/{name}")).unwrap();
        let attributes = world.runtime.block_on(world.store.get(&key)).unwrap().attributes;
        let get = |attribute| attributes.get(&attribute).map(|value| value.to_string()).unwrap_or_default();
        [get(Attribute::ContentType), get(Attribute::CacheControl), get(Attribute::ContentDisposition)]
    };
    let asset = world.objects().into_keys().find(|name| name.starts_with("assets/")).unwrap();
    assert_eq!(told(&asset), ["text/css; charset=utf-8", "public, max-age=31536000, immutable", ""]);
    assert_eq!(told("a.html"), ["text/html; charset=utf-8", "no-cache", ""]);
    assert_eq!(told("downloads/é &+%.xmp"), ["application/octet-stream", "no-cache", "attachment"]);
    assert_eq!(told(manifest::NAME), ["application/json", "no-cache", ""]);
    assert_eq!(told(marker::MARKER), ["application/json", "no-store", ""]);
}

#[test]
fn a_sign_of_life_is_sent_seldom_or_when_it_says_something_else() {
    let world = World::new();
    let mut sink = world.sink("p");
    let body = |state: &str| {
        format!(r#"{{"schema":1,"state":"{state}","at":"2027-01-15T08:00:00Z","valid_seconds":45}}"#)
            .into_bytes()
    };
    sink.pulse(&body("current")).unwrap();
    assert!(world.objects().is_empty(), "before anything is published there is nothing to say");
    publish(&mut sink, &site(&[("a", 1)], 1)).unwrap();
    world.heal();
    let mut sent = 0;
    for turn in 0..80 {
        sink.pulse(&body("current")).unwrap();
        sent += order(&world.heal()).len();
        assert_eq!(sent, 1 + turn / 20, "{turn}");
        world.pass(15);
    }
    sink.pulse(&body("stale")).unwrap();
    assert_eq!(order(&world.heal()), [PULSE]);
    let told: Value = serde_json::from_slice(&world.objects()[PULSE]).unwrap();
    assert_eq!(
        (&told["state"], &told["valid_seconds"]),
        (&"stale".into(), &345.into()),
        "until the next is due"
    );
    assert!(sink.put(SitePath::known(PULSE), held(b""), None).is_err());
    world.assert_shows(&site(&[("a", 1)], 1));
}

#[test]
fn what_was_not_begun_is_not_finished_and_what_is_abandoned_leaves_no_trace() {
    let (world, files) = (World::new(), site(&[("a", 1)], 1));
    let mut sink = world.sink("p");
    assert!(matches!(sink.finish(), Err(PublishError::NotBegun)));
    assert!(matches!(sink.put(SitePath::known("a"), held(b"a"), None), Err(PublishError::NotBegun)));
    publish(&mut sink, &files).unwrap();
    world.heal();
    sink.begin().unwrap();
    sink.put(SitePath::known("b"), held(b"b"), Some(b"b".to_vec())).unwrap();
    let twice = sink.put(SitePath::known("b"), held(b"b"), Some(b"b".to_vec()));
    assert!(matches!(twice, Err(PublishError::BadPath(..))));
    assert!(matches!(sink.put(SitePath::known("c"), held(b"c"), None), Err(PublishError::NotHeld(_))));
    sink.abandon();
    assert!(matches!(sink.finish(), Err(PublishError::NotBegun)));
    assert_eq!(order(&world.heal()), [""; 0]);
    world.assert_is(&files);
    assert!(!world.folder("p").join("spool").exists());
}
