//! Where statements stand.

use bartizan_policy::{Kind, Position};

use crate::cases::policy;

#[test]
fn statements_know_their_lines_and_columns() {
    let at = |line, column| Position { line, column };
    for (case, text, spans) in [
        (
            // The simulator answers 1:38 to 1:95 for it.
            "as the simulator reports",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
            &[(at(1, 38), at(1, 95))][..],
        ),
        (
            "on lines of their own",
            "{\n  \"Statement\": [\n    {\"Effect\": \"Allow\",\n     \"Action\": \"*\", \"Resource\": \"*\"},\n    {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"\n    }\n  ]\n}\n",
            &[(at(3, 5), at(4, 37)), (at(5, 5), at(6, 6))],
        ),
        (
            "one that is not in a list, behind characters of two bytes",
            "{\"Id\":\"éé\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
            &[(at(1, 24), at(1, 70))],
        ),
    ] {
        let policy = policy(text, Kind::Identity);
        let found: Vec<_> =
            policy.statements().iter().map(|one| (one.span().start, one.span().end)).collect();
        assert_eq!(found, spans, "{case}");
    }
}
