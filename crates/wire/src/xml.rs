//! XML, as the Query protocol writes it: one element for each field, `member` for elements of lists, `entry` for those of
//! maps, base64 for bytes; what is absent has no element, an empty list has an empty one.

mod element;
mod text;

use serde::Serialize;
use service::Api;

use element::Element;
pub use text::escape;

/// The namespace of a service's answers.
const fn namespace(api: Api) -> &'static str {
    match api {
        Api::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
        Api::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        // Signing in has no API; nothing of it is ever written as XML.
        Api::SignIn | Api::CloudTrail | Api::Account | Api::Bartizan => "",
    }
}

/// The answer of an operation. One without output has no `Result` element.
pub fn success(api: Api, name: &str, output: &impl Serialize, request_id: &str) -> String {
    let mut xml = String::with_capacity(1_024);
    for part in ["<", name, "Response xmlns=\"", namespace(api), "\">"] {
        xml.push_str(part);
    }
    let result = [name, "Result"].concat();
    // Writing to memory cannot fail, and every output is made of what an element can hold: a test writes them all.
    let written = output.serialize(Element::new(&mut xml, &result));
    debug_assert!(written.is_ok(), "{name}: {written:?}");
    for part in
        ["<ResponseMetadata><RequestId>", request_id, "</RequestId></ResponseMetadata></", name, "Response>"]
    {
        xml.push_str(part);
    }
    xml
}

/// An error.
pub fn error(api: Api, kind: &str, code: &str, message: &str, request_id: &str) -> String {
    let mut xml = String::with_capacity(512);
    for part in [
        "<ErrorResponse xmlns=\"",
        namespace(api),
        "\"><Error><Type>",
        kind,
        "</Type><Code>",
        code,
        "</Code><Message>",
    ] {
        xml.push_str(part);
    }
    escape(message, &mut xml);
    for part in ["</Message></Error><RequestId>", request_id, "</RequestId></ErrorResponse>"] {
        xml.push_str(part);
    }
    xml
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use service::{Api, Blob, Empty};

    use super::success;

    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Inner {
        name: &'static str,
        nothing: Option<&'static str>,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Output {
        inner: Inner,
        list: Vec<Inner>,
        empty: Vec<Inner>,
        map: BTreeMap<&'static str, u64>,
        blob: Blob,
        flag: bool,
        some: Option<i32>,
    }

    #[test]
    fn an_answer_has_an_element_for_everything_that_is_there() {
        let output = Output {
            inner: Inner { name: "a<b>&\"c\"", nothing: None },
            list: vec![Inner { name: "x", nothing: Some("") }, Inner { name: "y", nothing: None }],
            empty: Vec::new(),
            map: BTreeMap::from([("Users", 5)]),
            blob: Blob(b"seed".to_vec()),
            flag: true,
            some: Some(-3),
        };
        assert_eq!(
            success(Api::Iam, "Do", &output, "id"),
            "<DoResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><DoResult>\
             <Inner><Name>a&lt;b&gt;&amp;&quot;c&quot;</Name></Inner>\
             <List><member><Name>x</Name><Nothing></Nothing></member><member><Name>y</Name></member></List>\
             <Empty></Empty>\
             <Map><entry><key>Users</key><value>5</value></entry></Map>\
             <Blob>c2VlZA==</Blob><Flag>true</Flag><Some>-3</Some>\
             </DoResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoResponse>"
        );
    }

    #[test]
    fn an_operation_without_output_has_no_result() {
        assert_eq!(
            success(Api::Sts, "Do", &Empty, "id"),
            "<DoResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
             <ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoResponse>"
        );
    }
}
