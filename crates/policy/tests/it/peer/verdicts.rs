//! What the other evaluator decides: a process of its own, which is asked over its standard input.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::question::Question;

/// The verdicts, in order.
pub fn of_peer(folder: &Path, questions: &[Question]) -> Vec<String> {
    let mut node = Command::new("node");
    node.arg("evaluate.mjs").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut peer = node.spawn().unwrap();
    let mut input = peer.stdin.take().unwrap();
    let asked: Vec<_> = questions.iter().map(Question::text).collect();
    // From a thread of its own: neither side may wait for the other to read.
    let writer = thread::spawn(move || {
        for question in asked {
            writeln!(input, "{question}").unwrap();
        }
    });
    let answers: Vec<_> = BufReader::new(peer.stdout.take().unwrap()).lines().map(Result::unwrap).collect();
    writer.join().unwrap();
    assert!(peer.wait().unwrap().success());
    assert_eq!(answers.len(), questions.len());
    answers
}
