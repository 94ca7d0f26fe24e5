//! Text inside elements.

/// Writes a text so that it reads back as itself. Characters that XML 1.0 cannot hold at all, which only an error that
/// repeats what a stranger sent could bring, become the replacement character.
pub fn escape(text: &str, xml: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(needs_escape) {
        let (plain, from) = rest.split_at(at);
        xml.push_str(plain);
        let mut characters = from.chars();
        match characters.next() {
            Some('&') => xml.push_str("&amp;"),
            Some('<') => xml.push_str("&lt;"),
            Some('>') => xml.push_str("&gt;"),
            Some('"') => xml.push_str("&quot;"),
            Some('\r') => xml.push_str("&#13;"),
            _ => xml.push('\u{fffd}'),
        }
        rest = characters.as_str();
    }
    xml.push_str(rest);
}

fn needs_escape(character: char) -> bool {
    matches!(character, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}')
        || (character < ' ' && !matches!(character, '\t' | '\n'))
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_and_characters_that_xml_cannot_hold_are_escaped() {
        for (text, expected) in [
            ("plain é 漢", "plain é 漢"),
            ("</Message>", "&lt;/Message&gt;"),
            ("a&b\"c", "a&amp;b&quot;c"),
            ("\u{0}\u{1b}\u{ffff}", "\u{fffd}\u{fffd}\u{fffd}"),
            ("\r\n\t", "&#13;\n\t"),
            ("", ""),
        ] {
            let mut xml = String::new();
            escape(text, &mut xml);
            assert_eq!(xml, expected);
        }
    }
}
