//! Another implementation shows the same codes.

use bartizan_mfa::{Algorithm, Parameters, Seed, Totp};
use proptest::prelude::*;
use totp_rs::{Algorithm as PeerAlgorithm, Builder, Secret};

proptest! {
    #[test]
    fn totp_rs_shows_the_same_digits(
        seed in any::<[u8; 20]>(),
        secs in 0..1_u64 << 40,
        (ours, theirs) in prop_oneof![
            Just((Algorithm::Sha1, PeerAlgorithm::SHA1)),
            Just((Algorithm::Sha256, PeerAlgorithm::SHA256)),
            Just((Algorithm::Sha512, PeerAlgorithm::SHA512)),
        ],
        digits in prop_oneof![Just(6_u8), Just(8)],
        period in prop_oneof![Just(30_u32), Just(60)],
    ) {
        let peer = Builder::new()
            .with_algorithm(theirs)
            .with_digits(digits)
            .with_step_duration(u64::from(period))
            .with_secret(Secret::new_stack(seed))
            .build()
            .unwrap();
        let device = Totp::new(&Seed::from_bytes(seed), Parameters::new(ours, digits, period).unwrap());
        prop_assert_eq!(device.digits_at(secs / u64::from(period)), peer.generate(secs).to_string());
    }
}
