//! Who may assume a role: the one place where an account's documents are read for a caller of another account, because the
//! role's own policy may trust that caller (rule R9).

use model::{AccountId, Arn, Path, Resource, RoleArn, RoleName, Text};
use policy::{Applied, Kind, Policy, Source};
use store::Expected;

use super::{Ask, Permit, Target};
use crate::error::{Denial, Error, Invalid, Refused};
use crate::records::{Loaded, Role, keys};
use crate::{Context, Halt, Identity};

/// What an ARN of a role says.
struct Place {
    account: AccountId,
    path: Path,
    name: RoleName,
}

impl Place {
    fn of(arn: &RoleArn) -> Result<Self, Error> {
        match Arn::parse(arn.as_str()) {
            Ok((account, Resource::Role { path, name })) => Ok(Self { account, path, name }),
            _ => Err(Invalid::RoleArn(arn.to_string()).into()),
        }
    }
}

/// The account of the role that an ARN names.
///
/// # Errors
/// If it is no ARN of a role.
pub(crate) fn account_of_role(arn: &RoleArn) -> Result<AccountId, Error> {
    Place::of(arn).map(|place| place.account)
}

impl Context<'_> {
    /// Asks whether the caller may take a role on, which its trust policy and the caller's own policies decide, for each of
    /// the actions that the session needs. `code_given` says that a code will vouch for the caller: it is looked at only
    /// after this, so that nobody learns from a role that refuses whether a code was right.
    ///
    /// # Errors
    /// That the caller may not. That there is no such role is not told apart.
    pub(crate) async fn authorize_assuming(
        &self,
        arn: &RoleArn,
        actions: &[&'static str],
        code_given: bool,
    ) -> Result<Permit<Loaded<Role>>, Halt> {
        if let Identity::Root(_) = self.caller.identity() {
            return Err(Error::from(Denial::RootAssumesNoRole).into());
        }
        let place = Place::of(arn)?;
        let asked = Arn::given(arn.as_str());
        let found = self.records().load::<Role>(keys::role(place.account, &place.name)).await?;
        // A role of that name that stands elsewhere, or is written otherwise, is another ARN's: AWS's role names are to the letter here.
        let Some(role) = found.filter(|role| role.path == place.path && role.name == place.name) else {
            let is_own = place.account == self.account() && !self.is_vouched();
            let refused =
                if is_own { Some(Box::new(self.trusted_by_nobody(&asked, code_given)?)) } else { None };
            return Err(self.may_not_assume("sts:AssumeRole", &asked, &asked, refused));
        };

        let trust = role.trust.policy()?;
        let (stored, account) = (role.arn(), place.account.to_string());
        let trust = Applied { policy: &trust, source: Source::Trust { role: stored.as_str() } };
        for action in actions {
            let ask = Ask {
                action,
                resource: &stored,
                about: Target::about(&*role),
                resource_account: Some(&account),
                trust: Some(trust),
                code_given,
            };
            let decision = self.judge(&ask);
            if !decision.is_allowed() {
                // Whom a role of another account trusts is not for this account to read.
                let is_own = place.account == self.account() && !self.is_vouched();
                let refused = is_own.then(|| Box::new(self.refused(&ask, action, asked.clone(), decision)));
                return Err(self.may_not_assume(action, &asked, &stored, refused));
            }
        }

        let mut watched = vec![self.caller.watched()];
        // A commit touches one account. A role of another one that is deleted meanwhile ends the session all the same: each
        // request by it looks for the role.
        if place.account == self.account() {
            let (key, expected): (_, Expected) = role.watched();
            watched.push((key, expected));
        }
        Ok(Permit { target: role, watched })
    }

    /// Whether a provider elsewhere vouches for the caller, who is told no more than that it may not.
    fn is_vouched(&self) -> bool {
        matches!(self.caller.identity(), Identity::WebIdentity(_))
    }

    /// The refusal of a role that is not there: as that of one that trusts nobody, so that nobody can tell them apart.
    fn trusted_by_nobody(&self, asked: &Arn, code_given: bool) -> Result<Refused, Error> {
        const NOBODY: &str =
            r#"{"Statement":{"Effect":"Deny","Principal":{"AWS":"000000000000"},"Action":"sts:AssumeRole"}}"#;
        let trust = Policy::parse(NOBODY, Kind::Trust)?;
        let trust = Applied { policy: &trust, source: Source::Trust { role: asked.as_str() } };
        let ask = Ask { trust: Some(trust), code_given, ..Ask::of("sts:AssumeRole", asked) };
        Ok(self.refused(&ask, "sts:AssumeRole", asked.clone(), self.judge(&ask)))
    }

    fn may_not_assume(
        &self,
        action: &'static str,
        asked: &Arn,
        judged: &Arn,
        refused: Option<Box<Refused>>,
    ) -> Halt {
        if self.is_vouched() {
            return Error::from(Denial::WebIdentity { judged: judged.clone() }).into();
        }
        let (caller, resource, judged) = (self.caller.arn(), asked.clone(), judged.clone());
        Error::from(Denial::AssumeRole { caller, action, resource, judged, refused }).into()
    }

    /// Asks for a further permission: of another action, on something that is not stored.
    ///
    /// # Errors
    /// That the caller may not.
    pub(crate) fn also_may(&self, action: &'static str, arn: &Arn) -> Result<(), Halt> {
        Ok(Context { action, ..*self }.decide(arn, None, super::About::default())?)
    }
}
