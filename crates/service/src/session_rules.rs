//! What temporary credentials, and those of the console, may not call, whatever policies say (facts D1).

use std::time::Duration;

use model::Timestamp;

use crate::error::{Denial, Error};
use crate::operation::{Api, Operation, Sort};
use crate::records::ConsoleSession;
use crate::{Caller, Credential, Identity};

/// How long a factor stays fresh (rule R28).
pub const FRESH: Duration = Duration::from_secs(15 * 60);

/// Whether the credentials may call an operation at all.
///
/// A session of GetSessionToken calls IAM only if MFA vouched for it, and of STS only GetCallerIdentity and AssumeRole. A
/// federated user calls nothing of IAM, and of STS only GetCallerIdentity. A role's session calls everything but
/// GetSessionToken and GetFederationToken. A session at a terminal, which a browser opened, calls of IAM what its owner may call at the
/// console, and what asks for a fresh factor there asks for a fresh second factor here (rule R28). Sessions of the console call everything of IAM, as far as policies allow, and who is
/// still signing in only what belongs to that. What only the console has is called from nowhere else.
///
/// The contacts of an account, and its audit trail, are AWS's as any service's are: keys, sessions and roles call them, and policies decide, also about MFA.
/// Federated users read them at most, where AWS lets policies decide: IAM is closed to them so that they come by no other
/// credentials, and who changes where the root user is reached does.
pub fn check<O: Operation>(caller: &Caller, now: Timestamp) -> Result<(), Error> {
    match caller.credential() {
        Credential::AccessKey(_) => {
            let is_of_the_api = matches!(O::API, Api::Iam | Api::Sts | Api::Account | Api::CloudTrail);
            refuse_unless(is_of_the_api || O::FOR_PROGRAMS, O::NAME)
        }
        Credential::Session(claims) => {
            let is_allowed = match (caller.identity(), O::API) {
                (Identity::Role { .. } | Identity::Federated { .. }, Api::SignIn) => O::FEDERATES,
                (_, Api::SignIn) => false,
                // Whom somebody vouched for asks about nobody.
                (Identity::Role { .. } | Identity::Root(_) | Identity::User(_), Api::Bartizan) => {
                    O::FOR_PROGRAMS
                }
                // The console alone has these; credentials that call the API come nowhere near them.
                (_, Api::Bartizan) => false,
                (Identity::Federated { .. }, Api::Account | Api::CloudTrail) => matches!(O::SORT, Sort::Read),
                (
                    Identity::Role { .. } | Identity::Root(_) | Identity::User(_),
                    Api::Account | Api::CloudTrail,
                ) => true,
                (Identity::Role { .. }, Api::Iam) => true,
                (Identity::Role { .. }, Api::Sts) => {
                    !matches!(O::NAME, "GetSessionToken" | "GetFederationToken")
                }
                (Identity::Federated { .. }, Api::Iam) => false,
                (Identity::Federated { .. }, Api::Sts) => O::NAME == "GetCallerIdentity",
                (Identity::WebIdentity(_), _) => false,
                (Identity::Root(_) | Identity::User(_), Api::Iam) => {
                    claims.mfa.is_some() || caller.signed_in_with_password()
                }
                (Identity::Root(_) | Identity::User(_), Api::Sts) => {
                    matches!(O::NAME, "GetCallerIdentity" | "AssumeRole")
                }
            };
            match O::API {
                Api::Iam if !is_allowed => Err(Error::InvalidClientTokenId { session: true }),
                Api::Iam | Api::Sts | Api::SignIn | Api::CloudTrail | Api::Account | Api::Bartizan => {
                    refuse_unless(is_allowed, O::NAME)
                }
            }?;
            let needs_fresh = O::NEEDS_FRESH_FACTOR && caller.signed_in_with_password();
            if needs_fresh && claims.mfa.as_ref().is_none_or(|mfa| now >= mfa.at.after(FRESH)) {
                return Err(Denial::TerminalNotFresh.into());
            }
            Ok(())
        }
        // A token of a provider assumes a role, and nothing else.
        Credential::WebIdentity => refuse_unless(O::UNSIGNED, O::NAME),
        Credential::SigningIn(ceremony) => {
            let is_recovering = ceremony.recovery.is_some();
            refuse_unless(if is_recovering { O::WHILE_RECOVERING } else { O::WHILE_SIGNING_IN }, O::NAME)
        }
        Credential::Console { session, .. } => {
            refuse_unless(O::API != Api::Sts, O::NAME)?;
            if session.is_of_users_code() && !O::WITH_RECOVERY_CODE {
                return Err(Denial::AfterRecovery.into());
            }
            match (O::NEEDS_FRESH_FACTOR, session.recovered) {
                (true, true) if !O::AFTER_RECOVERY => Err(Denial::AfterRecovery.into()),
                // The page that asks for a factor would ask for the device that is lost.
                (true, true) if !is_fresh(session, now) => Err(Denial::RecoveryNotFresh.into()),
                (true, false) if !is_fresh(session, now) => Err(Denial::FactorNotFresh.into()),
                _ => Ok(()),
            }
        }
    }
}

fn refuse_unless(is_allowed: bool, operation: &'static str) -> Result<(), Error> {
    if is_allowed { Ok(()) } else { Err(Denial::SessionCredentials { operation }.into()) }
}

fn is_fresh(session: &ConsoleSession, now: Timestamp) -> bool {
    now < session.proven.after(FRESH)
}

impl Caller {
    /// Whether the caller may do now what asks for a fresh factor: pages say so before somebody fills in a form.
    pub fn has_fresh_factor(&self, now: Timestamp) -> bool {
        match &self.credential {
            // After a recovery no factor makes it another session (rule R33).
            Credential::Console { session, .. } => !session.recovered && is_fresh(session, now),
            Credential::AccessKey(_)
            | Credential::Session(_)
            | Credential::SigningIn(_)
            | Credential::WebIdentity => true,
        }
    }
}
