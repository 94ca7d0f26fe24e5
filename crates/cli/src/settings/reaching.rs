//! Settings of how people are reached: mails and calls.

use model::Secret;
use reach::{Language, SmtpUrl, VoiceUrl};

use super::Settings;
use super::values::Value;
use crate::failure::Failure;

/// A mail server.
#[derive(Clone, Debug)]
pub struct MailServer(pub SmtpUrl);

impl Value for MailServer {
    fn read(text: &str) -> Result<Self, String> {
        SmtpUrl::read(text).map(Self)
    }
}

/// The API of a voice provider.
#[derive(Clone, Debug)]
pub struct VoiceApi(pub VoiceUrl);

impl Value for VoiceApi {
    fn read(text: &str) -> Result<Self, String> {
        VoiceUrl::read(text).map(Self)
    }
}

/// A language that people are written to in.
#[derive(Clone, Copy, Debug)]
pub struct MailLanguage(pub Language);

impl Value for MailLanguage {
    fn read(text: &str) -> Result<Self, String> {
        Language::of_tag(text).map(Self).ok_or_else(|| "must be en, fr, ja or es".to_owned())
    }
}

/// A name on one line.
#[derive(Clone, Debug)]
pub struct Name(pub String);

impl Value for Name {
    fn read(text: &str) -> Result<Self, String> {
        let fits = text.trim() == text && text.chars().count() <= 256 && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err("must be a name on one line".to_owned()) }
    }
}

/// A phone number in the international form (E.164).
#[derive(Clone, Debug)]
pub struct PhoneNumber(pub String);

impl Value for PhoneNumber {
    fn read(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let fits = (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err("must be a number as +15005550006".to_owned()) }
    }
}

/// A secret. It comes as a variable of the environment; an option of the command or a configuration file would show it.
#[derive(Clone, Debug)]
pub struct SecretText(pub Secret<String>);

impl Value for SecretText {
    const IS_SECRET: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        let fits = !text.chars().any(char::is_control);
        if fits { Ok(Self(Secret::new(text.to_owned()))) } else { Err("must be on one line".to_owned()) }
    }
}

impl Settings {
    /// What no setting of these can know by itself.
    pub(super) fn check_reaching(&self) -> Result<(), Failure> {
        let wrong = self.mail_is_wrong().or_else(|| self.voice_is_wrong());
        wrong.map_or(Ok(()), |why| Err(Failure::Usage(why.to_owned())))
    }

    fn mail_is_wrong(&self) -> Option<&'static str> {
        let passwords = [self.mail_password.is_some(), self.mail_password_file.is_some()];
        if self.smtp_url.is_some() && self.mail_from.is_none() {
            return Some(
                "mail.smtp_url is set and mail.from is not: mails need an address that they are from",
            );
        }
        if self.smtp_url.is_none() && (self.mail_user.is_some() || passwords != [false, false]) {
            return Some(
                "a user or a password for mails is set, and mail.smtp_url is not: say which server they are for",
            );
        }
        match (self.mail_user.is_some(), passwords) {
            (_, [true, true]) => {
                Some("mail.password and mail.password_file are both set: leave one of them out")
            }
            (true, [false, false]) => {
                Some("mail.user is set, and neither mail.password_file nor BARTIZAN_MAIL_PASSWORD is")
            }
            (false, [true, _] | [_, true]) => Some("a password for mails is set, and mail.user is not"),
            (true | false, _) => None,
        }
    }

    fn voice_is_wrong(&self) -> Option<&'static str> {
        let tokens = [self.voice_token.is_some(), self.voice_token_file.is_some()];
        match (self.voice_account_sid.is_some(), tokens, self.voice_from.is_some()) {
            (_, [true, true], _) => {
                Some("voice.auth_token and voice.auth_token_file are both set: leave one of them out")
            }
            (false, [false, false], false) => None,
            (false, ..) => Some("a token or a number for calls is set, and voice.account_sid is not"),
            (true, [false, false], _) => Some(
                "voice.account_sid is set, and neither voice.auth_token_file nor BARTIZAN_VOICE_AUTH_TOKEN is",
            ),
            (true, _, false) => {
                Some("voice.account_sid is set and voice.from is not: calls need a number that they are from")
            }
            (true, _, true) if self.public_url.is_none() && !self.voice_url.0.is_loopback() => {
                Some("voice.account_sid is set and public_url is not: the provider calls back there")
            }
            (true, _, true) => None,
        }
    }
}
