//! The names that IAM's operations take, with the limits of its service model.

use crate::text::text;

/// `\w` as Java means it: ASCII only. Rust's is not.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

pub(crate) fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| is_word(byte) || b"+=,.@-".contains(&byte))
}

fn is_name_with_wildcards(text: &str) -> bool {
    text.bytes().all(|byte| is_word(byte) || b"+=,.@-*?".contains(&byte))
}

fn is_serial_number(text: &str) -> bool {
    text.bytes().all(|byte| is_word(byte) || b"+=/:,.@-".contains(&byte))
}

pub(crate) fn is_word_only(text: &str) -> bool {
    text.bytes().all(is_word)
}

fn is_path(text: &str) -> bool {
    text == "/"
        || (text.len() >= 3
            && text.starts_with('/')
            && text.ends_with('/')
            && text.bytes().all(|byte| byte.is_ascii_graphic()))
}

fn is_policy_path(text: &str) -> bool {
    let inner = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    text == "/" || inner.is_some_and(|inner| inner.split('/').all(|part| !part.is_empty() && is_name(part)))
}

fn is_path_prefix(text: &str) -> bool {
    text.starts_with('/') && text.bytes().all(|byte| matches!(byte, 0x21..=0x7F))
}

pub(crate) fn is_printable(text: &str) -> bool {
    text.chars()
        .all(|character| !character.is_control() || matches!(character, '\t' | '\n' | '\r' | '\u{85}'))
}

fn is_latin(text: &str) -> bool {
    text.chars().all(|character| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}'))
}

pub(crate) fn is_latin_text(text: &str) -> bool {
    text.chars()
        .all(|character| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{a1}'..='\u{ff}'))
}

fn is_external_id(text: &str) -> bool {
    text.bytes().all(|byte| is_word(byte) || b"+=,.@:/-".contains(&byte))
}

fn is_policy_version(text: &str) -> bool {
    let rest = text.strip_prefix('v').unwrap_or_default();
    let (number, suffix) = rest.split_once('.').unwrap_or((rest, ""));
    matches!(number.as_bytes(), [b'1'..=b'9', digits @ ..] if digits.iter().all(u8::is_ascii_digit))
        && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_marker(text: &str) -> bool {
    text.chars().all(|character| ('\u{20}'..='\u{ff}').contains(&character))
}

text! {
    /// The name of a user to look up.
    UserName: 1..=128, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// The name of a user to be: shorter than what may be looked up.
    NewUserName: 1..=64, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

impl From<NewUserName> for UserName {
    fn from(name: NewUserName) -> Self {
        <Self as crate::Text>::checked(<NewUserName as crate::Text>::as_str(&name))
    }
}

text! {
    /// The name of a group.
    GroupName: 1..=128, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// The name of a role.
    RoleName: 1..=64, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// A part of what an event says, to search for.
    EventText: 1..=128, r"[\P{Cc}]+", |text| !text.chars().any(char::is_control)
}

text! {
    /// What an operation looks at itself, because it has errors of its own for it.
    LookupText: 0..=8192, r"[\s\S]*", |_| true
}

text! {
    /// Whom somebody asks who cannot sign in, in an administrator's words. An empty text takes it away.
    HelpText: 0..=500, r"[^\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F]*", |text| {
        text.chars().all(|character| matches!(character, '\n' | '\r') || !character.is_control())
    }
}

text! {
    /// What names a session of the console among those of its owner.
    ConsoleSessionId: 16..=16, r"[0-9a-f]+", |id| id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

text! {
    /// The name of a policy, managed or inline.
    PolicyName: 1..=128, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// What a role's session is called.
    RoleSessionName: 2..=64, r"[\w+=,.@-]*", is_name
}

text! {
    /// What a federated user is called.
    FederatedUserName: 2..=32, r"[\w+=,.@-]*", is_name
}

text! {
    /// Who stands behind a chain of sessions.
    SourceIdentity: 2..=64, r"[\w+=,.@-]*", is_name
}

text! {
    /// What a third party proves with that it assumes a role for the account that told it so.
    ExternalId: 2..=1224, r"[\w+=,.@:\/-]*", is_external_id
}

text! {
    /// The ARN of a role, as a caller writes it.
    RoleArn: 20..=2048, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// The text of a policy, as a caller writes it.
    PolicyText: 1..=131_072, r"[\u0009\u000A\u000D\u0020-\u00FF]+", is_latin
}

text! {
    /// The text of a session's policy, as a caller writes it.
    SessionPolicyText: 1..=2048, r"[\u0009\u000A\u000D\u0020-\u00FF]+", is_latin
}

text! {
    /// What a role or a policy is for.
    Description: 0..=1000, r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*", is_latin_text
}

text! {
    /// What a managed policy is for. The service model asks for no more than a length; answers cannot hold control characters.
    PolicyDescription: 0..=1000, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]*", is_printable
}

text! {
    /// An action, as the simulator takes it: `iam:CreateUser`.
    ActionName: 3..=128, r"[\u0020-\u007E]+", is_printable
}

text! {
    /// What names a report of last access.
    JobId: 36..=36, r"[0-9a-f-]+", |text| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

text! {
    /// What actions of a service begin with: `iam`, `s3`.
    ServiceNamespace: 1..=64, r"[\w-]*", |text| text.bytes().all(|byte| is_word(byte) || byte == b'-')
}

text! {
    /// The ARN of a resource, as the simulator takes it.
    ResourceName: 1..=2048, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// The name of what holds a policy, with wildcards.
    AttachmentName: 1..=128, r"[\w+=,.@*?-]+", is_name_with_wildcards
}

text! {
    /// The name of a condition key.
    ContextKeyName: 5..=256, r"[\u0020-\u007E]+", is_printable
}

text! {
    /// A value of a condition key. The service model has no length; no key here has a longer value.
    ContextKeyValue: 0..=2048, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]*", is_printable
}

text! {
    /// The sealed explanation of a refusal.
    EncodedMessage: 1..=10_240, r"[\u0020-\u007E]+", is_printable
}

text! {
    /// The scenario of a simulation. There is none for IAM.
    ResourceHandling: 1..=64, r"[\u0020-\u007E]+", is_printable
}

text! {
    /// A version of a managed policy: `v1`.
    PolicyVersionId: 1..=64, r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?", is_policy_version
}

text! {
    /// Where an entity stands, `/` or `/division/team/`.
    Path: 1..=512, r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)", is_path,
    own "It must begin and end with / and contain only alphanumeric characters and/or / characters."
}

impl Default for Path {
    fn default() -> Self {
        <Self as crate::Text>::checked("/")
    }
}

text! {
    /// Where a managed policy stands, or the beginning of the paths of those to list.
    PolicyPath: 1..=512, r"((/[A-Za-z0-9\.,\+@=_-]+)*)/", is_policy_path
}

impl From<PolicyPath> for Path {
    fn from(path: PolicyPath) -> Self {
        <Self as crate::Text>::checked(<PolicyPath as crate::Text>::as_str(&path))
    }
}

text! {
    /// The beginning of the paths to list. Its pattern allows DEL, which no path holds.
    PathPrefix: 1..=512, r"\u002F[\u0021-\u007F]*", is_path_prefix
}

text! {
    /// What names a device: the ARN of a virtual device or security key, or what is printed on a token.
    SerialNumber: 9..=256, r"[\w+=/:,.@-]+", is_serial_number
}

text! {
    /// The same in a call to STS, whose pattern also allows nothing.
    AnySerialNumber: 9..=256, r"[\w+=/:,.@-]*", is_serial_number
}

impl From<AnySerialNumber> for SerialNumber {
    fn from(serial: AnySerialNumber) -> Self {
        <Self as crate::Text>::checked(<AnySerialNumber as crate::Text>::as_str(&serial))
    }
}

text! {
    /// The name of a virtual device to be.
    VirtualMfaDeviceName: 1..=226, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// What its owner calls a security key.
    SecurityKeyName: 1..=64, r"[\w+=,.@-]+", is_name,
    own "It must contain only alphanumeric characters and/or the following: +=,.@_-"
}

text! {
    /// The id of an access key, as a caller writes it; it need not be one of ours.
    AccessKeyIdText: 16..=128, r"[\w]+", is_word_only
}

text! {
    /// The id of an access key in GetAccessKeyInfo, whose pattern also allows nothing.
    AnyAccessKeyId: 16..=128, r"[\w]*", is_word_only
}

text! {
    /// The ARN of a managed policy; the service model asks for no more than a length.
    PolicyArn: 20..=2048, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// Where the next page of a list begins.
    Marker: 1..=320, r"[\u0020-\u00FF]+", is_marker
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_a_policy_is_a_v_and_a_number() {
        for (version, valid) in [
            ("v1", true),
            ("v12", true),
            ("v1.a-b", true),
            ("v0", false),
            ("v01", false),
            ("1", false),
            ("v", false),
        ] {
            assert_eq!(version.parse::<PolicyVersionId>().is_ok(), valid, "{version}");
        }
    }

    #[test]
    fn paths_begin_and_end_with_a_slash_and_hold_visible_ascii() {
        for (path, valid) in [
            ("/", true),
            ("/a/", true),
            ("/a//b/", true),
            ("/division_abc/subdivision_xyz/", true),
            ("//", false),
            ("", false),
            ("a/", false),
            ("/a", false),
            ("/a b/", false),
            ("/a\u{7f}/", false),
            ("/a\n/", false),
            ("/é/", false),
        ] {
            assert_eq!(path.parse::<Path>().is_ok(), valid, "{path:?}");
        }
    }

    #[test]
    fn paths_of_policies_hold_no_empty_part() {
        for (path, valid) in [
            ("/", true),
            ("/a/", true),
            ("/a.b,c+d@e=f_g-h/i/", true),
            ("", false),
            ("//", false),
            ("/a//b/", false),
            ("/a", false),
            ("a/", false),
            ("/a b/", false),
            ("/a!/", false),
        ] {
            assert_eq!(path.parse::<PolicyPath>().is_ok(), valid, "{path:?}");
        }
    }

    #[test]
    fn r12_names_are_ascii() {
        for (name, valid) in [
            ("alice", true),
            ("Alice+=,.@_-9", true),
            ("", false),
            ("a/b", false),
            ("a:b", false),
            ("a b", false),
            ("ünal", false),
            ("аlice", false), // a Cyrillic letter that looks like a Latin one
            ("a\u{0}b", false),
            ("٣", false),
        ] {
            assert_eq!(name.parse::<UserName>().is_ok(), valid, "{name:?}");
        }
        assert!("x".repeat(128).parse::<UserName>().is_ok());
        assert!("x".repeat(129).parse::<UserName>().is_err());
        assert!("x".repeat(65).parse::<NewUserName>().is_err());
    }
}
