//! Proofs of possession that were used: each works once, on all nodes (RFC 9449, section 11.1; rule R27).
//!
//! Only what is granted spends its proof, in the commit that grants it. So a stranger writes nothing, and of two requests with the same
//! proof one finds it spent.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use model::Timestamp;
use store::{Partition, ScanRange};

use super::Proof;
use crate::error::{Denial, Error, GrantRefused};
use crate::records::{Loaded, SpentProof, keys};
use crate::{Changes, Context, Halt};

/// So many of one account are kept at once: about fifty renewals a second (rule R16).
const MOST: u64 = 20_000;
/// So many that are too old are swept when another is spent.
const SWEPT: usize = 20;

/// Spends a proof with these changes.
///
/// # Errors
/// If it was used before, or the account spends too many.
pub(super) async fn spend(ctx: &Context<'_>, proof: &Proof, changes: Changes) -> Result<Changes, Halt> {
    let of = [proof.thumbprint(), ".", proof.id()].concat();
    let used = || Error::from(Denial::Grant(GrantRefused::ProofUsed));
    spend_once(ctx, (&of, proof.ends()), used, changes).await
}

/// Spends anything that works once, known by a text that nothing else has, until it ends by itself.
///
/// # Errors
/// If it was used before, or the account spends too many.
pub(crate) async fn spend_once(
    ctx: &Context<'_>,
    (of, ends): (&str, Timestamp),
    used: impl FnOnce() -> Error + Send,
    mut changes: Changes,
) -> Result<Changes, Halt> {
    let hash = HEXLOWER.encode(digest(&SHA256, of.as_bytes()).as_ref());
    let key = keys::spent_proof(ctx.account(), ends, &hash);
    if ctx.records().load::<SpentProof>(key.clone()).await?.is_some() {
        return Err(used().into());
    }
    let range = ScanRange::prefix(Partition::Account(ctx.account().number()), keys::SPENT_PROOFS);
    let mut over: Vec<Loaded<SpentProof>> = ctx.records().scan(&range, SWEPT).await?;
    over.retain(|spent| ctx.now() >= spent.expires);
    for spent in &over {
        changes = changes.remove(spent);
    }
    let more = 1 - i64::try_from(over.len()).unwrap_or_default();
    let spent = SpentProof { schema: SpentProof::SCHEMA, expires: ends };
    let count = keys::spent_proof_count(ctx.account());
    Ok(changes.create(key, &spent).count(count, more, MOST, Error::Throttling))
}
