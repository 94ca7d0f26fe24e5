use std::path::Path;

use super::{Settings, foreign_source, section, with_profile};

const SETTINGS: [(&str, &str); 2] = [("endpoint_url", "http://localhost:7800"), ("credential_process", "p")];
const OURS: &str =
    "[profile bartizan]\nregion = us-east-1\nendpoint_url = http://localhost:7800\ncredential_process = p\n";

#[test]
fn a_profile_is_written_and_all_else_stays_as_it_was() {
    for (before, after) in [
        (String::new(), OURS.to_owned()),
        ("[default]\nregion=eu-west-1\n".to_owned(), format!("[default]\nregion=eu-west-1\n\n{OURS}")),
        ("# mine".to_owned(), format!("# mine\n\n{OURS}")),
        (OURS.to_owned(), OURS.to_owned()),
        (
            "# top\n[profile a]\nx = 1 # é\n\n[profile bartizan]\n; kept\nendpoint_url=http://old:1\ns3 =\n  endpoint_url = in s3\nregion = eu-west-1\n\n[profile bartizan2]\nendpoint_url = theirs\n"
                .to_owned(),
            "# top\n[profile a]\nx = 1 # é\n\n[profile bartizan]\ncredential_process = p\n; kept\nendpoint_url = http://localhost:7800\ns3 =\n  endpoint_url = in s3\nregion = eu-west-1\n\n[profile bartizan2]\nendpoint_url = theirs\n"
                .to_owned(),
        ),
        (
            "[profile \"bartizan\"]\r\nregion = x\r\n".to_owned(),
            "[profile \"bartizan\"]\r\nendpoint_url = http://localhost:7800\r\ncredential_process = p\r\nregion = x\r\n"
                .to_owned(),
        ),
        ("[profile bartizan]".to_owned(), "[profile bartizan]\nendpoint_url = http://localhost:7800\ncredential_process = p\nregion = us-east-1\n".to_owned()),
    ] {
        assert_eq!(with_profile(&before, "profile bartizan", &SETTINGS), after, "{before}");
        assert_eq!(with_profile(&after, "profile bartizan", &SETTINGS), after, "written again");
    }
}

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
fn a_section_is_found_by_its_whole_name() {
    for (text, is_there) in [
        ("[x]", true),
        ("[ x ]\n", true),
        ("[\"x\"]", true),
        ("[xy]", false),
        ("[profile x]", false),
        ("x", false),
        ("#[x]", false),
        ("a = [x]", false),
        ("", false),
    ] {
        assert_eq!(section(text, "x").is_some(), is_there, "{text}");
    }
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
