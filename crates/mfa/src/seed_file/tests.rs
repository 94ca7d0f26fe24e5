mod bad_pskc;
mod csv;
mod pskc;

use model::{Secret, Text};

use super::{KeyMaterial, read};
use crate::{Algorithm, TokenParameters};

/// What is read of a file, as one line for each token, or why it is refused.
fn outcome(file: &str, key: Option<&str>) -> Result<Vec<String>, String> {
    let key = key.map(|key| KeyMaterial(Secret::new(key.as_bytes().to_vec())));
    let read = read(file.as_bytes(), key.as_ref()).map_err(|refusal| refusal.to_string())?;
    Ok(read
        .iter()
        .map(|token| format!("{} {} {}", token.serial.as_str(), hex(&token.seed), shown(token.parameters)))
        .collect())
}

fn hex(seed: &crate::Seed) -> String {
    data_encoding::HEXLOWER.encode(seed.expose())
}

fn shown(parameters: TokenParameters) -> String {
    let name = |algorithm| match algorithm {
        Algorithm::Sha1 => "sha1",
        Algorithm::Sha256 => "sha256",
        Algorithm::Sha512 => "sha512",
    };
    match parameters {
        TokenParameters::Totp(totp) => {
            format!("totp {} {} {}", name(totp.algorithm), totp.digits, totp.period_secs)
        }
        TokenParameters::Hotp(hotp) => {
            format!("hotp {} {} {}", name(hotp.algorithm), hotp.digits, hotp.counter)
        }
    }
}

#[test]
fn what_begins_like_xml_is_read_as_xml_whatever_stands_before_it() {
    for (file, is_xml) in [
        ("<a/>", true),
        ("\u{feff}<a/>", true),
        ("\r\n \t<a/>", true),
        ("serial,seed\n", false),
        ("\u{feff}serial,seed\n", false),
        ("", false),
    ] {
        let refusal = outcome(file, None).unwrap_err();
        assert_eq!(refusal.contains("not a PSKC file"), is_xml, "{file:?}: {refusal}");
    }
}

// Rule R7: whatever is wrong with a file, its seeds and keys are not in what is said of it.
#[test]
fn r7_neither_a_token_nor_a_refusal_shows_a_seed() {
    const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let file = format!("serial,seed\nGAHT12345678,{SEED}\n");
    let shown = format!("{:?}", read(file.as_bytes(), None));
    assert!(shown.contains("GAHT12345678") && !shown.contains("GEZDG") && !shown.contains("3132"), "{shown}");
    for file in [
        format!("GAHT12345678,{SEED}\n"),
        format!("{SEED},GAHT12345678\n"),
        format!("serial,seed,digits\nGAHT12345678,{SEED}9,6\nGAHT12345678,00,6\n"),
        format!("serial,seed\n\"GAHT12345678,{SEED}\n"),
    ] {
        let refusal = outcome(&file, None).unwrap_err();
        assert!(!refusal.contains("GEZDG"), "{refusal}");
    }
}
