//! Where a code comes from: somebody, a line of standard input, or the software authenticator.

use model::Secret;
use server::{Clock, MonotonicClock};

use crate::arguments::CodeArguments;
use crate::authenticator::{Keep, Next, Passphrase};
use crate::failure::Failure;
use crate::person::Person;
use crate::terminal::note;

/// Where codes come from.
#[derive(Clone, Default)]
pub struct CodeSource {
    authenticator: Option<(String, Passphrase)>,
}

impl CodeSource {
    /// What the command line says of it.
    pub fn of(arguments: &CodeArguments) -> Self {
        let with = |name: &String| (name.clone(), arguments.passphrase.passphrase());
        Self { authenticator: arguments.authenticator.as_ref().map(with) }
    }

    /// Whether nobody has to be asked.
    pub const fn is_authenticator(&self) -> bool {
        self.authenticator.is_some()
    }

    /// The next code of a device.
    ///
    /// # Errors
    /// If there is none.
    pub async fn next(
        &self,
        serial: &str,
        clock: &MonotonicClock,
        ask: fn() -> Result<Person, Failure>,
        person: &mut Option<Person>,
    ) -> Result<Secret<String>, Failure> {
        if let Some((name, passphrase)) = &self.authenticator {
            return of_authenticator(name, passphrase, clock).await;
        }
        if person.is_none() {
            *person = Some(ask()?);
        }
        let Some(person) = person else { return Err(Failure::Failed("nobody is there".to_owned())) };
        loop {
            let typed = person.ask(&format!("MFA code of {}: ", short(serial))).await?;
            match six_digits(&typed) {
                Some(code) => return Ok(code),
                None if person.is_there() => person.say("That is no code: it has six digits, or eight."),
                None => {
                    return Err(Failure::Usage(
                        "the line is no code: it has six digits, or eight".to_owned(),
                    ));
                }
            }
        }
    }

    /// Two codes of the software authenticator that follow each other; none, if somebody has to be asked.
    ///
    /// # Errors
    /// If it stays closed.
    pub async fn pair(&self, clock: &MonotonicClock) -> Result<Option<[Secret<String>; 2]>, Failure> {
        let Some((name, passphrase)) = &self.authenticator else { return Ok(None) };
        let codes =
            Keep::change(passphrase, |devices| Ok(devices.find(name)?.pair(clock.now(), None))).await?;
        Ok(Some(codes.map(Secret::new)))
    }
}

/// A code that no server was given before; if need be, the next one is waited for.
async fn of_authenticator(
    name: &str,
    passphrase: &Passphrase,
    clock: &MonotonicClock,
) -> Result<Secret<String>, Failure> {
    loop {
        let next = Keep::change(passphrase, |devices| Ok(devices.find(name)?.next(clock.now()))).await?;
        match next {
            Next::Code(code) => return Ok(Secret::new(code)),
            Next::In(wait) => {
                note(&format!(
                    "The code that {name} shows was used; the next one comes in {} s.",
                    wait.as_secs()
                ));
                Person::at_standard_input()?.wait(wait).await?;
            }
        }
    }
}

/// The six digits of what somebody typed: in groups perhaps, and of eight the last.
pub fn six_digits(typed: &str) -> Option<Secret<String>> {
    let digits: String = typed.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
    let is_code = matches!(digits.len(), 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| Secret::new(digits[digits.len() - 6..].to_owned()))
}

/// The name of a virtual device, or the serial number of another.
pub fn short(serial: &str) -> &str {
    match serial.split_once(":mfa/") {
        Some((_, name)) => name,
        None => serial,
    }
}

#[cfg(test)]
mod tests {
    use super::{short, six_digits};

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for (typed, code) in [
            ("123456", Some("123456")),
            ("123 456", Some("123456")),
            ("123-456", Some("123456")),
            ("00123456", Some("123456")),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("١٢٣٤٥٦", None),
            ("", None),
        ] {
            let read = six_digits(typed);
            assert_eq!(read.as_ref().map(|code| code.expose().as_str()), code, "{typed}");
        }
    }

    #[test]
    fn a_virtual_device_goes_by_its_name() {
        assert_eq!(short("arn:aws:iam::123456789012:mfa/team/phone"), "team/phone");
        assert_eq!(short("GAHT12345678"), "GAHT12345678");
    }
}
