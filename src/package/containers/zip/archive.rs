//! Files out of an archive and into one.

use std::io::{Cursor, Read, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use crate::package::{Limits, ReadError, WriteError};

use super::directory::{self, Entry, Folders};

/// As many bytes are unpacked at once.
const PIECE: usize = 32 << 10;

/// An archive whose directory and data were checked.
pub(in crate::package::containers) struct Archive<'a> {
    entries: Vec<Entry>,
    inside: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Archive<'a> {
    /// Checks an archive as a whole. Every file is unpacked once and thrown away, so that whoever lies about sizes or
    /// checksums is refused before memory is taken for them.
    pub(in crate::package::containers) fn open(
        bytes: &'a [u8],
        limits: &Limits,
        folders: Folders,
    ) -> Result<Self, ReadError> {
        let entries = directory::entries(bytes, limits, folders)?;
        let inside = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| ReadError::new(0, format!("the archive cannot be opened: {error}")))?;
        let mut archive = Self { entries, inside };
        for at in 0..archive.entries.len() {
            archive.unpack(at, &mut |_| {})?;
        }
        archive.entries.retain(|entry| !entry.folder);
        Ok(archive)
    }

    /// The files, in the order of the directory.
    pub(in crate::package::containers) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bytes of the file with this place in [`Archive::entries`].
    pub(in crate::package::containers) fn bytes(&mut self, at: usize) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        self.unpack(at, &mut |piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    }

    fn unpack(&mut self, at: usize, take: &mut dyn FnMut(&[u8])) -> Result<(), ReadError> {
        let Some(entry) = self.entries.get(at) else {
            return Err(ReadError::new(0, format!("the archive has no file {at}")));
        };
        let name = entry.name.escape_debug();
        let refuse = |what: String| ReadError::new(entry.local, format!("`{name}` {what}"));
        let mut file = self
            .inside
            .by_index(entry.index)
            .map_err(|error| refuse(format!("cannot be unpacked: {error}")))?;
        let mut piece = vec![0; PIECE];
        let mut left = entry.size;
        loop {
            // The declared size is a claim. Stop when it is reached, not when the data end.
            let count = file.read(&mut piece).map_err(|error| {
                refuse(format!("cannot be unpacked: {}", error.to_string().to_lowercase()))
            })?;
            if count == 0 {
                break;
            }
            left = left.checked_sub(count as u64).ok_or_else(|| {
                refuse(format!("unpacks to more than the {} bytes it is said to have", entry.size))
            })?;
            take(piece.get(..count).unwrap_or_default());
        }
        match left {
            0 => Ok(()),
            _ => Err(refuse(format!("unpacks to {} bytes; expected {}", entry.size - left, entry.size))),
        }
    }
}

/// The names of the files whose first bytes are `signature`; nothing more of a file is unpacked than those.
pub(super) fn beginning_with(
    bytes: &[u8],
    limits: &Limits,
    signature: &[u8],
) -> Result<Vec<String>, ReadError> {
    let entries = directory::entries(bytes, limits, Folders::Passed)?;
    let mut inside = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| ReadError::new(0, format!("the archive cannot be opened: {error}")))?;
    let mut found = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.size >= signature.len() as u64) {
        let mut first = vec![0; signature.len()];
        // What cannot be unpacked is no archive that anyone could open.
        let read = inside.by_index(entry.index).is_ok_and(|mut file| file.read_exact(&mut first).is_ok());
        if read && first == signature {
            found.push(entry.name);
        }
    }
    Ok(found)
}

/// A file to be written: its name and its bytes in pieces.
pub(in crate::package::containers) struct Packed<'p> {
    pub(in crate::package::containers) name: &'p str,
    pub(in crate::package::containers) pieces: Vec<&'p [u8]>,
}

/// Writes an archive of `files` in their order: the same bytes on every machine and every day.
pub(in crate::package::containers) fn write(files: &[Packed<'_>]) -> Result<Vec<u8>, WriteError> {
    let names: Vec<&str> = files.iter().map(|file| file.name).collect();
    write_each(&names, &mut |at, put| files[at].pieces.iter().try_for_each(|piece| put(piece)))
}

/// What hands the bytes of the file at a place to the function it is given, in pieces.
pub(in crate::package::containers) type Fill<'f> =
    dyn FnMut(usize, &mut dyn FnMut(&[u8]) -> Result<(), WriteError>) -> Result<(), WriteError> + 'f;

/// The same of files whose bytes are asked for one after the other; again, where some of them pack too well.
pub(in crate::package::containers) fn write_each(
    files: &[&str],
    fill: &mut Fill<'_>,
) -> Result<Vec<u8>, WriteError> {
    if let Some(fault) = directory::faults(files.iter().copied()) {
        return Err(WriteError::new(fault));
    }
    let written = write_with(files, fill, &|_| CompressionMethod::Deflated)?;
    let limits = Limits::default();
    let Err(refused) = directory::entries(&written, &limits, Folders::Refused) else { return Ok(written) };
    // What packs too well looks like a bomb to our own reader. Once more, with such files as they are.
    let wide = Limits { ratio: u64::MAX, ..limits.clone() };
    let entries = directory::entries(&written, &wide, Folders::Refused)
        .map_err(|_| WriteError::new(format!("a zip cannot hold the package: {}", refused.what)))?;
    let stored = |at: usize| match entries.get(at) {
        Some(entry) if entry.grows_too_much(&limits) => CompressionMethod::Stored,
        _ => CompressionMethod::Deflated,
    };
    write_with(files, fill, &stored)
}

fn write_with(
    files: &[&str],
    fill: &mut Fill<'_>,
    method: &dyn Fn(usize) -> CompressionMethod,
) -> Result<Vec<u8>, WriteError> {
    let options = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, name) in files.iter().enumerate() {
        let refuse = |error: &dyn std::fmt::Display| {
            WriteError::new(format!("`{}` cannot be put into a zip: {error}", name.escape_debug()))
        };
        let options = match method(at) {
            CompressionMethod::Stored => options.compression_method(CompressionMethod::Stored),
            method => options.compression_method(method).compression_level(Some(6)),
        };
        writer.start_file(*name, options).map_err(|error| refuse(&error))?;
        fill(at, &mut |piece| writer.write_all(piece).map_err(|error| refuse(&error)))?;
    }
    let written = writer.finish();
    written
        .map(Cursor::into_inner)
        .map_err(|error| WriteError::new(format!("the zip cannot be finished: {error}")))
}
