//! Any bytes are a table whose tokens are what tokens can be, and come back from their own writing; or are refused in words.

use crate::tokens;
use mfa::TokenParameters;
use mfa::seed_file::{TokenSeed, csv};

pub fn run(file: &[u8]) {
    if let Some(read) = tokens::check(csv::read(file)) {
        let rows: String = read.iter().map(row).collect();
        let written = format!("counter,digits,serial,algorithm,period,seed_base32\n{rows}");
        assert_eq!(csv::read(written.as_bytes()).as_ref(), Ok(&read));
    }
}

fn row(token: &TokenSeed) -> String {
    let (counter, digits, algorithm, period) = match token.parameters {
        TokenParameters::Totp(totp) => {
            (String::new(), totp.digits, totp.algorithm, totp.period_secs.to_string())
        }
        TokenParameters::Hotp(hotp) => (hotp.counter.to_string(), hotp.digits, hotp.algorithm, String::new()),
    };
    let seed = token.seed.to_base32();
    format!("{counter},{digits},\"{}\",{algorithm:?},{period},{}\n", token.serial, seed.expose())
}
