//! Requests that look at a store and change nothing.

use model::AccountId;
use serde::{Deserialize, Serialize};
use server::Clock;
use service::{AuditCheck, DocumentFinding, KeptDigest, Service, StoreProgress};

use super::perform::{check_account, in_words, send};
use super::protocol::{Answering, Ended};

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Examination {
    /// Audit trails against their digests. Answered with an [`AuditAnswer`] for each account, and one at the end.
    Audit {
        /// Whose; all accounts' if nothing is said.
        account: Option<AccountId>,
        /// Digests that were kept elsewhere.
        kept: Vec<KeptDigest>,
    },
    /// Every document. Answered with [`StoreAnswer`]s.
    Store {},
}

impl Examination {
    /// What the log calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Audit { .. } => "verify-audit",
            Self::Store {} => "verify-store",
        }
    }
}

/// How far a check of trails is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditAnswer {
    /// So many accounts are to be checked.
    Accounts(u64),
    /// What was found in one.
    Checked(AuditCheck),
}

/// How far a check of a store is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreAnswer {
    /// So many accounts there are.
    Accounts(u64),
    /// It is so far.
    Progress(StoreProgress),
    /// Something is wrong.
    Found(DocumentFinding),
}

/// Looks, and answers.
pub async fn examine(
    (service, clock): (&Service, &dyn Clock),
    what: Examination,
    answers: &Answering,
) -> Result<(), Ended> {
    match what {
        Examination::Audit { account, kept } => audit((service, clock), account, &kept, answers).await,
        Examination::Store {} => store((service, clock), answers).await,
    }
}

async fn audit(
    (service, clock): (&Service, &dyn Clock),
    account: Option<AccountId>,
    kept: &[KeptDigest],
    answers: &Answering,
) -> Result<(), Ended> {
    if let Some(account) = account {
        check_account(service, account).await?;
        send(answers, &AuditAnswer::Accounts(1)).await?;
        return check(service, clock, account, kept, answers).await;
    }
    for digest in kept {
        check_account(service, digest.account).await?;
    }
    send(answers, &AuditAnswer::Accounts(count_accounts(service).await?)).await?;
    let mut after = None;
    while let Some(page) = next_accounts(service, &mut after).await? {
        for account in page {
            check(service, clock, account, kept, answers).await?;
        }
    }
    Ok(())
}

async fn store((service, clock): (&Service, &dyn Clock), answers: &Answering) -> Result<(), Ended> {
    send(answers, &StoreAnswer::Accounts(count_accounts(service).await?)).await?;
    let mut check = service.check_store();
    while let Some(findings) =
        check.step(clock.now()).await.map_err(|error| Ended::Failed(in_words(&error)))?
    {
        for finding in findings {
            send(answers, &StoreAnswer::Found(finding)).await?;
        }
        send(answers, &StoreAnswer::Progress(check.progress())).await?;
        // Whoever asks the server for something goes first.
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// How many accounts there are, for whoever waits until all were looked at.
pub async fn count_accounts(service: &Service) -> Result<u64, Ended> {
    let (mut total, mut after) = (0, None);
    while let Some(page) = next_accounts(service, &mut after).await? {
        total += page.len() as u64;
    }
    Ok(total)
}

/// A page of accounts; nothing at the end.
async fn next_accounts(service: &Service, after: &mut Option<u64>) -> Result<Option<Vec<AccountId>>, Ended> {
    const PAGE: usize = 500;
    let page = service.records().store().accounts(*after, PAGE).await.map_err(Ended::because)?;
    let Some(last) = page.last() else { return Ok(None) };
    *after = Some(*last);
    Ok(Some(page.into_iter().filter_map(AccountId::new).collect()))
}

async fn check(
    service: &Service,
    clock: &dyn Clock,
    account: AccountId,
    kept: &[KeptDigest],
    answers: &Answering,
) -> Result<(), Ended> {
    let checked = service.check_audit(account, kept, clock.now()).await;
    let checked = checked.map_err(|error| Ended::Failed(in_words(&error)))?;
    Ok(send(answers, &AuditAnswer::Checked(checked)).await?)
}
