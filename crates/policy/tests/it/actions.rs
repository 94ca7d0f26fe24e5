//! Which actions a statement is about.

use crate::cases::{Known, applies, statement};

#[test]
fn actions_match_without_case_and_with_wildcards_behind_the_colon() {
    for (actions, action, about) in [
        (r#""Action": "iam:CreateUser""#, "iam:CreateUser", true),
        (r#""Action": "IAM:createuser""#, "iam:CreateUser", true),
        (r#""Action": "iam:CreateUser""#, "iam:CreateUsers", false),
        (r#""Action": "iam:CreateUser""#, "sts:CreateUser", false),
        (r#""Action": "iam:*""#, "iam:CreateUser", true),
        (r#""Action": "iam:*""#, "sts:GetCallerIdentity", false),
        (r#""Action": "iam:*User""#, "iam:CreateUser", true),
        (r#""Action": "iam:*user*""#, "iam:ListUsersInAll", true),
        (r#""Action": "iam:C*e*r""#, "iam:CreateUser", true),
        (r#""Action": "iam:????teUser""#, "iam:CreateUser", true),
        (r#""Action": "iam:???teUser""#, "iam:CreateUser", false),
        (r#""Action": "iam:""#, "iam:CreateUser", false),
        (r#""Action": "*""#, "iam:CreateUser", true),
        (r#""Action": "*:CreateUser""#, "iam:CreateUser", true),
        (r#""Action": "*:CreateUser""#, "iam:DeleteUser", false),
        (r#""Action": ["s3:*", "iam:Get*"]"#, "iam:GetUser", true),
        (r#""NotAction": "iam:*""#, "sts:AssumeRole", true),
        (r#""NotAction": "iam:*""#, "iam:CreateUser", false),
        (r#""NotAction": ["iam:Get*", "sts:*"]"#, "sts:AssumeRole", false),
        (r#""NotAction": "*""#, "iam:CreateUser", false),
    ] {
        let policy = statement(&format!(r#""Effect": "Allow", {actions}, "Resource": "*""#));
        let known = Known::nothing().and("aws:username", "alice");
        assert_eq!(applies(&policy, &known.request(action, "*")), about, "{action} of {actions}");
    }
}
