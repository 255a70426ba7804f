//! One file of a site, in the form that is wanted.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Response, StatusCode};

use super::live;
use super::packed::Packed;
use super::reply::{PIECE, RESOURCE_POLICY, Reply, set, whole};
use super::talk::Asked;
use super::wanted::{Part, has, part, takes_gzip};
use crate::plan::SitePath;
use crate::publish::media::{HTML, cache_control, content_type, is_download, is_text};
use crate::publish::{Content, File};

/// How files are sent.
#[derive(Debug, Clone)]
pub(super) enum Manner {
    /// To whoever edits the registry: pages follow what they do.
    Live,
    /// To readers: as published, texts packed.
    AsPublished(Arc<Packed>),
}

/// The answer to who asks for this file.
///
/// # Errors
/// The disk does not hold what the generation says.
pub(super) async fn sent(
    manner: &Manner,
    name: &SitePath,
    file: &File,
    asked: &Asked,
) -> io::Result<Response<Reply>> {
    let kind = content_type(name.as_str());
    let may_pack =
        matches!(manner, Manner::AsPublished(_)) && is_text(kind) && Packed::is_worth(file.held.size);
    let (mut response, etag) = match manner {
        Manner::AsPublished(packed) if may_pack && takes_gzip(&asked.headers) => {
            in_gzip(packed, kind, file, &asked.headers).await?
        }
        _ => plainly(manner, kind, file, asked).await?,
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{etag}\"")) {
        headers.insert(header::ETAG, etag);
    }
    if may_pack {
        set(headers, header::VARY, "accept-encoding");
    }
    set(headers, header::CACHE_CONTROL, cache_control(name));
    if name.as_str().starts_with("badges/") {
        // Pages of the same organisation may show them.
        set(headers, RESOURCE_POLICY, "same-site");
    }
    if is_download(kind) {
        set(headers, header::ACCEPT_RANGES, "bytes");
        set(headers, header::CONTENT_DISPOSITION, "attachment");
    }
    Ok(response)
}

fn known() -> Response<Reply> {
    let mut response = Response::new(Reply::Whole(None));
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response
}

async fn in_gzip(
    packed: &Arc<Packed>,
    kind: &'static str,
    file: &File,
    headers: &HeaderMap,
) -> io::Result<(Response<Reply>, String)> {
    let etag = format!("{}-gz", file.etag);
    if has(headers, &etag) {
        return Ok((known(), etag));
    }
    let bytes = match packed.known(&file.etag) {
        Some(bytes) => bytes,
        None => {
            let (packed, file) = (Arc::clone(packed), file.clone());
            blocking(move || Ok(packed.pack(&file.etag, &all(&file)?))).await?
        }
    };
    if let Some(bytes) = bytes {
        let mut response = whole(kind, bytes);
        set(response.headers_mut(), header::CONTENT_ENCODING, "gzip");
        return Ok((response, etag));
    }
    let (etag, response) = (
        file.etag.to_string(),
        if has(headers, &file.etag) { known() } else { body(kind, file, 0..file.held.size).await? },
    );
    Ok((response, etag))
}

async fn plainly(
    manner: &Manner,
    kind: &'static str,
    file: &File,
    asked: &Asked,
) -> io::Result<(Response<Reply>, String)> {
    let (etag, size) = (file.etag.to_string(), file.held.size);
    if has(&asked.headers, &etag) {
        return Ok((known(), etag));
    }
    if matches!(manner, Manner::Live) && kind == HTML {
        let page = live::with_script(&file.bytes()?, &etag);
        return Ok((whole(kind, page.into()), etag));
    }
    let is_parted = asked.method == Method::GET && is_download(kind);
    let response = match part(&asked.headers, &etag, size) {
        Part::Bytes(range) if is_parted => {
            let place = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            with_range(body(kind, file, range).await?, StatusCode::PARTIAL_CONTENT, &place)
        }
        Part::Outside if is_parted => {
            let nothing = whole(kind, Bytes::new());
            with_range(nothing, StatusCode::RANGE_NOT_SATISFIABLE, &format!("bytes */{size}"))
        }
        _ => body(kind, file, 0..size).await?,
    };
    Ok((response, etag))
}

fn with_range(mut response: Response<Reply>, status: StatusCode, place: &str) -> Response<Reply> {
    *response.status_mut() = status;
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::CONTENT_RANGE, place);
    }
    response
}

/// These bytes of the file: those of a long file on disk are read as they are taken.
async fn body(kind: &'static str, file: &File, range: Range<u64>) -> io::Result<Response<Reply>> {
    let path = match &file.content {
        Content::Memory(bytes) => {
            let bounds = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
            let (from, to) = bounds.filter(|(_, to)| *to <= bytes.len()).ok_or(io::ErrorKind::InvalidData)?;
            return Ok(whole(kind, Bytes::from_owner(Arc::clone(bytes)).slice(from..to)));
        }
        Content::Disk(folder, path) => folder.join(path.as_str()),
    };
    let (size, length) = (file.held.size, range.end - range.start);
    let opened = blocking(move || {
        let mut file = opened(&path, size)?;
        file.seek(SeekFrom::Start(range.start))?;
        if length > PIECE as u64 {
            return Ok(Err(file));
        }
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        is_long(bytes.len() as u64, length).map(|()| Ok(bytes))
    });
    Ok(match opened.await? {
        Ok(bytes) => whole(kind, bytes.into()),
        Err(file) => {
            let mut response = whole(kind, Bytes::new());
            *response.body_mut() = Reply::of_file(file, length);
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            response
        }
    })
}

/// A file that is as long as it should be. One that is not was cut off, or is another one.
fn opened(path: &Path, size: u64) -> io::Result<fs::File> {
    let file = fs::File::open(path)?;
    is_long(file.metadata()?.len(), size)?;
    Ok(file)
}

fn is_long(length: u64, size: u64) -> io::Result<()> {
    if length == size { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

fn all(file: &File) -> io::Result<Arc<[u8]>> {
    let bytes = file.bytes()?;
    is_long(bytes.len() as u64, file.held.size)?;
    Ok(bytes)
}

/// Does it where waiting for the disk keeps no other reader waiting.
async fn blocking<T: Send + 'static>(act: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(act).await.map_err(io::Error::other)?
}
