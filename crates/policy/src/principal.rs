//! Who asks, and whom a resource's policy names.

use std::borrow::Cow;

use crate::statement::Effect;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Principal<'a> {
    /// The account.
    pub account: &'a str,
    /// The ARN of the user, the role or the root user; of a federated user, that of the user who let it in.
    pub arn: &'a str,
    /// The unique id of the same: `AIDA…`, `AROA…`, or the account id.
    pub id: &'a str,
    /// The session of a role or of a federated user. A session that GetSessionToken gave has none: it is the user.
    pub session: Option<SessionPrincipal<'a>>,
    /// What sort of principal it is.
    pub kind: PrincipalKind,
}

/// A session that is a principal of its own.
#[derive(Clone, Copy, Debug)]
pub struct SessionPrincipal<'a> {
    /// `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` or `arn:aws:sts::ACCOUNT:federated-user/NAME`.
    pub arn: &'a str,
    /// `AROA…:SESSION` or `ACCOUNT:NAME`.
    pub id: &'a str,
}

/// The sorts of principals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// The root user of the account.
    Root,
    /// A user.
    User,
    /// A role.
    Role,
    /// A federated user.
    Federated,
    /// Somebody whom a provider elsewhere vouches for. The ARN and the id are the provider's.
    WebIdentity,
}

impl Principal<'_> {
    /// The root user may do everything in its account, and what a federated user inherits is that of whoever let it in.
    pub(crate) fn inherits_from_root(&self) -> bool {
        match self.kind {
            PrincipalKind::Root => true,
            PrincipalKind::Federated => account_of_root(self.arn).is_some(),
            PrincipalKind::User | PrincipalKind::Role | PrincipalKind::WebIdentity => false,
        }
    }
}

/// How closely a policy names a principal. The closer, the less of its own policies stands in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Its account.
    Account,
    /// The user, or the role behind the session. `*` names nobody more closely than this.
    Identity,
    /// The session.
    Session,
}

/// Principal or NotPrincipal.
#[derive(Clone, Debug)]
pub(crate) struct Parties {
    negated: bool,
    parties: Box<[Party]>,
}

/// One principal that a policy names.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) kind: PartyKind,
    pub(crate) spelled: Box<str>,
    meaning: Meaning,
}

/// The key under which a principal is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartyKind {
    Aws,
    Service,
    Federated,
    CanonicalUser,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    Everyone,
    Account(Box<str>),
    /// Whose ARN or unique id it is.
    Literal,
}

impl PartyKind {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Aws, Self::Service, Self::Federated, Self::CanonicalUser]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Service => "Service",
            Self::Federated => "Federated",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}

impl Party {
    fn parse_aws(spelled: &str) -> Self {
        let account = account_of_root(spelled).or(Some(spelled).filter(|account| is_account(account)));
        let meaning = match (spelled, account) {
            ("*", _) => Meaning::Everyone,
            (_, Some(account)) => Meaning::Account(account.into()),
            _ => Meaning::Literal,
        };
        Self { kind: PartyKind::Aws, spelled: spelled.into(), meaning }
    }

    fn standing(&self, principal: &Principal<'_>) -> Option<Standing> {
        match &self.meaning {
            _ if self.kind != PartyKind::Aws => None,
            Meaning::Everyone => Some(Standing::Identity),
            Meaning::Account(account) => (**account == *principal.account).then_some(Standing::Account),
            Meaning::Literal => {
                let names = |arn: &str, id: &str| *self.spelled == *arn || *self.spelled == *id;
                if principal.session.is_some_and(|session| names(session.arn, session.id)) {
                    Some(Standing::Session)
                } else {
                    names(principal.arn, principal.id).then_some(Standing::Identity)
                }
            }
        }
    }
}

/// The account whose root user's ARN this is.
fn account_of_root(arn: &str) -> Option<&str> {
    arn.strip_prefix("arn:aws:iam::")?.strip_suffix(":root").filter(|account| is_account(account))
}

/// Twelve digits.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Parties {
    pub(crate) fn named(parties: &[(PartyKind, Cow<'_, str>)]) -> Self {
        let parties = parties.iter().map(|(kind, spelled)| match kind {
            PartyKind::Aws => Party::parse_aws(spelled),
            kind => Party { kind: *kind, spelled: spelled.as_ref().into(), meaning: Meaning::Literal },
        });
        Self { negated: false, parties: parties.collect() }
    }

    pub(crate) fn all_but(parties: &[(PartyKind, Cow<'_, str>)]) -> Self {
        Self { negated: true, ..Self::named(parties) }
    }

    /// How closely they name a principal; a request of which no principal is known is made by everyone and nobody else.
    pub(crate) fn standing(&self, principal: Option<&Principal<'_>>, effect: Effect) -> Option<Standing> {
        let Some(principal) = principal else {
            let everyone = self.parties.iter().any(|party| party.meaning == Meaning::Everyone);
            return (everyone != self.negated).then_some(Standing::Identity);
        };
        if principal.kind == PrincipalKind::WebIdentity {
            return self.mean_provider(principal.arn, effect).then_some(Standing::Session);
        }
        if self.negated {
            return (!self.name_all_of(principal)).then_some(Standing::Account);
        }
        self.parties.iter().filter_map(|party| party.standing(principal)).max()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter()
    }

    /// Whether they mean whom a provider vouches for. Only what names the provider lets anybody in by its word: whoever wrote `*` thought
    /// of principals of accounts. To keep somebody out, everyone is everyone.
    fn mean_provider(&self, provider: &str, effect: Effect) -> bool {
        let of = |spelled: &str| {
            self.parties.iter().any(|party| party.kind == PartyKind::Federated && *party.spelled == *spelled)
        };
        let everyone = || of("*") || self.parties.iter().any(|party| party.meaning == Meaning::Everyone);
        match (effect, self.negated) {
            (Effect::Allow, negated) => !negated && of(provider),
            (Effect::Deny, false) => of(provider) || everyone(),
            (Effect::Deny, true) => !of(provider) && !everyone(),
        }
    }

    /// A session is a principal in three ways: as itself, as its role and as its account. NotPrincipal means everybody who is
    /// one in a way that is not listed, as IAM's guide warns.
    fn name_all_of(&self, principal: &Principal<'_>) -> bool {
        let named = |standing| self.parties.iter().any(|party| party.standing(principal) == Some(standing));
        let everyone = self.parties.iter().any(|party| party.meaning == Meaning::Everyone);
        let as_itself = account_of_root(principal.arn).is_some() || named(Standing::Identity);
        let as_session = principal.session.is_none() || named(Standing::Session);
        everyone || (named(Standing::Account) && as_itself && as_session)
    }
}
