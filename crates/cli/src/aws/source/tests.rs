use service::Api;

use super::{Asked, Looked, Source};
use crate::failure::Failure;

const CONFIG: &str = "\
[default]
region = eu-west-1
endpoint_url = https://default.example.com

[profile work]
services = local
aws_access_key_id = AKIACONFIG
aws_secret_access_key = config-secret

[profile keyless]
region = us-west-2

[profile assumed]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = default

[profile processed]
credential_process = sh -c \"echo '{\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"ASIAP\\\",\\\"SecretAccessKey\\\":\\\"p\\\",\\\"SessionToken\\\":\\\"t\\\"}'\"

[services local]
s3 =
  endpoint_url = https://s3.example.com
iam =
  endpoint_url = https://iam.example.com
";
const CREDENTIALS: &str = "\
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default-secret

[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = work-secret
aws_session_token = work-token
";

fn found(asked: &Asked, variables: &[(&str, &str)]) -> Result<Source, Failure> {
    let variable =
        |name: &str| variables.iter().find(|(found, _)| *found == name).map(|(_, value)| (*value).to_owned());
    Looked { asked, variable: &variable, config: CONFIG, credentials: CREDENTIALS }.source()
}

fn named(profile: &str) -> Asked {
    Asked { profile: Some(profile.to_owned()), ..Asked::default() }
}

#[test]
fn credentials_are_those_that_awss_tools_would_take() {
    let of_environment = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "env-secret")];
    let with_profile = [of_environment[0], of_environment[1], ("AWS_PROFILE", "work")];
    for (what, asked, variables, id, secret, token) in [
        ("nothing said", Asked::default(), &[][..], "AKIADEFAULT", "default-secret", None),
        ("the environment", Asked::default(), &of_environment, "AKIAENV", "env-secret", None),
        (
            "a profile on the command line",
            named("work"),
            &of_environment,
            "AKIAWORK",
            "work-secret",
            Some("work-token"),
        ),
        ("a profile in a variable", Asked::default(), &with_profile, "AKIAENV", "env-secret", None),
        (
            "a profile in a variable alone",
            Asked::default(),
            &with_profile[2..],
            "AKIAWORK",
            "work-secret",
            Some("work-token"),
        ),
        ("a process", named("processed"), &[], "ASIAP", "p", Some("t")),
    ] {
        let keys = found(&asked, variables).unwrap_or_else(|_| panic!("{what}")).keys;
        assert_eq!(keys.id, id, "{what}");
        assert_eq!(keys.secret.expose(), secret, "{what}");
        assert_eq!(keys.token.as_ref().map(|token| token.expose().as_str()), token, "{what}");
    }
}

#[test]
fn the_server_is_the_one_that_awss_tools_would_ask() {
    let everywhere = [("AWS_ENDPOINT_URL", "https://env.example.com")];
    let of_iam = [everywhere[0], ("AWS_ENDPOINT_URL_IAM", "https://env-iam.example.com")];
    let ignored = [everywhere[0], ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")];
    let option = Asked { endpoint: Some("https://option.example.com".to_owned()), ..named("work") };
    for (what, asked, variables, iam, sts) in [
        (
            "the profile",
            named("default"),
            &[][..],
            "https://default.example.com",
            "https://default.example.com",
        ),
        ("its services", named("work"), &[], "https://iam.example.com", "http://localhost:7800"),
        ("a variable", named("work"), &everywhere, "https://env.example.com", "https://env.example.com"),
        (
            "a variable of a service",
            named("work"),
            &of_iam,
            "https://env-iam.example.com",
            "https://env.example.com",
        ),
        ("the option", option, &of_iam, "https://option.example.com", "https://option.example.com"),
        (
            "nothing is configured",
            named("default"),
            &ignored,
            "http://localhost:7800",
            "http://localhost:7800",
        ),
    ] {
        let source = found(&asked, variables).unwrap_or_else(|_| panic!("{what}"));
        let endpoints = [Api::Iam, Api::Sts].map(|api| source.endpoint(api).as_str());
        assert_eq!(endpoints, [iam, sts], "{what}");
        assert_eq!(source.endpoint_variables().len(), if iam == sts { 1 } else { 2 }, "{what}");
    }
    assert_eq!(found(&Asked::default(), &[]).unwrap_or_else(|_| panic!()).region, "eu-west-1");
}

#[test]
fn what_is_missing_is_said() {
    let half = [("AWS_ACCESS_KEY_ID", "AKIAENV")];
    let in_the_open = Asked { endpoint: Some("http://id.example.com".to_owned()), ..Asked::default() };
    for (asked, variables, words) in [
        (named("nobody"), &[][..], "no profile nobody"),
        (named("keyless"), &[], "no credentials"),
        (named("assumed"), &[], "role_arn"),
        (Asked::default(), &half, "AWS_SECRET_ACCESS_KEY is not"),
        (in_the_open, &[], "in the clear"),
    ] {
        let Err(Failure::Usage(why) | Failure::SignIn(why)) = found(&asked, variables) else {
            panic!("{words}");
        };
        assert!(why.contains(words), "{why}");
    }
}
