//! Changes are committed as the user, and nothing else in the repository moves.

mod branch;
mod made;
mod refused;

use connectory::source::{
    Changes, Commission, Digest, Held, Identity, Repository, SourceError, WorkTree, discover,
};
use jiff::{Zoned, civil::date, tz::Offset};

use crate::support::{TestRepository, path};

/// Half past nine in the morning of 2026-11-24, two hours east of Greenwich.
fn now() -> Zoned {
    date(2026, 11, 24).at(9, 30, 0, 0).to_zoned(Offset::constant(2).to_time_zone()).unwrap()
}

/// A repository with a registry in `plant`, all of it committed.
fn repository() -> TestRepository {
    let repository = TestRepository::new();
    for (key, value) in [
        ("user.name", "Maintainer"),
        ("user.email", "maintainer@example.com"),
        ("commit.gpgsign", "false"),
        ("core.autocrlf", "false"),
    ] {
        repository.git().config().unwrap().set_str(key, value).unwrap();
    }
    repository.write(&[
        ("README.md", b"# Ours\n"),
        ("plant/registry.yaml", b"schema: 1\n"),
        ("plant/a.yaml", b"a: 1\n"),
        ("plant/b.yaml", b"b: 1\n"),
        ("plant/c/c.xmp", b"\0c\r\n"),
        ("plant/d.yaml", b"d: 1\n"),
        ("plant/e.yaml", b"e: 1\n"),
        ("plant/f.yaml", b"f: 1\n"),
    ]);
    repository.run(&["add", "--all"]);
    repository.run(&["commit", "--quiet", "--message", "Begin"]);
    repository
}

/// One change of each kind.
fn every_kind() -> Changes {
    let mut changes = Changes::default();
    changes.write(&path("a.yaml"), b"a: 1\n".to_vec(), b"a: 2\n".to_vec());
    changes.rename(&path("c/c.xmp"), &path("n/c.xmp"), Held::Digest(Digest::of(b"\0c\r\n")));
    changes.rename(&path("d.yaml"), &path("n/d.yaml"), Held::Bytes(b"d: 1\n".to_vec()));
    changes.write(&path("n/d.yaml"), b"d: 1\n".to_vec(), b"d: 2\n".to_vec());
    changes.create(&path("new.yaml"), b"new: 1\n".to_vec());
    changes.remove(&path("b.yaml"), Held::Bytes(b"b: 1\n".to_vec()));
    changes
}

fn write_a() -> Changes {
    let mut changes = Changes::default();
    changes.write(&path("a.yaml"), b"a: 1\n".to_vec(), b"a: 2\n".to_vec());
    changes
}

fn create(at: &str) -> Changes {
    let mut changes = Changes::default();
    changes.create(&path(at), b"new: 1\n".to_vec());
    changes
}

/// The repository as the program finds it for the registry in `plant`.
fn found(repository: &TestRepository) -> Repository {
    discover(&repository.path().join("plant")).unwrap().unwrap()
}

/// Makes `changes` and commits them; what was refused, or the commit's id.
fn commit(
    repository: &TestRepository,
    changes: &Changes,
    branch: Option<&str>,
) -> Result<String, SourceError> {
    let identity = Identity::default();
    let found = found(repository);
    let commission =
        Commission { message: "Change the plant\n\nWhy not.  \n", branch, identity: &identity, beside: None };
    let prepared = found.prepare_commit(changes, &commission)?;
    changes.apply(&WorkTree::open(&repository.path().join("plant")).unwrap()).unwrap();
    prepared.commit(&now())
}
