//! One request in, one response out. Everything comes from the generation in memory; no folder is ever asked.

use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};

use super::Board;
use super::address::{Hosts, decode, file_at};
use super::live::{self, Reply};
use crate::plan::SitePath;
use crate::publish::media::{HTML, cache_control, content_type, is_download};
use crate::publish::{File, Generation, Site};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";
/// Shown until the first build is done.
const FIRST_BUILD: &[u8] = b"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>connectory</title></head><body><p>The first build is under way.</p></body></html>";
/// As many paths are answered for in one question about the status.
const MANY_PATHS: usize = 64;

/// What requests are answered from.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) site: Site,
    pub(super) board: Board,
    pub(super) hosts: Hosts,
}

impl Desk {
    /// Answers a request, whatever its body.
    pub(super) fn answer<B>(&self, request: &Request<B>) -> Response<Reply> {
        let mut response = match self.refusal(request) {
            Some(refusal) => refusal,
            None => self.respond(request),
        };
        if request.method() == Method::HEAD {
            *response.body_mut() = Reply::Whole(None);
        }
        let headers = response.headers_mut();
        set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(headers, header::REFERRER_POLICY, "no-referrer");
        set(headers, header::CONTENT_SECURITY_POLICY, POLICY);
        response
    }

    fn refusal<B>(&self, request: &Request<B>) -> Option<Response<Reply>> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let named = request.uri().authority().map(|authority| authority.as_str());
        let known = |host: &str| self.hosts.has(host);
        if !host.is_some_and(known) || hosts.next().is_some() || !named.is_none_or(known) {
            let text = "this server does not go by that name; start it with that name to allow it";
            return Some(plain(StatusCode::MISDIRECTED_REQUEST, text));
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered");
            set(response.headers_mut(), header::ALLOW, "GET, HEAD");
            return Some(response);
        }
        None
    }

    fn respond<B>(&self, request: &Request<B>) -> Response<Reply> {
        match request.uri().path() {
            "/-/live.js" => text("text/javascript; charset=utf-8", live::SCRIPT.as_bytes()),
            "/-/live.css" => text("text/css; charset=utf-8", live::STYLE.as_bytes()),
            "/-/status" => self.status(request.uri().query().unwrap_or_default()),
            "/-/events" if request.method() == Method::HEAD => text("text/event-stream", b""),
            "/-/events" => {
                let mut response = Response::new(live::events(&self.board, &self.site));
                set(response.headers_mut(), header::CONTENT_TYPE, "text/event-stream");
                set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
                response
            }
            path => page(&self.site.current(), path, request.headers()),
        }
    }

    fn status(&self, query: &str) -> Response<Reply> {
        let (status, site) = (self.board.current(), self.site.current());
        let etag = |path: String| {
            let file = file_at(&path).and_then(|file| site.file(&file));
            let etag = file.map(|file| serde_json::Value::from(&*file.etag));
            (path, etag.unwrap_or_default())
        };
        let asked = query.split('&').filter_map(|pair| pair.strip_prefix("path="));
        let etags: serde_json::Map<_, _> = asked.take(MANY_PATHS).filter_map(decode).map(etag).collect();
        let body = serde_json::json!({
            "state": status.state,
            "generation": site.number,
            "message": status.message,
            "errors": status.errors,
            "warnings": status.warnings,
            "findings": status.findings,
            "etags": etags,
        });
        let mut response = whole("application/json", body.to_string().into());
        set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
        response
    }
}

fn page(site: &Arc<Generation>, path: &str, asked: &HeaderMap) -> Response<Reply> {
    let found = file_at(path).and_then(|name| site.file(&name).map(|file| (name, file)));
    if let Some((name, file)) = found {
        return serve(&name, file, asked);
    }
    if let Some(response) = missing_slash(site, path) {
        return response;
    }
    if site.number == 0 {
        let mut response = whole(HTML, live::with_script(FIRST_BUILD, "").into());
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        set(response.headers_mut(), header::RETRY_AFTER, "1");
        set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
        return response;
    }
    let own = SitePath::new("404.html").and_then(|name| site.file(&name)).map(File::bytes);
    let mut response = match own {
        Some(Ok(bytes)) => whole(HTML, live::with_script(&bytes, "").into()),
        _ => text("text/plain; charset=utf-8", b"not found"),
    };
    *response.status_mut() = StatusCode::NOT_FOUND;
    set(response.headers_mut(), header::CACHE_CONTROL, "no-cache");
    response
}

/// A page's relative links need the slash a folder's address ends with.
fn missing_slash(site: &Generation, path: &str) -> Option<Response<Reply>> {
    let with_slash = format!("{path}/");
    site.file(&file_at(&with_slash)?)?;
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, "");
    let place = HeaderValue::from_str(&with_slash).ok()?;
    response.headers_mut().insert(header::LOCATION, place);
    set(response.headers_mut(), header::CACHE_CONTROL, "no-cache");
    Some(response)
}

fn serve(name: &SitePath, file: &File, asked: &HeaderMap) -> Response<Reply> {
    let kind = content_type(name.as_str());
    let mut response = if matches(asked, &file.etag) {
        let mut response = Response::new(Reply::Whole(None));
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        match file.bytes() {
            Ok(bytes) if kind == HTML => whole(kind, live::with_script(&bytes, &file.etag).into()),
            Ok(bytes) => whole(kind, Bytes::from_owner(bytes)),
            Err(_) => return plain(StatusCode::SERVICE_UNAVAILABLE, "the file cannot be read; try again"),
        }
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", file.etag)) {
        headers.insert(header::ETAG, etag);
    }
    set(headers, header::CACHE_CONTROL, cache_control(name));
    if is_download(name.as_str()) {
        set(headers, header::CONTENT_DISPOSITION, "attachment");
    }
    response
}

/// Whether the asker already has these bytes (RFC 9110, 13.1.2).
fn matches(asked: &HeaderMap, etag: &str) -> bool {
    let lists = asked.get_all(header::IF_NONE_MATCH).iter();
    let known = lists.filter_map(|list| list.to_str().ok());
    let known = known.flat_map(|list| list.split(',')).map(str::trim);
    known
        .map(|known| known.strip_prefix("W/").unwrap_or(known))
        .any(|known| known == "*" || known.trim_matches('"') == etag)
}

fn text(kind: &'static str, bytes: &'static [u8]) -> Response<Reply> {
    let mut response = whole(kind, Bytes::from_static(bytes));
    set(response.headers_mut(), header::CACHE_CONTROL, "no-cache");
    response
}

fn plain(status: StatusCode, line: &'static str) -> Response<Reply> {
    let mut response = text("text/plain; charset=utf-8", line.as_bytes());
    *response.status_mut() = status;
    response
}

fn whole(kind: &'static str, bytes: Bytes) -> Response<Reply> {
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Reply::Whole(Some(bytes)));
    set(response.headers_mut(), header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
