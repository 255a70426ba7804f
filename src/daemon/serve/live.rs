//! Live reload: the two files of its own, the script tag put into pages as they are served, and the stream of changes.

use std::time::Duration;

use hyper::body::Bytes;
use tokio::sync::mpsc;

use super::reply::Reply;
use crate::daemon::Board;
use crate::publish::Site;

/// The script, served as `/-/live.js`.
pub(super) const SCRIPT: &str = include_str!("live.js");
/// The style of its panel, served as `/-/live.css`.
pub(super) const STYLE: &str = include_str!("live.css");

/// A line is sent at least this often, so that a reader who left is noticed.
const PULSE: Duration = Duration::from_secs(15);

/// The page with the script tag before its end; the tag tells the script which bytes it came with.
pub(super) fn with_script(page: &[u8], etag: &str) -> Vec<u8> {
    let tag = format!("<script src=\"/-/live.js\" data-page=\"{etag}\" defer></script>");
    let end = b"</body>";
    let at =
        page.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(page.len());
    let mut bytes = Vec::with_capacity(page.len() + tag.len());
    bytes.extend_from_slice(&page[..at]);
    bytes.extend_from_slice(tag.as_bytes());
    bytes.extend_from_slice(&page[at..]);
    bytes
}

/// Sends how the daemon stands now and whenever that changes, as server-sent events (HTML Living Standard, 9.2).
pub(super) fn events(board: &Board, site: &Site) -> Reply {
    let (send, stream) = mpsc::channel(1);
    let (mut board, site) = (board.follow(), site.clone());
    tokio::spawn(async move {
        loop {
            let line = {
                let status = board.borrow_and_update();
                let data = serde_json::json!({
                    "generation": site.current().number,
                    "state": status.state,
                    "errors": status.errors,
                    "warnings": status.warnings,
                });
                format!("data: {data}\n\n")
            };
            if send.send(Ok(line.into())).await.is_err() {
                return;
            }
            loop {
                tokio::select! {
                    changed = board.changed() => match changed {
                        Ok(()) => break,
                        Err(_) => return,
                    },
                    () = send.closed() => return,
                    () = tokio::time::sleep(PULSE) => {
                        if send.send(Ok(Bytes::from_static(b":\n\n"))).await.is_err() {
                            return;
                        }
                    }
                }
            }
        }
    });
    Reply::Stream(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_before_the_last_end_of_the_body() {
        let with = |page: &str| String::from_utf8(with_script(page.as_bytes(), "e")).unwrap();
        let tag = r#"<script src="/-/live.js" data-page="e" defer></script>"#;
        assert_eq!(with("<body>a</body></html>"), format!("<body>a{tag}</body></html>"));
        assert_eq!(with("a</body>b</BODY>"), format!("a</body>b{tag}</BODY>"));
        assert_eq!(with("no end"), format!("no end{tag}"));
    }
}
