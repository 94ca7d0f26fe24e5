use std::path::Path;

use super::{Settings, foreign_source};

#[test]
fn a_profile_with_credentials_from_elsewhere_is_found() {
    for (lines, source) in [
        ("region = x", None),
        ("credential_process = \"/usr/bin/bartizan\" login --credential-process --profile x", None),
        ("credential_process = vault aws", Some("credential_process")),
        ("role_arn = arn:aws:iam::1:role/x", Some("role_arn")),
        ("aws_access_key_id=AKIA", Some("aws_access_key_id")),
        ("sso_session = s", Some("sso_session")),
        ("# role_arn = x", None),
        ("[profile other]\nrole_arn = x", None),
    ] {
        assert_eq!(foreign_source(&format!("[profile x]\n{lines}\n"), "profile x"), source, "{lines}");
    }
    assert_eq!(foreign_source("", "profile x"), None);
}

#[test]
fn programs_and_certificates_are_named_by_paths_that_the_file_can_hold() {
    for (path, is_right) in [
        ("/usr/bin/bartizan", true),
        ("/home/a b/é/bartizan", true),
        ("/home/a\"b/bartizan", false),
        ("/home/a\\b/bartizan", false),
        ("/home/a\nb/bartizan", false),
    ] {
        assert_eq!(Settings::of("x", "e", Path::new(path), None).is_ok(), is_right, "{path:?}");
        let certificates = Settings::of("x", "e", Path::new("/b"), Some(Path::new(path)));
        assert_eq!(certificates.is_ok(), is_right, "{path:?}");
    }
}
