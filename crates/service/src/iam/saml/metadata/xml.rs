//! XML, as far as metadata needs it: elements one by one, texts, nothing else.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::Unusable;

/// How deeply elements are nested at most. Signatures, and what extensions say of services, take a dozen.
const DEPTH: usize = 32;
/// How many elements there are at most. The largest providers known have some hundreds.
const ELEMENTS: usize = 10_000;
/// How many attributes an element has at most, namespaces among them: each is held against all others.
const ATTRIBUTES: usize = 64;
/// How long a text is at most, in bytes, where it is looked at: a certificate.
const TEXT: usize = 32_768;

/// Whose names an element's is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Metadata of SAML 2.0.
    Metadata,
    /// XML Signature.
    Signature,
    /// Somebody else's, or nobody's.
    Other,
}

impl Space {
    const fn of(name: &[u8]) -> Self {
        match name {
            b"urn:oasis:names:tc:SAML:2.0:metadata" => Self::Metadata,
            b"http://www.w3.org/2000/09/xmldsig#" => Self::Signature,
            _ => Self::Other,
        }
    }
}

/// An element that begins.
pub struct Element {
    pub space: Space,
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute without a prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// A reader that hands out one element at a time.
pub struct Xml<'t> {
    reader: NsReader<&'t [u8]>,
    depth: usize,
    elements: usize,
}

enum Piece<'t> {
    Open(Element),
    Close,
    Text(Cow<'t, str>),
    End,
}

impl<'t> Xml<'t> {
    pub fn new(text: &'t str) -> Self {
        let mut reader = NsReader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Self { reader, depth: 0, elements: 0 }
    }

    /// The next element within the one that was begun last and has not ended; nothing at its end.
    pub fn child(&mut self) -> Result<Option<Element>, Unusable> {
        loop {
            match self.piece()? {
                Piece::Open(element) => return Ok(Some(element)),
                Piece::Close | Piece::End => return Ok(None),
                Piece::Text(text) if text.trim().is_empty() => {}
                Piece::Text(_) => return Err(Unusable::NotXml),
            }
        }
    }

    /// Goes to the end of the element that was begun last.
    pub fn skip(&mut self) -> Result<(), Unusable> {
        let mut open = 1_usize;
        while open > 0 {
            match self.piece()? {
                Piece::Open(_) => open += 1,
                Piece::Close => open -= 1,
                Piece::Text(_) => {}
                Piece::End => return Err(Unusable::NotXml),
            }
        }
        Ok(())
    }

    /// The text of the element that was begun last, to its end.
    pub fn text(&mut self) -> Result<String, Unusable> {
        let mut whole = String::new();
        loop {
            match self.piece()? {
                Piece::Text(text) if whole.len() + text.len() > TEXT => {
                    return Err(Unusable::TooMuch("characters in a certificate"));
                }
                Piece::Text(text) => whole.push_str(&text),
                Piece::Close => return Ok(whole),
                Piece::Open(_) | Piece::End => return Err(Unusable::NotXml),
            }
        }
    }

    fn piece(&mut self) -> Result<Piece<'t>, Unusable> {
        loop {
            let (space, event) = self.reader.read_resolved_event().map_err(|error| match error {
                quick_xml::Error::Encoding(_) => Unusable::NotText,
                _ => Unusable::NotXml,
            })?;
            let piece = piece(&space, event)?;
            match &piece {
                Some(Piece::Open(_)) if self.depth == DEPTH => return Err(Unusable::TooDeep),
                Some(Piece::Open(_)) if self.elements == ELEMENTS => {
                    return Err(Unusable::TooMuch("elements"));
                }
                Some(Piece::Open(_)) => {
                    self.depth += 1;
                    self.elements += 1;
                }
                Some(Piece::Close) => self.depth = self.depth.checked_sub(1).ok_or(Unusable::NotXml)?,
                Some(Piece::End) if self.depth > 0 => return Err(Unusable::NotXml),
                _ => {}
            }
            if let Some(piece) = piece {
                return Ok(piece);
            }
        }
    }
}

/// What an event is to us; nothing if it is nothing.
fn piece<'t>(space: &ResolveResult<'_>, event: Event<'t>) -> Result<Option<Piece<'t>>, Unusable> {
    Ok(Some(match event {
        Event::Start(start) | Event::Empty(start) => Piece::Open(element(space, &start)?),
        Event::End(_) => Piece::Close,
        Event::Text(text) => Piece::Text(text.xml_content(XmlVersion::Explicit1_0)),
        Event::CData(text) => Piece::Text(text.xml_content(XmlVersion::Explicit1_0)),
        // XML's own five, and characters by number, stand for one character; whatever else had to be declared.
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(character)) => Piece::Text(character.to_string().into()),
            Ok(None) => {
                Piece::Text(resolve_xml_entity(&reference).ok_or(Unusable::Forbidden("an entity"))?.into())
            }
            Err(_) => return Err(Unusable::NotXml),
        },
        Event::Eof => Piece::End,
        Event::Comment(_) => return Ok(None),
        Event::Decl(declared) => match declared.encoding() {
            Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => return Err(Unusable::NotText),
            _ => return Ok(None),
        },
        Event::PI(_) => return Err(Unusable::Forbidden("a processing instruction")),
        Event::DocType(_) => return Err(Unusable::Forbidden("a document type (DOCTYPE)")),
    }))
}

fn element(space: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<Element, Unusable> {
    let space = match space {
        ResolveResult::Bound(Namespace(name)) => Space::of(name.as_ref()),
        ResolveResult::Unbound => Space::Other,
        ResolveResult::Unknown(_) => return Err(Unusable::NotXml),
    };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        if attributes.len() == ATTRIBUTES {
            return Err(Unusable::TooMuch("attributes"));
        }
        // Two attributes of one name are an error of this iterator.
        let attribute = attribute.map_err(|_| Unusable::NotXml)?;
        let value = attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .map_err(|_| Unusable::Forbidden("an entity"))?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { space, name: start.local_name().as_ref().to_owned(), attributes })
}
