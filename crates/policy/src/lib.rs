//! The judge: from policies and a request to a decision with its reason.
//!
//! Default deny: what no policy allows is refused. This crate never loads anything; whoever asks brings the policies.
//! For now the only policies are the root user's right to everything in its account, and the managed policy
//! `AdministratorAccess`; the policy language takes its place here.

/// The managed policy that allows everything.
pub const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// Whose request is judged.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// The root user of an account, within that account.
    Root,
    /// A user with the ARNs of the managed policies that are attached.
    User {
        /// The ARNs.
        attached: &'a [String],
    },
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The action, `iam:CreateUser`.
    pub action: &'a str,
    /// The ARN of the resource as it is stored, or `*`.
    pub resource: &'a str,
}

/// What decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The root user may do everything in its account.
    RootUser,
    /// A managed policy allows it.
    ManagedPolicy(String),
    /// Nothing that the caller has allows it.
    NoIdentityPolicyAllows,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be done.
    Allow(Reason),
    /// It may not.
    Deny(Reason),
}

/// Decides a request.
pub fn decide(subject: &Subject<'_>, _request: &Request<'_>) -> Decision {
    match subject {
        Subject::Root => Decision::Allow(Reason::RootUser),
        Subject::User { attached } => match attached.iter().find(|arn| *arn == ADMINISTRATOR_ACCESS) {
            Some(arn) => Decision::Allow(Reason::ManagedPolicy(arn.clone())),
            None => Decision::Deny(Reason::NoIdentityPolicyAllows),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{ADMINISTRATOR_ACCESS, Decision, Reason, Request, Subject, decide};

    #[test]
    fn what_no_policy_allows_is_denied() {
        let request = Request { action: "iam:CreateUser", resource: "arn:aws:iam::123456789012:user/alice" };
        let administrator = [ADMINISTRATOR_ACCESS.to_owned()];
        let lookalike = ["arn:aws:iam::123456789012:policy/AdministratorAccess".to_owned()];
        for (case, subject, decision) in [
            ("root", Subject::Root, Decision::Allow(Reason::RootUser)),
            (
                "an administrator",
                Subject::User { attached: &administrator },
                Decision::Allow(Reason::ManagedPolicy(ADMINISTRATOR_ACCESS.to_owned())),
            ),
            (
                "a user without policies",
                Subject::User { attached: &[] },
                Decision::Deny(Reason::NoIdentityPolicyAllows),
            ),
            (
                "a policy of that name",
                Subject::User { attached: &lookalike },
                Decision::Deny(Reason::NoIdentityPolicyAllows),
            ),
        ] {
            assert_eq!(decide(&subject, &request), decision, "{case}");
        }
    }
}
