//! AWS's own sample policy: whoever signed in without MFA may do what it takes to get it, and nothing else.

use bartizan_policy::{Applied, Kind, Policies, Source, decide};

use crate::cases::{ACCOUNT, ALICE, Known, policy};

const SAMPLE: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "AllowViewAccountInfo", "Effect": "Allow",
         "Action": ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"], "Resource": "*"},
        {"Sid": "AllowManageOwnPasswords", "Effect": "Allow",
         "Action": ["iam:ChangePassword", "iam:GetUser"], "Resource": "arn:aws:iam::*:user/${aws:username}"},
        {"Sid": "AllowManageOwnAccessKeys", "Effect": "Allow",
         "Action": ["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey"],
         "Resource": "arn:aws:iam::*:user/${aws:username}"},
        {"Sid": "AllowManageOwnVirtualMFADevice", "Effect": "Allow",
         "Action": ["iam:CreateVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/*"},
        {"Sid": "AllowManageOwnUserMFA", "Effect": "Allow",
         "Action": ["iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"],
         "Resource": "arn:aws:iam::*:user/${aws:username}"},
        {"Sid": "DenyAllExceptListedIfNoMFA", "Effect": "Deny",
         "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser", "iam:GetMFADevice",
                       "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
         "Resource": "*",
         "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
    ]
}"#;

#[test]
fn no_mfa_no_access() {
    const ALLOWED: &str = "";
    const NOBODY: &str = " because no identity-based policy allows the {} action";
    const NO_MFA: &str = " with an explicit deny in an identity-based policy";
    const MFA: &str = "arn:aws:iam::123456789012:mfa/alice";
    const USER: &str = "arn:aws:iam::123456789012:user/alice";
    const BOB: &str = "arn:aws:iam::123456789012:user/bob";
    let policy = policy(SAMPLE, Kind::Managed);
    let applied = Applied { policy: &policy, source: Source::Inline { holder: USER, name: "SelfService" } };
    let policies = Policies { identity: &[applied], ..Policies::default() };
    let alice = bartizan_policy::Principal { arn: USER, ..ALICE };

    let long_term_key = Known::nothing().and("aws:username", "alice");
    let without_mfa = long_term_key.clone().and("aws:MultiFactorAuthPresent", "false");
    let with_mfa = long_term_key.clone().and("aws:MultiFactorAuthPresent", "true");
    // (action, resource, what is answered with a long-term key and without MFA, and with MFA)
    for (action, resource, before, after) in [
        ("iam:CreateVirtualMFADevice", MFA, ALLOWED, ALLOWED),
        ("iam:EnableMFADevice", USER, ALLOWED, ALLOWED),
        ("iam:ResyncMFADevice", USER, ALLOWED, ALLOWED),
        ("iam:ListMFADevices", USER, ALLOWED, ALLOWED),
        ("iam:ListVirtualMFADevices", "arn:aws:iam::123456789012:mfa/", ALLOWED, ALLOWED),
        ("iam:GetUser", USER, ALLOWED, ALLOWED),
        ("iam:EnableMFADevice", BOB, NOBODY, NOBODY),
        ("iam:DeactivateMFADevice", USER, NO_MFA, ALLOWED),
        ("iam:DeactivateMFADevice", BOB, NO_MFA, NOBODY),
        ("iam:CreateAccessKey", USER, NO_MFA, ALLOWED),
        ("iam:ChangePassword", USER, NO_MFA, ALLOWED),
        ("iam:CreateUser", BOB, NO_MFA, NOBODY),
        ("iam:DeleteVirtualMFADevice", MFA, NO_MFA, NOBODY),
    ] {
        for (with, known, suffix) in [
            ("a long-term key", &long_term_key, before),
            ("no MFA", &without_mfa, before),
            ("MFA", &with_mfa, after),
        ] {
            let decision = decide(&alice, ACCOUNT, &known.request(action, resource), &policies);
            assert_eq!(
                decision.reason().suffix(action),
                suffix.replace("{}", action),
                "{action} of {resource} with {with}"
            );
        }
    }
}
