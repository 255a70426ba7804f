//! Makes assemblies cell by cell, as no compiler would.

use crate::package::clr::schema::{COLUMNS, TABLES, Table};
use crate::package::clr::tables::width;

/// Where the one section is, as an address and in the file.
const START: u32 = 0x200;
/// Length of the CLI header, which comes first in the section; the code follows it.
const CLI: u32 = 72;

/// An assembly in the making.
#[derive(Default)]
pub(super) struct Maker {
    pub(super) strings: Vec<u8>,
    pub(super) user_strings: Vec<u8>,
    pub(super) blobs: Vec<u8>,
    pub(super) code: Vec<u8>,
    /// The rows of each table, by its number.
    rows: Vec<Vec<Vec<u32>>>,
}

impl Maker {
    /// An assembly without rows. The name at 1 is `name`.
    pub(super) fn new() -> Self {
        let mut maker =
            Self { rows: vec![Vec::new(); TABLES], strings: b"\0name\0".to_vec(), ..Self::default() };
        maker.user_strings.push(0);
        maker.blobs.push(0);
        maker
    }

    /// Adds the same row many times.
    pub(super) fn rows(mut self, table: Table, count: usize, cells: &[u32]) -> Self {
        self.rows[table as usize].extend(std::iter::repeat_n(cells.to_vec(), count));
        self
    }

    /// The address of the code at `offset`.
    pub(super) fn address(offset: u32) -> u32 {
        START + CLI + offset
    }

    /// The bytes of the file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let metadata = self.metadata();
        let address = CLI + self.code.len() as u32;
        let mut section = Vec::new();
        for number in [CLI, 0x0005_0002, START + address, metadata.len() as u32, 1] {
            section.extend(number.to_le_bytes());
        }
        section.resize(CLI as usize, 0);
        section.extend(&self.code);
        section.extend(metadata);

        let mut file = b"MZ".to_vec();
        file.resize(0x3C, 0);
        file.extend(0x40_u32.to_le_bytes());
        file.extend(b"PE\0\0\x4C\x01\x01\0");
        file.resize(0x40 + 20, 0);
        file.extend([0xE0, 0, 0x02, 0x21]);
        let optional = file.len();
        file.extend([0x0B, 0x01]);
        file.resize(optional + 92, 0);
        file.extend(16_u32.to_le_bytes());
        file.resize(optional + 96 + 14 * 8, 0);
        file.extend([START.to_le_bytes(), CLI.to_le_bytes()].concat());
        file.resize(optional + 0xE0, 0);
        file.extend(b".text\0\0\0");
        let size = section.len() as u32;
        for number in [size, START, size, START] {
            file.extend(number.to_le_bytes());
        }
        file.resize(START as usize, 0);
        file.extend(section);
        file
    }

    fn metadata(&self) -> Vec<u8> {
        let streams = [
            (b"#~\0\0".as_slice(), self.tables()),
            (b"#Strings\0\0\0\0", self.strings.clone()),
            (b"#US\0", self.user_strings.clone()),
            (b"#Blob\0\0\0", self.blobs.clone()),
        ];
        let mut root = b"BSJB\x01\0\x01\0\0\0\0\0\x04\0\0\0v4\0\0\0\0\x04\0".to_vec();
        let mut at = root.len() + streams.iter().map(|(name, _)| 8 + name.len()).sum::<usize>();
        for (name, stream) in &streams {
            root.extend([(at as u32).to_le_bytes(), (stream.len() as u32).to_le_bytes()].concat());
            root.extend(*name);
            at += stream.len();
        }
        streams.iter().for_each(|(_, stream)| root.extend(stream));
        root
    }

    /// The stream of tables, with four bytes for every index into a heap.
    fn tables(&self) -> Vec<u8> {
        let counts: [u32; TABLES] = std::array::from_fn(|at| self.rows[at].len() as u32);
        let present = (0..TABLES).filter(|at| counts[*at] > 0).fold(0_u64, |bits, at| bits | 1 << at);
        let mut stream = vec![0, 0, 0, 0, 2, 0, 7, 1];
        stream.extend([present.to_le_bytes(), [0; 8]].concat());
        counts.iter().filter(|count| **count > 0).for_each(|count| stream.extend(count.to_le_bytes()));
        for (rows, columns) in self.rows.iter().zip(COLUMNS) {
            for row in rows.iter() {
                assert_eq!(row.len(), columns.len(), "a row has a number for every column");
                for (cell, column) in row.iter().zip(columns) {
                    stream.extend(&cell.to_le_bytes()[..width(column, 7, &counts)]);
                }
            }
        }
        stream
    }
}
