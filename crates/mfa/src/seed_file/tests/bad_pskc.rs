//! PSKC files that are refused, each with its own words.

use super::outcome;
use super::pskc::{HOTP, PASSWORD, PLAIN, PRE_SHARED, PRE_SHARED_KEY, PRE_SHARED_SEED, TOTP, file, package};
use crate::seed_file::Reason;

fn plain() -> String {
    file("", &package("GAHT12345678", TOTP, "", PLAIN))
}

fn encrypted() -> String {
    file(PRE_SHARED, &package("GAHT12345678", HOTP, "", PRE_SHARED_SEED))
}

/// The same with something else in one place, which must be there.
fn changed(file: &str, from: &str, to: &str) -> String {
    assert!(file.contains(from), "{from}");
    file.replace(from, to)
}

fn refused(file: &str, key: Option<&str>, reason: &Reason) {
    let said = outcome(file, key).unwrap_err();
    assert!(said.ends_with(&format!(": {reason}")), "of {file}\nwas said: {said}\nand not:  {reason}");
}

#[test]
fn what_attacks_on_readers_of_xml_are_made_of_is_refused() {
    let root = "<KeyContainer ";
    let doctype = |declared: &str| changed(&plain(), root, &format!("<!DOCTYPE x [{declared}]>{root}"));
    for declared in [
        "",
        "<!ENTITY seed \"MTIz\">",
        "<!ENTITY seed SYSTEM \"file:///etc/passwd\">",
        "<!ENTITY % outside SYSTEM \"http://localhost/x.dtd\"> %outside;",
    ] {
        refused(&doctype(declared), None, &Reason::Forbidden("a document type (DOCTYPE)"));
    }
    let external = changed(&plain(), root, "<!DOCTYPE x SYSTEM \"http://localhost/x.dtd\"><KeyContainer ");
    refused(&external, None, &Reason::Forbidden("a document type (DOCTYPE)"));
    refused(&changed(&plain(), "MTIz", "&seed;"), None, &Reason::Forbidden("an entity"));
    refused(&changed(&plain(), "Id=\"1\"", "Id=\"&seed;\""), None, &Reason::Forbidden("an entity"));
    refused(
        &changed(&plain(), "<Data>", "<?run it?><Data>"),
        None,
        &Reason::Forbidden("a processing instruction"),
    );
    let elsewhere = changed(
        &encrypted(),
        "<xenc:CipherValue>\nAAEC",
        "<xenc:CipherReference URI=\"file:///x\"/><xenc:CipherValue>AAEC",
    );
    refused(&elsewhere, Some(PRE_SHARED_KEY), &Reason::Forbidden("a reference to what lies elsewhere"));
}

#[test]
fn a_file_that_is_not_whole_or_not_pskc_is_refused() {
    let whole = plain();
    // Wherever it is cut: after the first word that makes it XML it is never taken for something else, or for whole.
    for length in 60..whole.trim_end().len() {
        let said = outcome(&whole[..length], None).unwrap_err();
        let expected = [Reason::CutOff, Reason::NoTokens].map(|reason| said.ends_with(&reason.to_string()));
        assert!(expected.contains(&true), "cut after {length}: {said}");
    }
    for (file, reason) in [
        (format!("{whole}<KeyContainer/>"), Reason::NotXml),
        (changed(&whole, "</Data>", "</Date>"), Reason::NotXml),
        (changed(&whole, "</Data>", "</Data>text"), Reason::NotXml),
        (changed(&whole, "Id=\"1\"", "Id=\"1\" Id=\"2\""), Reason::NotXml),
        (changed(&whole, "<Data>", "<unknown:x/><Data>"), Reason::NotXml),
        (changed(&whole, "encoding=\"UTF-8\"", "encoding=\"UTF-16\""), Reason::NotText),
        ("<html/>".to_owned(), Reason::NotPskc("html".to_owned())),
        (
            changed(&whole, "ns:keyprov:pskc\"", "ns:keyprov:pskc:2\""),
            Reason::NotPskc("KeyContainer".to_owned()),
        ),
        (changed(&whole, "Version=\"1.0\" ", "Version=\"2.0\" "), Reason::Version("2.0".to_owned())),
        (changed(&whole, "<KeyContainer Version=\"1.0\"", "<KeyContainer"), Reason::Missing("the version")),
        (file("", ""), Reason::NoTokens),
        (file("", &"<a>".repeat(40)), Reason::TooDeep),
        (file("", &format!("<a>{}</a>", "x".repeat(100_000))), Reason::TooLong),
        (changed(&whole, "GAHT", &"G".repeat(5_000)), Reason::TooLong),
    ] {
        refused(&file, None, &reason);
    }
}

#[test]
fn a_token_that_could_not_be_used_is_refused() {
    let format = |length: &str, more: &str| {
        let format = format!("<ResponseFormat Length=\"{length}\" {more}/>");
        file("", &package("GAHT12345678", TOTP, &format, PLAIN))
    };
    let data = |data: &str| file("", &package("GAHT12345678", TOTP, "", data));
    let plain = plain();
    for (file, reason) in [
        (format("5", "Encoding=\"DECIMAL\""), Reason::Digits("5".to_owned())),
        (format("6", "Encoding=\"HEXADECIMAL\""), Reason::Digits("HEXADECIMAL".to_owned())),
        (format("6", "Encoding=\"DECIMAL\" CheckDigits=\"true\""), Reason::CheckDigits),
        (
            changed(&plain, TOTP, "urn:ietf:params:xml:ns:keyprov:pskc:pin"),
            Reason::UnknownAlgorithm("urn:ietf:params:xml:ns:keyprov:pskc:pin".to_owned()),
        ),
        (changed(&plain, TOTP, "TOTP"), Reason::UnknownAlgorithm("TOTP".to_owned())),
        (changed(&plain, &format!(" Algorithm=\"{TOTP}\""), ""), Reason::Missing("the algorithm of the key")),
        (
            changed(&plain, "GAHT12345678", "GAHT1234"),
            Reason::SerialLength { shown: "GAHT1234".to_owned(), length: 8 },
        ),
        (changed(&plain, "<SerialNo>GAHT12345678</SerialNo>", ""), Reason::NoSerial),
        (changed(&plain, "GAHT12345678", "arn:aws:iam::123456789012:mfa/x"), Reason::SerialIsArn),
        (changed(&plain, PLAIN, ""), Reason::NoSeed),
        (changed(&plain, PLAIN, "<Secret/>"), Reason::NoSeed),
        (changed(&plain, PLAIN, &format!("{PLAIN}{PLAIN}")), Reason::Twice("the seed")),
        (changed(&plain, "MTIz", "****"), Reason::Malformed("the seed")),
        (data("<Secret><PlainValue>MTIz</PlainValue></Secret>"), Reason::SeedLength(3)),
        (
            data(&format!("{PLAIN}<TimeInterval><PlainValue>45</PlainValue></TimeInterval>")),
            Reason::Period("45".to_owned()),
        ),
        (data(&format!("{PLAIN}<Time><PlainValue>1000</PlainValue></Time>")), Reason::Epoch),
        (data(&format!("{PLAIN}<Counter><PlainValue>x</PlainValue></Counter>")), Reason::Counter),
        (
            data(&format!("{PLAIN}<Counter><EncryptedValue/></Counter>")),
            Reason::EncryptedNumber("the counter"),
        ),
        (
            file("", &package("GAHT12345678", TOTP, "<Suite>MD5</Suite>", PLAIN)),
            Reason::UnknownHash("MD5".to_owned()),
        ),
        (
            file("", "<KeyPackage><DeviceInfo><SerialNo>GAHT12345678</SerialNo></DeviceInfo></KeyPackage>"),
            Reason::Missing("the key"),
        ),
        (
            file(
                "",
                &[package("GAHT12345678", TOTP, "", PLAIN), package("gaht12345678", TOTP, "", PLAIN)]
                    .concat(),
            ),
            Reason::Repeated,
        ),
    ] {
        refused(&file, None, &reason);
    }
}

#[test]
fn what_is_encrypted_needs_the_right_key_and_the_right_code() {
    let encrypted = encrypted();
    let key = Some(PRE_SHARED_KEY);
    assert!(outcome(&encrypted, key).is_ok());
    let called = "a pre-shared key called Pre-shared-key".to_owned();
    let password = file(PASSWORD, &package("GAHT12345678", HOTP, "", PLAIN));
    let aes192 = changed(&encrypted, "aes128-cbc", "aes192-cbc");
    let mac = "<ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=\n</ValueMAC>";
    let method = "<MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\">";
    let no_method = {
        let (before, after) =
            (encrypted.find("<MACMethod").unwrap(), encrypted.find("</MACMethod>").unwrap());
        format!("{}{}", &encrypted[..before], &encrypted[after + "</MACMethod>".len()..])
    };
    for (file, key, reason) in [
        (encrypted.clone(), None, Reason::KeyNeeded(called.clone())),
        (encrypted.clone(), Some("secret"), Reason::NotAKey(called)),
        (encrypted.clone(), Some("12345678901234567890123456789013"), Reason::DoesNotDecrypt),
        (aes192, key, Reason::KeyLength { cipher: "aes192-cbc", takes: 24, has: 16 }),
        (changed(&encrypted, "AAEC", "AAED"), key, Reason::WrongMac),
        (changed(&encrypted, "Su+N", "Su+M"), key, Reason::WrongMac),
        (changed(&encrypted, "Su+NvtQfmvfJzF6bmQiJqoLRExc=\n", ""), key, Reason::WrongMac),
        (changed(&encrypted, mac, ""), key, Reason::NoMac("ValueMAC")),
        (no_method, key, Reason::NoMac("MACMethod")),
        (
            changed(&encrypted, "aes128-cbc", "tripledes-cbc"),
            key,
            Reason::UnknownCipher("http://www.w3.org/2001/04/xmlenc#tripledes-cbc".to_owned()),
        ),
        (
            changed(&encrypted, "#hmac-sha1", "#hmac-md5"),
            key,
            Reason::UnknownMac("http://www.w3.org/2000/09/xmldsig#hmac-md5".to_owned()),
        ),
        (
            changed(&encrypted, method, &format!("{method}</MACMethod>{method}")),
            key,
            Reason::Twice("MACMethod"),
        ),
        (
            changed(&encrypted, "<ds:KeyName>Pre-shared-key</ds:KeyName>", "<ds:X509Data/>"),
            key,
            Reason::UnknownKey("X509Data".to_owned()),
        ),
        (
            changed(&encrypted, "<ds:KeyName>Pre-shared-key</ds:KeyName>", ""),
            key,
            Reason::Missing("the key of EncryptionKey"),
        ),
        (file(PRE_SHARED, &package("GAHT12345678", HOTP, "", PLAIN)), key, Reason::PlainSeed),
        (plain(), key, Reason::NotEncrypted),
        (
            file("", &package("GAHT12345678", HOTP, "", PRE_SHARED_SEED)),
            None,
            Reason::Missing("EncryptionKey"),
        ),
        (password.clone(), None, Reason::KeyNeeded("a password".to_owned())),
        (password.clone(), Some("\n"), Reason::NoPassword),
        (password.clone(), Some("QWERTY"), Reason::DoesNotDecrypt),
        (
            changed(&password, "<IterationCount>1000<", "<IterationCount>10000001<"),
            key,
            Reason::DerivationBounds("the number of iterations"),
        ),
        (
            changed(&password, "<IterationCount>1000<", "<IterationCount>0<"),
            key,
            Reason::DerivationBounds("the number of iterations"),
        ),
        (
            changed(&password, "<KeyLength>16<", "<KeyLength>1600000000<"),
            key,
            Reason::DerivationBounds("the length of the key"),
        ),
        (changed(&password, "Ej7/PEpyEpw=", ""), key, Reason::DerivationBounds("the salt")),
        (
            changed(&password, "<PRF/>", "<PRF>urn:md5</PRF>"),
            key,
            Reason::UnknownDerivation("urn:md5".to_owned()),
        ),
        (
            changed(&password, "<PRF/>", "<PRF Algorithm=\"urn:md5\"/>"),
            key,
            Reason::UnknownDerivation("urn:md5".to_owned()),
        ),
        (
            changed(&password, "#pbkdf2", "#scrypt"),
            key,
            Reason::UnknownDerivation(
                "http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#scrypt".to_owned(),
            ),
        ),
    ] {
        refused(&file, key, &reason);
    }
}
