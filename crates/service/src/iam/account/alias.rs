//! How an account takes an alias and gives one up. The account's document says which it has and which rest; the global claim
//! says it to everybody else. One commit writes both.

use model::AccountAlias;

use crate::error::{Existing, Failure, Limit};
use crate::records::{Account, AliasClaim, Loaded, RestingAlias, keys};
use crate::{Changes, Context, Error, Halt, Permit};

/// A change of the caller's account's aliases, before it is committed.
pub struct Renaming {
    before: Loaded<Account>,
    after: Account,
    changes: Changes,
}

impl Renaming {
    /// Nothing is changed yet.
    pub async fn of_caller(ctx: &Context<'_>) -> Result<Self, Halt> {
        let before = account(ctx).await?;
        let after = Account::clone(&before);
        Ok(Self { before, after, changes: Changes::new() })
    }

    /// The alias that the account has.
    pub const fn alias(&self) -> Option<&AccountAlias> {
        self.after.alias.as_ref()
    }

    /// Takes an alias that is free for this account: unclaimed, rested, or one of its own that rests. It comes before giving up,
    /// so that the one that is taken back makes room for the other.
    pub async fn take(mut self, ctx: &Context<'_>, alias: &AccountAlias) -> Result<Self, Halt> {
        let claim = ctx.records().alias_claim(alias).await?;
        if claim.as_ref().is_some_and(|claim| !claim.is_open_to(ctx.account(), ctx.now())) {
            return Err(Error::from(Existing::AccountAlias(alias.clone())).into());
        }
        let own = AliasClaim::of(ctx.account());
        self.changes = self.changes.upsert(keys::alias(alias), claim.as_ref(), &own);
        self.after.resting_aliases.retain(|resting| resting.alias != *alias);
        if let Some(former) = self.after.alias.replace(alias.clone()) {
            self.changes = self.changes.detail("formerAlias", former.to_string());
            return self.let_rest(ctx, former).await;
        }
        Ok(self)
    }

    /// Gives up the alias that the account has.
    pub async fn give_up(mut self, ctx: &Context<'_>) -> Result<Self, Halt> {
        match self.after.alias.take() {
            Some(alias) => self.let_rest(ctx, alias).await,
            None => Ok(self),
        }
    }

    async fn let_rest(mut self, ctx: &Context<'_>, alias: AccountAlias) -> Result<Self, Halt> {
        let claim = ctx.records().alias_claim(&alias).await?.filter(|claim| claim.account == ctx.account());
        let claim = claim.ok_or_else(|| Failure::Corrupt(keys::alias(&alias).to_string()))?;
        self.changes = self.changes.update(&claim, &claim.freed_at(ctx.now()));
        self = self.forget_rested(ctx).await?;
        self.after.resting_aliases.push(RestingAlias { alias, freed: ctx.now() });
        if self.after.resting_aliases.len() > Account::MOST_RESTING_ALIASES {
            return Err(Error::from(Limit::RestingAliases).into());
        }
        Ok(self)
    }

    /// Those that have rested are nobody's any more. Another account may have taken one in the meantime: its claim stays.
    async fn forget_rested(mut self, ctx: &Context<'_>) -> Result<Self, Halt> {
        let is_over = |resting: &RestingAlias| ctx.now().since(resting.freed) >= AliasClaim::REST;
        let (over, still): (Vec<_>, Vec<_>) = self.after.resting_aliases.into_iter().partition(is_over);
        self.after.resting_aliases = still;
        for RestingAlias { alias, .. } in over {
            let claim = ctx.records().alias_claim(&alias).await?;
            if let Some(claim) = claim.filter(|claim| claim.account == ctx.account()) {
                self.changes = self.changes.remove(&claim);
            }
        }
        Ok(self)
    }

    /// Writes it.
    pub async fn commit(self, ctx: &Context<'_>, permit: &Permit<()>) -> Result<(), Halt> {
        ctx.commit(permit, self.changes.update(&self.before, &self.after)).await
    }
}

/// The caller's account.
pub async fn account(ctx: &Context<'_>) -> Result<Loaded<Account>, Halt> {
    let account = ctx.records().account(ctx.account()).await?;
    account.ok_or_else(|| Failure::Corrupt(keys::account(ctx.account()).to_string()).into())
}
