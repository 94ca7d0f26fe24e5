//! Whoever sits at the terminal, or the lines that a program pipes in: questions, answers, and Ctrl-C.

mod reading;

use std::fs::File;
use std::io::{IsTerminal, Write, stdin};
use std::sync::Arc;
use std::time::Duration;

use model::Secret;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::failure::Failure;
use reading::{Hidden, line_of};

/// Longer lines are hard to read, however wide the window is.
const WIDEST: usize = 100;

/// Where answers come from.
#[derive(Clone)]
enum Ear {
    /// Somebody types at standard input.
    Typed,
    /// A program pipes lines into standard input; nobody reads questions.
    Piped,
    /// The terminal itself, whatever standard input and output are.
    Terminal(Arc<File>),
}

/// Somebody to ask.
pub struct Person {
    ear: Ear,
    signals: [Signal; 3],
}

impl Person {
    /// Whoever is at standard input, somebody or a program. Ctrl-C ends nothing by itself from now on: it is noticed at the next
    /// question, so that what was begun can be undone.
    ///
    /// # Errors
    /// If signals cannot be listened for.
    pub fn at_standard_input() -> Result<Self, Failure> {
        Self::new(if stdin().is_terminal() { Ear::Typed } else { Ear::Piped })
    }

    /// Whoever is at the terminal, where standard input and output are a program's.
    ///
    /// # Errors
    /// If there is no terminal. `what` says what it is needed for.
    pub fn at_the_terminal(what: &str) -> Result<Self, Failure> {
        let terminal = File::options().read(true).write(true).open("/dev/tty");
        let terminal =
            terminal.map_err(|_| Failure::Usage(format!("there is no terminal to ask for {what} at")))?;
        Self::new(Ear::Terminal(Arc::new(terminal)))
    }

    fn new(ear: Ear) -> Result<Self, Failure> {
        let listen = |kind| signal(kind).map_err(|error| Failure::of("cannot listen for signals", error));
        let signals = [
            listen(SignalKind::interrupt())?,
            listen(SignalKind::terminate())?,
            listen(SignalKind::hangup())?,
        ];
        Ok(Self { ear, signals })
    }

    /// Whether somebody reads what is asked.
    pub const fn is_there(&self) -> bool {
        !matches!(self.ear, Ear::Piped)
    }

    /// Tells whoever is there something. Programs are told nothing.
    pub fn say(&self, line: &str) {
        self.write(&format!("{line}\n"));
    }

    /// Explains something: in lines that end between words, with an empty one before and after.
    pub fn explain(&self, text: &str) {
        let width = self.size().map_or(80, |(columns, _)| columns.min(WIDEST));
        let lines = text.lines().map(|line| wrapped(line, width)).collect::<Vec<_>>();
        self.say(&format!("\n{}\n", lines.join("\n")));
    }

    fn write(&self, text: &str) {
        // If nobody can read it, the answer will not come either.
        let _ = match &self.ear {
            Ear::Piped => Ok(()),
            Ear::Typed => std::io::stderr().lock().write_all(text.as_bytes()),
            Ear::Terminal(terminal) => (&**terminal).write_all(text.as_bytes()),
        };
    }

    /// How wide and how high the terminal is, in characters, if it tells.
    pub fn size(&self) -> Option<(usize, usize)> {
        let size = match &self.ear {
            Ear::Piped => return None,
            Ear::Typed => rustix::termios::tcgetwinsize(std::io::stderr()),
            Ear::Terminal(terminal) => rustix::termios::tcgetwinsize(terminal),
        };
        let size = size.ok().filter(|size| size.ws_col > 0 && size.ws_row > 0)?;
        Some((usize::from(size.ws_col), usize::from(size.ws_row)))
    }

    /// An answer, without the spaces around it.
    ///
    /// # Errors
    /// [`Failure::GivenUp`] at Ctrl-C and at the end of the input.
    pub async fn ask(&mut self, question: &str) -> Result<String, Failure> {
        let answer = self.line(question).await?;
        Ok(answer.expose().trim().to_owned())
    }

    /// An answer that the terminal does not show.
    ///
    /// # Errors
    /// As of [`Person::ask`].
    pub async fn ask_secretly(&mut self, question: &str) -> Result<Secret<String>, Failure> {
        let hidden = match &self.ear {
            Ear::Piped => None,
            Ear::Typed => Some(Hidden::standard_input()),
            Ear::Terminal(terminal) => Some(Hidden::terminal(Arc::clone(terminal))),
        };
        let answer = self.line(question).await;
        if hidden.is_some() {
            self.write("\n");
        }
        answer
    }

    /// Whether the answer is yes; if nothing is answered, it is not.
    ///
    /// # Errors
    /// As of [`Person::ask`].
    pub async fn agrees(&mut self, question: &str) -> Result<bool, Failure> {
        let answer = self.ask(&format!("{question} [y/N] ")).await?;
        Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    async fn line(&mut self, question: &str) -> Result<Secret<String>, Failure> {
        self.write(question);
        let (found, finding) = oneshot::channel();
        let ear = self.ear.clone();
        // A thread of its own, which is left alone when somebody gives up: a read cannot be taken back.
        std::thread::spawn(move || {
            let _ = found.send(line_of(&ear));
        });
        let line = tokio::select! {
            line = finding => line,
            () = interrupted(&mut self.signals) => {
                self.write("\n");
                return Err(given_up());
            }
        };
        match line {
            Ok(Ok(Some(line))) => Ok(line),
            Ok(Ok(None)) if self.is_there() => {
                self.write("\n");
                Err(given_up())
            }
            Ok(Ok(None)) => Err(Failure::Usage(
                "this needs a terminal, or what it asks for as lines of standard input: there are no more"
                    .to_owned(),
            )),
            Ok(Err(error)) => Err(Failure::of("cannot read the answer", error)),
            Err(_) => Err(Failure::Failed("cannot read the answer".to_owned())),
        }
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// [`Failure::GivenUp`] at Ctrl-C.
    pub async fn wait(&mut self, duration: Duration) -> Result<(), Failure> {
        // Ctrl-C is what is waited for; that it does not come is the rule.
        match timeout(duration, interrupted(&mut self.signals)).await {
            Ok(()) => Err(given_up()),
            Err(_) => Ok(()),
        }
    }
}

/// Lines of words, none longer than this unless a word is.
fn wrapped(text: &str, width: usize) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split(' ') {
        let long = word.chars().count();
        if length > 0 && length + 1 + long > width {
            lines.push('\n');
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += long;
    }
    lines
}

fn given_up() -> Failure {
    Failure::GivenUp("given up".to_owned())
}

async fn interrupted([interrupt, terminate, hangup]: &mut [Signal; 3]) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_end_between_words() {
        for (text, lines) in [
            ("one two three", "one two\nthree"),
            ("one two", "one two"),
            ("onetwothree four", "onetwothree\nfour"),
            ("é é é é é", "é é é é\né"),
            ("", ""),
        ] {
            assert_eq!(wrapped(text, 7), lines);
        }
    }
}
