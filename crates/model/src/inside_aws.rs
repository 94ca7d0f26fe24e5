//! What operations take that only make sense inside AWS: they read their inputs like all others, and refuse.

use crate::text::text;

fn is_word_or_dash(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_lowercase()
}

/// `o-` and `r-` with their ids, and whatever follows below the root.
fn is_entity_path(text: &str) -> bool {
    let Some((organization, rest)) = text.strip_prefix("o-").and_then(|rest| rest.split_once("/r-")) else {
        return false;
    };
    let root = rest.bytes().take_while(|byte| is_lower(*byte)).count();
    (10..=32).contains(&organization.len())
        && organization.bytes().all(is_lower)
        && root >= 4
        && rest.bytes().all(|byte| is_lower(byte) || byte == b'-' || byte == b'/')
}

fn is_organizations_policy(text: &str) -> bool {
    text.strip_prefix("p-").is_some_and(|id| {
        (8..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn is_channel(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_.-".contains(&byte))
}

fn is_owner(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/+=,.@_-".contains(&byte))
}

fn is_redirect(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/?&=#-".contains(&byte))
    })
}

fn is_latin_text(text: &str) -> bool {
    text.chars()
        .all(|character| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{a1}'..='\u{ff}'))
}

fn is_visible_ascii(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

text! {
    /// A place in an organization: `o-a1b2c3d4e5/r-f6g7h8i9j0example/ou-…`.
    OrganizationsEntityPath: 19..=427, r"^o-[0-9a-z]{10,32}\/r-[0-9a-z]{4,32}[0-9a-z-\/]*", is_entity_path
}

text! {
    /// A policy of an organization: `p-examplepolicyid`.
    OrganizationsPolicyId: 1..=130, r"^p-[0-9a-zA-Z_]{8,128}$", is_organizations_policy
}

text! {
    /// The id of a delegation request.
    DelegationRequestId: 16..=128, r"[\w-]+", is_word_or_dash
}

text! {
    /// What is said of a delegation request.
    DelegationNotes: 0..=500, r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*", is_latin_text
}

text! {
    /// What a delegation request says to the owner of the account.
    DelegationMessage: 0..=200, r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*", is_latin_text
}

text! {
    /// What the requestor calls a delegation request.
    RequestorWorkflowId: 5..=400, r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]+", is_latin_text
}

text! {
    /// Where the requestor of a delegation request is told of it.
    NotificationChannel: 2..=400, r"^[a-zA-Z0-9:_.-]+$", is_channel
}

text! {
    /// Where the browser goes after a delegation request.
    RedirectUrl: 1..=255, r"^http(s?)://[a-zA-Z0-9._/-]*(\?[a-zA-Z0-9._=&-]*)?(#[a-zA-Z0-9._/-]*)?$", is_redirect
}

text! {
    /// The name of a value in the template of a delegation request.
    DelegationParameterName: 5..=256, r"[ -~]+", is_visible_ascii
}

text! {
    /// Whose delegation requests to list.
    DelegationOwner: 20..=2048, r"^[a-zA-Z0-9:/+=,.@_-]+$", is_owner
}

text! {
    /// What to sum up in words; the service model asks for no more than a length.
    DelegationEntityArn: 20..=2048, r"[\u0020-\u007E]+", is_visible_ascii
}

text! {
    /// A language of people: `en_US`.
    Locale: 2..=12, r"[\w-]+", is_word_or_dash
}

text! {
    /// The token of a delegation request that was granted. The service model has no limit for it.
    TradeInToken: 1..=4096, r"[ -~]+", is_visible_ascii
}

text! {
    /// The root user of another account, by the account or by ARN.
    RootPrincipal: 12..=2048, r"[ -~]+", is_visible_ascii
}

text! {
    /// Whom a token is for.
    TokenAudience: 1..=1000, r"[ -~]+", is_visible_ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_an_organization_names_it_and_its_root() {
        for (path, valid) in [
            ("o-a1b2c3d4e5/r-f6g7", true),
            ("o-a1b2c3d4e5/r-f6g7h8i9j0example/ou-1a2b3c-k9l8m7n6o5example", true),
            ("o-a1b2c3d4e5/r-f6g", false),
            ("o-a1b2c3d4/r-f6g7h8i9", false),
            ("o-A1b2c3d4e5/r-f6g7", false),
            ("r-f6g7h8i9/o-a1b2c3d4e5", false),
            ("o-a1b2c3d4e5/r-f6g7/OU", false),
        ] {
            assert_eq!(path.parse::<OrganizationsEntityPath>().is_ok(), valid, "{path}");
        }
    }

    #[test]
    fn a_policy_of_an_organization_begins_with_p() {
        for (policy, valid) in [
            ("p-examplepolicyid", true),
            ("p-short", false),
            ("examplepolicyid", false),
            ("p-é2345678", false),
        ] {
            assert_eq!(policy.parse::<OrganizationsPolicyId>().is_ok(), valid, "{policy}");
        }
    }
}
