//! Tables: what is read, and what is refused with which words.

use super::outcome;
use crate::seed_file::Reason;

const HEX: &str = "3132333435363738393031323334353637383930";
const BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

#[test]
fn a_table_names_its_columns_and_leaves_out_what_is_usual() {
    let usual = format!("GAHT12345678 {HEX} totp sha1 6 30");
    for (what, file, tokens) in [
        ("two columns", format!("serial,seed\nGAHT12345678,{BASE32}\n"), vec![usual.clone()]),
        ("no line end at the end", format!("serial,seed\nGAHT12345678,{BASE32}"), vec![usual.clone()]),
        ("hexadecimal", format!("serial,seed\nGAHT12345678,{HEX}\n"), vec![usual.clone()]),
        ("hexadecimal, said so", format!("serial,seed_hex\nGAHT12345678,{HEX}\n"), vec![usual.clone()]),
        ("base32, said so", format!("seed_base32,serial\n{BASE32},GAHT12345678\n"), vec![usual.clone()]),
        ("in small letters", format!("Serial,SEED\nGAHT12345678,{}\n", BASE32.to_lowercase()), vec![usual.clone()]),
        ("in groups", "serial,seed\nGAHT12345678,GEZD GNBV GY3T-QOJQ GEZD GNBV GY3T QOJQ\n".to_owned(), vec![usual.clone()]),
        ("mark and line ends", format!("\u{feff}serial,seed\r\nGAHT12345678,{BASE32}\r\n\r\n"), vec![usual.clone()]),
        ("quotes", format!("\"serial\",\"seed\"\n\"GAHT12345678\" , \"{BASE32}\"\n"), vec![usual]),
        (
            "all columns, in another order",
            format!(
                "digits,period,counter,algorithm,seed,serial\n8,60,,SHA-256,{BASE32},GAHT12345678\n,,7,,{BASE32},HOTP12345678\n\
                 8,,0,hmac-sha512,{BASE32},HOTP12345679\n"
            ),
            vec![
                format!("GAHT12345678 {HEX} totp sha256 8 60"),
                format!("HOTP12345678 {HEX} hotp sha1 6 7"),
                format!("HOTP12345679 {HEX} hotp sha512 8 0"),
            ],
        ),
        (
            "a seed that could be either, beside one that cannot",
            "serial,seed\nGAHT12345678,ABCDEF234567ABCDEF234567ABCDEF23\nGAHT12345679,0BCDEF234567ABCDEF234567ABCDEF23\n"
                .to_owned(),
            vec![
                "GAHT12345678 abcdef234567abcdef234567abcdef23 totp sha1 6 30".to_owned(),
                "GAHT12345679 0bcdef234567abcdef234567abcdef23 totp sha1 6 30".to_owned(),
            ],
        ),
    ] {
        assert_eq!(outcome(&file, None), Ok(tokens), "{what}");
    }
}

#[test]
fn a_table_is_refused_by_line_token_and_reason() {
    let one = |line: &str| format!("serial,seed,algorithm,digits,period,counter\n{line}\n");
    let token = "GAHT12345678";
    for (file, refusal) in [
        (String::new(), format!("line 1: {}", Reason::NoTokens)),
        ("serial,seed\n\n".to_owned(), format!("line 3: {}", Reason::NoTokens)),
        ("serial;seed\n".to_owned(), "columns are divided by commas, not semicolons".to_owned()),
        (format!("{token},{BASE32}\n"), "it has a column gaht12345678".to_owned()),
        (format!("{BASE32},{token}\n"), "this one does not".to_owned()),
        ("serial,seed,owner\n".to_owned(), "it has a column owner".to_owned()),
        ("serial,seed,seed\n".to_owned(), "it has a column seed twice".to_owned()),
        ("serial,algorithm\n".to_owned(), "it has no column seed".to_owned()),
        ("seed,digits\n".to_owned(), "it has no column serial".to_owned()),
        (
            one(&format!("{token},{BASE32}")),
            "line 2: the first line names 6 columns, and this one has 2".to_owned(),
        ),
        (
            one(&format!("ABCD1234,{BASE32},,,,")),
            "line 2: a serial number has 9 to 256 characters, and ABCD1234 has 8".to_owned(),
        ),
        (one(&format!("{},{BASE32},,,,", "x".repeat(257))), "9 to 256 characters".to_owned()),
        (one(&format!(",{BASE32},,,,")), format!("line 2: {}", Reason::NoSerial)),
        (one(&format!("GAHT 2345678,{BASE32},,,,")), format!("line 2: {}", Reason::SerialCharacters)),
        (one(&format!("GÄHT12345678,{BASE32},,,,")), format!("line 2: {}", Reason::SerialCharacters)),
        (
            one(&format!("arn:aws:iam::123456789012:mfa/x,{BASE32},,,,")),
            format!("line 2: {}", Reason::SerialIsArn),
        ),
        (one(&format!("ARN:aws:iam::1,{BASE32},,,,")), format!("line 2: {}", Reason::SerialIsArn)),
        (one(&format!("{token},,,,,")), format!("line 2, token {token}: {}", Reason::NoSeed)),
        (
            one(&format!("{token},{BASE32}8,,,,")),
            format!("line 2, token {token}: the seed is not hexadecimal or base32"),
        ),
        (one(&format!("{token},{BASE32}A,,,,")), format!("line 2, token {token}: the seed is not base32")),
        (one(&format!("{token},{HEX}0,,,,")), format!("line 2, token {token}: the seed is not hexadecimal")),
        (
            one(&format!("{token},001122334455667788,,,,")),
            format!("line 2, token {token}: {}", Reason::SeedLength(9)),
        ),
        (
            one(&format!("{token},{},,,,", "00".repeat(129))),
            format!("line 2, token {token}: {}", Reason::SeedLength(129)),
        ),
        (
            one(&format!("{token},ABCDEF234567ABCDEF234567ABCDEF23,,,,")),
            format!("line 2: {}", Reason::EitherForm),
        ),
        (
            one(&format!("{token},{BASE32},MD5,,,")),
            "tokens use SHA-1, SHA-256 or SHA-512, not MD5".to_owned(),
        ),
        (one(&format!("{token},{BASE32},,5,,")), "tokens show 6 or 8 decimal digits, not 5".to_owned()),
        (
            one(&format!("{token},{BASE32},,,90,")),
            "tokens show a code for 30 or 60 seconds, not 90".to_owned(),
        ),
        (one(&format!("{token},{BASE32},,,30,0")), Reason::PeriodAndCounter.to_string()),
        (one(&format!("{token},{BASE32},,,,-1")), Reason::Counter.to_string()),
        (one(&format!("{token},{BASE32},,,,4294967296")), Reason::Counter.to_string()),
        (one(&format!("\"{token},{BASE32},,,,")), format!("line 2: {}", Reason::Quotes)),
        (one(&format!("\"{token}\"x,{BASE32},,,,")), format!("line 2: {}", Reason::Quotes)),
        (one(&format!("GAHT\"12345678\",{BASE32},,,,")), format!("line 2: {}", Reason::Quotes)),
        (one(&format!("{token},{BASE32},,,,{}", ",".repeat(20))), Reason::TooLong.to_string()),
        (one(&format!("{token},{},,,,", "A".repeat(5_000))), format!("line 2: {}", Reason::TooLong)),
        (
            one(&format!("{token},{BASE32},,,,\ngaht12345678,{BASE32},,,,")),
            format!("line 3, token gaht12345678: {}", Reason::Repeated),
        ),
        (
            one(&format!("{token},{BASE32},,,,\nGAHT12345679,{HEX},,,,")),
            "line 3, token GAHT12345679: this seed is hexadecimal, and that of line 2 is base32".to_owned(),
        ),
        (
            format!("serial,seed_hex\n{token},{BASE32}\n"),
            format!("line 2, token {token}: the seed is not hexadecimal"),
        ),
    ] {
        let said = outcome(&file, None).unwrap_err();
        assert!(said.contains(&refusal), "of {file:?} was said: {said}; and not: {refusal}");
    }
}

#[test]
fn a_table_that_is_not_text_or_needs_no_key_is_refused() {
    let said = crate::seed_file::read(&b"serial,seed\nGAHT\xff,00\n"[..], None).unwrap_err().to_string();
    assert_eq!(said, format!("line 2: {}", Reason::NotText));
    let said = outcome(&format!("serial,seed\nGAHT12345678,{BASE32}\n"), Some("key")).unwrap_err();
    assert_eq!(said, format!("line 1: {}", Reason::NotEncrypted));
}
