use super::*;

fn parsed(url: &str) -> Result<Address, OpenError> {
    Address::parse(&Options::new(url))
}

#[test]
fn certificates_are_verified_as_the_mode_says_and_by_default_beyond_this_machine() {
    for (url, ssl, verify) in [
        ("postgres://db.example.com/iam", SslMode::Require, Verify::IssuerAndName),
        ("postgres://localhost,db.example.com/iam", SslMode::Require, Verify::IssuerAndName),
        ("postgres://10.0.0.7/iam", SslMode::Require, Verify::IssuerAndName),
        ("postgres://localhost/iam", SslMode::Prefer, Verify::Nothing),
        ("postgres://127.0.0.1:5433/iam", SslMode::Prefer, Verify::Nothing),
        ("postgres://[::1]/iam", SslMode::Prefer, Verify::Nothing),
        ("host=/run/postgresql dbname=iam", SslMode::Prefer, Verify::Nothing),
        ("host=db hostaddr=127.0.0.1", SslMode::Prefer, Verify::Nothing),
        ("host=localhost hostaddr=10.0.0.7", SslMode::Require, Verify::IssuerAndName),
        ("postgres://db.example.com/iam?sslmode=disable", SslMode::Disable, Verify::Nothing),
        ("postgres://db.example.com/iam?sslmode=allow", SslMode::Prefer, Verify::Nothing),
        ("postgres://localhost/iam?sslmode=require", SslMode::Require, Verify::IssuerAndName),
        ("postgres://localhost/iam?sslmode=verify-ca", SslMode::Require, Verify::Issuer),
        ("host=localhost sslmode = 'verify-full'", SslMode::Require, Verify::IssuerAndName),
    ] {
        let address = parsed(url).unwrap();
        assert_eq!(address.verify, verify, "{url}");
        assert!(address.hosts.iter().all(|host| host.get_ssl_mode() == ssl), "{url}");
    }
}

#[test]
fn several_hosts_are_asked_for_the_one_that_takes_writes() {
    let address = parsed("postgres://u@a:1,b:2/iam?sslrootcert=%2Fetc%2Fca.pem&connect_timeout=3").unwrap();
    assert_eq!(address.roots.as_deref(), Some("/etc/ca.pem"));
    let hosts: Vec<_> = address.hosts.iter().map(|host| (host.get_hosts(), host.get_ports())).collect();
    let [a, b] = ["a", "b"].map(|name| vec![Host::Tcp(name.to_owned())]);
    assert_eq!(hosts, [(&a[..], &[1][..]), (&b[..], &[2][..])]);
    for (url, target) in [
        ("postgres://a,b/iam", TargetSessionAttrs::ReadWrite),
        ("postgres://a,b/iam?target_session_attrs=any", TargetSessionAttrs::Any),
        ("postgres://a/iam", TargetSessionAttrs::Any),
        ("host=a target_session_attrs=read-write", TargetSessionAttrs::ReadWrite),
    ] {
        let address = parsed(url).unwrap();
        assert!(address.hosts.iter().all(|host| host.get_target_session_attrs() == target), "{url}");
    }
}

#[test]
fn a_password_comes_from_the_url_unless_it_is_given() {
    let given = Options { password: Some("given".to_owned()), ..Options::new("postgres://u:url@a/iam") };
    for (options, password) in [
        (given, "given"),
        (Options::new("postgres://u:p%40ss@a/iam"), "p@ss"),
        (Options::new(r"host=a password='it\'s a \\ secret'"), r"it's a \ secret"),
    ] {
        let address = Address::parse(&options).unwrap();
        assert_eq!(address.hosts[0].get_password(), Some(password.as_bytes()));
    }
}

#[test]
fn r7_neither_errors_nor_debug_repeat_a_password() {
    for url in [
        "postgres://u:hunter2@a/iam?sslmode=hunter2",
        "postgres://u:hunter2@a/iam?port=hunter2",
        "postgres://u:hunter2@a/iam?hunter=hunter2",
        "postgres://u:hunter2@a:hunter2/iam",
        "postgres://u:hunter2@a/iam?sslrootcert=%zz",
        "postgres://u:hunter2@/iam",
        "host=a password=hunter2 port=x",
        "host=a password='hunter2",
        "hunter2",
        "mysql://u:hunter2@a",
    ] {
        let Err(error) = parsed(url) else { panic!("{url} was taken") };
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        assert!(!format!("{:?}", Options::new(url)).contains("hunter2"));
    }
    let options = Options { password: Some("hunter2".to_owned()), ..Options::new("postgres://a") };
    assert!(!format!("{options:?}").contains("hunter2"));
}
