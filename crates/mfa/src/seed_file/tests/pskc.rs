//! PSKC files: the examples of RFC 6030, and what makers and programs write.

use super::outcome;

/// A file of these packages; what stands before them may encrypt them.
pub fn file(before: &str, packages: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" \
         xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\">\n{before}\n{packages}\n</KeyContainer>\n"
    )
}

/// A token's package.
pub fn package(serial: &str, algorithm: &str, parameters: &str, data: &str) -> String {
    format!(
        "<KeyPackage><DeviceInfo><Manufacturer>Maker</Manufacturer><SerialNo>{serial}</SerialNo></DeviceInfo>\n\
         <Key Id=\"1\" Algorithm=\"{algorithm}\"><Issuer>Issuer</Issuer><AlgorithmParameters>{parameters}</AlgorithmParameters>\n\
         <Data>{data}</Data></Key></KeyPackage>"
    )
}

pub const TOTP: &str = "urn:ietf:params:xml:ns:keyprov:pskc:totp";
pub const HOTP: &str = "urn:ietf:params:xml:ns:keyprov:pskc:hotp";
pub const PLAIN: &str = "<Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>";
const SIX: &str = "<ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/>";
const EIGHT: &str = "<ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/>";
const DIGITS: &str = "3132333435363738393031323334353637383930";

/// Figure 6 of RFC 6030: under a pre-shared key.
pub const PRE_SHARED: &str = "<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>\
    <MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"><MACKey>\
    <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/><xenc:CipherData><xenc:CipherValue>\
    ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX\
    </xenc:CipherValue></xenc:CipherData></MACKey></MACMethod>";
pub const PRE_SHARED_KEY: &str = "12345678901234567890123456789012";
pub const PRE_SHARED_SEED: &str = "<Secret><EncryptedValue>\
    <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/><xenc:CipherData><xenc:CipherValue>\n\
    AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv\n\
    </xenc:CipherValue></xenc:CipherData></EncryptedValue>\
    <ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=\n</ValueMAC></Secret>";

/// Figure 7 of RFC 6030: under a password.
pub const PASSWORD: &str = "<EncryptionKey><xenc11:DerivedKey>\
    <xenc11:KeyDerivationMethod Algorithm=\"http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2\">\
    <p:PBKDF2-params xmlns:p=\"http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#\">\
    <Salt><Specified>Ej7/PEpyEpw=</Specified></Salt><IterationCount>1000</IterationCount><KeyLength>16</KeyLength><PRF/>\
    </p:PBKDF2-params></xenc11:KeyDerivationMethod><xenc:ReferenceList><xenc:DataReference URI=\"#ED\"/></xenc:ReferenceList>\
    <xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName></xenc11:DerivedKey></EncryptionKey>\
    <MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"><MACKey>\
    <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/><xenc:CipherData><xenc:CipherValue>\
    2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx\
    </xenc:CipherValue></xenc:CipherData></MACKey></MACMethod>";
const PASSWORD_SEED: &str = "<Secret><EncryptedValue Id=\"ED\">\
    <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/><xenc:CipherData><xenc:CipherValue>\
    oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f\
    </xenc:CipherValue></xenc:CipherData></EncryptedValue><ValueMAC>LP6xMvjtypbfT9PdkJhBZ+D6O4w=</ValueMAC></Secret>";

#[test]
fn the_examples_of_rfc_6030_are_read() {
    let counter = "<Counter><PlainValue>0</PlainValue></Counter>";
    for (figure, before, data, key, token) in [
        ("3", "", format!("{PLAIN}{counter}"), None, format!("987654321 {DIGITS} hotp sha1 8 0")),
        (
            "6",
            PRE_SHARED,
            format!("{}{counter}", PRE_SHARED_SEED),
            Some(PRE_SHARED_KEY),
            format!("987654321 {DIGITS} hotp sha1 8 0"),
        ),
        (
            "7",
            PASSWORD,
            PASSWORD_SEED.to_owned(),
            Some("qwerty\n"),
            format!("987654321 {DIGITS} hotp sha1 8 0"),
        ),
    ] {
        let file = file(before, &package("987654321", HOTP, EIGHT, &data));
        assert_eq!(outcome(&file, key), Ok(vec![token]), "figure {figure}");
    }
}

#[test]
fn a_token_is_what_its_package_says_and_usual_where_that_is_silent() {
    let plain = PLAIN.to_owned();
    let number =
        |name: &str, value: &str| format!("{PLAIN}<{name}><PlainValue>{value}</PlainValue></{name}>");
    for (algorithm, parameters, data, kind) in [
        (TOTP, SIX, plain.clone(), "totp sha1 6 30"),
        ("totp", SIX, plain.clone(), "totp sha1 6 30"),
        ("hotp", EIGHT, plain.clone(), "hotp sha1 8 0"),
        (TOTP, "", plain.clone(), "totp sha1 6 30"),
        (TOTP, EIGHT, number("TimeInterval", "60"), "totp sha1 8 60"),
        (TOTP, SIX, number("Time", "0"), "totp sha1 6 30"),
        (TOTP, "<Suite>HMAC-SHA256</Suite>", plain.clone(), "totp sha256 6 30"),
        (TOTP, "<Suite>SHA-512</Suite>", plain.clone(), "totp sha512 6 30"),
        (HOTP, SIX, number("Counter", "4294967295"), "hotp sha1 6 4294967295"),
        (TOTP, SIX, PLAIN.replace("MTIz", "M&#84;I<!-- of the maker -->z\n"), "totp sha1 6 30"),
        (TOTP, SIX, PLAIN.replace("MTIz", "<![CDATA[MTIz]]>"), "totp sha1 6 30"),
        (TOTP, SIX, format!("{plain}<x:Y xmlns:x=\"urn:maker\"><x:Secret/></x:Y>"), "totp sha1 6 30"),
    ] {
        let file = file("", &package("GAHT12345678", algorithm, parameters, &data));
        assert_eq!(outcome(&file, None), Ok(vec![format!("GAHT12345678 {DIGITS} {kind}")]), "{file}");
    }
}

#[test]
fn elements_are_told_by_their_namespace_whatever_its_prefix() {
    let plain = file("", &package("GAHT12345678", TOTP, SIX, PLAIN));
    let token = Ok(vec![format!("GAHT12345678 {DIGITS} totp sha1 6 30")]);
    assert_eq!(outcome(&plain, None), token);
    let prefixed = plain.replace("xmlns=", "xmlns:k=").replace("</", "</k:").replace("<", "<k:");
    let prefixed = prefixed.replace("<k:/k:", "</k:").replace("<k:?", "<?");
    assert_eq!(outcome(&prefixed, None), token, "{prefixed}");
    // A serial number of somebody else's is none.
    let foreign = plain.replace("<SerialNo>", "<SerialNo xmlns=\"urn:other\">");
    assert!(outcome(&foreign, None).unwrap_err().contains("the serial number is missing"));
}

#[test]
fn a_key_may_be_written_in_three_ways() {
    let encrypted = file(PRE_SHARED, &package("987654321", HOTP, EIGHT, PRE_SHARED_SEED));
    for key in [PRE_SHARED_KEY, "12345678901234567890123456789012\r\n", "EjRWeJASNFZ4kBI0VniQEg==\n"] {
        assert!(outcome(&encrypted, Some(key)).is_ok(), "{key:?}");
    }
    let raw = data_encoding::HEXLOWER.decode(PRE_SHARED_KEY.as_bytes()).unwrap();
    let raw = super::KeyMaterial(model::Secret::new(raw));
    assert!(super::read(encrypted.as_bytes(), Some(&raw)).is_ok());
}
