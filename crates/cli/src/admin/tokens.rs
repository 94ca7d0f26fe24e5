//! Requests about hardware tokens.

use model::AccountId;
use server::Clock;
use service::Service;
use service::operator::{Operator, TokenImport, TokenPool};

use super::perform::{check_account, in_words, send};
use super::protocol::{Answering, Ended, ImportAnswer, Pool};
use super::upload::{Piece, Uploaded};

/// Imports what is uploaded: all of it, or nothing.
pub async fn import(
    service: &Service,
    clock: &dyn Clock,
    operator: Operator,
    (pool, dry_run): (Option<Pool>, bool),
    mut uploaded: Uploaded,
    answers: &Answering,
) -> Result<(), Ended> {
    let pool = resolve(service, pool).await?;
    let import = service.import_tokens(operator, pool, dry_run, clock.now()).await;
    let mut import = import.map_err(|error| Ended::Failed(in_words(&error)))?;
    match take_in(&mut import, clock, &mut uploaded, answers).await {
        Ok(()) => {
            let imported = import.finish(clock.now()).await;
            let imported = imported.map_err(|error| Ended::Failed(in_words(&error)))?;
            Ok(send(answers, &ImportAnswer::Imported(imported)).await?)
        }
        Err(ended) => {
            import.abandon(clock.now()).await;
            Err(ended)
        }
    }
}

/// Takes in what comes, up to its end. Whoever hangs up before that has changed their mind.
async fn take_in(
    import: &mut TokenImport<'_>,
    clock: &dyn Clock,
    uploaded: &mut Uploaded,
    answers: &Answering,
) -> Result<(), Ended> {
    loop {
        match uploaded.recv().await {
            Some(Ok(Piece::Tokens(tokens))) => {
                for token in &tokens {
                    let token = token.read().map_err(Ended::Failed)?;
                    let added = import.add(token, clock.now()).await;
                    added.map_err(|error| Ended::Failed(in_words(&error)))?;
                }
                send(answers, &ImportAnswer::Tokens(import.tokens())).await?;
            }
            Some(Ok(Piece::File(_))) => {
                return Err(Ended::because("nothing was imported: tokens were to come, not a file"));
            }
            Some(Ok(Piece::End {})) => return Ok(()),
            Some(Err(reason)) => return Err(Ended::Failed(format!("nothing was imported: {reason}"))),
            None => return Err(Ended::Failed("nothing was imported: the upload broke off".to_owned())),
        }
    }
}

/// For whom tokens are imported if nobody said: for the only account (rule R13).
async fn resolve(service: &Service, pool: Option<Pool>) -> Result<TokenPool, Ended> {
    match pool {
        Some(Pool::Shared) => return Ok(TokenPool::Shared),
        Some(Pool::Account(account)) => {
            check_account(service, account).await?;
            return Ok(TokenPool::Account(account));
        }
        None => {}
    }
    let (accounts, _) = service.list_accounts(None).await.map_err(|error| Ended::Failed(in_words(&error)))?;
    let only = |id: &str| id.parse::<AccountId>().map(TokenPool::Account).map_err(Ended::because);
    match accounts.as_slice() {
        [] => Err(Ended::because(
            "there is no account to import tokens for: make one (bartizan account create), or import them for whichever enables \
             them first (--shared-pool)",
        )),
        [account] => only(&account.account_id),
        several => {
            const SHOWN: usize = 20;
            let mut names: Vec<_> = several
                .iter()
                .take(SHOWN)
                .map(|account| format!("\n  --account {}   {}", account.account_id, account.name))
                .collect();
            if several.len() > SHOWN {
                names.push("\n  and others (bartizan account list)".to_owned());
            }
            Err(Ended::Failed(format!(
                "there are several accounts. Say which one the tokens are for:{}\nor, for whichever enables them first:\n  --shared-pool",
                names.concat()
            )))
        }
    }
}

/// All tokens, one after the other.
pub async fn list(service: &Service, account: Option<AccountId>, answers: &Answering) -> Result<(), Ended> {
    if let Some(account) = account {
        check_account(service, account).await?;
    }
    let mut after: Option<String> = None;
    loop {
        let page = service.list_tokens(account, after.as_deref()).await;
        let (tokens, next) = page.map_err(|error| Ended::Failed(in_words(&error)))?;
        for token in &tokens {
            send(answers, token).await?;
        }
        after = next;
        if after.is_none() {
            return Ok(());
        }
    }
}
