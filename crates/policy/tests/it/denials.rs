//! What the caller is told.

use bartizan_policy::{Applied, Policies, Source, decide};

use crate::cases::{ACCOUNT, ALICE, Known, OTHER_ACCOUNT, ROLE};
use crate::layers::{ACTION, Allow, CUSTOM, Deny, Nothing, TARGET, TRUST, saying, trusting};

#[test]
fn denials_are_told_in_the_words_of_iam() {
    let managed = |arn| Source::Managed { arn };
    let inline = Source::Inline { holder: ROLE, name: "Inline" };
    let customer = managed("arn:aws:iam::123456789012:policy/team/NoWay");
    let none = Policies::default();
    let (deny, silent) = (saying(Deny), saying(Nothing));
    let denies = |source| [Applied { policy: &deny, source }];
    let says_nothing = [Applied { policy: &silent, source: inline }];
    let allow = saying(Allow);
    let allows = [Applied { policy: &allow, source: inline }];
    let (denying_trust, other_trust) =
        (trusting("Deny", r#""*""#), trusting("Allow", r#"{"AWS": "210987654321"}"#));
    for (policies, suffix) in [
        (Policies { identity: &allows, ..none }, ""),
        (none, " because no identity-based policy allows the sts:AssumeRole action"),
        (
            Policies { identity: &denies(inline), ..none },
            " with an explicit deny in an identity-based policy",
        ),
        (
            Policies { identity: &denies(customer), ..none },
            " with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/team/NoWay",
        ),
        (
            Policies { identity: &denies(managed("arn:aws:iam::aws:policy/AWSDenyAll")), ..none },
            " with an explicit deny in an identity-based policy",
        ),
        (
            Policies { identity: &allows, boundary: Some(&says_nothing), ..none },
            " because no permissions boundary allows the sts:AssumeRole action",
        ),
        (
            Policies { boundary: Some(&denies(customer)), ..none },
            " with an explicit deny in a permissions boundary: arn:aws:iam::123456789012:policy/team/NoWay",
        ),
        (
            Policies { identity: &allows, session: Some(&[]), ..none },
            " because no session policy allows the sts:AssumeRole action",
        ),
        (
            Policies { session: Some(&denies(Source::Session)), ..none },
            " with an explicit deny in a session policy",
        ),
        (
            Policies { service_control: Some(&[]), ..none },
            " because no service control policy allows the sts:AssumeRole action",
        ),
        (
            Policies { service_control: Some(&denies(Source::ServiceControl { name: "Guard" })), ..none },
            " with an explicit deny in a service control policy",
        ),
        (
            Policies { resource: Some(Applied { policy: &other_trust, source: TRUST }), ..none },
            " because no role trust policy allows the sts:AssumeRole action",
        ),
        (
            Policies { resource: Some(Applied { policy: &denying_trust, source: TRUST }), ..none },
            " with an explicit deny in the role trust policy",
        ),
        (
            Policies { resource: Some(Applied { policy: &denying_trust, source: CUSTOM }), ..none },
            " with an explicit deny in a resource-based policy",
        ),
    ] {
        let known = Known::nothing();
        let decision = decide(&ALICE, ACCOUNT, &known.request(ACTION, TARGET), &policies);
        assert_eq!(decision.reason().suffix(ACTION), suffix);
    }
    let known = Known::nothing();
    let decision = decide(&ALICE, OTHER_ACCOUNT, &known.request(ACTION, TARGET), &none);
    let suffix = " because no resource-based policy allows the sts:AssumeRole action";
    assert_eq!(decision.reason().suffix(ACTION), suffix);
}
