//! What a device is made of, as people have it: a URI, a picture of a QR code, or a seed in base32.

use mfa::{Kind, OtpauthUri, Parameters, Seed, qr};
use model::Secret;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// How a PNG begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Reads any of the three. `name` is the label of a device that has none of its own.
///
/// # Errors
/// What it is not. Never with a part of it, which may be a seed.
pub fn read(content: &[u8], name: &str) -> Result<OtpauthUri, Failure> {
    let wrong = |why: &dyn std::fmt::Display| Failure::Failed(format!("nothing was added: {why}"));
    if content.starts_with(PNG) {
        let text = qr::read_png(content).map_err(|error| wrong(&error))?;
        let is_uri = is_uri(text.expose());
        return match text.expose().parse() {
            Ok(uri) => Ok(uri),
            Err(error) if is_uri => Err(wrong(&error)),
            Err(_) => {
                Err(wrong(&"the QR code in the picture is not one for authenticator apps (otpauth://)"))
            }
        };
    }
    let text = str::from_utf8(content).map_err(|_| wrong(&"it is neither a picture in PNG nor text"))?;
    let text = text.trim();
    if is_uri(text) {
        return text.parse().map_err(|error| wrong(&error));
    }
    // Copied over several lines, perhaps.
    let seed = Zeroizing::new(text.split_whitespace().collect::<String>());
    let seed = Seed::from_base32(&seed).map_err(|_| {
        wrong(&"it is neither an otpauth:// URI nor a seed in base32 (letters A to Z, digits 2 to 7)")
    })?;
    OtpauthUri::new(Kind::Totp, None, name, seed, Parameters::VIRTUAL).map_err(|error| wrong(&error))
}

fn is_uri(text: &str) -> bool {
    text.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("otpauth:"))
}

/// What the picture of a new device says.
///
/// # Errors
/// If it is not what a server of ours sends.
pub fn of_picture(png: &[u8]) -> Result<(OtpauthUri, Secret<String>), Failure> {
    let text = qr::read_png(png).map_err(|error| Failure::of("cannot read the server's QR code", error))?;
    let uri =
        text.expose().parse().map_err(|error| Failure::of("cannot read the server's QR code", error))?;
    Ok((uri, text))
}

#[cfg(test)]
mod tests {
    use mfa::{Kind, qr};

    use super::read;
    use crate::failure::Failure;

    const URI: &str = "otpauth://totp/Bartizan:alice@123456789012?secret=GEZDGNBVGY3TQOJQ&issuer=Bartizan";

    #[test]
    fn whatever_people_have_is_read() {
        for (content, account) in [
            (URI.as_bytes().to_vec(), "alice@123456789012"),
            (format!("  {URI}\r\n").into_bytes(), "alice@123456789012"),
            (qr::png(URI).unwrap(), "alice@123456789012"),
            (b"GEZDGNBVGY3TQOJQ\n".to_vec(), "phone"),
            (b"gezd gnbv\ngy3t qojq".to_vec(), "phone"),
        ] {
            let uri = read(&content, "phone").unwrap_or_else(|_| panic!("{account}"));
            assert_eq!((uri.account(), uri.kind()), (account, Kind::Totp));
            assert_eq!(uri.secret().expose(), b"1234567890");
        }
    }

    // R7: what was to be read is a secret, right or wrong.
    #[test]
    fn r7_what_cannot_be_read_is_not_repeated() {
        for (content, words) in [
            (b"GEZDGNBVGY3TQOJ1".to_vec(), "base32"),
            (b"otpauth://totp/x?secret=GEZDGNBVGY3TQOJ1".to_vec(), "secret"),
            (b"otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=7".to_vec(), "parameters"),
            (qr::png("https://example.com/GEZDGNBVGY3TQOJQ").unwrap(), "otpauth"),
            (qr::png("otpauth://totp/x?secret=1EZDGNBVGY3TQOJQ").unwrap(), "secret"),
            (b"\x89PNG\r\n\x1a\n".to_vec(), "PNG"),
            (vec![0xff, 0xfe], "text"),
            (vec![], "base32"),
        ] {
            let Err(Failure::Failed(why)) = read(&content, "phone") else { panic!("{words}") };
            assert!(why.contains(words) && !why.contains("GEZD") && !why.contains("EZDG"), "{why}");
        }
    }
}
