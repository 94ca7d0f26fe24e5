//! Two codes that follow each other, from somebody who reads them from a device.

use std::time::Duration;

use model::Secret;

use crate::failure::Failure;
use crate::mfa_session::six_digits;
use crate::person::Person;

/// The first pause after the server asked for one; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_secs(4);
/// The longest.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What somebody answered.
pub enum Answered {
    /// Two codes.
    Codes([Secret<String>; 2]),
    /// To see the seed.
    Seed,
    /// To see the QR code again.
    Picture,
}

/// Asks for pairs, as often as it takes.
pub struct Pairs {
    /// Whether there are a seed and a picture to see.
    has_picture: bool,
    sent: Vec<Secret<String>>,
    pauses: u32,
}

impl Pairs {
    /// Of a device that is being set up.
    pub const fn of_new_device() -> Self {
        Self { has_picture: true, sent: Vec::new(), pauses: 0 }
    }

    /// Of a device that somebody has.
    pub const fn of_device() -> Self {
        Self { has_picture: false, sent: Vec::new(), pauses: 0 }
    }

    /// Asks for two codes. Both differ from each other, and from all that were sent before: each works once.
    ///
    /// # Errors
    /// [`Failure::GivenUp`], and whatever keeps an answer from being read.
    pub async fn ask(&self, person: &mut Person) -> Result<Answered, Failure> {
        let first = loop {
            let typed = person.ask("First code:  ").await?;
            match typed.as_str() {
                "s" if self.has_picture => return Ok(Answered::Seed),
                "" if self.has_picture => return Ok(Answered::Picture),
                typed => {
                    if let Some(code) = self.code(person, typed, None)? {
                        break code;
                    }
                }
            }
        };
        person.say("Now wait until it shows other digits, half a minute at most, and type those.");
        loop {
            let typed = person.ask("Second code: ").await?;
            if let Some(second) = self.code(person, &typed, Some(&first))? {
                return Ok(Answered::Codes([first, second]));
            }
        }
    }

    /// The code that was typed, or what is wrong with it.
    fn code(
        &self,
        person: &Person,
        typed: &str,
        first: Option<&Secret<String>>,
    ) -> Result<Option<Secret<String>>, Failure> {
        if matches!(typed, "q" | "quit") {
            return Err(Failure::GivenUp("given up".to_owned()));
        }
        let code = six_digits(typed);
        let wrong = match &code {
            None => "That is no code: it has six digits, or eight.",
            Some(code) if first.is_some_and(|first| first.expose() == code.expose()) => {
                "That is the first code once more: wait until the device shows other digits."
            }
            Some(code) if self.sent.iter().any(|sent| sent.expose() == code.expose()) => {
                "That code was sent already, and each works once: wait for the next."
            }
            Some(_) => return Ok(code),
        };
        if !person.is_there() {
            return Err(Failure::Usage(wrong.to_owned()));
        }
        person.say(wrong);
        Ok(None)
    }

    /// Notes codes that the server was asked about.
    pub fn sent(&mut self, codes: &[Secret<String>; 2]) {
        self.sent.extend(codes.iter().cloned());
    }

    /// Waits as long as a server may want that was asked too often.
    ///
    /// # Errors
    /// [`Failure::GivenUp`] at Ctrl-C.
    pub async fn pause(&mut self, person: &mut Person) -> Result<(), Failure> {
        let pause = PAUSE.saturating_mul(1 << self.pauses.min(5)).min(LONGEST_PAUSE);
        self.pauses += 1;
        person.explain(&format!(
            "After several wrong codes the server looks at none for a while: waiting {} s. Then try with the next two codes.",
            pause.as_secs()
        ));
        person.wait(pause).await
    }
}
