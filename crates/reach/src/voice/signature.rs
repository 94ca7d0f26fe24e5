//! Twilio's signature of a callback: HMAC-SHA1 under the account's token, over the URL that was asked for and, after it, the name and
//! the value of each field, sorted by name (<https://www.twilio.com/docs/usage/security>).

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, verify};
use data_encoding::BASE64;
use model::{Form, Secret};

/// Whether a callback to a URL of ours was signed by whoever has the token. The comparison takes the same time for every signature.
///
/// Some send the standard port along, some leave any port out: each is a URL of ours, made from `public_url` (rule R25), so each counts.
pub fn is_signed(token: &Secret<String>, url: &str, fields: &Form<'_>, signature: &str) -> bool {
    let Ok(signature) = BASE64.decode(signature.as_bytes()) else { return false };
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.expose().as_bytes());
    let rest: String = fields.fields().flat_map(|(name, value)| [name, value]).collect();
    // All are computed, whichever is right.
    spellings(url).iter().fold(false, |is_right, url| {
        is_right | verify(&key, [url, rest.as_str()].concat().as_bytes(), &signature).is_ok()
    })
}

fn spellings(url: &str) -> Vec<String> {
    let mut spellings = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return spellings };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => spellings.push(format!("{scheme}://{host}{path}")),
        _ => {
            let port = if scheme == "https" { 443 } else { 80 };
            spellings.push(format!("{scheme}://{authority}:{port}{path}"));
        }
    }
    spellings
}

#[cfg(test)]
mod tests {
    use model::Secret;
    use model::input::decode;

    use super::is_signed;

    /// The example of Twilio's own helper libraries, and of its documentation of long standing.
    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const BODY: &str =
        "To=%2B18005551212&CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&Caller=%2B14158675309";
    const SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn signed(token: &str, url: &str, body: &str, signature: &str) -> bool {
        is_signed(&Secret::new(token.to_owned()), url, &decode("", body.as_bytes()).unwrap(), signature)
    }

    #[test]
    fn r25_the_published_example_is_signed_and_nothing_near_it_is() {
        assert!(signed("12345", URL, BODY, SIGNATURE));
        let with_port = URL.replace("mycompany.com", "mycompany.com:443");
        for (token, url, body, signature) in [
            ("12346", URL, BODY, SIGNATURE),
            ("", URL, BODY, SIGNATURE),
            ("12345", "https://mycompany.com/myapp.php?foo=1&bar=3", BODY, SIGNATURE),
            ("12345", "http://mycompany.com/myapp.php?foo=1&bar=2", BODY, SIGNATURE),
            ("12345", "https://mycompany.org/myapp.php?foo=1&bar=2", BODY, SIGNATURE),
            ("12345", "https://mycompany.com:444/myapp.php?foo=1&bar=3", BODY, SIGNATURE),
            ("12345", URL, &BODY.replace("1234&", "1235&"), SIGNATURE),
            ("12345", URL, &format!("{BODY}&More=1"), SIGNATURE),
            ("12345", URL, "", SIGNATURE),
            ("12345", URL, BODY, "RSOYDt4T1cUTdK1PDd93/VVr8B9="),
            ("12345", URL, BODY, "RSOYDt4T1cUTdK1PDd93"),
            ("12345", URL, BODY, ""),
            ("12345", URL, BODY, "not base64"),
        ] {
            assert!(!signed(token, url, body, signature), "{token} {url} {body} {signature}");
        }
        assert!(signed("12345", &with_port, BODY, SIGNATURE), "who signs may leave the port out");
    }
}
