use std::collections::BTreeSet;

use super::*;
use crate::publish::FolderSink;

fn groups(names: &[&str]) -> Sight {
    Sight::Groups(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>())
}

#[test]
fn a_second_publisher_is_refused_and_told_whom_the_folder_has() {
    let out = tempfile::tempdir().unwrap();
    let mut first = open(out.path());
    let second = GenerationSink::open(out.path(), Swap::Link, "process 18").unwrap_err();
    assert!(matches!(&second, PublishError::Taken { owner, .. } if owner == OWNER), "{second}");
    assert_eq!(fs::read_to_string(out.path().join("lock")).unwrap(), format!("{OWNER}\nfence 1\n"));
    fill(&mut first, FIRST).unwrap();
    drop(first);
    let third = GenerationSink::open(out.path(), Swap::Link, "process 19").unwrap();
    assert_eq!(third.marker.fence, 2);
    assert_eq!(fs::read_to_string(out.path().join("lock")).unwrap(), "process 19\nfence 2\n");
}

#[test]
fn one_that_lost_the_folder_shows_nothing_more() {
    for lost_at in ["begin", "put", "finish", "pulse"] {
        let out = tempfile::tempdir().unwrap();
        let mut late = open(out.path());
        fill(&mut late, FIRST).unwrap();
        let begun = lost_at == "finish" || lost_at == "put";
        if begun {
            late.begin().unwrap();
            late.put(path("index.html"), held("late"), Some(b"late".to_vec())).unwrap();
        }
        // On a file system where locks do not hold, another one opens the folder all the same.
        fs::remove_file(out.path().join("lock")).unwrap();
        let mut new = GenerationSink::open(out.path(), Swap::Link, "the new one").unwrap();
        if lost_at != "finish" {
            fill(&mut new, SECOND).unwrap();
        }
        let before = listing(out.path());
        let refused = match lost_at {
            "begin" => late.begin().unwrap_err(),
            "put" => late.put(path("b"), held("late"), Some(b"late".to_vec())).unwrap_err(),
            "finish" => late.finish().unwrap_err(),
            _ => late.pulse(b"late").unwrap_err(),
        };
        let is_told = matches!(&refused, PublishError::Taken { owner, .. } if owner == "the new one");
        assert!(is_told || lost_at == "put", "{lost_at}: {refused}");
        if lost_at != "finish" {
            assert_eq!(listing(out.path()), before, "{lost_at}");
        }
        fill(&mut new, SECOND).unwrap();
        assert_eq!(seen(out.path()).unwrap(), texts(SECOND), "{lost_at}");
    }
}

#[test]
fn a_folder_of_someone_else_is_refused_and_left_alone() {
    let out = tempfile::tempdir().unwrap();
    let refused = |why: fn(&PublishError) -> bool| {
        let before = listing(out.path());
        let error = GenerationSink::open(out.path(), Swap::Link, OWNER).unwrap_err();
        assert!(why(&error), "{error}");
        assert_eq!(listing(out.path()), before);
    };
    fs::write(out.path().join("lock"), "of my own").unwrap();
    refused(|error| matches!(error, PublishError::ForeignFolder(_)));
    fs::remove_file(out.path().join("lock")).unwrap();
    FolderSink::open(out.path()).unwrap().begin().unwrap();
    refused(|error| matches!(error, PublishError::OtherKind { .. }));
    fs::write(out.path().join(".connectory"), r#"{"connectory":9,"kind":"generations","fence":1}"#).unwrap();
    refused(|error| matches!(error, PublishError::Manifest { .. }));
    fs::write(out.path().join(".connectory"), "no marker").unwrap();
    refused(|error| matches!(error, PublishError::Manifest { .. }));

    let ours = tempfile::tempdir().unwrap();
    build(ours.path(), FIRST);
    let before = listing(ours.path());
    let refused = FolderSink::open(ours.path()).unwrap_err();
    assert!(matches!(refused, PublishError::OtherKind { .. }), "{refused}");
    assert_eq!(listing(ours.path()), before);
}

#[test]
fn foreign_files_are_neither_overwritten_nor_removed() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST);
    let mine = [
        "notes.txt",
        "generations/notes.txt",
        "generations/000001/connectors/notes.txt",
        "generations/000007/mine.txt",
        "ledgers/mine.txt",
    ];
    for name in mine {
        fs::create_dir_all(out.path().join(name).parent().unwrap()).unwrap();
        fs::write(out.path().join(name), "mine").unwrap();
    }
    for turn in 0..9 {
        build(out.path(), &[("index.html", &turn.to_string())]);
    }
    let left = listing(out.path());
    for name in mine {
        assert_eq!(left[name], "mine");
    }
    let old: Vec<&String> = left.keys().filter(|name| name.starts_with("generations/000001/")).collect();
    assert_eq!(old, ["generations/000001/connectors/notes.txt"], "what is ours goes");

    let current = out.path().join("current");
    fs::remove_file(&current).unwrap();
    fs::write(&current, "mine").unwrap();
    let refused = GenerationSink::open(out.path(), Swap::Link, OWNER).unwrap_err();
    assert!(matches!(refused, PublishError::ForeignFile(_)), "{refused}");
    assert_eq!(fs::read_to_string(&current).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_in_a_generation_is_not_followed_out() {
    let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    build(out.path(), FIRST);
    fs::write(elsewhere.path().join("index.html"), "a1").unwrap();
    let folder = out.path().join("generations/000001/connectors/a");
    fs::remove_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), &folder).unwrap();
    for turn in 0..5 {
        build(out.path(), &[("connectors/a/index.html", "a1"), ("index.html", &turn.to_string())]);
    }
    assert_eq!(listing(elsewhere.path())["index.html"], "a1");
    let place = fs::canonicalize(out.path().join("current/connectors/a")).unwrap();
    assert!(place.starts_with(fs::canonicalize(out.path()).unwrap()), "{}", place.display());
}

#[test]
fn a_folder_for_others_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let make = |sight: &Sight, text: &str| {
        let mut sink = open(out.path());
        sink.meant_for(sight)?;
        fill(&mut sink, &[("index.html", text)])
    };
    make(&groups(&["north"]), "north").unwrap();
    let before = listing(out.path());
    for sight in [Sight::Nothing, groups(&["south"]), groups(&[])] {
        let refused = make(&sight, "x").unwrap_err();
        assert!(refused.to_string().contains(r#"a site that sees ["north"]"#), "{refused}");
    }
    let mut after = listing(out.path());
    for own in [".connectory", "lock"] {
        assert!(after.remove(own) != before.get(own).cloned(), "who asked is counted");
    }
    assert!(after.iter().all(|(name, text)| before[name] == *text) && after.len() == before.len() - 2);
    make(&groups(&["north", "south"]), "both").unwrap();
    make(&groups(&["north"]), "x").unwrap_err();
    make(&Sight::All, "all").unwrap();
    make(&groups(&["north", "south"]), "x").unwrap_err();
    assert_eq!(seen(out.path()).unwrap()["index.html"], "all");
}

#[test]
fn of_what_nobody_said_whom_it_is_for_everything_is_kept_from_others() {
    let out = tempfile::tempdir().unwrap();
    build(out.path(), FIRST);
    let refused = open(out.path()).meant_for(&groups(&["north"])).unwrap_err();
    assert!(matches!(refused, PublishError::OtherAudience { .. }), "{refused}");
    open(out.path()).meant_for(&Sight::All).unwrap();
}

#[test]
fn a_folder_of_the_daemons_own_is_emptied_before_others_see_it() {
    let out = tempfile::tempdir().unwrap();
    let mut sink = open(out.path()).renewing();
    sink.meant_for(&Sight::All).unwrap();
    fill(&mut sink, &[("assets/s-00000001.css", "secret"), ("index.html", "secret")]).unwrap();
    let site = sink.site();
    sink.meant_for(&groups(&["north"])).unwrap();
    assert!(site.current().files.is_empty());
    assert!(listing(out.path()).values().all(|text| text != "secret"));
    fill(&mut sink, &[("index.html", "north")]).unwrap();
    assert_eq!(seen(out.path()).unwrap().len(), 1);
    assert_eq!(listing(out.path()).values().filter(|text| *text == "secret").count(), 0);
}

#[test]
fn what_a_person_broke_is_made_again_without_further_ado() {
    let breaks: [fn(&Path); 6] = [
        |out| fs::remove_file(out.join("ledgers/000002.json")).unwrap(),
        |out| fs::write(out.join("ledgers/000002.json"), "[{}").unwrap(),
        |out| fs::remove_dir_all(out.join("generations/000002")).unwrap(),
        |out| fs::remove_dir_all(out.join("generations")).unwrap(),
        |out| fs::remove_file(out.join("current")).unwrap(),
        |out| fs::remove_dir_all(out.join(STAGING)).unwrap(),
    ];
    for (at, harm) in breaks.iter().enumerate() {
        let out = tempfile::tempdir().unwrap();
        build(out.path(), FIRST);
        build(out.path(), SECOND);
        harm(out.path());
        build(out.path(), SECOND);
        assert_eq!(seen(out.path()).unwrap(), texts(SECOND), "{at}");
        build(out.path(), FIRST);
        assert_eq!(seen(out.path()).unwrap(), texts(FIRST), "{at}");
    }
}
