//! Inputs that break the rules of their fields: all of what is wrong, in one message, before anything else (facts A1, A5).

use crate::refusals::{ALICE, Fields, Office, PHONE};

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    const PREFIX: &str = "failed to satisfy constraint: Member must";
    let office = Office::new().await;
    let long = "x".repeat(129);
    let cases: [(&str, Fields<'_>, String); 15] = [
        ("CreateUser", &[], format!("1 validation error detected: Value null at 'userName' {PREFIX} not be null")),
        (
            "CreateUser",
            &[("UserName", "a b")],
            "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the \
             following: +=,.@_-"
                .to_owned(),
        ),
        (
            "CreateUser",
            &[("UserName", "alice"), ("Path", "staff")],
            "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric \
             characters and/or / characters."
                .to_owned(),
        ),
        (
            "UpdateUser",
            &[ALICE, ("NewUserName", "a b")],
            "The specified value for newUserName is invalid. It must contain only alphanumeric characters and/or the \
             following: +=,.@_-"
                .to_owned(),
        ),
        (
            "UpdateUser",
            &[ALICE, ("NewPath", "staff")],
            "The specified value for newPath is invalid. It must begin and end with / and contain only alphanumeric \
             characters and/or / characters."
                .to_owned(),
        ),
        (
            "CreateUser",
            &[("UserName", "a b"), ("Path", "staff")],
            format!(
                "2 validation errors detected: Value at 'path' {PREFIX} satisfy regular expression pattern: \
                 (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F); Value at 'userName' {PREFIX} satisfy regular expression \
                 pattern: [\\w+=,.@-]+"
            ),
        ),
        (
            "CreateUser",
            &[("UserName", &long[..65])],
            format!("1 validation error detected: Value at 'userName' {PREFIX} have length less than or equal to 64"),
        ),
        (
            "GetUser",
            &[("UserName", &long)],
            format!("1 validation error detected: Value at 'userName' {PREFIX} have length less than or equal to 128"),
        ),
        (
            "EnableMFADevice",
            &[ALICE, ("SerialNumber", "short"), ("AuthenticationCode1", "12345"), ("AuthenticationCode2", "12345a7")],
            format!(
                "4 validation errors detected: Value at 'serialNumber' {PREFIX} have length greater than or equal to 9; \
                 Value at 'authenticationCode1' {PREFIX} have length greater than or equal to 6; Value at \
                 'authenticationCode2' {PREFIX} have length less than or equal to 6; Value at 'authenticationCode2' \
                 {PREFIX} satisfy regular expression pattern: [\\d]+"
            ),
        ),
        (
            "UpdateAccessKey",
            &[("AccessKeyId", "KEY"), ("Status", "active")],
            format!("1 validation error detected: Value at 'status' {PREFIX} satisfy enum value set"),
        ),
        (
            "ListVirtualMFADevices",
            &[("AssignmentStatus", "All"), ("MaxItems", "1001")],
            format!(
                "2 validation errors detected: Value at 'assignmentStatus' {PREFIX} satisfy enum value set; Value at \
                 'maxItems' {PREFIX} have value less than or equal to 1000"
            ),
        ),
        (
            "ListUsers",
            &[("MaxItems", "0"), ("PathPrefix", "staff/")],
            format!(
                "2 validation errors detected: Value at 'pathPrefix' {PREFIX} satisfy regular expression pattern: \
                 \\u002F[\\u0021-\\u007F]*; Value at 'maxItems' {PREFIX} have value greater than or equal to 1"
            ),
        ),
        (
            "TagUser",
            &[ALICE, ("Tags.member.1.Key", ""), ("Tags.member.2.Value", "x")],
            format!(
                "3 validation errors detected: Value at 'tags.1.member.key' {PREFIX} have length greater than or equal \
                 to 1; Value null at 'tags.1.member.value' {PREFIX} not be null; Value null at 'tags.2.member.key' \
                 {PREFIX} not be null"
            ),
        ),
        (
            "GetSessionToken",
            &[("DurationSeconds", "899"), ("SerialNumber", "my phone"), ("TokenCode", "12345")],
            format!(
                "4 validation errors detected: Value '899' at 'durationSeconds' {PREFIX} have value greater than or equal \
                 to 900; Value 'my phone' at 'serialNumber' {PREFIX} have length greater than or equal to 9; Value 'my \
                 phone' at 'serialNumber' {PREFIX} satisfy regular expression pattern: [\\w+=/:,.@-]*; Value at \
                 'tokenCode' {PREFIX} have length greater than or equal to 6"
            ),
        ),
        (
            "GetSessionToken",
            &[("DurationSeconds", "129601")],
            format!(
                "1 validation error detected: Value '129601' at 'durationSeconds' {PREFIX} have value less than or equal \
                 to 129600"
            ),
        ),
    ];
    for (action, fields, message) in cases {
        office.refuses(&[(action, fields, &format!("400 ValidationError {message}"))]).await;
        let answer = office.call(&office.alice, action, fields).await;
        assert_eq!(answer.text("Code").as_deref(), Some("ValidationError"), "before authorization: {action}");
    }
}

#[tokio::test]
async fn codes_are_exactly_six_ascii_digits() {
    let office = Office::new().await;
    for code in [
        "",
        "12345",
        "1234567",
        " 123456",
        "123456 ",
        "+12345",
        "-12345",
        "12 456",
        "12345a",
        "١٢٣٤٥٦",
        "１２３４５６",
    ] {
        let fields = [PHONE, ("TokenCode", code)];
        let answer = office.call(&office.alice, "GetSessionToken", &fields).await;
        assert_eq!(
            (answer.status, answer.text("Code").as_deref()),
            (400, Some("ValidationError")),
            "{code:?}"
        );
        assert!(code.is_empty() || !answer.xml.contains(code), "{}", answer.xml);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_malformed() {
    let office = Office::new().await;
    for (action, fields) in [
        ("ListUsers", [("MaxItems", "ten")]),
        ("ListUsers", [("MaxItems", " 10")]),
        ("ListUsers", [("MaxItems", "10.0")]),
        ("ListUsers", [("MaxItems", "1e1")]),
        ("ListUsers", [("MaxItems", "")]),
        ("ListUsers", [("MaxItems", "2147483648")]),
        ("GetSessionToken", [("DurationSeconds", "an hour")]),
        ("CreateUser", [("Tags.member.0.Key", "a")]),
        ("CreateUser", [("Tags.member.-1.Key", "a")]),
        ("CreateUser", [("Tags.member.x.Key", "a")]),
        ("CreateUser", [("Tags.member.12.Key", "a")]),
        ("CreateUser", [("Tags", "a")]),
    ] {
        let answer = office.call(&office.account.admin, action, &fields).await;
        assert_eq!(
            answer.verdict(),
            "400 MalformedInput The request holds a value that cannot be read.",
            "{fields:?}"
        );
    }
    for number in ["10", "010", "+10"] {
        office.call(&office.account.admin, "ListUsers", &[("MaxItems", number)]).await.ok();
    }
    let far = [("UserName", "far"), ("Tags.member.11.Key", "a"), ("Tags.member.11.Value", "b")];
    office.call(&office.account.admin, "CreateUser", &far).await.ok();
}
