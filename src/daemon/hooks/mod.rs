//! Whoever is to be told: programs and addresses, each on a thread of its own, so that none keeps publishing or another waiting.
//!
//! 1. [`Document`] is what is told. 2. [`Hooks::tell`] leaves it in the queue of each hook that listens to the occasion.
//! 3. The thread tells it, and tries again a few times where that fails. What fails for good is said and counted, and not tried again.

mod command;
mod document;
mod post;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

pub use document::About;
pub(super) use document::Document;

use super::follow::unpanicked;
use super::settings::{HookSettings, Whom};
use super::{Event, Surroundings};
use crate::source::without_password;

/// As many documents wait for one hook.
const QUEUE: usize = 64;
/// How long to sleep at most before looking whether to stop.
const GLANCE: Duration = Duration::from_millis(50);

/// How patient a hook is treated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// A program is stopped after this time.
    pub(super) command: Duration,
    /// An address must have answered after this time.
    pub(super) address: Duration,
    /// Pauses before further tries.
    pub(super) pauses: [Duration; 3],
}

impl Default for Patience {
    fn default() -> Patience {
        let second = Duration::from_secs;
        Patience { command: second(30), address: second(10), pauses: [second(2), second(15), second(60)] }
    }
}

/// Everyone who is told.
pub(super) struct Hooks {
    queues: Vec<(HookSettings, SyncSender<Document>)>,
    around: Surroundings,
    stop: Arc<AtomicBool>,
}

impl Hooks {
    /// Starts a thread for each hook.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn start(settings: &[HookSettings], around: &Surroundings) -> std::io::Result<Hooks> {
        Hooks::patiently(settings, around, Patience::default())
    }

    pub(super) fn patiently(
        settings: &[HookSettings],
        around: &Surroundings,
        patience: Patience,
    ) -> std::io::Result<Hooks> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut queues = Vec::new();
        for hook in settings {
            let (queue, documents) = sync_channel(QUEUE);
            let round =
                Round { whom: hook.whom.clone(), around: around.clone(), patience, stop: Arc::clone(&stop) };
            std::thread::Builder::new().name("hook".into()).spawn(move || round.run(&documents))?;
            queues.push((hook.clone(), queue));
        }
        Ok(Hooks { queues, around: around.clone(), stop })
    }

    /// Leaves what is to be told. Never waits.
    pub(super) fn tell(&self, documents: &[Document]) {
        for document in documents {
            for (hook, queue) in self.queues.iter().filter(|(hook, _)| hook.on.contains(&document.occasion)) {
                if let Err(TrySendError::Full(_)) = queue.try_send(document.clone()) {
                    failed(
                        &self.around,
                        &hook.whom,
                        &format!("{QUEUE} documents wait for it; this one is left out"),
                    );
                }
            }
        }
    }
}

impl Drop for Hooks {
    /// What is being told is told to its end, and no more than that.
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// The thread's side.
struct Round {
    whom: Whom,
    around: Surroundings,
    patience: Patience,
    stop: Arc<AtomicBool>,
}

impl Round {
    fn run(&self, documents: &Receiver<Document>) {
        while let Ok(document) = documents.recv() {
            let mut pauses = self.patience.pauses.into_iter();
            while !self.stop.load(Ordering::Relaxed) {
                self.around.board.update(|status| status.counts.hooks += 1);
                let Err(message) = unpanicked(|| self.tell(&document)) else { break };
                let Some(pause) = pauses.next() else {
                    failed(&self.around, &self.whom, &format!("{message}; it is not tried again"));
                    break;
                };
                failed(&self.around, &self.whom, &format!("{message}; next try in {} s", pause.as_secs()));
                self.sleep(pause);
            }
        }
    }

    fn tell(&self, document: &Document) -> Result<(), String> {
        match &self.whom {
            Whom::Command(command) => command::run(command, &document.body, self.patience.command),
            Whom::Url(url) => post::Poster::new(url, self.patience.address)?.post(&document.body),
        }
    }

    fn sleep(&self, pause: Duration) {
        let until = std::time::Instant::now() + pause;
        while std::time::Instant::now() < until && !self.stop.load(Ordering::Relaxed) {
            std::thread::sleep(GLANCE.min(pause));
        }
    }
}

fn failed(around: &Surroundings, whom: &Whom, message: &str) {
    around.board.update(|status| status.counts.failed_hooks += 1);
    (around.say)(Event::Note(format!("the hook {} was not told: {message}", called(whom))));
}

/// A hook as people may see it: of an address only where it is, since the rest may be a secret.
fn called(whom: &Whom) -> String {
    match whom {
        Whom::Command(command) => format!("`{}`", command.first().map_or("", String::as_str)),
        Whom::Url(url) => {
            let shown = without_password(url);
            let host = shown.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
            format!("`{}`", host.split(['?', '#']).next().unwrap_or_default())
        }
    }
}

#[cfg(test)]
#[path = "hooks_tests.rs"]
mod tests;
