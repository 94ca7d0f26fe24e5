//! What happens when an operator asks.

use std::sync::Arc;

use model::{AccountId, Secret};
use reach::{CallFile, Heard, Language, answer_by_hand};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use server::Clock;
use service::operator::{
    self, CreateAccount, InstallPolicy, LastResort, Operator, ReadyPolicy, WaiveCoolingOff,
};
use service::{Api, Error, Existing, Invalid, Missing, Service};

use super::protocol::{Answer, Answering, CallAnswer, Ended, Gone, NewAccount, Request, Whose};
use super::upload::Uploaded;
use super::{backup, clock, fido_metadata, follow, keys, oidc, services, support, tokens, verify};
use crate::failure::with_causes;

/// Does what is asked, and answers.
pub async fn perform(
    service: Arc<Service>,
    clock: Arc<dyn Clock>,
    operator: Operator,
    request: Request,
    uploaded: Uploaded,
    answers: Answering,
) {
    let last = match answer(&service, clock.as_ref(), operator, (request, uploaded), &answers).await {
        Ok(()) => Answer::End {},
        Err(Ended::Failed(reason)) => Answer::Error(reason),
        Err(Ended::Gone) => return,
    };
    // The store may be given up by the time that the end is read.
    drop(service);
    let _ = answers.send(last).await;
}

async fn answer(
    service: &Arc<Service>,
    clock: &dyn Clock,
    operator: Operator,
    (request, uploaded): (Request, Uploaded),
    answers: &Answering,
) -> Result<(), Ended> {
    match request {
        Request::CreateAccount { email, name, root_access_key } => {
            let wanted = CreateAccount { email, name, root_access_key };
            let created = service.create_account(operator, &wanted, clock.now()).await;
            let created = created.map_err(|error| Ended::Failed(in_words(&error)))?;
            Ok(send(answers, &NewAccount::from(&created)).await?)
        }
        Request::ConfirmEmail { account } => {
            check_account(service, account).await?;
            let confirmed = service.confirm_email(operator, account, clock.now()).await;
            Ok(send(answers, &confirmed.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::WaiveCoolingOff { account, email, phone, reason } => {
            check_account(service, account).await?;
            let wanted = WaiveCoolingOff { account, email, phone, reason };
            let waived = service.waive_cooling_off(operator, &wanted, clock.now()).await;
            Ok(send(answers, &waived.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::AlternativeFactors { account, on, reason } => {
            support::alternative_factors((service, clock), operator, (account, on, &reason), answers).await
        }
        Request::DeactivateMfa { account, whose, reason } => {
            let wanted = LastResort::DeactivateMfa(parsed(whose)?);
            support::last_resort((service, clock), operator, (account, &wanted, &reason), answers).await
        }
        Request::ResetRootPassword { account, reason } => {
            let wanted = LastResort::ResetRootPassword;
            support::last_resort((service, clock), operator, (account, &wanted, &reason), answers).await
        }
        Request::ApproveSupport { request_id } => {
            let approved = service.approve_last_resort(operator, &request_id, clock.now()).await;
            support::answer(approved, answers).await
        }
        Request::CancelSupport { request_id, reason } => {
            let named = (request_id.as_str(), reason.as_str());
            let cancelled = service.cancel_last_resort(operator, named, clock.now()).await;
            Ok(send(answers, &cancelled.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::ListSupport {} => support::list((service, clock), answers).await,
        Request::ListAccounts {} => {
            let mut after = None;
            loop {
                let page =
                    service.list_accounts(after).await.map_err(|error| Ended::Failed(in_words(&error)))?;
                for account in &page.0 {
                    send(answers, account).await?;
                }
                after = page.1;
                if after.is_none() {
                    return Ok(());
                }
            }
        }
        Request::Audit { account, since_micros, follow } => {
            if let Some(account) = account {
                check_account(service, account).await?;
            }
            let asked = follow::Asked { account, since_micros, follow };
            follow::events(service, clock, asked, answers).await
        }
        Request::Keys { what } => keys::perform((service, clock), operator, what, answers).await,
        Request::Examine { what } => verify::examine((service, clock), what, answers).await,
        Request::Unlock { account, whose } => {
            check_account(service, account).await?;
            let unlocked = service.unlock(operator, account, &parsed(whose)?, clock.now()).await;
            Ok(send(answers, &unlocked.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::EndSessions { account, whose } => {
            check_account(service, account).await?;
            let now = clock.now();
            let done = service.end_sessions(operator, account, &parsed(whose)?, now).await;
            done.map_err(|error| Ended::Failed(in_words(&error)))?;
            Ok(send(answers, &now).await?)
        }
        Request::InstallPolicy { account, name, replace, attach_to } => {
            check_account(service, account).await?;
            let unknown = || Ended::Failed(format!("the server has no policy {name} that is ready for use"));
            let policy = ReadyPolicy::find(&name).ok_or_else(unknown)?;
            let wanted = InstallPolicy { policy, replace, attach_to };
            let installed = service.install_policy(operator, account, &wanted, clock.now()).await;
            Ok(send(answers, &installed.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::ListServiceControl { account } => {
            check_account(service, account).await?;
            let policies = service.service_control(account).await;
            for policy in policies.map_err(|error| Ended::Failed(in_words(&error)))? {
                send(answers, &policy).await?;
            }
            Ok(())
        }
        Request::SetServiceControl { account, name, text } => {
            check_account(service, account).await?;
            let changed = service.set_service_control(operator, account, (&name, &text), clock.now()).await;
            Ok(send(answers, &changed.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::RemoveServiceControl { account, name } => {
            check_account(service, account).await?;
            let changed = service.remove_service_control(operator, account, &name, clock.now()).await;
            Ok(send(answers, &changed.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::ImportTokens { pool, dry_run } => {
            tokens::import(service, clock, operator, (pool, dry_run), uploaded, answers).await
        }
        Request::ImportFidoMetadata { root, dry_run } => {
            fido_metadata::import(service, clock, operator, (root, dry_run), uploaded, answers).await
        }
        Request::ShowFidoMetadata {} => fido_metadata::show(service, clock, answers).await,
        Request::ForgetServerName { dry_run } => {
            let forgotten = service.forget_server_name(operator, dry_run, clock.now()).await;
            Ok(send(answers, &forgotten.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
        }
        Request::Clock { what } => clock::perform((service, clock), what, answers).await,
        Request::Backup {} => backup::make(service, clock, answers).await,
        Request::ListTokens { account } => tokens::list(service, account, answers).await,
        Request::AnswerCall { to, call_id, nonce, digits } => {
            let file = CallFile { to, call_id, nonce: Secret::new(nonce.0) };
            let answer = (&file, digits.0.as_str());
            let heard = answer_by_hand(service.as_ref(), answer, Language::English, clock.now()).await;
            let Heard { text, is_right } = heard.map_err(Ended::because)?;
            Ok(send(answers, &CallAnswer { text, is_right }).await?)
        }
        Request::Oidc { asked } => oidc::perform((service, clock), operator, asked, answers).await,
        Request::Services { asked } => services::perform((service, clock), operator, asked, answers).await,
        Request::RemoveToken { serial } => {
            let removed = service.remove_token(operator, &serial, clock.now()).await;
            removed.map_err(|error| Ended::Failed(in_words(&error)))?;
            Ok(send(answers, &serial).await?)
        }
    }
}

fn parsed(whose: Whose) -> Result<operator::Whose, Ended> {
    Ok(match whose {
        Whose::Root => operator::Whose::Root,
        Whose::User(name) => operator::Whose::User(name.parse().map_err(Ended::because)?),
    })
}

/// Refuses an account that is not there.
pub async fn check_account(service: &Service, account: AccountId) -> Result<(), Ended> {
    match service.has_account(account).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Ended::Failed(format!("there is no account {account}"))),
        Err(error) => Err(Ended::Failed(in_words(&error))),
    }
}

/// Sends a result.
pub async fn send(answers: &Answering, value: &impl Serialize) -> Result<(), Gone> {
    send_raw(answers, to_raw_value(value).unwrap_or_default()).await
}

/// Sends a result that is JSON already.
pub async fn send_raw(answers: &Answering, value: Box<RawValue>) -> Result<(), Gone> {
    answers.send(Answer::Result(value)).await.map_err(|_| Gone)
}

/// An error as an operator reads it: the wire's texts are for callers, who must not be told what failed inside.
pub fn in_words(error: &Error) -> String {
    match error {
        Error::ValidationError(Invalid::Email) => "that is not an e-mail address".to_owned(),
        Error::EntityAlreadyExists(Existing::RootEmail) => {
            "another account has that root e-mail, or gave it up within the last 90 days".to_owned()
        }
        Error::NoSuchEntity(Missing::EmailChange) => {
            "that account has not asked for another root e-mail".to_owned()
        }
        Error::NoSuchEntity(Missing::CoolingOff) => {
            "what is named was not changed a short while ago: it recovers that account already".to_owned()
        }
        Error::Throttling => {
            "e-mail and phone of that account were changed too often lately: wait until the changes have settled, or waive that"
                .to_owned()
        }
        Error::NoSuchEntity(Missing::User(name)) => format!("there is no user {name} in that account"),
        Error::NoSuchEntity(Missing::Group(name)) => format!("there is no group {name} in that account"),
        Error::ValidationError(Invalid::Other(_))
        | Error::MalformedPolicyDocument(_)
        | Error::LimitExceeded(_) => error.message(Api::Iam),
        other => with_causes(other),
    }
}
