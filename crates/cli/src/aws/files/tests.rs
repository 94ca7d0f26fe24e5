use super::{ANY_REGION, section, with_section};

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
        assert_eq!(with_section(&before, "profile bartizan", &SETTINGS, &[ANY_REGION]), after, "{before}");
        assert_eq!(with_section(&after, "profile bartizan", &SETTINGS, &[ANY_REGION]), after, "written again");
    }
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
