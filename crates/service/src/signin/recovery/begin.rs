//! BeginRecovery: the password again, and a recovery begins in this browser.

use std::sync::Arc;

use model::input::AuditValue;
use model::{Input, Secret, Timestamp};
use serde_json::json;
use store::{Partition, ScanRange};

use super::budget::Turn;
use super::{RecoveryPass, digest_text};
use crate::audit::prefix;
use crate::error::RecoveryRefused;
use crate::operation::{Operation, Sort};
use crate::records::{Loaded, Recovery, RecoveryParty, keys};
use crate::signin::{Browser, Ceremony, Claimed, PasswordRefused, Stage};
use crate::{Caller, Changes, Context, Credential, Error, Halt, Identity, Origin, Service, call};

/// So many recoveries one party has at once; beyond them its own oldest is forgotten.
const MOST_OF_PARTY: usize = 3;
/// So many those have together who come from networks.
const MOST_FROM_NETWORKS: usize = 15;
/// So many those browsers have together that signed in before.
const MOST_OF_KNOWN: usize = 5;
/// No account has more documents of this kind, those that are over among them.
const SCANNED: usize = 200;

/// Why no recovery began.
#[derive(Debug)]
pub enum BeginRefused {
    /// The password.
    Password(PasswordRefused),
    /// It is not for this caller, or the service failed.
    Refused(Error),
}

impl From<Error> for BeginRefused {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// What somebody brings who wants to recover.
#[derive(Clone, Copy)]
pub struct Begin<'a> {
    /// The password, again.
    pub password: &'a Secret<String>,
    /// Where it comes from.
    pub browser: Browser<'a>,
    /// The cookie of the recovery that this browser began before.
    pub former: Option<&'a str>,
    /// The browser's language, if it is one of ours.
    pub language: Option<&'a str>,
}

impl Service {
    /// Begins a recovery for the root user who is signing in, whose password is proven again, and counted as in a sign-in: by where it
    /// comes from, so whoever guesses keeps nobody else from recovering. Gives the cookie of the recovery.
    ///
    /// # Errors
    /// Why none began.
    pub async fn begin_recovery(
        &self,
        caller: &Caller,
        begin: Begin<'_>,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Secret<String>, BeginRefused> {
        let (Identity::Root(account), Credential::SigningIn(_)) = (caller.identity(), caller.credential())
        else {
            return Err(Error::from(RecoveryRefused::NotForThis).into());
        };
        let claimed = Claimed::Root { email: &account.email };
        let proven = self.prove_password(claimed, begin.password, begin.browser, now).await;
        let proven = proven.map_err(BeginRefused::Password)?;
        if proven.caller.account() != caller.account() {
            return Err(Error::from(RecoveryRefused::NotForThis).into());
        }
        let former = begin.former.and_then(|cookie| self.recovery_ceremony(cookie));
        let former = former.filter(|former| former.account == caller.account());
        let input = BeginRecovery {
            former: former.and_then(|former| former.recovery),
            language: begin.language.map(str::to_owned),
        };
        Ok(call(self, &proven.caller, origin, now, &input).await?)
    }
}

/// The operation: made only after the password was proven again.
struct BeginRecovery {
    former: Option<RecoveryPass>,
    language: Option<String>,
}

// No form makes one.
impl Input for BeginRecovery {
    fn read_fields(
        _: &model::input::Scope<'_>,
        _: &mut model::input::Faults,
    ) -> Result<Option<Self>, model::input::Malformed> {
        Err(model::input::Malformed)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Absent
    }
}

impl Operation for BeginRecovery {
    const ACTION: &'static str = "signin:BeginRecovery";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    /// The cookie of the recovery.
    type Output = Secret<String>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Secret<String>, Halt> {
        let (Identity::Root(account), Credential::SigningIn(ceremony)) =
            (ctx.caller().identity(), ctx.caller().credential())
        else {
            return Err(Error::from(RecoveryRefused::NotForThis).into());
        };
        if account.alternative_factors_off {
            return Err(Error::from(RecoveryRefused::SwitchedOff).into());
        }
        let stage = ctx.service.stage(ctx.caller(), ceremony, ctx.origin, ctx.now()).await?;
        if !matches!(stage, Stage::SecondFactor(_)) {
            return Err(Error::from(RecoveryRefused::NotForThis).into());
        }
        let (recovery, ceremony) = self.recovery(ctx, ceremony);
        let key = keys::recovery(ctx.account(), &recovery.id);
        let turn = Turn::read(ctx).await?;
        let changes = self.make_room(ctx, &recovery, Changes::new()).await?;
        let changes = turn.taken(ctx, recovery.password_set, changes);
        let changes = changes
            .create(key, &recovery)
            .responded(json!({ "BeginRecovery": "Success" }))
            .detail("recovery", recovery.id.clone());
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Secret::new(ctx.service.recovery_cookie(&ceremony)?))
    }
}

impl BeginRecovery {
    fn recovery(&self, ctx: &Context<'_>, ceremony: &Arc<Ceremony>) -> (Recovery, Ceremony) {
        let entropy = ctx.service.entropy.as_ref();
        let id = data_encoding::HEXLOWER.encode(&entropy.array::<16>());
        let pass = RecoveryPass { id: id.clone(), secret: entropy.array() };
        let party = match &ceremony.browser {
            Some(browser) => RecoveryParty::Browser(digest_text(browser)),
            None => RecoveryParty::Network(prefix(ctx.origin.address)),
        };
        let recovery = Recovery {
            schema: Recovery::SCHEMA,
            id,
            begun: ctx.now(),
            browser_hash: digest_text(&pass.secret),
            password_set: ceremony.password_set,
            party,
            language: self.language.clone(),
            mail: None,
            mails: 0,
            mail_proven: None,
            call: None,
            calls: 0,
            phone_proven: None,
        };
        let ceremony = Ceremony { begun: ctx.now(), recovery: Some(pass), ..Ceremony::clone(ceremony) };
        (recovery, ceremony)
    }

    /// Forgets what is over, what this browser began before, and what there is no room for.
    async fn make_room(
        &self,
        ctx: &Context<'_>,
        begun: &Recovery,
        mut changes: Changes,
    ) -> Result<Changes, Halt> {
        let range = ScanRange::prefix(Partition::Account(ctx.account().number()), keys::RECOVERIES);
        let found: Vec<Loaded<Recovery>> = ctx.records().scan(&range, SCANNED).await?;
        let is_former = |recovery: &Recovery| {
            self.former.as_ref().is_some_and(|pass| {
                pass.id == recovery.id && digest_text(&pass.secret) == recovery.browser_hash
            })
        };
        let (mut alive, gone): (Vec<_>, Vec<_>) = found.into_iter().partition(|recovery| {
            recovery.stands(ctx.now()) && recovery.password_set == begun.password_set && !is_former(recovery)
        });
        for recovery in gone {
            changes = changes.remove_key(recovery.key().clone());
        }
        alive.retain(|recovery| recovery.party.is_known() == begun.party.is_known());
        let most = if begun.party.is_known() { MOST_OF_KNOWN } else { MOST_FROM_NETWORKS };
        while let Some(place) = one_too_many(&alive, begun, most) {
            changes = changes.remove_key(alive.swap_remove(place).key().clone());
        }
        Ok(changes)
    }
}

/// Which of the recoveries that stand makes room for another: its own party's first, then that of the party that has the most. Those that
/// have proven more stay longer, and then those that are younger.
fn one_too_many(alive: &[Loaded<Recovery>], begun: &Recovery, most: usize) -> Option<usize> {
    let of = |party: &RecoveryParty| alive.iter().filter(|other| other.party == *party).count();
    let own = of(&begun.party) >= MOST_OF_PARTY;
    if !own && alive.len() < most {
        return None;
    }
    let candidates = alive.iter().enumerate().filter(|(_, other)| !own || other.party == begun.party);
    let first = candidates.min_by_key(|(_, other)| {
        (other.mail_proven.is_some(), std::cmp::Reverse(of(&other.party)), other.begun)
    });
    first.map(|(place, _)| place)
}
