use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// A parameter of one of our statements.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Number(i64),
    Small(i32),
    Text(&'a str),
    Owned(String),
    Texts(Vec<&'a str>),
    Bytes(&'a [u8]),
    Id(Vec<u8>),
    Nothing,
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        of: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Number(number) => number.to_sql(of, out),
            Self::Small(number) => number.to_sql(of, out),
            Self::Text(text) => text.to_sql(of, out),
            Self::Owned(text) => text.to_sql(of, out),
            Self::Texts(texts) => texts.to_sql(of, out),
            Self::Bytes(bytes) => bytes.to_sql(of, out),
            Self::Id(bytes) => bytes.to_sql(of, out),
            Self::Nothing => Ok(IsNull::Yes),
        }
    }

    // Which type a parameter has is fixed beside the statement, and each statement runs in the tests.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
