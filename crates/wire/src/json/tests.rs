use model::Form;

use super::{MalformedBody, Shape, success};

fn decode(body: &[u8]) -> Result<Form<'static>, MalformedBody> {
    super::decode(body, Shape::Objects)
}

fn read(body: &str) -> Option<Vec<Option<String>>> {
    let form = decode(body.as_bytes()).ok()?;
    Some(["A", "B.C", "B.D"].map(|name| form.value(name).map(str::to_owned)).to_vec())
}

#[test]
fn an_object_is_a_form() {
    let some =
        |texts: [&str; 3]| Some(texts.map(|text| (!text.is_empty()).then(|| text.to_owned())).to_vec());
    for (body, expected) in [
        ("", some(["", "", ""])),
        ("{}", some(["", "", ""])),
        (r#" {"A": "x", "B": {"C": "y\u00e9", "D": null}} "#, some(["x", "yé", ""])),
        (r#"{"E": {"F": {"G": {"H": "x"}}}}"#, some(["", "", ""])),
    ] {
        assert_eq!(read(body), expected, "{body}");
    }
}

#[test]
fn r6_what_could_be_read_in_two_ways_is_not_read() {
    for body in [
        r#"{"A": "x", "A": "x"}"#,
        r#"{"B": {"C": "x"}, "B": {"C": "y"}}"#,
        r#"{"B": {"C": "x"}, "B": {"D": "y"}}"#,
        r#"{"A": null, "A": "x"}"#,
        r#"{"B.C": "x"}"#,
        r#"{"": "x"}"#,
        r#"{"A": "x"} {"A": "x"}"#,
        r#"{"A": "x\u0000"}"#,
        r#"{"A": 1}"#,
        r#"{"A": true}"#,
        r#"{"A": ["x"]}"#,
        r#"{"A": {"B": {"C": {"D": {"E": "x"}}}}}"#,
        r#"["A"]"#,
        r#""A""#,
        "null",
        "{",
        "A=x",
        "\u{feff}{}",
    ] {
        assert!(read(body).is_none(), "{body}");
    }
    assert!(decode(b"{\"A\": \"\xff\"}").is_err());
    let nested = "{\"A\":".repeat(100_000);
    assert!(decode(nested.as_bytes()).is_err());
    let many: Vec<_> = (0..3_000).map(|number| format!("\"A{number}\": \"\"")).collect();
    assert!(decode(format!("{{{}}}", many.join(",")).as_bytes()).is_err());
}

#[test]
fn where_there_are_lists_each_element_has_its_number() {
    for (body, expected) in [
        (r#"{"A": ["x", "y"]}"#, Some("A.member.1=x A.member.2=y")),
        (
            r#"{"A": [{"B": "x"}, {"B": "y", "C": ["z"]}]}"#,
            Some("A.member.1.B=x A.member.2.B=y A.member.2.C.member.1=z"),
        ),
        (r#"{"A": []}"#, Some("A=")),
        (r#"{"A": [null]}"#, Some("A=")),
        (r#"{"A": true, "B": false}"#, Some("A=true B=false")),
        (r#"{"A": {"B": []}}"#, Some("A.B=")),
        // Else there would be two ways to say a list.
        (r#"{"A": {"member": {"1": "x"}}}"#, None),
        (r#"{"A": 1}"#, None),
        (r#"{"A": [1.5]}"#, None),
        (r#"["x"]"#, None),
        (r#"true"#, None),
        (r#"{"A": ["x"], "A": ["x"]}"#, None),
        (r#"{"A": [[[[["x"]]]]]}"#, None),
    ] {
        let form = super::decode(body.as_bytes(), Shape::ObjectsAndLists).ok();
        let fields = form.map(|form| {
            form.fields().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        });
        assert_eq!(fields.as_deref(), expected, "{body}");
    }
    let many = |count: usize| format!("{{\"A\": [{}]}}", vec!["\"\""; count].join(","));
    assert!(super::decode(many(255).as_bytes(), Shape::ObjectsAndLists).is_ok());
    assert!(super::decode(many(300).as_bytes(), Shape::ObjectsAndLists).is_err());
    let nested = "{\"A\":[".repeat(100_000);
    assert!(super::decode(nested.as_bytes(), Shape::ObjectsAndLists).is_err());
}

#[test]
fn r16_a_long_name_is_not_copied_in_front_of_many_members() {
    let members: Vec<_> = (0..1_000).map(|number| format!("\"{number}\": \"\"")).collect();
    let body = format!("{{\"{}\": {{{}}}}}", "a".repeat(200_000), members.join(","));
    assert!(decode(body.as_bytes()).is_err());
    assert!(decode(format!("{{\"{}\": \"x\"}}", "a".repeat(127)).as_bytes()).is_ok());
    assert!(decode(format!("{{\"{}\": \"x\"}}", "a".repeat(128)).as_bytes()).is_err());
}

#[test]
fn an_operation_without_output_has_no_body() {
    assert_eq!(success(&service::Empty), "");
}

#[test]
fn numbers_are_read_as_they_are_written_where_there_are_any() {
    let value = |body: &str, shape| {
        let form = super::decode(body.as_bytes(), shape).ok()?;
        form.value("A").map(str::to_owned)
    };
    for (body, read) in [
        (r#"{"A": 1764475200}"#, Some("1764475200")),
        (r#"{"A": -1}"#, Some("-1")),
        (r#"{"A": 1764475200.25}"#, Some("1764475200.25")),
        (r#"{"A": 1.5e3}"#, Some("1500")),
        (r#"{"A": 18446744073709551616}"#, Some("18446744073709552000")),
        (r#"{"A": 1e400}"#, None),
    ] {
        assert_eq!(value(body, Shape::All).as_deref(), read, "{body}");
        assert_eq!(value(body, Shape::ObjectsAndLists), None, "{body}");
    }
    assert!(super::decode(b"1", Shape::All).is_err());
}
