//! What a program asks for when it opens a browser at `/v1/authorize`.

use data_encoding::BASE64URL_NOPAD;

/// The program on the user's own machine. The other one that AWS knows has a code typed on another machine, which is what phishing asks
/// people to do: it is not here (rule R27).
pub(super) const SAME_DEVICE: &str = "arn:aws:signin:::devtools/same-device";
const CROSS_DEVICE: &str = "arn:aws:signin:::devtools/cross-device";
/// Where the program waits, on whatever port it got.
const CALLBACK: &str = "/oauth/callback";
/// A state is a number that nobody guesses; those of the clients that are known have 36 characters.
const LONGEST_STATE: usize = 256;

/// A request that could be granted: its every part is as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizeRequest {
    redirect: Redirect,
    state: String,
    challenge: Challenge,
}

/// Why a request is none that could be granted. It is shown, and never sent anywhere: the address to send it to is what cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizeFault {
    /// The client is unknown.
    Client,
    /// The client is one whose code is typed on another machine.
    AnotherDevice,
    /// The redirect leads elsewhere than to this very machine.
    Redirect,
    /// No state, or one that cannot be sent back.
    State,
    /// No challenge, or one that is not made with SHA-256.
    Challenge,
    /// It asks for something else than a code.
    Kind,
}

impl AuthorizeRequest {
    /// Reads the parameters of a request.
    ///
    /// # Errors
    /// What is wrong with it first.
    pub fn read<'a>(parameter: impl Fn(&str) -> Option<&'a str>) -> Result<Self, AuthorizeFault> {
        match parameter("client_id") {
            Some(SAME_DEVICE) => {}
            Some(CROSS_DEVICE) => return Err(AuthorizeFault::AnotherDevice),
            _ => return Err(AuthorizeFault::Client),
        }
        let redirect = parameter("redirect_uri").and_then(Redirect::read).ok_or(AuthorizeFault::Redirect)?;
        let state = parameter("state").filter(|state| is_state(state)).ok_or(AuthorizeFault::State)?;
        // `SHA-256` is how AWS's clients call what RFC 7636 calls S256. `plain` would show the verifier to whoever sees the request.
        if !matches!(parameter("code_challenge_method"), Some("S256" | "SHA-256")) {
            return Err(AuthorizeFault::Challenge);
        }
        let challenge =
            parameter("code_challenge").and_then(Challenge::read).ok_or(AuthorizeFault::Challenge)?;
        let is_code = parameter("response_type") == Some("code");
        if !is_code || !matches!(parameter("scope"), None | Some("openid")) {
            return Err(AuthorizeFault::Kind);
        }
        Ok(Self { redirect, state: state.to_owned(), challenge })
    }

    /// The request as parameters, to be sent again.
    pub fn parameters(&self) -> [(&'static str, String); 7] {
        [
            ("response_type", "code".to_owned()),
            ("client_id", self.client().to_owned()),
            ("state", self.state.clone()),
            ("code_challenge_method", "SHA-256".to_owned()),
            ("scope", "openid".to_owned()),
            ("redirect_uri", self.redirect_uri()),
            ("code_challenge", self.challenge.text()),
        ]
    }

    /// What the program calls itself: there is one.
    pub const fn client(&self) -> &'static str {
        SAME_DEVICE
    }

    /// Where the browser takes the code: `http://127.0.0.1:PORT/oauth/callback`.
    pub fn redirect_uri(&self) -> String {
        self.redirect.uri()
    }

    /// Where forms must be allowed to lead for that, as a content security policy says it.
    pub fn redirect_source(&self) -> String {
        match self.redirect.host {
            Loopback::V4 => format!("http://127.0.0.1:{}", self.redirect.port),
            // Such policies cannot name an IPv6 address.
            Loopback::V6 => "http:".to_owned(),
        }
    }

    /// What tells the program that the answer is to its own request.
    pub fn state(&self) -> &str {
        &self.state
    }

    pub(super) const fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// What page and terminal both show, so that a person sees that the one belongs to the other: how the challenge begins.
    pub fn short_code(&self) -> String {
        short_code(&self.challenge.text())
    }
}

/// `Ab3d Ef7h`: how a challenge begins, in two groups.
fn short_code(challenge: &str) -> String {
    let [first, second] = [0..4, 4..8].map(|range| challenge.get(range).unwrap_or_default());
    format!("{first} {second}")
}

fn is_state(state: &str) -> bool {
    (1..=LONGEST_STATE).contains(&state.len()) && state.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A literal loopback address. `localhost` is a name, which somebody else may answer for (RFC 8252, section 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loopback {
    V4,
    V6,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Redirect {
    host: Loopback,
    port: u16,
}

impl Redirect {
    fn read(text: &str) -> Option<Self> {
        let rest = text.strip_suffix(CALLBACK)?;
        let (host, port) = if let Some(port) = rest.strip_prefix("http://127.0.0.1:") {
            (Loopback::V4, port)
        } else {
            (Loopback::V6, rest.strip_prefix("http://[::1]:")?)
        };
        let number: u16 = port.parse().ok().filter(|number| *number != 0)?;
        let found = Self { host, port: number };
        // One spelling for each: `+80` and `080` are numbers too.
        (found.uri() == text).then_some(found)
    }

    fn uri(self) -> String {
        let host = match self.host {
            Loopback::V4 => "127.0.0.1",
            Loopback::V6 => "[::1]",
        };
        format!("http://{host}:{}{CALLBACK}", self.port)
    }
}

/// The SHA-256 of a verifier that only the program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Challenge([u8; 32]);

impl Challenge {
    pub(super) fn read(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    pub(super) fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{AuthorizeFault, AuthorizeRequest};

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const GOOD: [(&str, &str); 7] = [
        ("response_type", "code"),
        ("client_id", "arn:aws:signin:::devtools/same-device"),
        ("state", "3f7c2a7e-5d0a-4c27-9a53-9f6f6f0e2a11"),
        ("code_challenge_method", "SHA-256"),
        ("scope", "openid"),
        ("redirect_uri", "http://127.0.0.1:49152/oauth/callback"),
        ("code_challenge", CHALLENGE),
    ];

    /// The request with one parameter changed, or left out.
    fn with(name: &str, value: Option<&str>) -> Result<AuthorizeRequest, AuthorizeFault> {
        AuthorizeRequest::read(|asked| {
            let given = GOOD.iter().find(|(known, _)| *known == asked).map(|(_, value)| *value);
            if asked == name { value } else { given }
        })
    }

    #[test]
    fn a_request_comes_back_from_its_own_parameters() {
        let request = with("", None).unwrap();
        assert_eq!(request.parameters().map(|(name, value)| (name, value)), {
            GOOD.map(|(name, value)| (name, value.to_owned()))
        });
        assert_eq!(request.short_code(), "E9Me lhoa");
    }

    #[test]
    fn r27_a_redirect_is_a_literal_loopback_address_with_the_exact_path() {
        for good in [
            "http://127.0.0.1:1/oauth/callback",
            "http://127.0.0.1:65535/oauth/callback",
            "http://[::1]:8080/oauth/callback",
        ] {
            assert_eq!(with("redirect_uri", Some(good)).unwrap().redirect_uri(), good);
        }
        for wrong in [
            "",
            "http://localhost:8080/oauth/callback",
            "http://127.0.0.1.evil.example:8080/oauth/callback",
            "http://127.0.0.1:8080@evil.example/oauth/callback",
            "http://user@127.0.0.1:8080/oauth/callback",
            "http://127.0.0.1:8080/oauth/callback/",
            "http://127.0.0.1:8080/oauth/callback?x=1",
            "http://127.0.0.1:8080/oauth/callback#x",
            "http://127.0.0.1:8080/oauth/../oauth/callback",
            "http://127.0.0.1:8080/OAuth/callback",
            "http://127.0.0.1:8080/callback",
            "http://127.0.0.1/oauth/callback",
            "http://127.0.0.1:/oauth/callback",
            "http://127.0.0.1:0/oauth/callback",
            "http://127.0.0.1:080/oauth/callback",
            "http://127.0.0.1:+80/oauth/callback",
            "http://127.0.0.1:65536/oauth/callback",
            "http://127.1:8080/oauth/callback",
            "http://2130706433:8080/oauth/callback",
            "http://127.0.0.2:8080/oauth/callback",
            "http://0.0.0.0:8080/oauth/callback",
            "http://[::]:8080/oauth/callback",
            "http://[0:0:0:0:0:0:0:1]:8080/oauth/callback",
            "https://127.0.0.1:8080/oauth/callback",
            "HTTP://127.0.0.1:8080/oauth/callback",
            " http://127.0.0.1:8080/oauth/callback",
            "//127.0.0.1:8080/oauth/callback",
            "javascript://127.0.0.1:8080/oauth/callback",
        ] {
            assert_eq!(with("redirect_uri", Some(wrong)), Err(AuthorizeFault::Redirect), "{wrong}");
        }
        assert_eq!(with("redirect_uri", None), Err(AuthorizeFault::Redirect));
    }

    #[test]
    fn r27_the_challenge_is_sha_256_and_a_state_is_there() {
        let long = "x".repeat(257);
        for (name, value, fault) in [
            ("code_challenge_method", Some("plain"), AuthorizeFault::Challenge),
            ("code_challenge_method", None, AuthorizeFault::Challenge),
            ("code_challenge", Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"), AuthorizeFault::Challenge),
            (
                "code_challenge",
                Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"),
                AuthorizeFault::Challenge,
            ),
            ("code_challenge", Some(""), AuthorizeFault::Challenge),
            ("code_challenge", None, AuthorizeFault::Challenge),
            ("state", None, AuthorizeFault::State),
            ("state", Some(""), AuthorizeFault::State),
            ("state", Some("a b"), AuthorizeFault::State),
            ("state", Some("a\r\nb"), AuthorizeFault::State),
            ("state", Some("é"), AuthorizeFault::State),
            ("state", Some(&long), AuthorizeFault::State),
            ("client_id", None, AuthorizeFault::Client),
            ("client_id", Some("https://example.com"), AuthorizeFault::Client),
            ("client_id", Some("arn:aws:signin:::devtools/cross-device"), AuthorizeFault::AnotherDevice),
            ("response_type", Some("token"), AuthorizeFault::Kind),
            ("response_type", None, AuthorizeFault::Kind),
            ("scope", Some("openid admin"), AuthorizeFault::Kind),
        ] {
            assert_eq!(with(name, value), Err(fault), "{name}: {value:?}");
        }
        assert!(with("code_challenge_method", Some("S256")).is_ok());
        assert!(with("scope", None).is_ok());
    }
}
