//! A terminal for a command that asks, and a person who answers.
//!
//! 1. The command runs in a terminal of its own (a pty), so that it may ask.
//! 2. It waits for an answer when its output ended behind a blank within a line and nothing came for a while. Then the next
//!    answer is typed; the terminal shows it, as it would show it to a person.
//! 3. A command that waits for more than there is, or never asks for what there is, fails the test.

use std::io::{Read, Write};
use std::process;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};

/// After so long without a word the command is thought to wait.
const QUIET: Duration = Duration::from_millis(250);
/// After so long without a word it is thought to wait for ever.
const DEADLINE: Duration = Duration::from_secs(60);

/// What a command shows on a terminal, and its exit code.
pub(super) fn run(shell: process::Command, answers: &[&str]) -> (Vec<u8>, Option<i32>) {
    let (pty, pts) = open().expect("the system has terminals");
    pty.resize(Size::new(24, 80)).expect("a terminal has a size");
    let mut child = Command::from(shell).spawn(pts).expect("the shell can be started");
    let pty = Arc::new(pty);
    let said = talk(&pty, &read(pty.clone()), answers);
    let ended = said.map(|said| (said, child.wait().expect("it ended").code()));
    ended.unwrap_or_else(|why| {
        let _ = child.kill();
        panic!("{why}")
    })
}

/// Answers until the command is done.
fn talk(pty: &Pty, pieces: &Receiver<Vec<u8>>, answers: &[&str]) -> Result<Vec<u8>, String> {
    let (mut said, mut answers) = (Vec::new(), answers.iter());
    loop {
        let waits = said.ends_with(b" ") && answers.len() > 0;
        match pieces.recv_timeout(if waits { QUIET } else { DEADLINE }) {
            Ok(piece) => said.extend(piece),
            Err(RecvTimeoutError::Timeout) if waits => {
                let answer = answers.next().expect("it waits only where there is one");
                (&mut &*pty).write_all(format!("{answer}\n").as_bytes()).expect("a terminal takes keys");
            }
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("it waits for more answers: {}", String::from_utf8_lossy(&said)));
            }
            Err(RecvTimeoutError::Disconnected) if answers.len() > 0 => {
                return Err(format!("it did not ask for {answers:?}: {}", String::from_utf8_lossy(&said)));
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(said),
        }
    }
}

/// What is shown, piece by piece, until the command is done.
fn read(pty: Arc<Pty>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        // A terminal that nobody holds any more answers with an error.
        while let Ok(count @ 1..) = (&mut &*pty).read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

#[test]
#[should_panic(expected = "it did not ask for")]
fn an_answer_that_nobody_asked_for_fails() {
    run(process::Command::new("true"), &["yes"]);
}
