//! Archives made byte by byte, so that any of them can lie.

/// A file of an archive, and what is claimed of it.
#[derive(Clone)]
pub(crate) struct Part {
    /// The name in the directory.
    pub(crate) name: Vec<u8>,
    /// The name in the file's own header.
    pub(crate) own_name: Vec<u8>,
    /// The data as they lie there.
    pub(crate) data: Vec<u8>,
    /// The flags, in both places.
    pub(crate) flags: u16,
    /// The method in the directory.
    pub(crate) method: u16,
    /// The method in the file's own header.
    pub(crate) own_method: u16,
    /// The checksum, in both places.
    pub(crate) crc: u32,
    /// The packed size in the directory.
    pub(crate) packed: u32,
    /// The size in the directory.
    pub(crate) size: u32,
    /// The packed size and the size in the file's own header.
    pub(crate) own_sizes: (u32, u32),
    /// System and version that made it.
    pub(crate) made_by: u16,
    /// External attributes.
    pub(crate) external: u32,
    /// The extra fields, in both places.
    pub(crate) extra: Vec<u8>,
    /// What follows the data.
    pub(crate) after: Vec<u8>,
    /// Where the directory says the file begins, instead of where it does; the file itself is then left out.
    pub(crate) elsewhere: Option<u32>,
}

impl Part {
    /// A stored file of which nothing false is claimed.
    pub(crate) fn stored(name: &str, data: &[u8]) -> Part {
        let size = u32::try_from(data.len()).expect("small");
        Part {
            name: name.into(),
            own_name: name.into(),
            data: data.to_vec(),
            flags: if name.is_ascii() { 0 } else { 0x800 },
            method: 0,
            own_method: 0,
            crc: crc32(data),
            packed: size,
            size,
            own_sizes: (size, size),
            made_by: 0x0314,
            external: 0o100_644 << 16,
            extra: Vec::new(),
            after: Vec::new(),
            elsewhere: None,
        }
    }

    /// The same with something changed.
    pub(crate) fn but(mut self, change: impl FnOnce(&mut Part)) -> Part {
        change(&mut self);
        self
    }

    fn fields(&self, flags: u16, method: u16, numbers: [u32; 3]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for two in [20, flags, method, 0, 0x21] {
            bytes.extend(u16::to_le_bytes(two));
        }
        bytes.extend(numbers.into_iter().flat_map(u32::to_le_bytes));
        bytes
    }
}

/// An archive, and where things lie in it.
pub(crate) struct Archive {
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Where each file's own header lies, if it has one of its own.
    pub(crate) locals: Vec<u64>,
    /// Where each file's header in the directory lies.
    pub(crate) centrals: Vec<u64>,
    /// Where the end of the directory is told.
    pub(crate) end: u64,
}

/// Puts the parts one after the other.
pub(crate) fn build(parts: &[Part]) -> Archive {
    let mut archive = Archive { bytes: Vec::new(), locals: Vec::new(), centrals: Vec::new(), end: 0 };
    let bytes = &mut archive.bytes;
    for part in parts {
        archive.locals.push(part.elsewhere.map_or(bytes.len() as u64, u64::from));
        if part.elsewhere.is_some() {
            continue;
        }
        bytes.extend(b"PK\x03\x04");
        bytes.extend(part.fields(
            part.flags,
            part.own_method,
            [part.crc, part.own_sizes.0, part.own_sizes.1],
        ));
        bytes.extend(length(&part.own_name));
        bytes.extend(length(&part.extra));
        for run in [&part.own_name, &part.extra, &part.data, &part.after] {
            bytes.extend(run);
        }
    }
    let start = bytes.len();
    for (part, local) in parts.iter().zip(&archive.locals) {
        archive.centrals.push(bytes.len() as u64);
        bytes.extend(b"PK\x01\x02");
        bytes.extend(part.made_by.to_le_bytes());
        bytes.extend(part.fields(part.flags, part.method, [part.crc, part.packed, part.size]));
        bytes.extend(length(&part.name));
        bytes.extend(length(&part.extra));
        bytes.extend([0; 6]);
        bytes.extend(part.external.to_le_bytes());
        bytes.extend((*local as u32).to_le_bytes());
        bytes.extend(&part.name);
        bytes.extend(&part.extra);
    }
    archive.end = bytes.len() as u64;
    let size = bytes.len() - start;
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(parts.len()).expect("few").to_le_bytes();
    bytes.extend([count, count].concat());
    bytes.extend([size as u32, start as u32].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend([0; 2]);
    archive
}

fn length(run: &[u8]) -> [u8; 2] {
    u16::try_from(run.len()).expect("short").to_le_bytes()
}

/// The checksum of zip, bit by bit.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// `count` zeros, deflated: blocks of a fixed code, each a match of 258 bytes one byte back.
pub(crate) fn deflated_zeros(count: usize) -> (Vec<u8>, u32) {
    let mut bits = Bits::default();
    bits.put(0b011, 3);
    // Literal 0 is the code 00110000, most significant bit first.
    bits.code(0b0011_0000, 8);
    let (matches, rest) = ((count - 1) / 258, (count - 1) % 258);
    for _ in 0..matches {
        // Length 258 is symbol 285, distance 1 is symbol 0.
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    for _ in 0..rest {
        bits.code(0b0011_0000, 8);
    }
    bits.code(0, 7);
    let mut crc = !0_u32;
    for _ in 0..count {
        crc = (0..8).fold(crc, |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()));
    }
    (bits.bytes, !crc)
}

/// Bits, the first in the lowest place.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: usize,
}

impl Bits {
    fn put(&mut self, value: u32, count: usize) {
        for at in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.last_mut().expect("just pushed");
            *last |= ((value >> at & 1) as u8) << (self.used % 8);
            self.used += 1;
        }
    }

    /// A Huffman code, whose highest bit comes first.
    fn code(&mut self, value: u32, count: usize) {
        for at in (0..count).rev() {
            self.put(value >> at & 1, 1);
        }
    }
}

/// A deflated file of zeros of which nothing false is claimed.
pub(crate) fn zeros(name: &str, count: usize) -> Part {
    let (data, crc) = deflated_zeros(count);
    let (packed, size) = (data.len() as u32, u32::try_from(count).expect("small"));
    Part::stored(name, &data).but(|part| {
        (part.method, part.own_method, part.crc) = (8, 8, crc);
        (part.packed, part.size, part.own_sizes) = (packed, size, (packed, size));
    })
}
