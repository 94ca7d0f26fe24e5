//! What users have beside what they prove who they are with: SSH keys, signing certificates, credentials of services.

use std::sync::Arc;

use crate::estate::Estate;
use crate::races::{as_expected, at_once, tally};
use crate::store_checks::findings;

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!("../../../service/fixtures/keys/", $name))
    };
}
pub(crate) use key;

const ALICE: (&str, &str) = ("UserName", "alice");
const BODY: &str = "SSHPublicKeyBody";
const CERTIFICATE: &str = "CertificateBody";
const CODECOMMIT: (&str, &str) = ("ServiceName", "codecommit.amazonaws.com");

/// Another key each time: nobody asks whether anybody has its private one.
pub fn ssh_key(number: u8) -> String {
    let mut blob = Vec::new();
    let modulus = [&[0][..], &[0xc0 | number; 255], &[number << 1 | 1]].concat();
    for part in [&b"ssh-rsa"[..], &[1, 0, 1], &modulus] {
        blob.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        blob.extend(part);
    }
    format!("ssh-rsa {} alice@example.com", data_encoding::BASE64.encode(&blob))
}

async fn with_alice() -> Estate {
    let estate = Estate::new().await;
    estate.world.user(&estate.account.admin, "alice").await;
    estate
}

#[tokio::test]
async fn an_ssh_key_is_uploaded_shown_turned_off_and_deleted() {
    let estate = with_alice().await;
    let before = estate.world.documents().await.len();
    let uploaded = estate.call("UploadSSHPublicKey", &[ALICE, (BODY, key!("ssh-rsa.pub"))]).await.ok();
    let id = uploaded.text("SSHPublicKeyId").unwrap();
    assert!(id.starts_with("APKA") && id.len() == 21, "{id}");
    let fingerprint = "94:f1:54:9d:2c:70:25:33:fa:08:bc:c5:74:95:61:9e";
    assert_eq!(uploaded.text("Fingerprint").as_deref(), Some(fingerprint));
    let event = estate.world.events(&estate.account.id).await.pop().unwrap();
    assert_eq!(event["responseElements"]["sSHPublicKey"]["sSHPublicKeyId"], id.as_str());
    let ssh = key!("ssh-rsa.pub").rsplit_once(' ').unwrap().0;
    for (encoding, body) in [("SSH", ssh), ("PEM", key!("ssh-rsa-spki.pem"))] {
        let fields = [ALICE, ("SSHPublicKeyId", &*id), ("Encoding", encoding)];
        let shown = estate.call("GetSSHPublicKey", &fields).await.ok();
        assert_eq!(shown.text("SSHPublicKeyBody").as_deref(), Some(body), "{encoding}");
        assert_eq!(shown.text("Fingerprint").as_deref(), Some(fingerprint));
    }
    let own = [ALICE, ("SSHPublicKeyId", &*id)];
    let missing = "404 NoSuchEntity The Public Key with id APKAAAAAAAAAAAAAAAAAA cannot be found.";
    let other = [ALICE, ("SSHPublicKeyId", "APKAAAAAAAAAAAAAAAAAA")];
    let status = |of: &[(&'static str, &'static str)], word| [of, &[("Status", word)]].concat();
    let spki = [ALICE, (BODY, key!("ssh-rsa-spki.pem"))];
    estate
        .answers(
            &estate.account.admin,
            &[
                (
                    "UploadSSHPublicKey",
                    &spki,
                    "409 DuplicateSSHPublicKey The SSH public key is already associated with the specified IAM user.",
                ),
                (
                    "UploadSSHPublicKey",
                    &[ALICE, (BODY, key!("ssh-ed25519.pub"))],
                    "400 UnrecognizedPublicKeyEncoding The SSH public key must be encoded in ssh-rsa format or PEM format.",
                ),
                (
                    "UploadSSHPublicKey",
                    &[ALICE, (BODY, key!("ssh-rsa-1024.pub"))],
                    "400 InvalidPublicKey The SSH public key is malformed, or it is not an RSA key of 2048 bits or more.",
                ),
                ("UpdateSSHPublicKey", &status(&other, "Inactive"), missing),
                ("DeleteSSHPublicKey", &other, missing),
                ("GetSSHPublicKey", &[other[0], other[1], ("Encoding", "SSH")], missing),
                (
                    "UpdateSSHPublicKey",
                    &status(&other, "Expired"),
                    "400 InvalidInput The status of an SSH public key can be set to Active or Inactive only.",
                ),
            ],
        )
        .await;
    let off = [own[0], own[1], ("Status", "Inactive")];
    estate.call("UpdateSSHPublicKey", &off).await.ok();
    let listed = estate.call("ListSSHPublicKeys", &[ALICE]).await.ok();
    assert_eq!(listed.texts("SSHPublicKeyId"), [&*id]);
    assert_eq!(listed.text("Status").as_deref(), Some("Inactive"));
    assert_eq!(listed.text("SSHPublicKeyBody"), None);
    // A user is renamed, and keeps it.
    estate.call("UpdateUser", &[ALICE, ("NewUserName", "alicia")]).await.ok();
    let alicia = ("UserName", "alicia");
    assert_eq!(estate.call("ListSSHPublicKeys", &[alicia]).await.ok().texts("UserName"), ["alicia"]);
    estate.world.user(&estate.account.admin, "alice").await;
    assert!(estate.call("ListSSHPublicKeys", &[ALICE]).await.ok().texts("SSHPublicKeyId").is_empty());
    assert_eq!(findings(&estate.world).await, []);
    estate.call("DeleteSSHPublicKey", &[alicia, own[1]]).await.ok();
    assert!(estate.documents("ssh-keys/").await.is_empty(), "of nothing there is no document");
    assert!(estate.world.documents().await.len() > before);
}

#[tokio::test]
async fn five_keys_two_certificates_and_two_credentials_are_what_a_user_can_have() {
    let estate = Arc::new(with_alice().await);
    let upload = async |action: &'static str, fields: Vec<Vec<(&'static str, String)>>| {
        let answers = at_once(fields, |fields| {
            let estate = Arc::clone(&estate);
            async move {
                let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                estate.call(action, &fields).await
            }
        });
        tally(&answers.await)
    };
    let alice = || (ALICE.0, ALICE.1.to_owned());
    let keys = (0..7).map(|number| vec![alice(), (BODY, ssh_key(number))]).collect();
    let over = "409 LimitExceeded Cannot exceed quota for SSHPublicKeysPerUser: 5";
    assert_eq!(upload("UploadSSHPublicKey", keys).await, as_expected(&[("200 OK", 5), (over, 2)]));
    let certificates = [key!("one.pem"), key!("two.pem"), key!("three.pem")];
    let certificates = certificates.map(|text| vec![alice(), (CERTIFICATE, text.to_owned())]).to_vec();
    let over = "409 LimitExceeded Cannot exceed quota for SigningCertificatesPerUser: 2";
    let tallied = upload("UploadSigningCertificate", certificates).await;
    assert_eq!(tallied, as_expected(&[("200 OK", 2), (over, 1)]));
    let service = |name: &str| ("ServiceName", format!("{name}.amazonaws.com"));
    let credentials = ["codecommit"; 4].map(|name| vec![alice(), service(name)]).to_vec();
    let over = "409 LimitExceeded Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2";
    let tallied = upload("CreateServiceSpecificCredential", credentials).await;
    assert_eq!(tallied, as_expected(&[("200 OK", 2), (over, 2)]));
    // Another service's are counted apart.
    estate
        .call("CreateServiceSpecificCredential", &[ALICE, ("ServiceName", "bedrock.amazonaws.com")])
        .await
        .ok();
    assert_eq!(findings(&estate.world).await, []);
}

// R2: who takes a name inherits nothing; and nobody is deleted from under what is given at the same moment.
#[tokio::test]
async fn r2_a_user_with_keys_certificates_or_credentials_is_not_deleted() {
    const REFERENCES: &str = "409 DeleteConflict Cannot delete entity, must remove referenced objects first.";
    const CERTIFICATES: &str = "409 DeleteConflict Cannot delete entity, must delete certificates first.";
    let body = ssh_key(1);
    for (action, field, id, delete, conflict) in [
        ("UploadSSHPublicKey", (BODY, body.as_str()), "SSHPublicKeyId", "DeleteSSHPublicKey", REFERENCES),
        (
            "UploadSigningCertificate",
            (CERTIFICATE, key!("one.pem")),
            "CertificateId",
            "DeleteSigningCertificate",
            CERTIFICATES,
        ),
        (
            "CreateServiceSpecificCredential",
            CODECOMMIT,
            "ServiceSpecificCredentialId",
            "DeleteServiceSpecificCredential",
            REFERENCES,
        ),
    ] {
        let estate = Arc::new(Estate::new().await);
        estate.call("CreateUser", &[ALICE]).await.ok();
        let made = estate.call(action, &[ALICE, field]).await.ok();
        assert_eq!(estate.call("DeleteUser", &[ALICE]).await.verdict(), conflict);
        estate.call(delete, &[ALICE, (id, &made.text(id).unwrap())]).await.ok();
        estate.call("DeleteUser", &[ALICE]).await.ok();
        assert_eq!(findings(&estate.world).await, []);

        for _ in 0..4 {
            estate.call("CreateUser", &[ALICE]).await.ok();
            let calls = [(action, vec![ALICE, field]), ("DeleteUser", vec![ALICE])];
            let calls = calls.map(|(action, fields)| {
                let fields: Vec<_> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
                (action, fields)
            });
            let answers = at_once(calls, |(action, fields)| {
                let estate = Arc::clone(&estate);
                async move {
                    let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                    estate.call(action, &fields).await
                }
            })
            .await;
            let statuses = [answers[0].status, answers[1].status];
            assert!(matches!(statuses, [200, 409] | [404, 200]), "{statuses:?}");
            assert_eq!(findings(&estate.world).await, []);
            if let Some(made) = answers[0].text(id) {
                estate.call(delete, &[ALICE, (id, &made)]).await.ok();
                estate.call("DeleteUser", &[ALICE]).await.ok();
            }
        }
    }
}

#[tokio::test]
async fn a_signing_certificate_is_one_users_and_the_reports_tell_of_it() {
    let estate = with_alice().await;
    let bob = ("UserName", "bob");
    estate.call("CreateUser", &[bob]).await.ok();
    let uploaded =
        estate.call("UploadSigningCertificate", &[ALICE, (CERTIFICATE, key!("one.pem"))]).await.ok();
    let id = uploaded.text("CertificateId").unwrap();
    assert_eq!(id.len(), 32, "{id}");
    assert_eq!(uploaded.text("CertificateBody").as_deref(), Some(key!("one.pem").trim()));
    let again = key!("one.pem").replace('\n', "\r\n");
    let missing = "404 NoSuchEntity The Certificate with id AAAAAAAAAAAAAAAAAAAAAAAA cannot be found.";
    let other = [ALICE, ("CertificateId", "AAAAAAAAAAAAAAAAAAAAAAAA")];
    estate
        .answers(
            &estate.account.admin,
            &[
                (
                    "UploadSigningCertificate",
                    &[bob, (CERTIFICATE, &again)],
                    "409 DuplicateCertificate The same certificate is associated with an IAM user in the account already.",
                ),
                (
                    "UploadSigningCertificate",
                    &[bob, (CERTIFICATE, key!("expired.pem"))],
                    "400 MalformedCertificate The certificate has expired.",
                ),
                (
                    "UploadSigningCertificate",
                    &[bob, (CERTIFICATE, key!("later.pem"))],
                    "400 MalformedCertificate The certificate is not valid yet.",
                ),
                (
                    "UploadSigningCertificate",
                    &[bob, (CERTIFICATE, key!("one.key"))],
                    "400 MalformedCertificate Unable to parse certificate. Please ensure the certificate is in PEM format.",
                ),
                (
                    "UploadSigningCertificate",
                    &[bob, (CERTIFICATE, key!("ed.pem"))],
                    "400 InvalidCertificate The certificate is not of an RSA or an elliptic curve key.",
                ),
                ("DeleteSigningCertificate", &other, missing),
                ("UpdateSigningCertificate", &[other[0], other[1], ("Status", "Active")], missing),
                (
                    "UpdateSigningCertificate",
                    &[other[0], other[1], ("Status", "Expired")],
                    "400 InvalidInput The status of a signing certificate can be set to Active or Inactive only.",
                ),
            ],
        )
        .await;
    // Another account's are no business of this one.
    let elsewhere = estate.world.account().await;
    let own = [(CERTIFICATE, key!("one.pem"))];
    let of_root = estate.world.iam(&elsewhere.root, "UploadSigningCertificate", &own).await.ok();
    assert_eq!(of_root.text("UserName").as_deref(), Some(""));
    let counted = "<key>AccountSigningCertificatesPresent</key><value>1</value>";
    let summary = estate.world.iam(&elsewhere.root, "GetAccountSummary", &[]).await.ok();
    assert!(summary.xml.contains(counted), "{}", summary.xml);

    let off = [ALICE, ("CertificateId", &*id), ("Status", "Inactive")];
    estate.call("UpdateSigningCertificate", &off).await.ok();
    estate.call("UploadSigningCertificate", &[ALICE, (CERTIFICATE, key!("two.pem"))]).await.ok();
    assert_eq!(findings(&estate.world).await, []);
    estate.call("GenerateCredentialReport", &[]).await.ok();
    estate.world.service.make_reports(estate.world.now()).await.unwrap();
    let report = estate.call("GetCredentialReport", &[]).await.ok().text("Content").unwrap();
    let report = String::from_utf8(data_encoding::BASE64.decode(report.as_bytes()).unwrap()).unwrap();
    let row = |name: &str| report.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    let when = estate.world.now().extended();
    let date = when.split_once('T').unwrap().0;
    let last: Vec<_> = row("alice").split(',').map(str::to_owned).skip(18).collect();
    assert_eq!((last[0].as_str(), last[2].as_str()), ("false", "true"), "{last:?}");
    assert!(last[1].starts_with(date) && last[3].starts_with(date), "{last:?}");
    assert!(row("bob").ends_with("false,N/A,false,N/A"), "{}", row("bob"));

    estate.call("DeleteSigningCertificate", &[ALICE, ("CertificateId", &*id)]).await.ok();
    // It is nobody's now.
    estate.call("UploadSigningCertificate", &[bob, (CERTIFICATE, &again)]).await.ok();
    assert_eq!(findings(&estate.world).await, []);
}

#[tokio::test]
async fn a_password_of_a_service_is_shown_once_and_kept_nowhere() {
    let estate = with_alice().await;
    let made = estate.call("CreateServiceSpecificCredential", &[ALICE, CODECOMMIT]).await.ok();
    let id = made.text("ServiceSpecificCredentialId").unwrap();
    assert!(id.starts_with("ACCA") && id.len() == 21, "{id}");
    let name = estate.filled("alice-at-#");
    assert_eq!(made.text("ServiceUserName").as_deref(), Some(&*name));
    let password = made.text("ServicePassword").unwrap();
    assert_eq!(password.len(), 44, "256 bits");
    let own = [ALICE, ("ServiceSpecificCredentialId", &*id)];
    let second = estate.call("CreateServiceSpecificCredential", &[ALICE, CODECOMMIT]).await.ok();
    assert_eq!(second.text("ServiceUserName").unwrap(), estate.filled("alice+1-at-#"));
    let reset = estate.call("ResetServiceSpecificCredential", &own).await.ok();
    let other = reset.text("ServicePassword").unwrap();
    assert_ne!(other, password);
    assert_eq!(reset.text("ServiceSpecificCredentialId").as_deref(), Some(&*id));
    for secret in [&password, &other, &second.text("ServicePassword").unwrap()] {
        for (key, versioned) in estate.world.documents().await {
            let body = String::from_utf8_lossy(&versioned.body).into_owned();
            assert!(!body.contains(secret.as_str()), "{key}");
        }
        for event in estate.world.events(&estate.account.id).await {
            assert!(!event.to_string().contains(secret.as_str()), "{event}");
        }
    }
    let listed = estate.call("ListServiceSpecificCredentials", &[ALICE]).await.ok();
    assert_eq!(listed.texts("ServiceSpecificCredentialId").len(), 2);
    assert!(!listed.xml.contains("Password"), "{}", listed.xml);
    estate.call("UpdateServiceSpecificCredential", &[own[0], own[1], ("Status", "Inactive")]).await.ok();
    let listed = estate.call("ListServiceSpecificCredentials", &[ALICE, CODECOMMIT]).await.ok();
    assert_eq!(listed.texts("Status"), ["Inactive", "Active"]);
    let nobodys = [ALICE, ("ServiceSpecificCredentialId", "ACCAAAAAAAAAAAAAAAAAA")];
    let missing = "404 NoSuchEntity No such credential ACCAAAAAAAAAAAAAAAAAA exists";
    let none = "404 NotSupportedService No such service s3.amazonaws.com is supported for Service Specific Credentials";
    let s3 = ("ServiceName", "s3.amazonaws.com");
    estate
        .answers(
            &estate.account.admin,
            &[
                ("CreateServiceSpecificCredential", &[ALICE, s3], none),
                ("ListServiceSpecificCredentials", &[ALICE, s3], none),
                ("ResetServiceSpecificCredential", &nobodys, missing),
                ("DeleteServiceSpecificCredential", &nobodys, missing),
                ("UpdateServiceSpecificCredential", &[nobodys[0], nobodys[1], ("Status", "Active")], missing),
                (
                    "CreateServiceSpecificCredential",
                    &[ALICE, CODECOMMIT, ("CredentialAgeDays", "30")],
                    "400 InvalidInput CredentialAgeDays is for services that have API keys only.",
                ),
                (
                    "ListServiceSpecificCredentials",
                    &[ALICE, ("AllUsers", "true")],
                    "400 InvalidInput AllUsers cannot be specified together with UserName.",
                ),
            ],
        )
        .await;
}

#[tokio::test]
async fn an_api_key_expires_by_itself() {
    let estate = with_alice().await;
    let fields = [ALICE, ("ServiceName", "bedrock.amazonaws.com"), ("CredentialAgeDays", "2")];
    let made = estate.call("CreateServiceSpecificCredential", &fields).await.ok();
    let alias = made.text("ServiceCredentialAlias").unwrap();
    assert_eq!(alias, estate.filled("alice-at-#"));
    let secret = made.text("ServiceCredentialSecret").unwrap();
    let inner = data_encoding::BASE64.decode(secret.strip_prefix("ABSK").unwrap().as_bytes()).unwrap();
    assert!(String::from_utf8(inner).unwrap().starts_with(&format!("{alias}:")));
    for field in ["ServiceUserName", "ServicePassword"] {
        assert_eq!(made.text(field), None, "{field}");
    }
    for (wait, status) in [(0, "Active"), (2 * 86_400, "Expired")] {
        estate.world.wait(wait);
        let listed = estate.call("ListServiceSpecificCredentials", &[ALICE]).await.ok();
        assert_eq!(listed.text("Status").as_deref(), Some(status));
    }
}

#[tokio::test]
async fn credentials_of_all_users_are_listed_page_by_page() {
    let estate = Estate::new().await;
    let mut expected = Vec::new();
    for (user, services) in [
        ("alice", &["codecommit", "codecommit", "cassandra"][..]),
        ("bob", &[]),
        ("carol", &["codecommit"]),
        ("dave", &["cassandra", "codecommit"]),
    ] {
        estate.call("CreateUser", &[("UserName", user)]).await.ok();
        for service in services {
            let service_name = format!("{service}.amazonaws.com");
            let fields = [("UserName", user), ("ServiceName", &*service_name)];
            let made = estate.call("CreateServiceSpecificCredential", &fields).await.ok();
            expected.push((*service, made.text("ServiceSpecificCredentialId").unwrap()));
        }
    }
    for only in [None, Some("codecommit"), Some("cassandra")] {
        let mut wanted: Vec<_> = expected
            .iter()
            .filter(|(service, _)| only.is_none_or(|only| only == *service))
            .map(|(_, id)| id.clone())
            .collect();
        wanted.sort();
        for size in ["1", "2", "3", "100"] {
            let (mut found, mut marker) = (Vec::new(), None::<String>);
            let service = only.map(|only| format!("{only}.amazonaws.com"));
            for _ in 0..20 {
                let mut fields = vec![("AllUsers", "true"), ("MaxItems", size)];
                fields.extend(service.as_deref().map(|service| ("ServiceName", service)));
                fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
                let page = estate.call("ListServiceSpecificCredentials", &fields).await.ok();
                let ids = page.texts("ServiceSpecificCredentialId");
                assert!(ids.len() <= size.parse().unwrap(), "{ids:?}");
                found.extend(ids);
                marker = page.text("Marker");
                if marker.is_none() {
                    break;
                }
            }
            found.sort();
            assert_eq!(found, wanted, "{only:?} {size}");
        }
    }
}

// Policies can say for which service somebody may have a credential.
#[tokio::test]
async fn policies_ask_which_service_a_credential_is_for() {
    let estate = with_alice().await;
    let alice = estate.world.key_of(&estate.account.admin, "alice").await;
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*ServiceSpecificCredential*","Resource":"*","Condition":{"StringEquals":{"iam:ServiceSpecificCredentialServiceName":"codecommit.amazonaws.com"}}}}"#;
    let own = [ALICE, ("PolicyName", "own"), ("PolicyDocument", policy)];
    estate.call("PutUserPolicy", &own).await.ok();
    let cassandra = ("ServiceName", "cassandra.amazonaws.com");
    let made = estate.call("CreateServiceSpecificCredential", &[ALICE, cassandra]).await.ok();
    let theirs = made.text("ServiceSpecificCredentialId").unwrap();
    let call = async |action: &str, fields: &[(&str, &str)]| estate.world.iam(&alice, action, fields).await;
    assert_eq!(call("CreateServiceSpecificCredential", &[ALICE, cassandra]).await.status, 403);
    let made = call("CreateServiceSpecificCredential", &[ALICE, CODECOMMIT]).await.ok();
    let own = made.text("ServiceSpecificCredentialId").unwrap();
    for (id, status) in [(&*theirs, 403), ("ACCAAAAAAAAAAAAAAAAAA", 403), (&*own, 200)] {
        for action in ["ResetServiceSpecificCredential", "DeleteServiceSpecificCredential"] {
            let answer = call(action, &[("ServiceSpecificCredentialId", id)]).await;
            assert_eq!(answer.status, status, "{action} {id}: {}", answer.xml);
        }
    }
}

// What is no user has neither.
#[tokio::test]
async fn root_names_a_user() {
    let estate = with_alice().await;
    let root = &estate.account.root;
    let needed = "400 ValidationError Must specify userName when calling with non-User credentials";
    for action in ["ListSSHPublicKeys", "ListServiceSpecificCredentials"] {
        estate.answers(root, &[(action, &[], needed)]).await;
    }
    estate.answers(root, &[("ListSigningCertificates", &[], "200 OK")]).await;
}
