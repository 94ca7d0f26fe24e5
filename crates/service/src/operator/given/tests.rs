//! Given secrets go into stores that forget, and into no other.

use std::sync::Arc;

use model::{AccessKeyId, AccessKeyKind, AccountId, Secret, Timestamp};
use store_sqlite::SqliteStore;
use vault::Keyring;

use super::GivenKey;
use crate::error::Failure;
use crate::operator::{CreateAccount, Operator, Whose};
use crate::{Ephemeral, Error, Service, Settings, SystemEntropy};

const NOW: Timestamp = Timestamp::from_secs(1_800_100_000);
const OPERATOR: Operator = Operator { uid: 1000 };
const ACCOUNT: AccountId = AccountId::new(123_456_789_012).unwrap();

fn service(forgets: bool) -> Service {
    let ephemeral = forgets.then(|| Ephemeral { signers_clock: Arc::new(|| NOW) });
    let store = Arc::new(SqliteStore::in_memory().unwrap());
    let settings = Settings { ephemeral, ..Settings::default() };
    Service::new(store, Keyring::first([7; 32]), Box::new(SystemEntropy), settings)
}

fn account() -> CreateAccount {
    CreateAccount { email: "root@example.com".to_owned(), name: None, root_access_key: false }
}

fn key(number: u8) -> GivenKey {
    let id = AccessKeyId::generate(AccessKeyKind::LongTerm, ACCOUNT, [number; 5]);
    GivenKey { id, secret: Secret::new("guessable".to_owned()) }
}

#[tokio::test]
async fn a_store_that_lasts_takes_no_secret_that_somebody_made_up() {
    let service = service(false);
    let made = service.create_account(OPERATOR, &account(), NOW).await.unwrap();
    let seed = mfa::Seed::from_bytes([1; 20]);
    let (name, password) = ("phone".parse().unwrap(), Secret::new("hunter2".to_owned()));
    let refusals = [
        service.create_given_account(OPERATOR, &account(), ACCOUNT, NOW).await.map(drop),
        service.give_access_key(OPERATOR, &Whose::Root, &key(1), NOW).await,
        service.give_root_password(OPERATOR, made.id, &password, NOW).await,
        service.give_virtual_mfa_device(OPERATOR, made.id, (&name, &seed), NOW).await.map(drop),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Err(Error::ServiceFailure(Failure::GivenSecret))), "{refusal:?}");
    }
}

#[tokio::test]
async fn an_ephemeral_store_takes_them_once() {
    let service = service(true);
    let made = service.create_given_account(OPERATOR, &account(), ACCOUNT, NOW).await.unwrap();
    assert_eq!(made.id, ACCOUNT);
    let admin = Whose::User(made.administrator.name.clone());
    service.give_access_key(OPERATOR, &admin, &key(1), NOW).await.unwrap();
    // The same again, for somebody else, and one more than there may be.
    for (whose, number) in [(&Whose::Root, 1), (&admin, 2)] {
        assert!(service.give_access_key(OPERATOR, whose, &key(number), NOW).await.is_err(), "{number}");
    }
    let seed = mfa::Seed::from_bytes([1; 20]);
    let name = "phone".parse().unwrap();
    let serial = service.give_virtual_mfa_device(OPERATOR, ACCOUNT, (&name, &seed), NOW).await.unwrap();
    assert_eq!(serial.to_string(), "arn:aws:iam::123456789012:mfa/phone");
    assert!(service.give_virtual_mfa_device(OPERATOR, ACCOUNT, (&name, &seed), NOW).await.is_err());
    let again = CreateAccount { email: "other@example.com".to_owned(), ..account() };
    assert!(service.create_given_account(OPERATOR, &again, ACCOUNT, NOW).await.is_err());
}
