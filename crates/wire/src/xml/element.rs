//! One element: a serde serializer that writes a value under a name.

use std::fmt::{Display, Write};

use data_encoding::BASE64;
use serde::ser::{
    self, Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    Serializer,
};

use super::escape;

/// Where a value goes, and the name of its element.
pub struct Element<'a> {
    xml: &'a mut String,
    name: &'a str,
}

/// A value that no element can hold.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unwritable(String);

impl ser::Error for Unwritable {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl<'a> Element<'a> {
    pub const fn new(xml: &'a mut String, name: &'a str) -> Self {
        Self { xml, name }
    }

    fn open(&mut self) {
        for part in ["<", self.name, ">"] {
            self.xml.push_str(part);
        }
    }

    fn close(self) {
        for part in ["</", self.name, ">"] {
            self.xml.push_str(part);
        }
    }

    /// A value whose text needs no escaping.
    fn plain(mut self, value: impl Display) -> Result<(), Unwritable> {
        self.open();
        write!(self.xml, "{value}").map_err(Unwritable::custom)?;
        self.close();
        Ok(())
    }
}

/// An element that is open, and gets others.
pub struct Open<'a> {
    element: Element<'a>,
}

impl Open<'_> {
    fn child<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Unwritable> {
        value.serialize(Element::new(self.element.xml, name))
    }
}

impl<'a> Serializer for Element<'a> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    fn serialize_str(mut self, text: &str) -> Result<(), Unwritable> {
        self.open();
        escape(text, self.xml);
        self.close();
        Ok(())
    }

    fn serialize_bytes(mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        self.open();
        BASE64.encode_append(bytes, self.xml);
        self.close();
        Ok(())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        self.serialize_str(&value.to_string())
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_i8(self, value: i8) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_u16(self, value: u16) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_u32(self, value: u32) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_u64(self, value: u64) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unwritable> {
        self.plain(value)
    }

    fn serialize_char(self, value: char) -> Result<(), Unwritable> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unwritable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Result<(), Unwritable> {
        Err(Unwritable::custom(variant))
    }

    fn serialize_seq(mut self, _: Option<usize>) -> Result<Open<'a>, Unwritable> {
        self.open();
        Ok(Open { element: self })
    }

    fn serialize_tuple(self, length: usize) -> Result<Open<'a>, Unwritable> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritable> {
        Err(Unwritable::custom(name))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable::custom(variant))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Open<'a>, Unwritable> {
        self.serialize_seq(length)
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Open<'a>, Unwritable> {
        self.serialize_seq(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        Err(Unwritable::custom(variant))
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.child("member", value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.element.close();
        Ok(())
    }
}

impl SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.child("member", value)
    }

    fn end(self) -> Result<(), Unwritable> {
        SerializeSeq::end(self)
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.element.xml.push_str("<entry>");
        self.child("key", key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.child("value", value)?;
        self.element.xml.push_str("</entry>");
        Ok(())
    }

    fn end(self) -> Result<(), Unwritable> {
        SerializeSeq::end(self)
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.child(name, value)
    }

    fn end(self) -> Result<(), Unwritable> {
        SerializeSeq::end(self)
    }
}
