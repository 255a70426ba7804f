//! Bytes that want more time or memory than there is.

use connectory::package::Limits;

use crate::archive::{Part, build, zeros};

/// Bytes that must be refused.
pub(crate) struct Attack {
    /// What it does.
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// What it is read with: the usual limits, or such as would let it through.
    pub(crate) limits: Limits,
    /// What the refusal says.
    pub(crate) words: &'static str,
}

/// The attacks.
pub(crate) fn attacks() -> Vec<Attack> {
    let usual = Limits::default();
    let trusting = Limits { ratio: u64::MAX, unpacked: u64::MAX, ..usual.clone() };
    let mut attacks = Vec::new();
    let mut add = |name, bytes: &[u8], limits: &Limits, words| {
        attacks.push(Attack { name, bytes: bytes.to_vec(), limits: limits.clone(), words });
    };
    let overlap = overlap();
    add("overlap", &overlap, &usual, "is said to unpack");
    add("overlap, without bounds", &overlap, &trusting, "in its header and");
    // A bomb that any ratio is fine for, but that nothing refers to, or whose checksum is not its own.
    let manifest = Part::stored("manifest.json", br#"{"Id": "id", "Name": "n", "Version": 1.5}"#);
    let large = zeros("Bomb.dll", 70 << 20);
    let bomb = build(&[manifest.clone(), large.clone()]).bytes;
    add("bomb", &bomb, &usual, "is said to unpack");
    add("bomb, without bounds", &bomb, &trusting, "no reference of `manifest.json` names it");
    let lie = large.clone().but(|part| part.crc ^= 1);
    add("bomb with a lie", &build(&[manifest, lie]).bytes, &trusting, "cannot be unpacked");
    let name = || b"manifest.json".to_vec();
    let large = build(&[large.but(|part| (part.name, part.own_name) = (name(), name()))]).bytes;
    add("large manifest", &large, &trusting, "expected at most 16777216");
    // JSON of many small values, of many names, and of nothing but depth.
    let many = [b"{\"a\":[".as_slice(), &b"0,".repeat(8 << 20)].concat();
    add("many values", &many, &usual, "more elements than the limit");
    let objects = [b"{\"a\":[".as_slice(), &b"{\"\":0},".repeat(2 << 20)].concat();
    add("many objects", &objects, &usual, "more elements than the limit");
    let deep = [b"{\"a\":".as_slice(), &b"[".repeat(8 << 20)].concat();
    add("depth", &deep, &usual, "nested deeper than the limit");
    let elements = b"\x40\x01a".repeat(100_000);
    add("depth of elements", &elements, &usual, "deep");
    attacks
}

/// A thousand files over the same data, 209 MB each.
fn overlap() -> Vec<u8> {
    let first = Part::stored("F0", &[0; 210_000]).but(|part| {
        (part.method, part.own_method, part.size, part.own_sizes.1) = (8, 8, 209 << 20, 209 << 20);
    });
    let others = (1..1000).map(|at| {
        first.clone().but(|part| (part.name, part.elsewhere) = (format!("F{at}").into_bytes(), Some(0)))
    });
    build(&std::iter::once(first.clone()).chain(others).collect::<Vec<_>>()).bytes
}
