//! XML, as far as PSKC needs it: elements one by one, texts, nothing else.

use std::io::BufRead;

use model::{Secret, SerialNumber};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;
use zeroize::Zeroizing;

use super::super::Reason;
use super::super::refusal::{Refusal, shown};
use super::super::source::{PIECE, Source};

/// How deeply elements are nested at most; PSKC needs ten.
const DEPTH: usize = 32;
/// How long the text of an element is at most, in bytes. Seeds have 128 bytes, and serial numbers 256 characters.
const TEXT: usize = 4_096;

/// Whose names an element's is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// PSKC's own.
    Pskc,
    /// XML Signature.
    Signature,
    /// XML Encryption.
    Encryption,
    /// XML Encryption 1.1.
    Encryption11,
    /// Somebody else's, or nobody's.
    Other,
}

impl Space {
    const fn of(name: &[u8]) -> Self {
        match name {
            b"urn:ietf:params:xml:ns:keyprov:pskc" => Self::Pskc,
            b"http://www.w3.org/2000/09/xmldsig#" => Self::Signature,
            b"http://www.w3.org/2001/04/xmlenc#" => Self::Encryption,
            b"http://www.w3.org/2009/xmlenc11#" => Self::Encryption11,
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

/// Why reading stopped, and about which token.
pub struct Refused {
    pub reason: Reason,
    pub serial: Option<SerialNumber>,
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self { reason, serial: None }
    }
}

/// A reader that hands out one element at a time.
pub struct Xml<R> {
    reader: NsReader<Source<R>>,
    // As large as it may become from the start: a buffer that grew would leave copies of seeds behind.
    buffer: Zeroizing<Vec<u8>>,
    depth: usize,
}

enum Piece {
    Open(Element),
    Close,
    Text(Zeroizing<String>),
    End,
}

impl<R: BufRead> Xml<R> {
    pub fn new(source: R) -> Self {
        let mut reader = NsReader::from_reader(Source::new(source));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Self { reader, buffer: Zeroizing::new(Vec::with_capacity(2 * PIECE)), depth: 0 }
    }

    /// A refusal at the place that was reached.
    pub fn refusal(&mut self, refused: Refused) -> Refusal {
        Refusal::at(self.reader.get_mut().line(), refused.reason).about(refused.serial.as_ref())
    }

    /// The next element within the one that was begun last and has not ended; nothing at its end.
    pub fn child(&mut self) -> Result<Option<Element>, Reason> {
        loop {
            match self.piece()? {
                Piece::Open(element) => return Ok(Some(element)),
                Piece::Close | Piece::End => return Ok(None),
                Piece::Text(text) if text.trim().is_empty() => {}
                Piece::Text(_) => return Err(Reason::NotXml),
            }
        }
    }

    /// Goes to the end of the element that was begun last.
    pub fn skip(&mut self) -> Result<(), Reason> {
        let mut open = 1_usize;
        while open > 0 {
            match self.piece()? {
                Piece::Open(_) => open += 1,
                Piece::Close => open -= 1,
                Piece::Text(_) => {}
                Piece::End => return Err(Reason::CutOff),
            }
        }
        Ok(())
    }

    /// The text of the element that was begun last, to its end. `what` names it if it is not one.
    pub fn text(&mut self, what: &'static str) -> Result<Secret<String>, Reason> {
        let mut whole = String::with_capacity(TEXT);
        loop {
            match self.piece()? {
                Piece::Text(text) if whole.len() + text.len() > TEXT => return Err(Reason::TooLong),
                Piece::Text(text) => whole.push_str(&text),
                Piece::Close => return Ok(Secret::new(whole)),
                Piece::Open(_) => return Err(Reason::Malformed(what)),
                Piece::End => return Err(Reason::CutOff),
            }
        }
    }

    fn piece(&mut self) -> Result<Piece, Reason> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().begin();
            let piece = match self.reader.read_resolved_event_into(&mut self.buffer) {
                Ok((space, event)) => piece(&space, event)?,
                Err(error) => return Err(self.reason(&error)),
            };
            match &piece {
                Some(Piece::Open(_)) if self.depth == DEPTH => return Err(Reason::TooDeep),
                Some(Piece::Open(_)) => self.depth += 1,
                Some(Piece::Close) => self.depth -= 1,
                Some(Piece::End) if self.depth > 0 => return Err(Reason::CutOff),
                _ => {}
            }
            if let Some(piece) = piece {
                return Ok(piece);
            }
        }
    }

    fn reason(&mut self, error: &quick_xml::Error) -> Reason {
        let source = self.reader.get_mut();
        match error {
            quick_xml::Error::Io(error) => source.reason(error),
            quick_xml::Error::Encoding(_) => Reason::NotText,
            // What is not closed when there is nothing more was cut off, whatever it is.
            _ if source.has_ended() => Reason::CutOff,
            _ => Reason::NotXml,
        }
    }
}

/// What an event is to us; nothing if it is nothing.
fn piece(space: &ResolveResult<'_>, event: Event<'_>) -> Result<Option<Piece>, Reason> {
    Ok(Some(match event {
        Event::Start(start) | Event::Empty(start) => Piece::Open(element(space, &start)?),
        Event::End(_) => Piece::Close,
        Event::Text(text) => {
            Piece::Text(Zeroizing::new(text.xml_content(XmlVersion::Explicit1_0).into_owned()))
        }
        Event::CData(text) => {
            Piece::Text(Zeroizing::new(text.xml_content(XmlVersion::Explicit1_0).into_owned()))
        }
        // XML's own five, and characters by number, stand for one character; whatever else had to be declared.
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(character)) => Piece::Text(Zeroizing::new(character.to_string())),
            Ok(None) => {
                let known = resolve_xml_entity(&reference).ok_or(Reason::Forbidden("an entity"))?;
                Piece::Text(Zeroizing::new(known.to_owned()))
            }
            Err(_) => return Err(Reason::NotXml),
        },
        Event::Eof => Piece::End,
        Event::Comment(_) => return Ok(None),
        Event::Decl(declared) => match declared.encoding() {
            Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => return Err(Reason::NotText),
            _ => return Ok(None),
        },
        Event::PI(_) => return Err(Reason::Forbidden("a processing instruction")),
        Event::DocType(_) => return Err(Reason::Forbidden("a document type (DOCTYPE)")),
    }))
}

fn element(space: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<Element, Reason> {
    let space = match space {
        ResolveResult::Bound(Namespace(name)) => Space::of(name.as_ref()),
        ResolveResult::Unbound => Space::Other,
        ResolveResult::Unknown(_) => return Err(Reason::NotXml),
    };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        // Two attributes of one name are an error of this iterator.
        let attribute = attribute.map_err(|_| Reason::NotXml)?;
        let value = attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .map_err(|_| Reason::Forbidden("an entity"))?;
        attributes.push((shown(attribute.key.as_ref()), value.into_owned()));
    }
    Ok(Element { space, name: shown(start.local_name().as_ref()), attributes })
}
