//! What is wrong with a body that is framed and signed well.

use bartizan_tests::{Api, encode};

use super::{FORM, GOOD, Gate};

const MOST: usize = 256 * 1024;

#[test]
fn a_body_over_256_kib_is_refused_however_it_comes() {
    let gate = Gate::open();
    let padded = |length: usize| {
        let mut body = [GOOD, b"&Padding="].concat();
        body.resize(length, b'x');
        body
    };
    let fits = padded(MOST);
    let head = gate.head(&fits);
    let in_chunks = |body: &[u8]| {
        let chunks: Vec<_> = body
            .chunks(10_000)
            .flat_map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat())
            .collect();
        [head.as_bytes(), b"transfer-encoding: chunked\r\n\r\n", &chunks, b"0\r\n\r\n"].concat()
    };
    let with_length = |body: &[u8], length: usize| {
        [head.as_bytes(), format!("content-length: {length}\r\n\r\n").as_bytes(), body].concat()
    };
    for (request, status, what) in [
        (with_length(&fits, MOST), 200, "just not"),
        (in_chunks(&fits), 200, "just not, in chunks"),
        (with_length(&padded(MOST + 1), MOST + 1), 413, "by one byte"),
        (with_length(b"", MOST + 1), 413, "announced, and nothing sent"),
        (with_length(b"", 1 << 50), 413, "announced, absurd"),
        (with_length(&padded(5_000_000), 5_000_000), 413, "by megabytes"),
        (in_chunks(&padded(MOST + 1)), 413, "in chunks"),
        (in_chunks(&padded(5_000_000)), 413, "by megabytes, in chunks"),
    ] {
        let answers = gate.exchange(&request, status == 200);
        let [answer] = &answers[..] else { panic!("{what}: {answers:?}") };
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        if status == 413 {
            assert!(answer.is_xml_error() && answer.code() == "RequestEntityTooLarge", "{what}: {answer:?}");
            assert_eq!(answer.header("connection"), Some("close"), "{what}");
        }
        gate.still_answers(what);
    }
}

#[test]
fn a_form_that_cannot_be_read_is_refused_before_anything_happens() {
    let gate = Gate::open();
    let create = |rest: &[u8]| [b"Action=CreateUser&Version=2010-05-08&UserName=anna", rest].concat();
    let many: String = (0..3_000).map(|n| format!("&f{n}=")).collect();
    for (body, code, what) in [
        (create(b"%"), "400 MalformedQueryString", "a percent sign at the end"),
        (create(b"%4"), "400 MalformedQueryString", "half an escape"),
        (create(b"%zz"), "400 MalformedQueryString", "an escape that is no number"),
        (create(b"&%=1"), "400 MalformedQueryString", "an escape in a name"),
        (create(b"%00"), "400 MalformedInput", "an escaped NUL"),
        (create(b"\0"), "400 MalformedInput", "a NUL"),
        (create(b"&a\0=1"), "400 MalformedInput", "a NUL in a name"),
        (create(b"%FF"), "400 MalformedInput", "an escaped byte that is not UTF-8"),
        (create(b"\xff"), "400 MalformedInput", "a byte that is not UTF-8"),
        (create(b"%C0%80"), "400 MalformedInput", "an overlong NUL"),
        (create(b"%ED%A0%80"), "400 MalformedInput", "half a surrogate pair"),
        (create(b"&UserName=boris"), "400 MalformedInput", "a field twice"),
        (create(b"&User%4Eame=boris"), "400 MalformedInput", "a field twice, in disguise"),
        (create(b"&Action=DeleteUser"), "400 MalformedInput", "two actions"),
        (create(many.as_bytes()), "400 MalformedInput", "3,000 fields"),
        (
            create(b"&Tags.member.0.Key=a&Tags.member.0.Value=b"),
            "400 MalformedInput",
            "an index of a list that is none",
        ),
        (create(b"&Tags.member.-1.Key=a"), "400 MalformedInput", "a negative index"),
        (create(b"&Tags.member.99999999999999999999.Key=a"), "400 MalformedInput", "an absurd index"),
        (b"Version=2010-05-08&UserName=anna".to_vec(), "400 MissingAction", "no action"),
        (b"".to_vec(), "400 MissingAction", "nothing"),
        (b"&&&===&=&".to_vec(), "400 M", "signs only"),
        (b"Action=Create%55serr&Version=2010-05-08".to_vec(), "400 InvalidAction", "an unknown action"),
        (
            b"Action=CreateUser&Version=2038-01-01&UserName=anna".to_vec(),
            "400 InvalidAction",
            "an unknown version",
        ),
        (b"Action=CreateUser&UserName=anna".to_vec(), "400 InvalidAction", "no version"),
        (b"{\"Action\":\"CreateUser\",\"UserName\":\"anna\"}".to_vec(), "400 MissingAction", "JSON"),
    ] {
        let answers = gate.exchange(&gate.client().request(Api::Iam, &body), true);
        let [answer] = &answers[..] else { panic!("{what}: {answers:?}") };
        assert!(answer.verdict().starts_with(code), "{what}: {}", answer.verdict());
        assert!(answer.is_xml_error(), "{what}: {answer:?}");
        gate.still_answers(what);
    }
    gate.has_only_the_administrator();
}

#[test]
fn only_forms_in_utf_8_are_taken() {
    let gate = Gate::open();
    let body = b"Action=CreateUser&Version=2010-05-08&UserName=anna";
    for content_type in [
        "application/json",
        "application/x-amz-json-1.1",
        "text/plain",
        "text/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded-not",
        "",
        "\u{fc}",
    ] {
        let answers = gate.exchange(&gate.client().request_with(Api::Iam, content_type, body), true);
        let [answer] = &answers[..] else { panic!("{content_type}: {answers:?}") };
        assert!(answer.verdict().starts_with("415 UnsupportedMediaType "), "{content_type}: {answer:?}");
        assert!(answer.is_xml_error(), "{content_type}: {answer:?}");
    }
    for (method, target, status) in [
        ("PUT", "/", "405 MethodNotAllowed"),
        ("DELETE", "/", "405 MethodNotAllowed"),
        ("TRACE", "/", "405 MethodNotAllowed"),
        ("POST", "/elsewhere", "404 NotFound"),
        ("POST", "//", "404 NotFound"),
        ("POST", "/../etc/passwd", "404 NotFound"),
        ("OPTIONS", "*", "404 NotFound"),
        ("CONNECT", "example.com:443", "404 NotFound"),
        ("GET", "/?Action=CreateUser&Version=2010-05-08&UserName=anna", "403 MissingAuthenticationToken"),
    ] {
        let answers =
            gate.exchange(format!("{method} {target} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes(), true);
        let [answer] = &answers[..] else { panic!("{method} {target}: {answers:?}") };
        assert!(
            answer.verdict().starts_with(status) && answer.is_xml_error(),
            "{method} {target}: {answer:?}"
        );
    }
    let twice = gate.client().request_with(Api::Iam, FORM, body);
    let twice = String::from_utf8(twice).expect("it is text").replacen(
        "\r\n\r\n",
        "\r\ncontent-type: text/plain\r\n\r\n",
        1,
    );
    let answers = gate.exchange(twice.as_bytes(), true);
    assert!((400..500).contains(&answers[0].status), "{answers:?}");
    gate.has_only_the_administrator();
}

#[test]
fn a_code_is_six_ascii_digits_and_nothing_else() {
    let gate = Gate::open();
    let mut user = gate.account.user(&gate.server, "anna");
    let code = user.phone.code();
    let wide: String = code.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0)).collect();
    for typed in [
        "",
        " ",
        "12345",
        "1234567",
        "+12345",
        "-12345",
        "12345a",
        "0x1234",
        "1e5000",
        "123 456",
        "१२३४५६",
        &wide,
        &format!(" {code}"),
        &format!("{code} "),
        &format!("{code}\n"),
        &format!("0{code}"),
    ] {
        let answer = user.session_with(&gate.server, typed);
        assert!(answer.verdict().starts_with("400 ValidationError "), "{typed:?}: {}", answer.verdict());
    }
    let _ = user.session_with(&gate.server, &code).ok();
}

#[test]
fn all_that_is_wrong_with_an_input_is_said_at_once_and_nothing_is_written() {
    let gate = Gate::open();
    let mut admin = gate.client();
    let long = "x".repeat(300);
    let fields = [
        ("UserName", "a b/c"),
        ("Path", "no-slash"),
        ("Tags.member.1.Key", &long),
        ("Tags.member.1.Value", &long),
    ];
    let answer = admin.iam("CreateUser", &fields);
    assert_eq!((answer.status, answer.code().as_str()), (400, "ValidationError"));
    let message = answer.text("Message").unwrap_or_default();
    for place in ["userName", "path", "tags.1.member.key", "tags.1.member.value"] {
        assert!(message.contains(place), "{place}: {message}");
    }
    for name in ["<script>", "anna&boris", "\u{202e}anna", "anna\r\nSet-Cookie: x", "аnna", &"x".repeat(65)]
    {
        let answer = admin.iam("CreateUser", &[("UserName", name)]);
        assert_eq!((answer.status, answer.code().as_str()), (400, "ValidationError"), "{}", encode(name));
        assert!(answer.header("set-cookie").is_none());
    }
    gate.has_only_the_administrator();
}
