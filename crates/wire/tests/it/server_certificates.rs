//! Server certificates through their whole life.

use crate::belongings::key;
use crate::estate::Estate;
use crate::store_checks::findings;

const NAME: (&str, &str) = ("ServerCertificateName", "Site");
const ONE: [(&str, &str); 2] = [("CertificateBody", key!("one.pem")), ("PrivateKey", key!("one.key"))];

#[tokio::test]
async fn a_certificate_lives_from_upload_to_deletion_and_its_key_is_not_kept() {
    let estate = Estate::new().await;
    let more = [
        NAME,
        ("Path", "/cloudfront/"),
        ("CertificateBody", key!("leaf.pem")),
        ("PrivateKey", key!("one.key")),
        ("CertificateChain", key!("two.pem")),
        ("Tags.member.1.Key", "Team"),
        ("Tags.member.1.Value", "blue"),
    ];
    let uploaded = estate.call("UploadServerCertificate", &more).await.ok();
    let id = uploaded.text("ServerCertificateId").unwrap();
    assert!(id.starts_with("ASCA") && id.len() == 21, "{id}");
    let arn = estate.filled("arn:aws:iam::#:server-certificate/cloudfront/Site");
    assert_eq!(uploaded.text("Arn").unwrap(), arn);
    assert_eq!(uploaded.text("Expiration").as_deref(), Some("2120-01-01T00:00:00Z"));
    assert_eq!(uploaded.text("Key").as_deref(), Some("Team"));
    // Its private key is nowhere.
    let lines: Vec<_> = key!("one.key").lines().filter(|line| !line.starts_with('-')).collect();
    for (key, versioned) in estate.world.documents().await {
        let body = String::from_utf8_lossy(&versioned.body).into_owned();
        assert!(lines.iter().all(|line| !body.contains(line)), "{key}");
    }
    let event = estate.world.events(&estate.account.id).await.pop().unwrap();
    assert!(lines.iter().all(|line| !event.to_string().contains(line)), "{event}");
    assert_eq!(event["requestParameters"]["serverCertificateName"], "Site");

    let shown = estate.call("GetServerCertificate", &[("ServerCertificateName", "sITE")]).await.ok();
    assert_eq!(shown.text("CertificateBody").as_deref(), Some(key!("leaf.pem").trim()));
    assert_eq!(shown.text("CertificateChain").as_deref(), Some(key!("two.pem").trim()));
    let listed = estate.call("ListServerCertificates", &[("PathPrefix", "/cloudfront/")]).await.ok();
    assert_eq!(listed.texts("ServerCertificateId"), [&*id]);
    assert_eq!(listed.text("CertificateBody"), None);
    assert!(
        estate
            .call("ListServerCertificates", &[("PathPrefix", "/other/")])
            .await
            .ok()
            .texts("Arn")
            .is_empty()
    );
    let counted = "<key>ServerCertificates</key><value>1</value>";
    assert!(estate.call("GetAccountSummary", &[]).await.ok().xml.contains(counted));

    let renamed = [NAME, ("NewServerCertificateName", "Shop"), ("NewPath", "/")];
    estate.call("UpdateServerCertificate", &renamed).await.ok();
    let missing = "404 NoSuchEntity The Server Certificate with name Site cannot be found.";
    let shop = ("ServerCertificateName", "shop");
    let taken = "409 EntityAlreadyExists The Server Certificate with name Shop already exists.";
    let upload = |name| [&[("ServerCertificateName", name)], &ONE[..]].concat();
    estate
        .answers(
            &estate.account.admin,
            &[
                ("GetServerCertificate", &[NAME], missing),
                ("DeleteServerCertificate", &[NAME], missing),
                ("UploadServerCertificate", &upload("SHOP"), taken),
                ("UploadServerCertificate", &upload("Site"), "200 OK"),
                ("UpdateServerCertificate", &[NAME, ("NewServerCertificateName", "sHOP")], taken),
                ("UpdateServerCertificate", &[shop, ("NewServerCertificateName", "SHOP")], "200 OK"),
            ],
        )
        .await;
    let shown = estate.call("GetServerCertificate", &[shop]).await.ok();
    assert_eq!(shown.text("Arn").unwrap(), estate.filled("arn:aws:iam::#:server-certificate/SHOP"));
    assert_eq!(shown.text("ServerCertificateId").as_deref(), Some(&*id));
    assert_eq!(findings(&estate.world).await, []);
    estate.call("DeleteServerCertificate", &[shop]).await.ok();
    estate.call("DeleteServerCertificate", &[NAME]).await.ok();
    assert_eq!(findings(&estate.world).await, []);
    assert!(estate.documents("server-certificate/").await.is_empty());
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused() {
    let estate = Estate::new().await;
    let parse = "400 MalformedCertificate Unable to parse certificate. Please ensure the certificate is in PEM format.";
    let key = "400 MalformedCertificate Unable to parse the private key. It must be an RSA key of 2048 bits or more or an \
               elliptic curve key, in PEM format and without a password.";
    let chain = "400 MalformedCertificate Unable to validate certificate chain. The certificate chain must start with the \
                 immediate signing certificate, followed by any intermediaries in order. The index within the chain of the \
                 invalid certificate is: 0";
    for (body, private, between, verdict) in [
        (
            key!("one.pem"),
            key!("two.key"),
            None,
            "400 KeyPairMismatch The public key certificate and the private key do not match.",
        ),
        (key!("one.key"), key!("one.key"), None, parse),
        (key!("one.pem"), key!("one.pem"), None, key),
        (key!("rsa.pem"), key!("rsa-encrypted.key"), None, key),
        (key!("expired.pem"), key!("one.key"), None, "400 MalformedCertificate The certificate has expired."),
        (key!("leaf.pem"), key!("one.key"), Some(key!("one.pem")), chain),
        (key!("leaf.pem"), key!("one.key"), Some("x"), parse),
        (key!("rsa.pem"), key!("rsa-pkcs8.key"), None, "200 OK"),
    ] {
        let mut fields = vec![NAME, ("CertificateBody", body), ("PrivateKey", private)];
        fields.extend(between.map(|between| ("CertificateChain", between)));
        assert_eq!(estate.call("UploadServerCertificate", &fields).await.verdict(), verdict);
    }
    // A broken constraint of a secret is named, and nothing of the secret.
    let fields = [NAME, ONE[0], ("PrivateKey", "\u{7}")];
    let refused = estate.call("UploadServerCertificate", &fields).await;
    assert!(
        refused.verdict().contains("Value at 'privateKey' failed to satisfy constraint"),
        "{}",
        refused.xml
    );
}

#[tokio::test]
async fn an_account_has_twenty_certificates_at_most() {
    let estate = Estate::new().await;
    for number in 0..21 {
        let name = format!("site{number}");
        let fields = [&[("ServerCertificateName", name.as_str())], &ONE[..]].concat();
        let verdict = match number {
            20 => "409 LimitExceeded Cannot exceed quota for ServerCertificatesPerAccount: 20",
            _ => "200 OK",
        };
        assert_eq!(estate.call("UploadServerCertificate", &fields).await.verdict(), verdict);
    }
    let mut found = Vec::new();
    let mut marker = None::<String>;
    loop {
        let mut fields = vec![("MaxItems", "9")];
        fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let page = estate.call("ListServerCertificates", &fields).await.ok();
        found.extend(page.texts("ServerCertificateName"));
        marker = page.text("Marker");
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(found.len(), 20);
}

#[tokio::test]
async fn tags_of_certificates_are_set_listed_and_taken_away() {
    let estate = Estate::new().await;
    estate.call("UploadServerCertificate", &[&[NAME], &ONE[..]].concat()).await.ok();
    let tag = [NAME, ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
    estate.call("TagServerCertificate", &tag).await.ok();
    let other = [NAME, ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "red")];
    estate.call("TagServerCertificate", &other).await.ok();
    let listed = estate.call("ListServerCertificateTags", &[NAME]).await.ok();
    assert_eq!(listed.texts("Key"), ["Team", "team"]);
    estate.call("UntagServerCertificate", &[NAME, ("TagKeys.member.1", "Team")]).await.ok();
    let listed = estate.call("ListServerCertificateTags", &[NAME]).await.ok();
    assert_eq!(listed.texts("Value"), ["blue"]);
}
