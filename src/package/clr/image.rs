//! The PE file around an assembly (II.25): sections, the CLI header, what is signed and what is native.

use object::LittleEndian as LE;
use object::pe::{self, ImageDosHeader, ImageNtHeaders32, ImageNtHeaders64};
use object::read::pe::{ImageNtHeaders, SectionTable, optional_header_magic};

use super::bytes::u32_at;
use crate::package::ReadError;

/// The most sections an image may have; Windows loads no more. Every address is looked up among them.
const MOST_SECTIONS: usize = 96;

/// Flags of the CLI header (II.25.3.3.1).
const IL_ONLY: u32 = 0x01;
const NATIVE_ENTRY_POINT: u32 = 0x10;

/// A PE file with a CLI header.
pub(super) struct Image<'d> {
    /// The whole file.
    pub(super) bytes: &'d [u8],
    sections: SectionTable<'d>,
    /// Address and size of the metadata.
    pub(super) metadata: (u32, u32),
    /// Whether there is a certificate table, which holds Authenticode signatures.
    pub(super) signed: bool,
    /// Whether the image holds native code of its own, as C++/CLI makes it: the flag `ILONLY` is clear, or the entry
    /// point is native. Code compiled ahead of time (ReadyToRun: `ManagedNativeHeader` is there) is native too but says
    /// nothing that the IL beside it does not, so it does not count.
    pub(super) mixed_mode: bool,
}

/// What a file turns out to be.
pub(super) enum Opened<'d> {
    Cli(Image<'d>),
    Native,
    Other,
}

/// Looks at the headers.
pub(super) fn open(bytes: &[u8]) -> Result<Opened<'_>, ReadError> {
    if !bytes.starts_with(b"MZ") {
        return Ok(Opened::Other);
    }
    let end = bytes.len() as u64;
    let dos = bytes.get(..size_of::<ImageDosHeader>()).and_then(|bytes| u32_at(bytes, 0x3C));
    let at = dos.ok_or_else(|| ReadError::new(end, "the file ends inside the DOS header"))?;
    match optional_header_magic(bytes) {
        Ok(pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC) => headers::<ImageNtHeaders32>(bytes, at),
        Ok(pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC) => headers::<ImageNtHeaders64>(bytes, at),
        _ if u64::from(at) + size_of::<ImageNtHeaders32>() as u64 > end => {
            Err(ReadError::new(end, format!("the file ends before the PE header at byte {at}")))
        }
        _ => Err(ReadError::new(at.into(), "the DOS header points here; expected a PE header")),
    }
}

fn headers<Pe: ImageNtHeaders>(bytes: &[u8], at: u32) -> Result<Opened<'_>, ReadError> {
    let end = bytes.len() as u64;
    let mut offset = u64::from(at);
    let (header, directories) = Pe::parse(bytes, &mut offset).map_err(|error| {
        ReadError::new(u64::from(at).min(end), format!("the PE header cannot be read: {error}"))
    })?;
    let sections = header
        .sections(bytes, offset)
        .map_err(|_| ReadError::new(end, "the file ends inside the table of sections"))?;
    let directory = |index| {
        let found = directories.get(index).map(|entry| (entry.virtual_address.get(LE), entry.size.get(LE)));
        found.filter(|(at, size)| *at != 0 && *size != 0)
    };
    let Some((cli, _)) = directory(pe::IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR) else {
        return Ok(Opened::Native);
    };
    if sections.len() > MOST_SECTIONS {
        let what = format!("the file has {} sections; expected at most {MOST_SECTIONS}", sections.len());
        return Err(ReadError::new(offset, what));
    }
    complete(bytes, &sections)?;
    // Unlike every other directory's, this address is an offset in the file.
    let signature = directory(pe::IMAGE_DIRECTORY_ENTRY_SECURITY);
    if signature.is_some_and(|(at, size)| u64::from(at) + u64::from(size) > end) {
        return Err(ReadError::new(end, "the file ends inside its signature"));
    }
    let mut image =
        Image { bytes, sections, metadata: (0, 0), signed: signature.is_some(), mixed_mode: false };
    image.read_cli_header(cli)?;
    Ok(Opened::Cli(image))
}

/// Refuses a file that ends before its last section does.
fn complete(bytes: &[u8], sections: &SectionTable<'_>) -> Result<(), ReadError> {
    for section in sections.iter() {
        let (start, size) = (section.pointer_to_raw_data.get(LE), section.size_of_raw_data.get(LE));
        if u64::from(start) + u64::from(size) > bytes.len() as u64 {
            let name = String::from_utf8_lossy(section.raw_name());
            return Err(ReadError::new(
                bytes.len() as u64,
                format!("the file ends inside its section `{name}`"),
            ));
        }
    }
    Ok(())
}

impl<'d> Image<'d> {
    /// Reads the CLI header (II.25.3.3), whose size, version and directories have fixed places.
    fn read_cli_header(&mut self, address: u32) -> Result<(), ReadError> {
        let missing =
            || ReadError::new(0, format!("no section holds the CLI header at address {address:#x}"));
        let (offset, header) = self.at(address).ok_or_else(missing)?;
        let field = |at| u32_at(header, at);
        let (Some(flags), Some(metadata), Some(size)) = (field(16), field(8), field(12)) else {
            return Err(ReadError::new(offset, "the CLI header goes past its section"));
        };
        let ahead_of_time = field(68).is_some_and(|size| size != 0);
        self.metadata = (metadata, size);
        self.mixed_mode = (flags & IL_ONLY == 0 || flags & NATIVE_ENTRY_POINT != 0) && !ahead_of_time;
        Ok(())
    }

    /// Offset in the file of an address, and the bytes from there to the end of its section.
    pub(super) fn at(&self, address: u32) -> Option<(u64, &'d [u8])> {
        let (start, size) = self.sections.pe_file_range_at(address)?;
        let end = usize::try_from(u64::from(start) + u64::from(size)).ok()?;
        Some((start.into(), self.bytes.get(usize::try_from(start).ok()?..end)?))
    }
}
