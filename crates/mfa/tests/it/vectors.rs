//! The published test vectors.

use std::fs;

use bartizan_mfa::{Algorithm, Parameters, Seed, Step, Totp};

const SEED_20: &[u8] = b"12345678901234567890";
const SEED_32: &[u8] = b"12345678901234567890123456789012";
const SEED_64: &[u8] = b"1234567890123456789012345678901234567890123456789012345678901234";

fn device(seed: &[u8], algorithm: Algorithm, digits: u8) -> Totp {
    Totp::new(&Seed::from_bytes(seed), Parameters::new(algorithm, digits, 30).unwrap())
}

#[test]
fn counters_give_the_codes_of_rfc_4226_appendix_d() {
    let device = device(SEED_20, Algorithm::Sha1, 6);
    for (counter, code) in [
        (0, "755224"),
        (1, "287082"),
        (2, "359152"),
        (3, "969429"),
        (4, "338314"),
        (5, "254676"),
        (6, "287922"),
        (7, "162583"),
        (8, "399871"),
        (9, "520489"),
    ] {
        assert_eq!(device.digits_at(counter), code, "counter {counter}");
    }
}

#[test]
fn times_give_the_codes_of_rfc_6238_appendix_b() {
    let sha1 = device(SEED_20, Algorithm::Sha1, 8);
    let sha256 = device(SEED_32, Algorithm::Sha256, 8);
    let sha512 = device(SEED_64, Algorithm::Sha512, 8);
    // (seconds since 1970, SHA-1, SHA-256, SHA-512)
    for (secs, with_sha1, with_sha256, with_sha512) in [
        (59_u64, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ] {
        for (device, digits) in [(&sha1, with_sha1), (&sha256, with_sha256), (&sha512, with_sha512)] {
            assert_eq!(device.digits_at(secs / 30), digits, "{secs} s");
            // The API takes the last six of eight.
            assert_eq!(device.authentication_code_at(secs / 30), digits[2..].parse().unwrap(), "{secs} s");
        }
    }
}

#[test]
fn the_shared_vectors_hold() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/otp.jsonl");
    let Ok(text) = fs::read_to_string(path) else {
        println!("skipped: there is no {path}");
        return;
    };
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let algorithm = match case["alg"].as_str().unwrap() {
            "sha1" => Algorithm::Sha1,
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            other => panic!("{other}"),
        };
        let seed = Seed::from_base32(case["secret_b32"].as_str().unwrap()).unwrap();
        let digits = u8::try_from(case["digits"].as_u64().unwrap()).unwrap();
        let step: Step = case["counter"].as_u64().unwrap();
        let shown = Totp::new(&seed, Parameters::new(algorithm, digits, 30).unwrap()).digits_at(step);
        assert_eq!(shown, case["code"].as_str().unwrap(), "{line}");
    }
}
