//! Whatever a stranger sends, there is an answer.

use bartizan_fido::testing::{Lie, Make};
use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use serde_json::Value;

use crate::{ALICE, ORIGIN, fido, registered};

proptest! {
    #[test]
    fn one_byte_changed_anywhere_in_an_answer_is_refused(
        field in prop::sample::select(vec!["clientDataJSON", "authenticatorData"]),
        place in any::<prop::sample::Index>(),
        turned in 1..=255_u8,
    ) {
        let (mut key, credential) = registered(Make::Silent);
        let fido = fido();
        let begun = fido.begin_sign_in([&credential]).unwrap();
        let answer = key.get(&begun.options, ORIGIN, &Lie::default());
        let mut answer: Value = serde_json::from_str(&answer).unwrap();
        let mut bytes = BASE64URL_NOPAD.decode(answer["response"][field].as_str().unwrap().as_bytes()).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= turned;
        answer["response"][field] = BASE64URL_NOPAD.encode(&bytes).into();
        let judged = fido.finish_sign_in(&begun.state, ALICE.handle, [&credential], &answer.to_string());
        prop_assert!(judged.is_err());
    }

    #[test]
    fn any_bytes_in_the_place_of_an_attestation_object_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (mut key, _) = registered(Make::Silent);
        let fido = fido();
        let begun = fido.begin_registration(&ALICE, []).unwrap();
        let answer = key.create(&begun.options, ORIGIN, &Lie::default());
        let mut answer: Value = serde_json::from_str(&answer).unwrap();
        answer["response"]["attestationObject"] = BASE64URL_NOPAD.encode(&bytes).into();
        prop_assert!(fido.finish_registration(&begun.state, [], &answer.to_string()).is_err());
    }
}
