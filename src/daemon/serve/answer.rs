//! One request in, one response out. Which file is meant is looked up in a generation's list; no folder is ever asked.

use std::io;
use std::sync::Arc;

use hyper::header::{self, HeaderValue};
use hyper::{Method, Response, StatusCode};

use super::address::{Hosts, decode, file_at};
use super::door::{Door, Shown};
use super::file::{Manner, sent};
use super::live;
use super::reply::{self, Reply, finished, fleeting, line, not_allowed, own, set, whole};
use super::talk::{Answer, Asked};
use crate::daemon::{Board, Clock, pulse};
use crate::plan::SitePath;
use crate::publish::media::HTML;
use crate::publish::{File, Generation, PULSE, Site};

/// Shown until the first build is done.
const FIRST_BUILD: &[u8] = b"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>connectory</title></head><body><p>The first build is under way.</p></body></html>";
/// As many paths are answered for in one question about the status.
const MANY_PATHS: usize = 64;

/// What requests are answered from.
pub(super) struct Desk {
    pub(super) door: Door,
    pub(super) board: Board,
    /// Tells how old what the board says is; none where pages follow the registry by themselves.
    pub(super) clock: Option<Arc<dyn Clock>>,
    pub(super) hosts: Hosts,
    pub(super) manner: Manner,
}

impl Answer for Desk {
    async fn answer(&self, asked: &Asked) -> Response<Reply> {
        if !self.hosts.are_meant(asked) {
            return finished(misdirected(), &asked.method);
        }
        let mut response = match self.door.lead(asked) {
            None => line(StatusCode::FORBIDDEN, "forbidden"),
            Some(_) if !matches!(asked.method, Method::GET | Method::HEAD) => not_allowed("GET, HEAD"),
            Some(shown) => self.respond(shown, asked).await,
        };
        self.door.keep_private(response.headers_mut());
        finished(response, &asked.method)
    }
}

/// It was asked under a name that is not its own.
pub(in crate::daemon) fn misdirected() -> Response<Reply> {
    let text = "this server does not go by that name; start it with that name to allow it";
    line(StatusCode::MISDIRECTED_REQUEST, text)
}

impl Desk {
    fn is_live(&self) -> bool {
        matches!(self.manner, Manner::Live)
    }

    async fn respond(&self, shown: &Shown, asked: &Asked) -> Response<Reply> {
        let path = asked.uri.path();
        match path.strip_prefix("/-/") {
            Some("live.js") if self.is_live() => own("text/javascript; charset=utf-8", live::SCRIPT),
            Some("live.css") if self.is_live() => own("text/css; charset=utf-8", live::STYLE),
            Some("events") if self.is_live() => self.events(&shown.site, &asked.method),
            Some("status") if self.is_live() => self.everything(&shown.site, asked),
            Some("status") => self.little(&shown.site),
            _ if path.strip_prefix('/') == Some(PULSE) => self.pulse(shown),
            _ => self.page(&shown.site, asked).await,
        }
    }

    fn events(&self, site: &Site, method: &Method) -> Response<Reply> {
        let mut response = fleeting("text/event-stream", "");
        if method != Method::HEAD {
            *response.body_mut() = live::events(&self.board, site);
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        response
    }

    /// Readers of one audience are not told of what others see: neither findings nor why.
    fn little(&self, site: &Site) -> Response<Reply> {
        let body = serde_json::json!({
            "state": self.board.current().state,
            "generation": site.current().number,
        });
        fleeting("application/json", body.to_string())
    }

    fn everything(&self, site: &Site, asked: &Asked) -> Response<Reply> {
        let (status, site) = (self.board.current(), site.current());
        let etag = |path: String| {
            let file = file_at(&path).and_then(|file| site.file(&file));
            let etag = file.map(|file| serde_json::Value::from(&*file.etag));
            (path, etag.unwrap_or_default())
        };
        let query = asked.uri.query().unwrap_or_default();
        let paths = query.split('&').filter_map(|pair| pair.strip_prefix("path="));
        let etags: serde_json::Map<_, _> = paths.take(MANY_PATHS).filter_map(decode).map(etag).collect();
        let body = serde_json::json!({
            "state": status.state,
            "generation": site.number,
            "message": status.message,
            "errors": status.errors,
            "warnings": status.warnings,
            "findings": status.findings,
            "etags": etags,
        });
        fleeting("application/json", body.to_string())
    }

    /// The sign of life. Whoever edits needs none, and is told so without a fault.
    fn pulse(&self, shown: &Shown) -> Response<Reply> {
        let status = self.board.current();
        let target = status.targets.iter().find(|target| target.name == shown.target);
        let Some(clock) = &self.clock else {
            let mut response = Response::new(Reply::Whole(None));
            *response.status_mut() = StatusCode::NO_CONTENT;
            set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
            return response;
        };
        let body = target.map(|target| pulse::body(&self.board, target, clock.as_ref()));
        match body {
            Some(body) => fleeting("application/json", body),
            None => unavailable(fleeting(reply::TEXT, "nothing keeps this site current yet")),
        }
    }

    async fn page(&self, site: &Site, asked: &Asked) -> Response<Reply> {
        let generation = site.current();
        let found = file_at(asked.uri.path());
        if let Some((name, file)) = found.as_ref().and_then(|name| Some((name, generation.file(name)?))) {
            return match sent(&self.manner, name, file, asked).await {
                Ok(response) => response,
                Err(error) => self.again(site, name, asked, error).await,
            };
        }
        self.missing(&generation, asked.uri.path())
    }

    /// What went wrong with a file may be that its generation was kept no longer.
    async fn again(&self, site: &Site, name: &SitePath, asked: &Asked, error: io::Error) -> Response<Reply> {
        let generation = site.current();
        let response = match generation.file(name) {
            Some(file) => sent(&self.manner, name, file, asked).await,
            None if error.kind() == io::ErrorKind::NotFound => {
                Ok(self.missing(&generation, asked.uri.path()))
            }
            None => Err(error),
        };
        response.unwrap_or_else(|_| {
            let text = "the file cannot be read; try again";
            unavailable(fleeting(reply::TEXT, text))
        })
    }

    fn missing(&self, generation: &Generation, path: &str) -> Response<Reply> {
        if let Some(response) = missing_slash(generation, path) {
            return response;
        }
        let page = |bytes: &[u8]| match self.is_live() {
            true => live::with_script(bytes, "").into(),
            false => hyper::body::Bytes::copy_from_slice(bytes),
        };
        if generation.number == 0 {
            return unavailable(fleeting(HTML, page(FIRST_BUILD)));
        }
        let own_page = SitePath::new("404.html").and_then(|name| generation.file(&name)).map(File::bytes);
        let mut response = match own_page {
            Some(Ok(bytes)) => whole(HTML, page(&bytes)),
            _ => whole(reply::TEXT, "not found".into()),
        };
        *response.status_mut() = StatusCode::NOT_FOUND;
        set(response.headers_mut(), header::CACHE_CONTROL, "no-cache");
        response
    }
}

fn unavailable(mut response: Response<Reply>) -> Response<Reply> {
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    set(response.headers_mut(), header::RETRY_AFTER, "1");
    response
}

/// A page's relative links need the slash a folder's address ends with.
fn missing_slash(generation: &Generation, path: &str) -> Option<Response<Reply>> {
    let with_slash = format!("{path}/");
    generation.file(&file_at(&with_slash)?)?;
    let mut response = line(StatusCode::PERMANENT_REDIRECT, "");
    let place = HeaderValue::from_str(&with_slash).ok()?;
    response.headers_mut().insert(header::LOCATION, place);
    Some(response)
}
