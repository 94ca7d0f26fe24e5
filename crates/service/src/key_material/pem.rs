//! PEM (RFC 7468), read strictly: blocks, one behind the other, and nothing but white space between them.

use data_encoding::BASE64;
use model::Secret;

/// A block: what it says it is, and its bytes, which may be a secret.
pub struct Block<'a> {
    /// `CERTIFICATE`, `PUBLIC KEY`, …
    pub label: &'a str,
    /// What is in it.
    pub der: Secret<Vec<u8>>,
}

/// All blocks of a text; none, if it is not made of blocks alone.
pub fn blocks(text: &str) -> Option<Vec<Block<'_>>> {
    let mut found = Vec::new();
    let mut rest = text.trim_ascii();
    while !rest.is_empty() {
        let (label, behind) = rest.strip_prefix("-----BEGIN ")?.split_once("-----")?;
        let (body, behind) = behind.split_once("-----END ")?;
        let behind = behind.strip_prefix(label)?.strip_prefix("-----")?;
        let letters: Secret<String> =
            Secret::new(body.chars().filter(|letter| !letter.is_ascii_whitespace()).collect());
        let der = BASE64.decode(letters.expose().as_bytes()).ok()?;
        found.push(Block { label, der: Secret::new(der) });
        rest = behind.trim_ascii_start();
    }
    Some(found)
}

/// The only block of a text, if it is of one of these kinds.
pub fn only<'a>(text: &'a str, labels: &[&str]) -> Option<Block<'a>> {
    let mut found = blocks(text)?.into_iter();
    found.next().filter(|block| labels.contains(&block.label) && found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::{blocks, only};

    #[test]
    fn a_text_is_made_of_blocks_or_is_none() {
        let one = "-----BEGIN A-----\nAQID\n-----END A-----\n";
        for (text, count) in [
            (String::new(), Some(0)),
            (one.to_owned(), Some(1)),
            (format!("\r\n {one}\r\n\t{one}"), Some(2)),
            (one.replace("AQID", "AQ\r\nID"), Some(1)),
            (format!("words {one}"), None),
            (format!("{one} words"), None),
            (one.replace("END A", "END B"), None),
            (one.replace("AQID", "AQI"), None),
            (one.replace("AQID", "AQ*D"), None),
            (one.replace("AQID", "Proc-Type: 4,ENCRYPTED\n\nAQID"), None),
            ("-----BEGIN A-----\nAQID".to_owned(), None),
        ] {
            assert_eq!(blocks(&text).map(|blocks| blocks.len()), count, "{text}");
        }
        assert_eq!(only(one, &["A"]).unwrap().der.expose(), &[1, 2, 3]);
        assert!(only(one, &["B"]).is_none());
        assert!(only(&one.repeat(2), &["A"]).is_none());
    }
}
