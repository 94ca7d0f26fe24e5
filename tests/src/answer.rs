//! An answer, taken apart.

/// An answer over HTTP.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The id of the request, which its event bears too.
    #[track_caller]
    pub fn request_id(&self) -> &str {
        self.header("x-amzn-requestid").unwrap_or_else(|| panic!("an answer without an id: {self:?}"))
    }

    /// The text of the first element of this name.
    pub fn text(&self, name: &str) -> Option<String> {
        text_in(&self.body, name)
    }

    /// The members of the only list in the answer, each as XML.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.body.split("<member>").skip(1)
    }

    /// Status, code and message of an error, or `200 OK`.
    pub fn verdict(&self) -> String {
        match self.text("Code") {
            Some(code) => format!("{} {code} {}", self.status, self.text("Message").unwrap_or_default()),
            None if self.status == 200 => "200 OK".to_owned(),
            None => format!("{} without a code: {}", self.status, self.body),
        }
    }

    /// The code of an error; empty if there is none.
    pub fn code(&self) -> String {
        self.text("Code").unwrap_or_default()
    }

    /// The same, which must be no error.
    #[track_caller]
    #[must_use]
    pub fn ok(self) -> Self {
        assert_eq!(self.verdict(), "200 OK", "{}", self.body);
        self
    }

    /// Whether it is an error in XML whose request id is the header's.
    pub fn is_xml_error(&self) -> bool {
        self.header("content-type") == Some("text/xml")
            && self.body.contains("<ErrorResponse xmlns=")
            && self.text("Type").is_some()
            && self.text("Code").is_some_and(|code| !code.is_empty())
            && self.text("RequestId").as_deref() == self.header("x-amzn-requestid")
    }
}

/// The text of the first element of this name in a piece of XML.
pub fn text_in(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
