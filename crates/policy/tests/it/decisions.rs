//! How the layers of policies decide together.

use bartizan_policy::{Layer, Policies, Principal, PrincipalKind, decide};

use crate::cases::{ACCOUNT, ADMIN, ALICE, FEDERATED, Known, ROOT};
use crate::layers::{ACTION, Allow, Allowed, Answer, Denied, Deny, Layers, Missing, Nothing, TARGET};

#[test]
fn every_layer_has_to_allow_and_any_may_deny() {
    // (identity, boundary, session, organization) without a policy of the resource
    for (identity, boundary, session, organization, answer) in [
        (Allow, None, None, None, Allowed),
        (Nothing, None, None, None, Missing(Layer::Identity)),
        (Deny, None, None, None, Denied(Layer::Identity)),
        (Allow, Some(Allow), Some(Allow), Some(Allow), Allowed),
        (Allow, Some(Nothing), None, None, Missing(Layer::Boundary)),
        (Allow, Some(Deny), None, None, Denied(Layer::Boundary)),
        (Allow, None, Some(Nothing), None, Missing(Layer::Session)),
        (Allow, None, Some(Deny), None, Denied(Layer::Session)),
        (Allow, None, None, Some(Nothing), Missing(Layer::ServiceControl)),
        (Allow, None, None, Some(Deny), Denied(Layer::ServiceControl)),
        // What the other layers allow, the identity policies have to allow too.
        (Nothing, Some(Allow), Some(Allow), Some(Allow), Missing(Layer::Identity)),
        // Of several that are silent the first in IAM's order is named, and any denial before them.
        (Nothing, Some(Nothing), Some(Nothing), Some(Nothing), Missing(Layer::ServiceControl)),
        (Nothing, Some(Nothing), Some(Nothing), Some(Allow), Missing(Layer::Identity)),
        (Allow, Some(Nothing), Some(Nothing), Some(Allow), Missing(Layer::Boundary)),
        (Nothing, Some(Nothing), Some(Deny), Some(Nothing), Denied(Layer::Session)),
        (Deny, Some(Deny), Some(Deny), Some(Deny), Denied(Layer::ServiceControl)),
        (Deny, Some(Deny), Some(Deny), Some(Allow), Denied(Layer::Identity)),
        (Allow, Some(Deny), Some(Deny), Some(Allow), Denied(Layer::Boundary)),
    ] {
        let case = format!("{identity:?} {boundary:?} {session:?} {organization:?}");
        let layers = Layers::new(identity, boundary, session, organization);
        assert_eq!(Answer::from(layers.decide(&ALICE, None, ACCOUNT)), answer, "{case}");
    }
}

#[test]
fn nothing_is_allowed_without_policies_except_to_the_root_user() {
    let federated_by_root = Principal { kind: PrincipalKind::Federated, session: FEDERATED.session, ..ROOT };
    for (case, principal, policies, answer) in [
        ("a user", ALICE, Policies::default(), Missing(Layer::Identity)),
        ("a role", ADMIN, Policies::default(), Missing(Layer::Identity)),
        ("the root user", ROOT, Policies::default(), Answer::Root),
        (
            "the root user under an organization that allows nothing",
            ROOT,
            Policies { service_control: Some(&[]), ..Policies::default() },
            Missing(Layer::ServiceControl),
        ),
        (
            "the root user in a session that allows nothing",
            ROOT,
            Policies { session: Some(&[]), ..Policies::default() },
            Missing(Layer::Session),
        ),
        (
            "a guest of the root user without a session policy",
            federated_by_root,
            Policies { session: Some(&[]), ..Policies::default() },
            Missing(Layer::Session),
        ),
    ] {
        let known = Known::nothing();
        let decision = decide(&principal, ACCOUNT, &known.request(ACTION, TARGET), &policies);
        assert_eq!(Answer::from(decision), answer, "{case}");
    }
}
