use std::path::Path;

use super::layers::variable_of;
use super::{Given, Source, TABLE};
use crate::failure::Failure;

/// A directory with a `bartizan.toml` of this text.
fn directory_with(text: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("bartizan.toml"), text).unwrap();
    directory
}

fn given(data: &Path, options: &[(&'static str, &str)], environment: &[(&str, &str)]) -> Given {
    let option = |(key, value): &(&'static str, &str)| ("--option", *key, (*value).to_owned());
    let mut overrides: Vec<_> = options.iter().map(option).collect();
    overrides.push(("--data", "data", data.display().to_string()));
    let environment =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Given { overrides, config: None, environment }
}

fn complaint(given: Given) -> String {
    match given.read() {
        Err(Failure::Usage(message)) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_command_line_goes_before_the_environment_that_before_the_file_that_before_the_default() {
    let file = directory_with("root_email = 'file@example.com'");
    let none = tempfile::tempdir().unwrap();
    let variable = &[("BARTIZAN_ROOT_EMAIL", "variable@example.com")][..];
    let option = &[("root_email", "option@example.com")][..];
    let in_file = Source::File(file.path().join("bartizan.toml"));
    let in_variable = Source::Environment("BARTIZAN_ROOT_EMAIL".to_owned());

    for (data, environment, options, email, source) in [
        (&none, &[][..], &[][..], "root@example.com", Source::Default),
        (&file, &[], &[], "file@example.com", in_file),
        (&file, variable, &[], "variable@example.com", in_variable),
        (&file, variable, option, "option@example.com", Source::CommandLine("--option")),
        (&none, &[], option, "option@example.com", Source::CommandLine("--option")),
    ] {
        let in_force = given(data.path(), options, environment).read().unwrap();
        assert_eq!(in_force.settings.root_email.0, email);
        assert_eq!(in_force.origins["root_email"].source, source);
    }
}

#[test]
fn a_key_is_found_in_its_table_and_a_path_is_relative_to_its_file() {
    let file = directory_with(
        "listen = '[::1]:0'\ncache_mib = 7\n[tls]\ncertificate = 'tls/c.pem'\nkey = '/k.pem'\n",
    );
    let settings = given(file.path(), &[], &[]).read().unwrap().settings;
    assert_eq!((settings.listen.host.as_str(), settings.listen.port), ("[::1]", 0));
    assert_eq!(settings.cache_mib.get(), 7);
    assert_eq!(settings.tls_certificate.unwrap(), file.path().join("tls/c.pem"));
    assert_eq!(settings.tls_key.unwrap(), Path::new("/k.pem"));
}

#[test]
fn what_is_unknown_or_wrong_is_named() {
    for (text, environment, expected) in [
        ("lisen = 'x'", &[][..], "unknown key lisen; did you mean listen?"),
        ("[tls]\ncertficate = 'x'", &[], "unknown key tls.certficate; did you mean tls.certificate?"),
        ("[colours]\nsky = 'blue'", &[], "unknown key colours; `bartizan config show`"),
        ("listen = ['a']", &[], "listen must be a text, a number, true or false"),
        ("listen = 7800", &[], "listen = \"7800\""),
        ("listen", &[], "is not TOML"),
        ("data = 'elsewhere'", &[], "data cannot be set in this file"),
        ("cache_mib = 0", &[], "from 1 to 4294967295"),
        ("insecure_http = 'maybe'", &[], "must be true or false"),
        ("[tls]\ncertificate = 'c.pem'", &[], "tls.key"),
        (
            "",
            &[("BARTIZAN_LISTN", "x")],
            "unknown environment variable BARTIZAN_LISTN; did you mean BARTIZAN_LISTEN?",
        ),
        ("", &[("BARTIZAN_LOG_FORMAT", "xml")], "(from BARTIZAN_LOG_FORMAT): must be text or json"),
        ("", &[("BARTIZAN_CONFIG", "/does/not/exist")], "/does/not/exist"),
        ("issuer = 'a:b'", &[], "none of them a colon"),
        ("region = 'x; rm'", &[], "letters, digits and hyphens"),
    ] {
        let file = directory_with(text);
        let message = complaint(given(file.path(), &[], environment));
        assert!(message.contains(expected), "{text} {environment:?}: {message}");
    }
}

#[test]
fn r22_a_public_url_is_a_scheme_a_host_and_perhaps_a_port() {
    let none = tempfile::tempdir().unwrap();
    for (text, read) in [
        ("https://iam.example.com", Some("https://iam.example.com")),
        ("https://IAM.example.com/", Some("https://iam.example.com")),
        ("http://localhost:7800", Some("http://localhost:7800")),
        ("https://iam.example.com:443", Some("https://iam.example.com")),
        ("http://iam.example.com:80/", Some("http://iam.example.com")),
        ("https://iam.example.com:80", Some("https://iam.example.com:80")),
        ("https://[::1]:8443", Some("https://[::1]:8443")),
        ("https://[::1]", Some("https://[::1]")),
        ("iam.example.com", None),
        ("//iam.example.com", None),
        ("ftp://iam.example.com", None),
        ("javascript://iam.example.com", None),
        ("https://", None),
        ("https://user@iam.example.com", None),
        ("https://iam.example.com/path", None),
        ("https://iam.example.com?query", None),
        ("https://iam.example.com#fragment", None),
        ("https://iam.example.com:0", None),
        ("https://iam.example.com:https", None),
        ("https://iam example.com", None),
    ] {
        let result = given(none.path(), &[("public_url", text)], &[]).read();
        let url = result.ok().and_then(|in_force| in_force.settings.public_url);
        assert_eq!(url.as_ref().map(super::PublicUrl::as_str), read, "{text}");
    }
}

#[test]
fn every_default_is_valid_and_every_variable_is_one_of_a_kind() {
    let none = tempfile::tempdir().unwrap();
    given(none.path(), &[], &[]).read().unwrap();
    let mut variables: Vec<_> = TABLE.iter().map(|row| variable_of(row.key)).collect();
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), TABLE.len());
}
