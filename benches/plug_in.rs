//! A plug-in that knows the keys of its form: an assembly to whose string literals some are added.
//!
//! The literals are the heap `#US` of the metadata, which cannot grow where it lies. So the metadata is written once more, at the
//! end of the last section (PE format; ECMA-335 II.24.2, II.25).

use std::ops::Range;

/// The assembly with these string literals as well.
pub(super) fn with_strings<'s>(assembly: &[u8], strings: impl Iterator<Item = &'s str>) -> Vec<u8> {
    let mut image = Image(assembly.to_vec());
    let directories = image.optional() + 96;
    let cli = image.place(image.number(directories + 14 * 8));
    let metadata = image.place(image.number(cli + 8));
    let mut written = Image(image.0[metadata..metadata + image.number(cli + 12)].to_vec());
    written.add_strings(strings);
    let (address, size) = image.lengthen(&written.0);
    image.set(cli + 8, address);
    image.set(cli + 12, size);
    image.0
}

/// Bytes with little-endian numbers in them.
struct Image(Vec<u8>);

impl Image {
    fn number(&self, at: usize) -> usize {
        let bytes = self.0[at..at + 4].try_into().expect("four bytes");
        u32::from_le_bytes(bytes) as usize
    }

    fn short(&self, at: usize) -> usize {
        usize::from(u16::from_le_bytes([self.0[at], self.0[at + 1]]))
    }

    fn set(&mut self, at: usize, number: usize) {
        let bytes = u32::try_from(number).expect("an assembly is small").to_le_bytes();
        self.0[at..at + 4].copy_from_slice(&bytes);
    }

    fn header(&self) -> usize {
        self.number(0x3c)
    }

    fn optional(&self) -> usize {
        self.header() + 24
    }

    /// The headers of the sections, 40 bytes each.
    fn sections(&self) -> Range<usize> {
        let first = self.optional() + self.short(self.header() + 20);
        first..first + 40 * self.short(self.header() + 6)
    }

    /// Where in the file the address `rva` lies.
    fn place(&self, rva: usize) -> usize {
        let section = self.sections().step_by(40).find(|at| {
            let begins = self.number(at + 12);
            (begins..begins + self.number(at + 16)).contains(&rva)
        });
        let section = section.expect("an address in a section");
        self.number(section + 20) + rva - self.number(section + 12)
    }

    /// Makes the last section, which ends where the file does, longer by `content`: the address and size of that.
    fn lengthen(&mut self, content: &[u8]) -> (usize, usize) {
        let (optional, last) = (self.optional(), self.sections().end - 40);
        let (in_memory, in_file) = (self.number(optional + 32), self.number(optional + 36));
        let (begins, size) = (self.number(last + 20), self.number(last + 16));
        assert_eq!(begins + size, self.0.len(), "nothing lies behind the last section");
        self.0.extend_from_slice(content);
        let end = self.0.len().next_multiple_of(in_file);
        self.0.resize(end, 0);
        let address = self.number(last + 12) + size;
        self.set(last + 8, size + content.len());
        self.set(last + 16, end - begins);
        self.set(optional + 56, (address + content.len()).next_multiple_of(in_memory));
        (address, content.len())
    }

    /// In metadata: moves the heap of literals to the end and adds some.
    fn add_strings<'s>(&mut self, strings: impl Iterator<Item = &'s str>) {
        let heads = 16 + self.number(12);
        let mut at = heads + 4;
        for _ in 0..self.short(heads + 2) {
            let name = &self.0[at + 8..];
            let length = name.iter().position(|byte| *byte == 0).expect("a name that ends");
            if name.starts_with(b"#US\0") {
                break;
            }
            at += 8 + (length + 1).next_multiple_of(4);
        }
        let heap = self.number(at)..self.number(at) + self.number(at + 4);
        let begin = self.0.len().next_multiple_of(4);
        self.0.resize(begin, 0);
        self.0.extend_from_within(heap);
        for string in strings {
            let units: Vec<u8> = string.encode_utf16().flat_map(u16::to_le_bytes).collect();
            self.0.push(
                u8::try_from(units.len() + 1).ok().filter(|length| *length < 0x80).expect("a short key"),
            );
            self.0.extend_from_slice(&units);
            self.0.push(0);
        }
        self.0.resize(self.0.len().next_multiple_of(4), 0);
        self.set(at, begin);
        self.set(at + 4, self.0.len() - begin);
    }
}
