//! Certified security keys: what is known of them, and what policies can ask.

use fido::metadata::samples::{Authority, PLAIN, entry, payload, status};
use fido::metadata::{Blob, Certification, Fault, FidoLevel, FipsLevel, Refusal, Root, key_identifier};
use fido::{Aaguid, Attestation, AttestationFormat, Der, Trust};
use serde_json::{Value, json};
use service::operator::{ImportFidoMetadata, Operator};

use crate::stores::{Moment, Mood, MoodyStore};
use crate::world::{Account, World};

const CERTIFIED: Aaguid = Aaguid([7; 16]);
const WITHDRAWN: Aaguid = Aaguid([8; 16]);
const UNHEARD_OF: Aaguid = Aaguid([9; 16]);
pub const CERTIFIED_KEYS_ONLY: &str = include_str!("../../../../docs/policies/certified-keys-only.json");
const ALLOWED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:EnableMFADevice","Resource":"*"}}"#;

pub async fn import(
    world: &World,
    authority: &Authority,
    number: u64,
    entries: &[Value],
) -> Result<(), String> {
    let root = Root::from_pem(authority.pem()).unwrap();
    let file = authority.host().sign(&payload(number, entries));
    let blob = Blob::verify(file.as_bytes(), &root, world.now()).unwrap();
    let wanted = ImportFidoMetadata { blob, root: root.fingerprint(), dry_run: false };
    let imported = world.service.import_fido_metadata(Operator { uid: 7 }, &wanted, world.now()).await;
    imported.map(drop).map_err(|error| error.message(service::Api::Iam))
}

fn attested(aaguid: Aaguid, chain: &[Vec<u8>]) -> Attestation {
    let trust = Trust::Certificates(chain.iter().cloned().map(Der).collect());
    Attestation { format: AttestationFormat::Packed, aaguid, trust }
}

#[tokio::test]
async fn a_key_is_certified_as_the_metadata_in_force_say() {
    let world = World::new().await;
    let (fido, maker, stranger) = (Authority::root(PLAIN), Authority::root(PLAIN), Authority::root(PLAIN));
    let u2f = maker.signer("key.test", PLAIN);
    let mut of_u2f = entry(UNHEARD_OF, &[status("FIDO_CERTIFIED_L1", None)], &[maker.der()]);
    of_u2f["aaguid"] = Value::Null;
    // The certificate of the authority would do as well; the second one is on another shelf.
    let identifier = key_identifier(&u2f.chain[0]).unwrap().to_string();
    let other = if identifier.starts_with('0') { "f".repeat(40) } else { "0".repeat(40) };
    of_u2f["attestationCertificateKeyIdentifiers"] = json!([other, identifier]);
    let l2 = [status("FIDO_CERTIFIED_L2", None), status("FIPS140_CERTIFIED_L3", Some(2))];
    let withdrawn = [status("FIDO_CERTIFIED_L2", None), status("REVOKED", None)];
    let entries =
        [entry(CERTIFIED, &l2, &[maker.der()]), entry(WITHDRAWN, &withdrawn, &[maker.der()]), of_u2f];

    let (key, false_key) = (maker.key_maker(CERTIFIED), stranger.key_maker(CERTIFIED));
    let known = attested(CERTIFIED, &key.chain);
    let before = world.service.certification(&known, world.now()).await;
    assert_eq!(before.unwrap(), Ok(Certification::NONE), "nothing was imported");

    import(&world, &fido, 5, &entries).await.unwrap();
    let l2 =
        Certification { fido: Some(FidoLevel::Two), fips_140_2: Some(FipsLevel::Three), fips_140_3: None };
    let l1 = Certification { fido: Some(FidoLevel::One), ..Certification::NONE };
    for (what, attestation, expected) in [
        ("a certified one", known.clone(), l2),
        (
            "one of a withdrawn model",
            attested(WITHDRAWN, &maker.key_maker(WITHDRAWN).chain),
            Certification::NONE,
        ),
        (
            "one of an unknown model",
            attested(UNHEARD_OF, &maker.key_maker(UNHEARD_OF).chain),
            Certification::NONE,
        ),
        ("a U2F key", attested(Aaguid([0; 16]), &u2f.chain), l1),
        (
            "one that says nothing of itself",
            Attestation { trust: Trust::None, ..known.clone() },
            Certification::NONE,
        ),
        (
            "one that vouches for itself",
            Attestation { trust: Trust::SelfSigned, ..known.clone() },
            Certification::NONE,
        ),
    ] {
        let held = world.service.certification(&attestation, world.now()).await.unwrap();
        assert_eq!(held, Ok(expected), "{what}");
    }
    let refused = world.service.certification(&attested(CERTIFIED, &false_key.chain), world.now()).await;
    assert_eq!(refused.unwrap(), Err(Refusal::Unchained(Fault::UnknownIssuer)));

    let older = import(&world, &fido, 4, &entries).await.unwrap_err();
    assert!(older.starts_with("this file has number 4, and number 5 was imported already"), "{older}");
    let other = Authority::root(PLAIN);
    import(&world, &other, 1_000_000, &entries).await.unwrap();
    import(&world, &fido, 6, &entries[1..]).await.expect("numbers of others count for their own files");
    let gone = world.service.certification(&known, world.now()).await.unwrap();
    assert_eq!(gone, Ok(Certification::NONE), "the new file does not know the model");
    let world = world.restarted().await;
    assert_eq!(world.service.fido_metadata(world.now()).await.unwrap().unwrap().number, 6);
}

#[tokio::test]
async fn an_import_is_told_to_every_account_or_is_not_made() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let accounts = [world.account().await, world.account().await];
    let fido = Authority::root(PLAIN);
    // The disk is full as soon as the import is stored.
    let later = store.clone();
    store.interrupt(Moment::Write("fido-metadata/"), async move {
        let full = later.clone();
        later.interrupt(Moment::Write(""), async move { full.be(Mood::Full) });
    });
    import(&world, &fido, 1, &[]).await.unwrap();
    assert!(store.was_interrupted());
    store.be(Mood::Well);
    world.service.every_minute(world.tick()).await.unwrap();
    for account in &accounts {
        let events = world.events(&account.id).await;
        assert!(events.iter().any(|event| event["eventName"] == "ImportFidoMetadata"), "{events:?}");
    }
}

async fn simulated(world: &World, account: &Account, policy: &str, context: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("ActionNames.member.1".to_owned(), "iam:EnableMFADevice".to_owned()),
        ("PolicyInputList.member.1".to_owned(), ALLOWED.to_owned()),
        ("PolicyInputList.member.2".to_owned(), policy.to_owned()),
    ];
    for (number, (key, value)) in (1..).zip(context) {
        let entry = format!("ContextEntries.member.{number}");
        fields.push((format!("{entry}.ContextKeyName"), (*key).to_owned()));
        fields.push((format!("{entry}.ContextKeyType"), "string".to_owned()));
        fields.push((format!("{entry}.ContextKeyValues.member.1"), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = world.iam(&account.admin, "SimulateCustomPolicy", &fields).await.ok();
    answer.text("EvalDecision").unwrap()
}

#[tokio::test]
async fn a_policy_demands_certified_keys() {
    let world = World::new().await;
    let account = world.account().await;
    let (stage, level) = ("iam:RegisterSecurityKey", "iam:FIDO-certification");
    for (what, context, decision) in [
        ("begins", vec![(stage, "Create")], "allowed"),
        ("is certified", vec![(stage, "Activate"), (level, "L1")], "allowed"),
        ("is certified higher", vec![(stage, "Activate"), (level, "L3plus")], "allowed"),
        ("is not certified", vec![(stage, "Activate")], "explicitDeny"),
        ("has a level that there is not", vec![(stage, "Activate"), (level, "L4")], "explicitDeny"),
        ("is no security key", vec![], "explicitDeny"),
    ] {
        let decided = simulated(&world, &account, CERTIFIED_KEYS_ONLY, &context).await;
        assert_eq!(decided, decision, "a device that {what}");
    }
    for key in ["iam:FIDO-FIPS-140-2-certification", "iam:FIDO-FIPS-140-3-certification"] {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"iam:EnableMFADevice","Resource":"*","Condition":{{"StringNotEquals":{{"{key}":["L2","L3"]}}}}}}}}"#
        );
        for (level, decision) in [("L1", "explicitDeny"), ("L2", "allowed"), ("L3", "allowed")] {
            assert_eq!(
                simulated(&world, &account, &policy, &[(key, level)]).await,
                decision,
                "{key} {level}"
            );
        }
    }
    let asked = [("PolicyInputList.member.1", CERTIFIED_KEYS_ONLY)];
    let keys = world.iam(&account.admin, "GetContextKeysForCustomPolicy", &asked).await.ok().texts("member");
    assert_eq!(keys, [level, stage]);
}

#[tokio::test]
async fn a_device_that_is_no_security_key_has_none_of_the_condition_keys() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    world.user(admin, "bob").await;
    let (serial, phone) = world.device(admin, "bob-phone").await;
    let carol = world.user(admin, "carol").await;
    let put = async |policy: &str| {
        let fields = [("UserName", "carol"), ("PolicyName", "own"), ("PolicyDocument", policy)];
        world.iam(admin, "PutUserPolicy", &fields).await.ok();
    };
    let allow_if = |condition: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"iam:EnableMFADevice","Resource":"*","Condition":{condition}}}}}"#
        )
    };
    for condition in [
        r#"{"StringLike":{"iam:RegisterSecurityKey":"*"}}"#,
        r#"{"StringLike":{"iam:FIDO-certification":"*"}}"#,
        r#"{"StringLike":{"iam:FIDO-FIPS-140-2-certification":"*"}}"#,
        r#"{"StringLike":{"iam:FIDO-FIPS-140-3-certification":"*"}}"#,
    ] {
        put(&allow_if(condition)).await;
        let refused = world.enable(&carol, "bob", &serial, &phone).await.verdict();
        assert!(refused.starts_with("403 AccessDenied"), "{condition}: {refused}");
    }
    put(&allow_if(r#"{"Null":{"iam:RegisterSecurityKey":"true"}}"#)).await;
    world.enable(&carol, "bob", &serial, &phone).await.ok();
}
