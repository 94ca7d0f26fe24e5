//! What callers see of an input that is right, and of one that is wrong.

use std::borrow::Cow;

use model::input::{List, Rejected, ShowValues};
use model::{AuthenticationCode, Flag, Form, Input, PolicyText, StatusType, Tag, UserName, Whole};

#[derive(Debug, Input)]
struct Everything {
    user_name: UserName,
    status: Option<StatusType>,
    duration_seconds: Option<Whole<900, 129_600>>,
    tags: Option<List<Tag, 3>>,
    #[input(name = "MFACode")]
    code: Option<AuthenticationCode>,
}

fn read(body: &str) -> Result<Everything, Rejected> {
    let fields = body.split('&').filter_map(|pair| pair.split_once('='));
    let form = Form::new(fields.map(|(name, value)| (Cow::from(name), Cow::from(value))).collect());
    Everything::from_form(&form.unwrap())
}

fn fault(body: &str, show: ShowValues) -> String {
    match read(body) {
        Ok(input) => panic!("accepted: {input:?}"),
        Err(Rejected::Malformed) => "MalformedInput".to_owned(),
        Err(Rejected::Invalid(faults)) => faults.message(show),
    }
}

#[test]
fn a_valid_form_is_read_whole() {
    let input = read("UserName=alice&Status=Active&DurationSeconds=0900&MFACode=000123&Unknown=x").unwrap();
    assert_eq!(input.user_name.to_string(), "alice");
    assert_eq!(input.status, Some(StatusType::Active));
    assert_eq!(input.duration_seconds.map(Whole::number), Some(900));
    assert_eq!(input.code, Some(AuthenticationCode::last_six_of(123)));
    assert!(input.tags.is_none());
}

#[test]
fn a_field_may_be_called_what_the_reader_calls_its_own() {
    #[derive(Debug, Input)]
    struct Awkward {
        scope: UserName,
        faults: UserName,
        place: Option<Flag>,
    }

    let fields = [("Scope", "a"), ("Faults", "b"), ("Place", "1")];
    let form = Form::new(fields.map(|(name, value)| (Cow::from(name), Cow::from(value))).into()).unwrap();
    let input = Awkward::from_form(&form).unwrap();
    assert_eq!((input.scope.to_string(), input.faults.to_string()), ("a".to_owned(), "b".to_owned()));
    assert_eq!(input.place, Some(Flag(true)));
}

#[test]
fn a_flag_is_four_words_and_no_other() {
    #[derive(Debug, Input)]
    struct Flagged {
        flag: Flag,
    }

    for (text, expected) in [
        ("true", Some(true)),
        ("1", Some(true)),
        ("false", Some(false)),
        ("0", Some(false)),
        ("True", None),
        ("", None),
        (" true", None),
        ("yes", None),
    ] {
        let form = Form::new(vec![(Cow::from("Flag"), Cow::from(text))]).unwrap();
        let read = Flagged::from_form(&form).map(|input| input.flag.0);
        assert_eq!(read, expected.ok_or(Rejected::Malformed), "{text:?}");
    }
}

#[test]
fn an_event_keeps_the_beginning_of_a_text_that_is_too_long() {
    #[derive(Debug, Input)]
    struct Long {
        policy: PolicyText,
    }

    let kept = |length: usize| {
        let form = Form::new(vec![(Cow::from("Policy"), Cow::from("é".repeat(length)))]).unwrap();
        serde_json::to_value(Long::from_form(&form).unwrap().audit()).unwrap()["policy"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(kept(12_288), "é".repeat(12_288));
    assert_eq!(kept(131_072), format!("{}… (131072 characters)", "é".repeat(12_288)));
}

#[test]
fn everything_wrong_is_said_at_once() {
    let body =
        "UserName=&Status=On&DurationSeconds=600&Tags.member.1.Key=a&Tags.member.2.Value=b&MFACode=12345x7";
    assert_eq!(
        fault(body, ShowValues::Yes),
        "7 validation errors detected: \
         Value '' at 'userName' failed to satisfy constraint: Member must have length greater than or equal to 1; \
         Value 'On' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive, Expired]; \
         Value '600' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900; \
         Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null; \
         Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null; \
         Value at 'mFACode' failed to satisfy constraint: Member must have length less than or equal to 6; \
         Value at 'mFACode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]+"
    );
}

#[test]
fn iam_says_its_own_words_and_no_values() {
    for (body, message) in [
        (
            "",
            "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null",
        ),
        (
            "UserName=a b",
            "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
        ),
        (
            "UserName=a&Status=On",
            "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
        ),
    ] {
        assert_eq!(fault(body, ShowValues::No), message);
    }
}

#[test]
fn numbers_are_read_as_aws_reads_them() {
    for (number, read_as) in [("900", Some(900)), ("0900", Some(900)), ("+900", Some(900))] {
        let input = read(&format!("UserName=a&DurationSeconds={number}")).unwrap();
        assert_eq!(input.duration_seconds.map(Whole::number), read_as);
    }
    for number in ["", " 900", "900 ", "900.0", "9e2", "0x384", "99999999999", "٩٠٠", "--900"] {
        assert_eq!(
            fault(&format!("UserName=a&DurationSeconds={number}"), ShowValues::Yes),
            "MalformedInput",
            "{number}"
        );
    }
}

#[test]
fn lists_are_read_by_index() {
    let tag = |index: &str, key: &str| format!("Tags.member.{index}.Key={key}&Tags.member.{index}.Value=v");
    let keys = |body: String| {
        let tags = read(&format!("UserName=a&{body}")).unwrap().tags.unwrap();
        tags.iter().map(|tag| tag.key.to_string()).collect::<Vec<_>>().join(",")
    };
    assert_eq!(keys(format!("{}&{}&{}", tag("2", "b"), tag("10", "c"), tag("01", "a"))), "a,b,c");
    assert_eq!(keys(tag("11", "x")), "x");
    assert_eq!(keys("Tags=".to_owned()), "");

    for (case, body) in [
        ("an index of zero", tag("0", "a")),
        ("a negative index", tag("-1", "a")),
        ("no index", "Tags.member.Key=a".to_owned()),
        ("a gap too wide", tag("12", "a")),
        ("one index twice", format!("{}&{}", tag("1", "a"), tag("01", "b"))),
        ("a huge index", tag("99999999999999999999", "a")),
        ("a text for a list", "Tags=a".to_owned()),
    ] {
        assert_eq!(fault(&format!("UserName=a&{body}"), ShowValues::No), "MalformedInput", "{case}");
    }
    let four = (1..=4).map(|index| tag(&index.to_string(), "k")).collect::<Vec<_>>().join("&");
    assert_eq!(
        fault(&format!("UserName=a&{four}"), ShowValues::No),
        "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 3"
    );
}

#[test]
fn r7_the_audit_trail_keeps_no_code() {
    let input = read("UserName=alice&MFACode=123456&Tags.member.1.Key=a&Tags.member.1.Value=b").unwrap();
    let audit = format!("{:?}", Input::audit(&input));
    assert!(audit.contains("alice") && audit.contains("Hidden"), "{audit}");
    assert!(!audit.contains("123456"), "{audit}");
}
