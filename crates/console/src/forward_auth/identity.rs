//! The headers that tell a site who it is.

use http::{HeaderMap, HeaderName, HeaderValue};
use service::other_services::SiteIdentity;

/// All of them, as documentation lists them: a proxy strips these from what clients send.
pub const HEADERS: [HeaderName; 6] = [
    HeaderName::from_static("remote-user"),
    HeaderName::from_static("x-bartizan-account"),
    HeaderName::from_static("x-bartizan-user"),
    HeaderName::from_static("x-bartizan-user-id"),
    HeaderName::from_static("x-bartizan-arn"),
    HeaderName::from_static("x-bartizan-mfa"),
];

/// Writes every header, empty where nobody is known: one that was left out would leave the client's own in place (rule R29).
pub fn write(headers: &mut HeaderMap, identity: Option<&SiteIdentity>) {
    let values = identity.map_or([""; 6], |identity| {
        [
            &identity.remote_user,
            &identity.account,
            &identity.user,
            &identity.user_id,
            &identity.arn,
            // Nobody else gets here.
            "true",
        ]
    });
    for (name, value) in HEADERS.into_iter().zip(values) {
        // Names and ARNs are ASCII (rule R12); what is not would be nobody.
        headers.insert(name, HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("")));
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use service::other_services::SiteIdentity;

    use super::{HEADERS, write};

    #[test]
    fn r29_every_identity_header_is_in_every_answer() {
        let mut headers = HeaderMap::new();
        write(&mut headers, None);
        assert!(HEADERS.iter().all(|name| headers[name].is_empty()));
        let alice = SiteIdentity {
            account: "123456789012".to_owned(),
            user: "alice".to_owned(),
            user_id: "AIDAEXAMPLE".to_owned(),
            arn: "arn:aws:iam::123456789012:user/alice".to_owned(),
            remote_user: "alice".to_owned(),
        };
        write(&mut headers, Some(&alice));
        assert_eq!(headers.len(), HEADERS.len(), "each once");
        assert_eq!(
            (&headers["remote-user"], &headers["x-bartizan-mfa"]),
            (&"alice".parse().unwrap(), &"true".parse().unwrap())
        );
    }
}
