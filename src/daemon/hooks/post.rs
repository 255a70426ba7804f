//! An address that is told with POST: the one in the settings, and no other.

use std::error::Error;
use std::time::Duration;

use reqwest::redirect::Policy;
use tokio::runtime::Runtime;

/// Who posts to one address.
pub(super) struct Poster {
    runtime: Runtime,
    client: reqwest::Client,
    url: String,
}

impl Poster {
    /// One that gives up after `limit`.
    ///
    /// # Errors
    /// In words: the system does not do its part.
    pub(super) fn new(url: &str, limit: Duration) -> Result<Poster, String> {
        // Whoever comes second finds it done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let agent = concat!("connectory/", env!("CARGO_PKG_VERSION"));
        // Where an answer leads is not what the settings say.
        let client =
            reqwest::Client::builder().redirect(Policy::none()).timeout(limit).user_agent(agent).build();
        Ok(Poster {
            runtime: runtime.map_err(|cause| cause.to_string())?,
            client: client.map_err(told)?,
            url: url.to_owned(),
        })
    }

    /// Posts a document.
    ///
    /// # Errors
    /// In words, without the address, which may hold a secret: there is no answer in time, or one that is no success.
    pub(super) fn post(&self, body: &[u8]) -> Result<(), String> {
        let request =
            self.client.post(&self.url).header("content-type", "application/json").body(body.to_owned());
        let answer = self.runtime.block_on(async { request.send().await }).map_err(told)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("it answered {status}")),
        }
    }
}

/// What went wrong, down to its cause.
fn told(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(found) = cause {
        text = format!("{text}: {found}");
        cause = found.source();
    }
    text
}
