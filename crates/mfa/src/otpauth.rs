//! `otpauth` URIs: what the QR code of a virtual device says to the authenticator app.
//!
//! The form is the one AWS gives today, `otpauth://totp/ISSUER:DEVICE@ACCOUNT?secret=SEED&issuer=ISSUER`, which follows
//! the key URI format that authenticator apps read; parameters are named only if they are not a virtual device's.

use std::fmt::Write as _;
use std::str::FromStr;

use model::Secret;

use crate::{Algorithm, Parameters, Seed};

/// The longest URI, in bytes: a QR code holds 2,331 with the error correction that we use.
const LONGEST: usize = 2_048;
const SCHEME: &str = "otpauth://";

/// What a URI says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtpauthUri {
    kind: Kind,
    issuer: Option<String>, // INVARIANT: is_label, as the account; kept by `new`, which parsing ends in
    account: String,
    secret: Seed,
    parameters: Parameters,
}

/// What a device counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Time.
    Totp,
    /// Presses of a button.
    Hotp {
        /// The next one.
        counter: u64,
    },
}

/// The text is not an `otpauth` URI, or its parts would not come back from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed otpauth URI: {0}")]
pub struct MalformedOtpauth(&'static str); // INVARIANT: words of ours; never a part of the URI, which holds a seed (R7)

impl OtpauthUri {
    /// A URI of these parts. `account` is what the app shows below the issuer: `DEVICE@ACCOUNT` for us.
    ///
    /// # Errors
    /// If issuer or account is empty, begins or ends with a space, or holds a colon or a control character (the colon is
    /// what parts them), or if the URI would be longer than 2,048 bytes.
    pub fn new(
        kind: Kind,
        issuer: Option<&str>,
        account: &str,
        secret: Seed,
        parameters: Parameters,
    ) -> Result<Self, MalformedOtpauth> {
        if account.len() > LONGEST || issuer.is_some_and(|issuer| issuer.len() > LONGEST) {
            return Err(MalformedOtpauth("length"));
        }
        if !is_label(account) || !issuer.is_none_or(is_label) {
            return Err(MalformedOtpauth("issuer or account"));
        }
        if secret.expose().is_empty() || secret.expose().len() > Seed::MOST_BYTES {
            return Err(MalformedOtpauth("secret"));
        }
        let uri =
            Self { kind, issuer: issuer.map(str::to_owned), account: account.to_owned(), secret, parameters };
        if uri.to_uri().expose().len() > LONGEST { Err(MalformedOtpauth("length")) } else { Ok(uri) }
    }

    /// The URI of a virtual device.
    ///
    /// # Errors
    /// As of [`OtpauthUri::new`].
    pub fn of_virtual_device(
        issuer: &str,
        device: &str,
        account: &str,
        secret: Seed,
    ) -> Result<Self, MalformedOtpauth> {
        Self::new(Kind::Totp, Some(issuer), &format!("{device}@{account}"), secret, Parameters::VIRTUAL)
    }

    /// What the device counts.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Who gave the device out.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Whose device it is.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The seed.
    pub const fn secret(&self) -> &Seed {
        &self.secret
    }

    /// What the device makes its codes with. The period means nothing for [`Kind::Hotp`].
    pub const fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The URI. It holds the seed.
    pub fn to_uri(&self) -> Secret<String> {
        // Long enough from the start: a string that grew would leave copies of the seed behind.
        let mut uri = String::with_capacity(LONGEST * 3);
        uri.push_str(SCHEME);
        uri.push_str(if self.kind == Kind::Totp { "totp/" } else { "hotp/" });
        if let Some(issuer) = &self.issuer {
            encode_into(&mut uri, issuer, "@");
            uri.push(':');
        }
        encode_into(&mut uri, &self.account, "@");
        uri.push_str("?secret=");
        uri.push_str(self.secret.to_base32().expose());
        if let Some(issuer) = &self.issuer {
            uri.push_str("&issuer=");
            encode_into(&mut uri, issuer, "");
        }
        // Writing to a string cannot fail.
        let _ = self.write_parameters(&mut uri);
        Secret::new(uri)
    }

    fn write_parameters(&self, uri: &mut String) -> std::fmt::Result {
        let Parameters { algorithm, digits, period_secs, .. } = self.parameters;
        match algorithm {
            Algorithm::Sha1 => {}
            Algorithm::Sha256 => uri.push_str("&algorithm=SHA256"),
            Algorithm::Sha512 => uri.push_str("&algorithm=SHA512"),
        }
        if digits != Parameters::VIRTUAL.digits {
            write!(uri, "&digits={digits}")?;
        }
        if period_secs != Parameters::VIRTUAL.period_secs {
            write!(uri, "&period={period_secs}")?;
        }
        if let Kind::Hotp { counter } = self.kind {
            write!(uri, "&counter={counter}")?;
        }
        Ok(())
    }
}

impl FromStr for OtpauthUri {
    type Err = MalformedOtpauth;

    fn from_str(uri: &str) -> Result<Self, MalformedOtpauth> {
        if uri.len() > LONGEST {
            return Err(MalformedOtpauth("length"));
        }
        let rest = strip_prefix_ignoring_case(uri, SCHEME).ok_or(MalformedOtpauth("scheme"))?;
        let (kind, rest) = rest.split_once('/').ok_or(MalformedOtpauth("type"))?;
        let (label, query) = rest.split_once('?').ok_or(MalformedOtpauth("secret"))?;

        let query = Query::parse(query)?;
        let (issuer, account) = parse_label(label)?;
        // Both places may name the issuer; if they differ, the app would show one and the user expect the other.
        if issuer.is_some() && query.issuer.is_some() && issuer != query.issuer {
            return Err(MalformedOtpauth("two issuers"));
        }
        let issuer = query.issuer.or(issuer);
        let secret = query.secret.ok_or(MalformedOtpauth("secret"))?;
        let virtual_device = Parameters::VIRTUAL;
        let parameters = Parameters::new(
            query.algorithm.unwrap_or(virtual_device.algorithm),
            query.digits.unwrap_or(virtual_device.digits),
            query.period_secs.unwrap_or(virtual_device.period_secs),
        )
        .map_err(|_| MalformedOtpauth("parameters"))?;
        let kind = match (kind.to_ascii_lowercase().as_str(), query.counter) {
            ("totp", None) => Kind::Totp,
            ("hotp", Some(counter)) => Kind::Hotp { counter },
            _ => return Err(MalformedOtpauth("type or counter")),
        };
        Self::new(kind, issuer.as_deref(), &account, secret, parameters)
    }
}

#[derive(Default)]
struct Query {
    secret: Option<Seed>,
    issuer: Option<String>,
    algorithm: Option<Algorithm>,
    digits: Option<u8>,
    period_secs: Option<u32>,
    counter: Option<u64>,
}

impl Query {
    fn parse(text: &str) -> Result<Self, MalformedOtpauth> {
        let mut query = Self::default();
        for field in text.split('&') {
            let (name, value) = field.split_once('=').ok_or(MalformedOtpauth("query"))?;
            let value = Secret::new(decode(value)?);
            let value = value.expose().as_str();
            match name {
                "secret" => {
                    set_once(
                        &mut query.secret,
                        Seed::from_base32(value).map_err(|_| MalformedOtpauth("secret"))?,
                    )?;
                }
                "issuer" => set_once(&mut query.issuer, value.to_owned())?,
                "algorithm" => set_once(&mut query.algorithm, parse_algorithm(value)?)?,
                "digits" => set_once(&mut query.digits, parse_number(value)?)?,
                "period" => set_once(&mut query.period_secs, parse_number(value)?)?,
                "counter" => set_once(&mut query.counter, parse_number(value)?)?,
                _ => {} // apps add pictures and colours
            }
        }
        Ok(query)
    }
}

/// A field given twice has two readers who disagree.
fn set_once<T>(field: &mut Option<T>, value: T) -> Result<(), MalformedOtpauth> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(MalformedOtpauth("repeated field")),
    }
}

fn parse_algorithm(text: &str) -> Result<Algorithm, MalformedOtpauth> {
    match text.to_ascii_uppercase().as_str() {
        "SHA1" => Ok(Algorithm::Sha1),
        "SHA256" => Ok(Algorithm::Sha256),
        "SHA512" => Ok(Algorithm::Sha512),
        _ => Err(MalformedOtpauth("algorithm")),
    }
}

/// Digits only: Rust's own parsing would take a plus sign.
fn parse_number<T: FromStr>(text: &str) -> Result<T, MalformedOtpauth> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MalformedOtpauth("number"));
    }
    text.parse().map_err(|_| MalformedOtpauth("number"))
}

/// The key URI format lets the colon between issuer and account be written as `%3A`, and spaces follow it.
fn parse_label(label: &str) -> Result<(Option<String>, String), MalformedOtpauth> {
    let label = decode(label)?;
    Ok(match label.split_once(':') {
        Some((issuer, account)) => (Some(issuer.to_owned()), account.trim_start_matches(' ').to_owned()),
        None => (None, label),
    })
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(|c: char| c == ':' || c.is_control())
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Percent-encodes everything but RFC 3986's unreserved characters (section 2.3) and those in `plain`.
fn encode_into(uri: &mut String, text: &str, plain: &str) {
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || plain.contains(c) {
            uri.push(c);
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

/// Decodes the characters of a path segment or a query value (RFC 3986, sections 3.3 and 3.4). A plus sign is itself.
fn decode(text: &str) -> Result<String, MalformedOtpauth> {
    const BROKEN: MalformedOtpauth = MalformedOtpauth("percent-encoding");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = match (byte, tail) {
            (b'%', [high, low, tail @ ..]) => {
                bytes.push(hex(*high).ok_or(BROKEN)? << 4 | hex(*low).ok_or(BROKEN)?);
                tail
            }
            _ if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) => {
                bytes.push(byte);
                tail
            }
            _ => return Err(BROKEN),
        };
    }
    String::from_utf8(bytes).map_err(|_| BROKEN)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests;
