//! What an operation is given, and the one way to write.

use model::input::AuditValue;
use model::{AccountId, Timestamp, UserName};
use store::{CommitError, Expected, Key};

use crate::audit;
use crate::authorize::{RequestKeys, Rights};
use crate::changes::MfaChecked;
use crate::error::{Failure, Invalid};
use crate::records::Records;
use crate::{Caller, Changes, Error, Halt, Identity, Origin, Permit, Service, Sort};

/// Everything that an operation knows beside its input.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub(crate) service: &'a Service,
    pub(crate) caller: &'a Caller,
    pub(crate) rights: &'a Rights,
    pub(crate) origin: &'a Origin,
    pub(crate) now: Timestamp,
    pub(crate) action: &'static str,
    pub(crate) sort: Sort,
    pub(crate) declared: &'static [&'static str],
    pub(crate) request_keys: &'a (dyn Fn() -> RequestKeys + Sync),
    pub(crate) parameters: &'a (dyn Fn() -> AuditValue + Sync),
}

impl Context<'_> {
    /// The moment of the request, the same all through it.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who calls.
    pub const fn caller(&self) -> &Caller {
        self.caller
    }

    /// The caller's account: the only one whose documents an operation can reach (rule R9).
    pub const fn account(&self) -> AccountId {
        self.caller.account()
    }

    pub(crate) const fn records(&self) -> &Records {
        &self.service.records
    }

    /// The user that an operation is about: the one named, else the caller. None if the caller is no user.
    pub(crate) fn user_or_caller(&self, given: Option<&UserName>) -> Option<UserName> {
        match (given, self.caller.identity()) {
            (Some(name), _) => Some(name.clone()),
            (None, Identity::User(user)) => Some(user.name.clone()),
            (
                None,
                Identity::Root(_)
                | Identity::Role { .. }
                | Identity::Federated { .. }
                | Identity::WebIdentity(_),
            ) => None,
        }
    }

    /// The same, where nothing but a user is an answer.
    pub(crate) fn named_user(&self, given: Option<&UserName>) -> Result<UserName, Error> {
        self.user_or_caller(given).ok_or(Error::ValidationError(Invalid::UserNameNeeded))
    }

    /// Commits what an operation decided, together with the event that tells of it: all of it, or nothing. Only a
    /// permit can; what it was given for, and the caller's own document, must not have moved.
    ///
    /// # Errors
    /// [`Halt::Moved`] if something has moved, the error of a counter that is over its limit, or that the store failed.
    pub async fn commit<T>(&self, permit: &Permit<T>, changes: Changes) -> Result<(), Halt> {
        let changes = self.noticed(changes).await?;
        let event = audit::success(self, &changes)?;
        self.write(permit.watched(), changes, event).await
    }

    /// Commits a refusal that must be remembered, and gives the error to answer with. If it cannot be remembered, the
    /// answer is that failure: a wrong code that was not counted would be a free guess (rule R19).
    pub(crate) async fn refuse<T>(&self, permit: &Permit<T>, changes: Changes, error: Error) -> Halt {
        let changes = match self.noticed_refusal(changes).await {
            Ok(changes) => changes,
            Err(error) => return Halt::Refused(error),
        };
        let event = match audit::refusal(self, &error, changes.details()) {
            Ok(event) => event,
            Err(error) => return Halt::Refused(error),
        };
        match self.write(permit.watched(), changes, event).await {
            Ok(()) => Halt::Recorded(error),
            Err(halt) => halt,
        }
    }

    async fn write(
        &self,
        watched: &[(Key, Expected)],
        changes: Changes,
        event: store::Event,
    ) -> Result<(), Halt> {
        let (posts, checked) = (changes.posts(), changes.mfa_checked());
        let (batch, limits) = changes.into_batch(self.now, watched, event)?;
        match self.service.records.commit(batch).await {
            Ok(_) => {
                if let Some(checked) = checked {
                    self.count_mfa(checked);
                }
                if posts {
                    self.service.post.ring();
                }
                Ok(())
            }
            Err(CommitError::Conflict { .. }) => Err(Halt::Moved),
            Err(CommitError::OverLimit { key }) => {
                let error = limits.into_iter().find(|(limited, _)| *limited == key).map(|(_, error)| error);
                Err(Halt::Refused(error.unwrap_or(Error::ServiceFailure(Failure::Corrupt(key.to_string())))))
            }
            Err(error) => Err(Halt::Refused(error.into())),
        }
    }

    fn count_mfa(&self, MfaChecked { way, result, locked }: MfaChecked) {
        let figures = &self.service.figures.mfa;
        figures.add(way, result);
        if locked {
            figures.locks.add();
        }
    }
}
