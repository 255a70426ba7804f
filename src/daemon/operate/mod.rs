//! Tells those who operate a daemon how it stands, on a port of its own. Everything of the registry may be named here: it is no port for
//! readers.
//!
//! | path | what |
//! | --- | --- |
//! | `/livez` | 200 while the loop turns, else 503 |
//! | `/readyz` | 200 once everything was published and is as new as it should be, else 503 and why |
//! | `/version` | which program this is |
//! | `/status`, `/status.json` | how everything stands, for people and for programs (`docs/schemas/status.schema.json`) |
//! | `/metrics` | the same in numbers, for Prometheus ([`metrics`]) |
//! | `POST /hooks/look` | look at the registry now |

mod health;
mod metrics;
mod page;
mod process;
mod report;

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Response, StatusCode};
use tokio::sync::Semaphore;

use super::run::Requests;
use super::serve::{
    Answer, Asked, Hosts, Reply, ServeError, ServeOptions, Server, TEXT, finished, fleeting, line,
    misdirected, not_allowed, own, set,
};
use super::{Event, Surroundings};

/// As many connections are open at once. Readers of sites take none of them.
const PLACES: usize = 32;
/// Time between two looks that are asked for.
const LOOKS: Duration = Duration::from_secs(1);
const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// Starts telling at this address.
///
/// # Errors
/// The address is taken, or the system gives no thread.
pub(super) fn start(
    at: SocketAddr,
    around: &Surroundings,
    requests: &Arc<Requests>,
) -> Result<Server, ServeError> {
    let places = Arc::new(Semaphore::new(PLACES));
    let options = ServeOptions { at, places, ..ServeOptions::new(0) };
    let (around, requests) = (around.clone(), Arc::clone(requests));
    let say = Arc::clone(&around.say);
    let server = Server::listen(options, |at| Operate {
        around,
        requests,
        hosts: Hosts::new(at, &[]),
        looked: Mutex::new(None),
    })?;
    if !at.ip().is_loopback() {
        let text = "other machines can reach it: whoever asks is told of everything in the registry";
        say(Event::Note(format!("how the daemon stands is told at {}, and {text}", server.at())));
    }
    Ok(server)
}

struct Operate {
    around: Surroundings,
    requests: Arc<Requests>,
    hosts: Hosts,
    /// When a look was asked for last.
    looked: Mutex<Option<Duration>>,
}

impl Answer for Operate {
    async fn answer(&self, asked: &Asked) -> Response<Reply> {
        let response = match self.hosts.are_meant(asked) {
            true => self.respond(asked),
            false => misdirected(),
        };
        finished(response, &asked.method)
    }
}

impl Operate {
    fn respond(&self, asked: &Asked) -> Response<Reply> {
        let path = asked.uri.path();
        if path == "/hooks/look" {
            return self.look(asked);
        }
        let answer = match path {
            "/livez" => self.health(health::alive),
            "/readyz" => self.health(health::ready),
            "/version" => fleeting(JSON, report::version().to_string()),
            "/status" if wants_json(asked) => self.json(),
            "/status" => self.html(),
            "/status.json" => self.json(),
            "/metrics" => self.metrics(),
            "/status.css" => own("text/css; charset=utf-8", page::STYLE),
            "/status.js" => own("text/javascript; charset=utf-8", page::SCRIPT),
            "/status.svg" => own("image/svg+xml", page::MARK),
            "/" => to_status(),
            _ => line(StatusCode::NOT_FOUND, "there is /status, /metrics, /livez, /readyz and /version"),
        };
        match asked.method {
            Method::GET | Method::HEAD => answer,
            _ if answer.status() == StatusCode::NOT_FOUND => answer,
            _ => not_allowed("GET, HEAD"),
        }
    }

    fn health(
        &self,
        verdict: impl Fn(&super::Status, Option<Duration>) -> Result<(), String>,
    ) -> Response<Reply> {
        let quiet = self.around.board.quiet(self.around.clock.as_ref());
        match verdict(&self.around.board.current(), quiet) {
            Ok(()) => fleeting(TEXT, "ok\n"),
            Err(why) => failed(&why),
        }
    }

    fn json(&self) -> Response<Reply> {
        let report = report::of(&self.around.board, self.around.clock.as_ref());
        varied(fleeting(JSON, report.to_string()))
    }

    fn html(&self) -> Response<Reply> {
        match page::of(&self.around.board, self.around.clock.as_ref()) {
            Ok(html) => varied(fleeting(HTML, html)),
            Err(why) => failed(&why.to_string()),
        }
    }

    fn metrics(&self) -> Response<Reply> {
        match metrics::text(&self.around.board, self.around.clock.as_ref()) {
            Ok(text) => fleeting(metrics::KIND, text),
            Err(why) => failed(&why.to_string()),
        }
    }

    /// The body says nothing that is believed: what there is to see is looked at.
    fn look(&self, asked: &Asked) -> Response<Reply> {
        if asked.method != Method::POST {
            return not_allowed("POST");
        }
        if is_of_a_page(asked) {
            return line(StatusCode::FORBIDDEN, "pages of browsers ask for nothing here");
        }
        let now = self.around.clock.elapsed();
        let mut looked = self.looked.lock().unwrap_or_else(|lock| lock.into_inner());
        if looked.is_some_and(|before| now.saturating_sub(before) < LOOKS) {
            let mut response = line(StatusCode::TOO_MANY_REQUESTS, "a look was just asked for");
            set(response.headers_mut(), header::RETRY_AFTER, "1");
            return response;
        }
        *looked = Some(now);
        self.requests.look.store(true, Ordering::Relaxed);
        line(StatusCode::ACCEPTED, "it will be looked at")
    }
}

/// A page elsewhere could make its reader's browser send this.
fn is_of_a_page(asked: &Asked) -> bool {
    asked.headers.contains_key(header::ORIGIN)
        || asked.headers.contains_key(HeaderName::from_static("sec-fetch-site"))
}

/// Whether JSON is named before HTML, and HTML is not wanted more.
fn wants_json(asked: &Asked) -> bool {
    let accept = asked.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
    match (accept.find(JSON), accept.find("text/html")) {
        (Some(json), Some(html)) => json < html,
        (json, _) => json.is_some(),
    }
}

fn varied(mut response: Response<Reply>) -> Response<Reply> {
    set(response.headers_mut(), header::VARY, "accept");
    response
}

fn to_status() -> Response<Reply> {
    let mut response = line(StatusCode::TEMPORARY_REDIRECT, "");
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/status"));
    response
}

fn failed(why: &str) -> Response<Reply> {
    let mut response = fleeting(TEXT, format!("{why}\n"));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

#[cfg(test)]
mod tests;
