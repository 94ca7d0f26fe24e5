//! How a node proves who it is to its database, and the database to it.

use std::fs;

use bartizan_tests::{Account, Options, Postgres, Server};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

const PASSWORD: &str = "of the database's user";

fn issuer() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("it has no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key can be made");
    CertifiedIssuer::self_signed(params, key).expect("it can be signed")
}

#[test]
fn a_node_reads_the_password_and_the_issuers_of_the_database_from_files() {
    let (trusted, other) = (issuer(), issuer());
    let key = KeyPair::generate().expect("a key can be made");
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).expect("it is a name");
    let certificate = certificate.signed_by(&key, &trusted).expect("it can be signed");
    let mut database = Postgres::start();
    let port = database.listen_with_tls(&certificate.pem(), &key.serialize_pem());
    database.sql("postgres", &format!("create role iam login password '{}'", PASSWORD.replace('\'', "''")));
    database.sql("postgres", "create database iam owner iam");

    let place = tempfile::tempdir().expect("there is a place for files");
    let file = |name: &str, text: &str| {
        let file = place.path().join(name);
        fs::write(&file, text).expect("it can be written");
        file.to_str().expect("it is text").to_owned()
    };
    let password = file("password", &format!("{PASSWORD}\n"));
    let wrong = file("wrong", "hunter2\n");
    let (ca, other_ca) = (file("ca.pem", &trusted.pem()), file("other.pem", &other.pem()));
    let url = ("BARTIZAN_STORE_URL", format!("postgres://iam@localhost:{port}/iam?sslmode=verify-full"));
    let node = |environment: &[(&'static str, &str)]| {
        let others = environment.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Server::stopped(Options { environment: others.chain([url.clone()]).collect(), ..Options::default() })
    };
    let (from_file, from_variable) = ("BARTIZAN_STORE_PASSWORD_FILE", "BARTIZAN_STORE_PASSWORD");
    let trusting = "BARTIZAN_STORE_CA_FILE";
    for (environment, complaint) in [
        (vec![(from_file, password.as_str())], "certificate"),
        (vec![(from_file, &password), (trusting, &other_ca)], "certificate"),
        (vec![(trusting, ca.as_str())], "password"),
        (vec![(from_file, &wrong), (trusting, &ca)], "password authentication failed"),
        (vec![(from_variable, "hunter2"), (trusting, &ca)], "password authentication failed"),
    ] {
        let said = node(&environment).complaint();
        assert!(said.contains(complaint), "{environment:?}: {said}");
        assert!(!said.contains("hunter2") && !said.contains(PASSWORD), "{said}");
    }

    let mut one = node(&[(from_file, &password), (trusting, &ca)]);
    one.restart();
    let mut other = node(&[(from_variable, PASSWORD), (trusting, &ca)]);
    one.give_key(&other);
    other.restart();
    let _ = Account::create(&one, "root@example.com").user(&other, "alice");
    let encrypted =
        "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'iam'";
    assert_eq!(database.sql("postgres", encrypted), "t");
}
