use super::*;

#[test]
fn a_site_becomes_a_generation_and_the_next_one_takes_its_place() {
    let out = tempfile::tempdir().unwrap();
    let first = build(out.path(), FIRST);
    assert_eq!((first.written.len(), first.kept, first.removed.len()), (6, 0, 0));
    assert_eq!(seen(out.path()).unwrap(), texts(FIRST));
    let second = build(out.path(), SECOND);
    assert_eq!((second.written.len(), second.kept), (5, 0));
    let removed = ["assets/s-00000001.css", "connectors/b/index.html", "turn"];
    assert_eq!(second.removed, removed.map(path));
    assert_eq!(seen(out.path()).unwrap(), texts(SECOND));
    assert_eq!(listing(&out.path().join("generations/000001")), texts(FIRST), "the one before stays");
    build(out.path(), FIRST);
    assert_eq!(seen(out.path()).unwrap(), texts(FIRST), "a folder becomes a file again");
}

#[test]
fn without_a_change_there_is_no_new_generation() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST);
    let before = listing(&out.path().join("ledgers"));
    let again = build(out.path(), FIRST);
    assert_eq!((again.written.len(), again.kept, again.removed.len()), (0, 6, 0));
    assert_eq!((generations(out.path()), listing(&out.path().join("ledgers"))), (vec![1], before));
    assert_eq!(listing(&out.path().join(STAGING)), Seen::new());
}

#[cfg(unix)]
#[test]
fn what_stays_is_the_same_file() {
    use std::os::unix::fs::MetadataExt;
    let out = tempfile::tempdir().unwrap();
    build(out.path(), &[("a/same.html", "same"), ("index.html", "1")]);
    let published = build(out.path(), &[("a/same.html", "same"), ("index.html", "2")]);
    assert_eq!((published.written, published.kept), (vec![path("index.html")], 1));
    let inode = |generation: &str, name: &str| {
        fs::metadata(out.path().join("generations").join(generation).join(name)).unwrap().ino()
    };
    assert_eq!(inode("000001", "a/same.html"), inode("000002", "a/same.html"));
    assert_ne!(inode("000001", "index.html"), inode("000002", "index.html"));
}

#[test]
fn three_generations_are_kept_beside_the_current_one() {
    let out = tempfile::tempdir().unwrap();
    let mut sink = open(out.path());
    for turn in 1..=7 {
        fill(&mut sink, &[("index.html", &turn.to_string())]).unwrap();
    }
    assert_eq!(generations(out.path()), [4, 5, 6, 7]);
    assert_eq!(layout::numbers(&out.path().join(LEDGERS)).unwrap(), [4, 5, 6, 7]);
    assert_eq!(listing(&out.path().join("generations/000004"))["index.html"], "4");
}

#[test]
fn a_hash_named_file_outlives_its_last_page_by_three_generations() {
    let out = tempfile::tempdir().unwrap();
    let mut sink = open(out.path());
    let (style, name) = (out.path().join("current/assets/s-00000001.css"), path("assets/s-00000001.css"));
    fill(&mut sink, &[("assets/s-00000001.css", "s"), ("a", "1")]).unwrap();
    let site = sink.site();
    for turn in 2..=4 {
        fill(&mut sink, &[("a", &turn.to_string())]).unwrap();
        assert_eq!(fs::read_to_string(&style).unwrap(), "s", "{turn}");
        assert_eq!(&*site.current().file(&name).unwrap().bytes().unwrap(), b"s");
        assert!(!site.current().files.contains_key(&name) && sink.held(&name).is_none());
    }
    fill(&mut sink, &[("a", "5")]).unwrap();
    assert!(!style.exists() && site.current().file(&name).is_none());
}

#[test]
fn a_retired_file_comes_back_as_one_of_the_site() {
    let out = tempfile::tempdir().unwrap();
    for files in [FIRST, SECOND, FIRST, SECOND, SECOND, FIRST] {
        build(out.path(), files);
        assert_eq!(seen(out.path()).unwrap(), texts(files));
    }
}

#[test]
fn what_was_changed_or_removed_by_hand_is_made_again() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST);
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let at = |name: &str| out.path().join("current").join(name);
    fs::remove_file(at("connectors/a/index.html")).unwrap();
    fs::write(at("index.html"), "TOP1").unwrap();
    let same = fs::File::options().write(true).open(at("turn")).unwrap();
    same.set_modified(long_ago).unwrap();
    let repaired = build(out.path(), FIRST);
    let expected = ["connectors/a/index.html", "index.html"].map(path);
    assert_eq!((repaired.written, repaired.kept), (expected.to_vec(), 4), "who has the same bytes stays");
    assert_eq!(seen(out.path()).unwrap(), texts(FIRST));
}

#[test]
fn the_handle_shows_the_current_generation_from_the_start() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST);
    let mut sink = open(out.path());
    let site = sink.site();
    let text = |name: &str| {
        let bytes = site.current().file(&path(name)).unwrap().bytes().unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    assert_eq!((site.current().files.len(), text("index.html").as_str()), (6, "top1"));
    fill(&mut sink, SECOND).unwrap();
    assert_eq!((site.current().number, text("index.html").as_str()), (2, "top2"));
    let (other, before) = (Site::default(), site.current());
    let sink = sink.shown_at(other.clone());
    assert_eq!((other.current().number, sink.site().current().number), (before.number, 2));
}

#[test]
fn the_sign_of_life_is_no_part_of_the_site() {
    let out = tempfile::tempdir().unwrap();
    let mut sink = open(out.path());
    sink.pulse(b"early").unwrap();
    fill(&mut sink, FIRST).unwrap();
    sink.pulse(b"alive").unwrap();
    let pulse = || fs::read_to_string(out.path().join("current/pulse.json")).unwrap();
    assert_eq!((pulse().as_str(), seen(out.path()).unwrap()), ("alive", texts(FIRST)));
    fill(&mut sink, SECOND).unwrap();
    assert_eq!(pulse(), "alive", "until the next one comes, the last one stays");
    sink.pulse(b"on").unwrap();
    assert_eq!(pulse(), "on");
    assert_eq!(fs::read_to_string(out.path().join("generations/000001/pulse.json")).unwrap(), "alive");
    assert!(matches!(fill(&mut sink, &[(PULSE, "x")]), Err(PublishError::BadPath(..))));
    for turn in 0..4 {
        fill(&mut sink, &[("index.html", &turn.to_string())]).unwrap();
    }
    assert!(!out.path().join("generations/000001").exists());
}

#[test]
fn without_links_a_file_points_to_the_current_generation() {
    let out = tempfile::tempdir().unwrap();
    let open = |current| GenerationSink::open(out.path(), current, OWNER).unwrap();
    let pointer = || fs::read_to_string(out.path().join("current.txt")).ok();
    fill(&mut open(Swap::Pointer), FIRST).unwrap();
    assert_eq!(pointer().as_deref(), Some("generations/000001\n"));
    assert!(!out.path().join("current").exists());
    assert_eq!(fill(&mut open(Swap::Pointer), FIRST).unwrap().kept, 6);
    // Asked for the other way, what is held is held still, and only one of both ways stays.
    let changed = fill(&mut open(Swap::Link), FIRST).unwrap();
    assert_eq!((changed.written.len(), changed.kept, pointer()), (0, 6, None));
    assert_eq!(seen(out.path()).unwrap(), texts(FIRST));
}

#[test]
fn a_path_comes_once_and_is_a_file_or_a_folder() {
    let out = tempfile::tempdir().unwrap();
    let mut sink = open(out.path());
    let wrong: [Files<'_>; 4] = [
        &[("a", "x"), ("a", "x")],
        &[("a", "x"), ("a/b", "x")],
        &[("a/b", "x"), ("a", "x")],
        &[("manifest.json", "x"), ("manifest.json", "x")],
    ];
    for files in wrong {
        let refused = fill(&mut sink, files).unwrap_err();
        assert!(matches!(refused, PublishError::BadPath(..)), "{files:?}: {refused}");
    }
    fill(&mut sink, FIRST).unwrap();
    let refused = sink.put(path("index.html"), held("top1"), None);
    assert!(matches!(refused, Err(PublishError::NotBegun)));
    sink.begin().unwrap();
    assert!(matches!(sink.put(path("b"), held("x"), None), Err(PublishError::NotHeld(_))));
    sink.abandon();
    assert_eq!(seen(out.path()).unwrap(), texts(FIRST));
}
