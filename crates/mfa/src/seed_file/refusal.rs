//! Why a seed file is refused.

use std::fmt;
use std::io::ErrorKind;

use model::{SerialNumber, Text};

/// Why a file is refused: where, about which token, and for what reason. It quotes no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The line, the first one being 1. In a file on one line the serial number says more.
    pub line: u64,
    /// The token, if it is known by then.
    pub serial: Option<SerialNumber>,
    /// The reason.
    pub reason: Reason,
}

impl Refusal {
    /// About no token in particular.
    pub(super) const fn at(line: u64, reason: Reason) -> Self {
        Self { line, serial: None, reason }
    }

    /// The same, about a token.
    pub(super) fn about(mut self, serial: Option<&SerialNumber>) -> Self {
        self.serial = self.serial.or_else(|| serial.cloned());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.serial {
            Some(serial) => write!(f, "line {}, token {}: {}", self.line, serial.as_str(), self.reason),
            None => write!(f, "line {}: {}", self.line, self.reason),
        }
    }
}

impl std::error::Error for Refusal {}

/// What is wrong with a file. Texts in it come from the file, shortened and printable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The source failed.
    #[error("the file cannot be read ({0})")]
    Unreadable(ErrorKind),
    /// It is over [`super::MOST_BYTES`].
    #[error("the file is longer than 1 GiB: divide it")]
    FileTooLong,
    /// It has more than [`super::MOST_TOKENS`].
    #[error("the file has more than 250000 tokens: divide it")]
    TooManyTokens,
    /// There is nothing in it.
    #[error("the file has no token in it")]
    NoTokens,
    /// A line, a tag or a text is longer than any that makes sense.
    #[error("something here is longer than anything that belongs in a seed file")]
    TooLong,
    /// It ends before its end.
    #[error("the file ends in the middle: it was cut off")]
    CutOff,
    /// It is no text.
    #[error("this is not UTF-8 text: save the file in that encoding")]
    NotText,

    /// The serial number is missing.
    #[error("the serial number is missing")]
    NoSerial,
    /// The serial number has another length than the API takes.
    #[error("a serial number has 9 to 256 characters, and {shown} has {length}")]
    SerialLength {
        /// What it is, as far as it may be shown.
        shown: String,
        /// How many characters it has.
        length: usize,
    },
    /// The serial number has characters that the API does not take.
    #[error("a serial number consists of letters, digits and _ + = / : , . @ - only")]
    SerialCharacters,
    /// The serial number would be that of a device of another kind.
    #[error(
        "a serial number that begins with arn: is that of a virtual device or a security key, not of a token"
    )]
    SerialIsArn,
    /// Two tokens have it.
    #[error("this serial number is in the file twice; letters count the same in either case")]
    Repeated,

    /// The seed is missing.
    #[error("the seed is missing")]
    NoSeed,
    /// The seed cannot be decoded.
    #[error("the seed is not {0}")]
    NotASeed(&'static str),
    /// The seed is too short or too long.
    #[error("the seed has {0} bytes; seeds of tokens have 10 to 128")]
    SeedLength(usize),
    /// The hash is none that tokens use.
    #[error("tokens use SHA-1, SHA-256 or SHA-512, not {0}")]
    UnknownHash(String),
    /// It shows another number of digits.
    #[error("tokens show 6 or 8 decimal digits, not {0}")]
    Digits(String),
    /// It shows a code for another time.
    #[error("tokens show a code for 30 or 60 seconds, not {0}")]
    Period(String),
    /// The counter is no number, or none that a button reaches.
    #[error("the counter is not a number from 0 to 4294967295")]
    Counter,
    /// A token counts either.
    #[error("a token has a period or a counter, not both")]
    PeriodAndCounter,

    /// The first line names no columns.
    #[error(
        "the first line names the columns: serial,seed and, if you like, algorithm,digits,period,counter; {0}"
    )]
    Header(String),
    /// A line has another number of fields than the first.
    #[error("the first line names {columns} columns, and this one has {fields}")]
    Fields {
        /// How many are named.
        columns: usize,
        /// How many there are.
        fields: usize,
    },
    /// Quotes are not as RFC 4180 has them.
    #[error("a quote stands where none belongs, or is not closed on its line")]
    Quotes,
    /// Seeds of both forms.
    #[error("this seed is {this}, and that of line {line} is {other}: write all seeds of a file in one form")]
    TwoForms {
        /// The form of this one.
        this: &'static str,
        /// Where the first of the other form is.
        line: u64,
        /// What form that is.
        other: &'static str,
    },
    /// Seeds that are either.
    #[error("all seeds of the file could be hexadecimal or base32: call the column seed_hex or seed_base32")]
    EitherForm,
    /// A key file for a file that nobody encrypted.
    #[error("nothing in the file is encrypted: import it without a key file if that is what you expect")]
    NotEncrypted,

    /// It is no XML, or none that makes sense.
    #[error("this is not well-formed XML")]
    NotXml,
    /// It is XML of something else.
    #[error(
        "this is not a PSKC file: it begins with {0} instead of KeyContainer of urn:ietf:params:xml:ns:keyprov:pskc"
    )]
    NotPskc(String),
    /// It is a PSKC file of another version.
    #[error("the version of the PSKC file is {0}; 1.0 is read (RFC 6030, section 4.1)")]
    Version(String),
    /// Something that no PSKC file needs, and that attacks are made of.
    #[error("{0} has no place in a seed file: it is not followed, and the file is refused")]
    Forbidden(&'static str),
    /// Elements within elements, deeper than any that make sense.
    #[error("elements are nested too deeply")]
    TooDeep,
    /// An element that must be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An element is there twice.
    #[error("{0} is there twice")]
    Twice(&'static str),
    /// A value is not what it should be.
    #[error("{0} is not what it should be")]
    Malformed(&'static str),
    /// Keys for something else than one-time passwords.
    #[error("keys of the algorithm {0} are not read; hotp and totp are")]
    UnknownAlgorithm(String),
    /// A token whose time does not begin in 1970.
    #[error("the token counts time from another moment than 1970, which no sign-in here does")]
    Epoch,
    /// A token that adds a check digit.
    #[error("the token adds a check digit to its codes, which the API cannot take")]
    CheckDigits,

    /// No key file was given.
    #[error("the file is encrypted with {0}: name a key file that holds it")]
    KeyNeeded(String),
    /// What the key file holds is no key.
    #[error(
        "the file is encrypted with {0}, and the key file holds no AES key: 16, 24 or 32 bytes, as they are, in hexadecimal or in \
         base64"
    )]
    NotAKey(String),
    /// What the key file holds is no password.
    #[error("the file is encrypted with a password, and the key file holds none")]
    NoPassword,
    /// The key has another length than the cipher takes.
    #[error("{cipher} takes a key of {takes} bytes, and the one given has {has}")]
    KeyLength {
        /// The cipher.
        cipher: &'static str,
        /// The length that it takes.
        takes: usize,
        /// The length that the key has.
        has: usize,
    },
    /// A way to encrypt that is not read.
    #[error("encrypted by {0}, which is not read; aes128-cbc, aes192-cbc and aes256-cbc are")]
    UnknownCipher(String),
    /// A way to give a key that is not read.
    #[error(
        "the key is given by {0}, which is not read; a pre-shared key (KeyName) and PBKDF2 (DerivedKey) are"
    )]
    UnknownKey(String),
    /// A way to derive a key that is not read.
    #[error("the key is derived by {0}, which is not read; PBKDF2 with an HMAC of SHA-1 or SHA-2 is")]
    UnknownDerivation(String),
    /// Deriving would take too long, or is no protection.
    #[error(
        "PBKDF2 takes 1 to 10000000 iterations, a salt of 1 to 1024 bytes and a key of 16, 24 or 32 bytes here; {0} is outside of that"
    )]
    DerivationBounds(&'static str),
    /// A way to authenticate that is not read.
    #[error("authenticated by {0}, which is not read; an HMAC of SHA-1 or SHA-2 is")]
    UnknownMac(String),
    /// AES in CBC mode protects nothing against changes.
    #[error(
        "a value is encrypted without {0}: what encrypts by AES-CBC has to authenticate too (RFC 6030, section 6.1.1)"
    )]
    NoMac(&'static str),
    /// It was changed, or this is not the key.
    #[error("the key or password is wrong, or the file was changed: its authentication code does not match")]
    WrongMac,
    /// The same, where nothing authenticates: the key of the authentication code.
    #[error("the key or password is wrong, or the file was changed: it does not decrypt")]
    DoesNotDecrypt,
    /// A plain seed beside encrypted ones.
    #[error("the seed is not encrypted, and the file says that its seeds are")]
    PlainSeed,
    /// A number that is encrypted.
    #[error("{0} is encrypted; only seeds may be here")]
    EncryptedNumber(&'static str),
}

/// A text of the file as it may be shown: short, and nothing that commands a terminal.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 80;
    let mut shown: String =
        text.chars().take(MOST).map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect();
    if text.chars().nth(MOST).is_some() {
        shown.push_str("...");
    }
    shown
}
