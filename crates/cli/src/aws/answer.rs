//! Answers of the Query API: small XML, read into a tree.

use model::Secret;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use zeroize::Zeroizing;

/// How deeply elements are nested at most.
const DEPTH: usize = 32;

/// An element: its texts, which may be secret, and what is in it. It has no Debug.
#[derive(Default)]
pub struct Element {
    name: String,
    text: Secret<String>,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document; none if it is no XML as answers are.
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_reader(body);
        reader.config_mut().expand_empty_elements = true;
        let mut open = vec![Self::default()];
        // As long as the whole from the start: a text that grew would leave copies of secrets behind.
        let mut text = Zeroizing::new(String::with_capacity(body.len()));
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) if open.len() <= DEPTH => {
                    let name = start.local_name().as_ref().to_owned();
                    open.push(Self { name, ..Self::default() });
                    text = Zeroizing::new(String::with_capacity(body.len()));
                }
                Event::End(_) => {
                    let mut done = open.pop()?;
                    // XML has none either, and what is shown of an answer must not command a terminal.
                    if text.contains(|character: char| character.is_control() && !character.is_whitespace()) {
                        return None;
                    }
                    if done.children.is_empty() {
                        done.text = Secret::new(std::mem::take(&mut *text));
                    }
                    open.last_mut()?.children.push(done);
                }
                Event::Text(piece) => text.push_str(&piece.xml_content(XmlVersion::Explicit1_0)),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                    Some(character) => text.push(character),
                    None => text.push_str(resolve_xml_entity(&reference)?),
                },
                Event::Eof => break,
                Event::Decl(_) | Event::Comment(_) => {}
                _ => return None,
            }
        }
        let root = open.pop().filter(|_| open.is_empty())?;
        root.children.into_iter().next()
    }

    /// The first element of this name within this one, however deep.
    pub fn find(&self, name: &str) -> Option<&Self> {
        self.children.iter().find_map(|child| if child.name == name { Some(child) } else { child.find(name) })
    }

    /// The text of the first element of this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.find(name).map(|found| found.text.expose().as_str())
    }

    /// The members of the list of this name.
    pub fn members(&self, name: &str) -> &[Self] {
        self.find(name).map(|list| list.children.as_slice()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Element;

    #[test]
    fn an_answer_is_a_tree() {
        let text = "<?xml version=\"1.0\"?><R xmlns=\"x\"><L><member><A>1 &amp; 2</A><B>&#x41;</B></member><member><A/></member></L></R>";
        let root = Element::read(text.as_bytes()).unwrap();
        let [first, second] = root.members("L") else { panic!() };
        assert_eq!((first.text("A"), first.text("B"), first.text("C")), (Some("1 & 2"), Some("A"), None));
        assert_eq!((second.text("A"), second.text("B")), (Some(""), None));
        assert_eq!(root.text("A"), Some("1 & 2"), "the first of them");
        assert!(root.members("M").is_empty());
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "{}",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "<a>&x;</a>",
            "<a>\u{1b}[2J</a>",
            "<a>&#x1b;[2J</a>",
            &"<a>".repeat(100),
            &format!("{}{}", "<a>".repeat(100), "</a>".repeat(100)),
        ] {
            assert!(Element::read(text.as_bytes()).is_none(), "{text}");
        }
    }
}
