//! The path, in canonical form.

use crate::encoding::encode;

/// How a path is written when it is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathForm {
    /// Without dot segments and doubled slashes, as nearly every service has it.
    #[default]
    Normalized,
    /// As it was sent: the exception that AWS's own suite calls *unnormalized*.
    Verbatim,
    /// As it was sent, to the byte, and not encoded once more: S3's, whose keys may hold `//` and `..`.
    AsSent,
}

/// Writes the canonical path: each segment of what was sent is encoded once more, so `%20` on the wire becomes `%2520`.
pub(crate) fn write(raw: &str, form: PathForm, text: &mut Vec<u8>) {
    // By far the most frequent: IAM and STS have no other path.
    if raw.is_empty() || raw == "/" {
        return text.extend_from_slice(b"/");
    }
    match form {
        PathForm::AsSent => text.extend_from_slice(raw.as_bytes()),
        PathForm::Verbatim => write_segments(raw.split('/'), text),
        PathForm::Normalized => {
            for segment in remaining(raw) {
                text.extend_from_slice(b"/");
                encode(segment.as_bytes(), text);
            }
            if ends_in_slash(raw) {
                text.extend_from_slice(b"/");
            }
        }
    }
}

fn write_segments<'p>(segments: impl Iterator<Item = &'p str>, text: &mut Vec<u8>) {
    for (index, segment) in segments.enumerate() {
        if index > 0 {
            text.extend_from_slice(b"/");
        }
        encode(segment.as_bytes(), text);
    }
}

/// The segments that are left when dot segments are resolved (RFC 3986, section 5.2.4) and empty ones dropped.
/// `..` above the root stays at the root.
fn remaining(raw: &str) -> Vec<&str> {
    let mut kept = Vec::new();
    for segment in raw.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            name => kept.push(name),
        }
    }
    kept
}

/// `/a/`, `/a/.` and `/a/b/..` name a directory; so does whatever resolves to the root.
fn ends_in_slash(raw: &str) -> bool {
    matches!(raw.rsplit('/').next(), Some("" | "." | "..")) || remaining(raw).is_empty()
}

#[cfg(test)]
mod tests {
    use super::{PathForm, write};

    #[test]
    fn a_path_as_sent_is_what_was_sent() {
        for (raw, canonical) in [("", "/"), ("/", "/"), ("/b/a%20b", "/b/a%20b"), ("/b//../k", "/b//../k")] {
            let mut written = Vec::new();
            write(raw, PathForm::AsSent, &mut written);
            assert_eq!(String::from_utf8_lossy(&written), canonical, "of {raw}");
        }
    }

    #[test]
    fn a_path_is_normalized_and_encoded_once_more() {
        for (raw, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/a/b", "/a/b"),
            ("/a//b/", "/a/b/"),
            ("/a/./b", "/a/b"),
            ("/a/.", "/a/"),
            ("/a/b/..", "/a/"),
            ("/a/..", "/"),
            ("/../../a", "/a"),
            ("/a%20b", "/a%2520b"),
            ("/%2e%2e/a", "/%252e%252e/a"),
            ("/ü+=", "/%C3%BC%2B%3D"),
        ] {
            let mut written = Vec::new();
            write(raw, PathForm::Normalized, &mut written);
            assert_eq!(String::from_utf8_lossy(&written), canonical, "of {raw}");
        }
    }
}
