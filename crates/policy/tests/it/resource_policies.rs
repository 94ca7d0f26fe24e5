//! What the policy of a resource adds to those of the principal.

use bartizan_policy::{Applied, Kind, Layer, Verdict};

use crate::cases::{ACCOUNT, ADMIN, ALICE, FEDERATED, OTHER_ACCOUNT, ROOT, document, policy};
use crate::layers::{
    Allow, Allowed, Answer, CUSTOM, Denied, Deny, Layers, Missing, Nothing, TRUST, saying, trusting,
};

/// How much of Alice's, the role's and the guest's own policies it takes when the resource's policy names them in some way.
#[test]
fn in_the_same_account_it_depends_on_how_a_resource_names_the_principal() {
    const USER: &str = r#"{"AWS": "arn:aws:iam::123456789012:user/team/alice"}"#;
    let silent = || Layers::new(Nothing, Some(Nothing), Some(Nothing), None);
    let only_identity = || Layers::new(Nothing, None, None, None);
    let only_boundary = || Layers::new(Allow, Some(Nothing), None, None);
    let only_session = || Layers::new(Allow, None, Some(Nothing), None);
    let alone = [Allowed, Allowed, Allowed, Allowed];
    let past_identity =
        [Missing(Layer::Boundary), Allowed, Missing(Layer::Boundary), Missing(Layer::Session)];
    let delegated = [
        Missing(Layer::Identity),
        Missing(Layer::Identity),
        Missing(Layer::Boundary),
        Missing(Layer::Session),
    ];
    let refused = || [Layer::Trust; 4].map(Missing);
    for (principal, named, answers) in [
        (ALICE, USER, &alone),
        (ALICE, r#"{"AWS": "AIDAALICEALICEALICE22"}"#, &alone),
        (ALICE, r#"{"AWS": "*"}"#, &alone),
        (ALICE, r#""*""#, &alone),
        (ALICE, r#"{"AWS": ["123456789012", "AIDAALICEALICEALICE22"]}"#, &alone),
        (ALICE, r#"{"AWS": "arn:aws:iam::123456789012:root"}"#, &delegated),
        (ALICE, r#"{"AWS": "123456789012"}"#, &delegated),
        (ALICE, r#"{"AWS": "arn:aws:iam::123456789012:user/alice"}"#, &refused()),
        (ALICE, r#"{"AWS": "arn:aws:iam::123456789012:user/team/Alice"}"#, &refused()),
        (ALICE, r#"{"AWS": "210987654321"}"#, &refused()),
        (ALICE, r#"{"Service": "ec2.amazonaws.com"}"#, &refused()),
        (ADMIN, r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/Admin/alice"}"#, &alone),
        (ADMIN, r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/Admin/bob"}"#, &refused()),
        (ADMIN, r#"{"AWS": "arn:aws:iam::123456789012:role/ops/Admin"}"#, &past_identity),
        (ADMIN, r#"{"AWS": "AROAADMINADMINADMIN22"}"#, &past_identity),
        (ADMIN, r#"{"AWS": "*"}"#, &past_identity),
        (ADMIN, r#"{"AWS": "123456789012"}"#, &delegated),
        (FEDERATED, r#"{"AWS": "arn:aws:sts::123456789012:federated-user/guest"}"#, &alone),
        (FEDERATED, USER, &past_identity),
        (FEDERATED, r#"{"AWS": "arn:aws:iam::123456789012:root"}"#, &delegated),
    ] {
        let trust = trusting("Allow", named);
        let resource = Some(Applied { policy: &trust, source: TRUST });
        let decided = [silent(), only_identity(), only_boundary(), only_session()]
            .map(|layers| Answer::from(layers.decide(&principal, resource, ACCOUNT)));
        assert_eq!(&decided, answers, "{} named as {named}", principal.arn);
        // However closely it is named, an organization's silence and anybody's denial come first.
        let silenced = Layers::new(Allow, None, None, Some(Nothing));
        let silenced = Answer::from(silenced.decide(&principal, resource, ACCOUNT));
        assert_eq!(silenced, Missing(Layer::ServiceControl), "{} named as {named}", principal.arn);
        let denied = Layers::new(Deny, None, None, None).decide(&principal, resource, ACCOUNT);
        assert_eq!(Answer::from(denied), Denied(Layer::Identity), "{} named as {named}", principal.arn);
    }
}

#[test]
fn elsewhere_both_sides_have_to_allow() {
    for (principal, named, names) in [
        (ALICE, r#"{"AWS": "arn:aws:iam::123456789012:user/team/alice"}"#, true),
        (ALICE, r#"{"AWS": "AIDAALICEALICEALICE22"}"#, true),
        (ALICE, r#"{"AWS": "123456789012"}"#, true),
        (ALICE, r#"{"AWS": "*"}"#, true),
        (ALICE, r#"{"AWS": "210987654321"}"#, false),
        (ADMIN, r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/Admin/alice"}"#, true),
        (ADMIN, r#"{"AWS": "arn:aws:iam::123456789012:role/ops/Admin"}"#, true),
    ] {
        let trust = trusting("Allow", named);
        let resource = Some(Applied { policy: &trust, source: TRUST });
        let answer = |identity, boundary, session| {
            Answer::from(Layers::new(identity, boundary, session, None).decide(
                &principal,
                resource,
                OTHER_ACCOUNT,
            ))
        };
        let if_named = |answer| if names { answer } else { Missing(Layer::Trust) };
        assert_eq!(answer(Allow, None, None), if_named(Allowed), "{named}");
        assert_eq!(answer(Nothing, None, None), if_named(Missing(Layer::Identity)), "{named}");
        assert_eq!(answer(Allow, Some(Nothing), None), if_named(Missing(Layer::Boundary)), "{named}");
        assert_eq!(answer(Allow, None, Some(Nothing)), if_named(Missing(Layer::Session)), "{named}");
        assert_eq!(answer(Deny, None, None), Denied(Layer::Identity), "{named}");
    }
    let everything = Layers::new(Allow, None, None, None);
    assert_eq!(Answer::from(everything.decide(&ALICE, None, OTHER_ACCOUNT)), Missing(Layer::Resource));
    assert_eq!(Answer::from(everything.decide(&ROOT, None, OTHER_ACCOUNT)), Missing(Layer::Resource));
    let nothing = Layers::new(Nothing, None, None, None);
    let trust = trusting("Allow", r#"{"AWS": "123456789012"}"#);
    let resource = Some(Applied { policy: &trust, source: TRUST });
    assert_eq!(
        Answer::from(nothing.decide(&ROOT, resource, OTHER_ACCOUNT)),
        Allowed,
        "the root user of a trusted account"
    );
}

#[test]
fn a_role_that_trusts_nobody_is_closed_and_other_resources_are_open_to_their_account() {
    let trust = trusting("Allow", r#"{"Service": "ec2.amazonaws.com"}"#);
    for (source, answer) in [(TRUST, Missing(Layer::Trust)), (CUSTOM, Allowed)] {
        let resource = Some(Applied { policy: &trust, source });
        let decision = Layers::new(Allow, None, None, None).decide(&ALICE, resource, ACCOUNT);
        assert_eq!(Answer::from(decision), answer, "{source:?}");
    }
    // A policy that names nobody trusts nobody, whatever it allows.
    let anybody = saying(Allow);
    let resource = Some(Applied { policy: &anybody, source: TRUST });
    let decision = Layers::new(Allow, None, None, None).decide(&ALICE, resource, ACCOUNT);
    assert_eq!(Answer::from(decision), Missing(Layer::Trust));
}

#[test]
fn a_resource_denies_whom_it_names_in_any_way() {
    for (principal, named, answer) in [
        (ALICE, r#"{"AWS": "*"}"#, Denied(Layer::Trust)),
        (ALICE, r#"{"AWS": "123456789012"}"#, Denied(Layer::Trust)),
        (ALICE, r#"{"AWS": "arn:aws:iam::123456789012:user/team/alice"}"#, Denied(Layer::Trust)),
        (ALICE, r#"{"AWS": "210987654321"}"#, Missing(Layer::Trust)),
        (ADMIN, r#"{"AWS": "AROAADMINADMINADMIN22"}"#, Denied(Layer::Trust)),
        (ADMIN, r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/Admin/alice"}"#, Denied(Layer::Trust)),
        (ADMIN, r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/Admin/bob"}"#, Missing(Layer::Trust)),
        (ROOT, r#"{"AWS": "arn:aws:iam::123456789012:root"}"#, Denied(Layer::Trust)),
    ] {
        let trust = trusting("Deny", named);
        let resource = Some(Applied { policy: &trust, source: TRUST });
        let decision = Layers::new(Allow, None, None, None).decide(&principal, resource, ACCOUNT);
        assert_eq!(Answer::from(decision), answer, "{} named as {named}", principal.arn);
    }
}

#[test]
fn not_principal_spares_only_whom_it_names_in_every_way() {
    for (principal, named, spared) in [
        (ALICE, r#"["arn:aws:iam::123456789012:user/team/alice", "123456789012"]"#, true),
        (ALICE, r#""arn:aws:iam::123456789012:user/team/alice""#, false),
        (ALICE, r#""123456789012""#, false),
        (ALICE, r#"["arn:aws:iam::123456789012:user/team/bob", "123456789012"]"#, false),
        (ALICE, r#""*""#, true),
        (ROOT, r#""arn:aws:iam::123456789012:root""#, true),
        (ADMIN, r#"["123456789012", "arn:aws:iam::123456789012:role/ops/Admin"]"#, false),
        (
            ADMIN,
            r#"["123456789012", "AROAADMINADMINADMIN22", "arn:aws:sts::123456789012:assumed-role/Admin/alice"]"#,
            true,
        ),
    ] {
        let text = format!(
            r#"{{"Effect": "Deny", "NotPrincipal": {{"AWS": {named}}}, "Action": "*", "Resource": "*"}}"#
        );
        let bucket = policy(&document(&text), Kind::Resource);
        let resource = Some(Applied { policy: &bucket, source: CUSTOM });
        let decision = Layers::new(Allow, None, None, None).decide(&principal, resource, ACCOUNT);
        assert_eq!(decision.verdict() == Verdict::Allowed, spared, "{} but {named}", principal.arn);
    }
}
