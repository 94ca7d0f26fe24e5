//! Seals open only for whom, where and what they were made.

use bartizan_vault::{Binding, Keyring, OpenError, Purpose, Salt, Sealed};
use model::AccountId;
use proptest::prelude::*;

const PURPOSES: [Purpose; 7] = [
    Purpose::Seed,
    Purpose::AccessKey,
    Purpose::SessionToken,
    Purpose::SessionSecret,
    Purpose::Cookie,
    Purpose::Pepper,
    Purpose::Marker,
];

fn account(number: u64) -> AccountId {
    AccountId::new(number).unwrap()
}

fn home() -> Binding<'static> {
    Binding { account: account(1), subject: "AIDAALICE", field: "seed" }
}

fn sealed_at_home(keyring: &Keyring) -> Sealed {
    keyring.seal(Purpose::Seed, &home(), Salt([7; 32]), b"a seed").unwrap()
}

#[test]
fn r4_a_seal_opens_only_for_its_account_subject_field_and_purpose() {
    let keyring = Keyring::first([1; 32]);
    let sealed = sealed_at_home(&keyring);
    let home = home();
    for (purpose, binding, opens, moved_to) in [
        (Purpose::Seed, home, true, "nowhere"),
        (Purpose::Seed, Binding { account: account(2), ..home }, false, "another account"),
        (Purpose::Seed, Binding { subject: "AIDABOB", ..home }, false, "another user"),
        (Purpose::Seed, Binding { field: "secret", ..home }, false, "another field"),
        (Purpose::Seed, Binding { subject: "AIDAALICEs", field: "eed", ..home }, false, "a border moved"),
        (Purpose::Seed, Binding { subject: "", field: "AIDAALICEseed", ..home }, false, "a border removed"),
        (Purpose::AccessKey, home, false, "another purpose"),
    ] {
        let opened = keyring.open(purpose, &binding, &sealed);
        assert_eq!(opened.is_ok_and(|secret| secret.expose() == b"a seed"), opens, "moved to {moved_to}");
    }
}

#[test]
fn r4_each_seal_has_its_own_key_so_equal_secrets_look_different() {
    let keyring = Keyring::first([1; 32]);
    let texts = [[1; 32], [2; 32]].map(|salt| {
        let sealed = keyring.seal(Purpose::Seed, &home(), Salt(salt), &[0; 64]).unwrap();
        data_encoding::BASE64.decode(String::from(sealed).as_bytes()).unwrap()[37..].to_vec()
    });
    assert!(texts[0].iter().zip(&texts[1]).filter(|(a, b)| a == b).count() < 10);
}

#[test]
fn r4_older_generations_open_until_they_are_dropped() {
    let before = Keyring::first([1; 32]);
    let old = sealed_at_home(&before);
    let after = before.rotated([2; 32]).unwrap();
    let new = sealed_at_home(&after);
    assert_eq!((old.generation(), new.generation()), (before.current(), after.current()));
    for (keyring, sealed, broken, what) in [
        (&after, &old, None, "an old seal after rotation"),
        (&after, &new, None, "a new seal"),
        (&before, &new, Some(OpenError::UnknownGeneration(after.current())), "a new seal, the old key file"),
        (
            &after.clone().current_only(),
            &old,
            Some(OpenError::UnknownGeneration(before.current())),
            "a dropped key",
        ),
    ] {
        assert_eq!(keyring.open(Purpose::Seed, &home(), sealed).err(), broken, "{what}");
    }
}

#[test]
fn r5_a_stolen_store_opens_nothing_without_the_master_key() {
    let stolen = sealed_at_home(&Keyring::first([1; 32]));
    let mut near = [1; 32];
    near[31] ^= 1;
    for guess in [[0; 32], [2; 32], near] {
        assert_eq!(
            Keyring::first(guess).open(Purpose::Seed, &home(), &stolen).err(),
            Some(OpenError::Broken)
        );
    }
}

#[test]
fn r7_nothing_that_holds_a_secret_shows_it() {
    let keyring = Keyring::first([0xab; 32]).rotated([0xcd; 32]).unwrap();
    let sealed = sealed_at_home(&keyring);
    let opened = keyring.open(Purpose::Seed, &home(), &sealed).unwrap();
    let password = keyring.hash_password([3; 16], "hunter2").unwrap();
    for (shown, expected) in [
        (format!("{keyring:?}"), "Keyring [2, 1]"),
        (format!("{sealed:?}"), "Sealed(generation 2, ..)"),
        (format!("{opened:?}"), "Secret(..)"),
        (format!("{:?}", keyring.to_text()), "Secret(..)"),
        (format!("{password:?}"), "StoredPassword(generation 2, ..)"),
    ] {
        assert_eq!(shown, expected);
    }
}

#[test]
fn a_seal_is_a_text_in_documents_and_nothing_else_is_taken_for_one() {
    let sealed = sealed_at_home(&Keyring::first([1; 32]));
    let json = serde_json::to_string(&sealed).unwrap();
    assert_eq!(serde_json::from_str::<Sealed>(&json).unwrap(), sealed);
    let text = String::from(sealed);
    for (wrong, why) in [
        (String::new(), "empty"),
        (text[..68].to_owned(), "shorter than a seal of nothing"),
        (format!("Ag{}", &text[2..]), "a later version"),
        (text.replace('=', ""), "no padding"),
        (format!(" {text}"), "a space"),
    ] {
        assert!(Sealed::try_from(wrong).is_err(), "{why}");
    }
}

proptest! {
    #[test]
    fn r4_seals_swapped_between_any_two_places_do_not_open(
        accounts in (0..4_u64, 0..4_u64),
        subjects in ("[ab]{0,3}", "[ab]{0,3}"),
        fields in ("[ab]{0,3}", "[ab]{0,3}"),
        purposes in (0..7_usize, 0..7_usize),
        plaintext in proptest::collection::vec(any::<u8>(), 0..100),
    ) {
        let keyring = Keyring::first([1; 32]);
        let from = Binding { account: account(accounts.0), subject: &subjects.0, field: &fields.0 };
        let to = Binding { account: account(accounts.1), subject: &subjects.1, field: &fields.1 };
        let sealed = keyring.seal(PURPOSES[purposes.0], &from, Salt([7; 32]), &plaintext).unwrap();
        let opened = keyring.open(PURPOSES[purposes.1], &to, &sealed);
        let same = from == to && purposes.0 == purposes.1;
        prop_assert_eq!(opened.is_ok_and(|secret| *secret.expose() == plaintext), same);
    }

    #[test]
    fn r4_a_seal_with_any_bit_flipped_does_not_open(place in any::<usize>(), bit in 0..8_u8) {
        let keyring = Keyring::first([1; 32]).rotated([2; 32]).unwrap();
        let mut bytes = data_encoding::BASE64.decode(String::from(sealed_at_home(&keyring)).as_bytes()).unwrap();
        let place = place % bytes.len();
        bytes[place] ^= 1_u8 << bit;
        let opened = Sealed::try_from(data_encoding::BASE64.encode(&bytes))
            .ok()
            .and_then(|sealed| keyring.open(Purpose::Seed, &home(), &sealed).ok());
        prop_assert!(opened.is_none());
    }
}
