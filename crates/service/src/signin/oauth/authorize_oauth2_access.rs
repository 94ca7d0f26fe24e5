//! AuthorizeOAuth2Access: somebody at the console confirms that a program on their machine may act for them.

use std::time::Duration;

use model::input::{AuditValue, Faults, Malformed, Scope};
use model::{Input, Secret};
use serde_json::json;
use store::{Partition, ScanRange};

use super::super::ticket::Ticket;
use super::{AuthorizeRequest, client_arn};
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::records::{Loaded, LoginCode, keys};
use crate::{Changes, Context, Credential, Error, Halt};

/// How long a code waits for the program, which is on the same machine.
const WAITS: Duration = Duration::from_secs(60);
/// So many codes of one account wait at once (rule R16).
const MOST_WAITING: u64 = 1_000;
/// So many that nobody used are swept when another is made.
const SWEPT: usize = 20;

/// Confirms a request, and gives the code that the browser takes to the program.
#[derive(Debug)]
pub struct AuthorizeOAuth2Access {
    /// What was confirmed.
    pub request: AuthorizeRequest,
}

// A page makes one, of a request that was read whole. State and challenge are the program's own business.
impl Input for AuthorizeOAuth2Access {
    fn read_fields(_: &Scope<'_>, _: &mut Faults) -> Result<Option<Self>, Malformed> {
        Err(Malformed)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Object(vec![
            ("clientId", AuditValue::Text(self.request.client().to_owned())),
            ("redirectUri", AuditValue::Text(self.request.redirect_uri())),
        ])
    }
}

impl Operation for AuthorizeOAuth2Access {
    const ACTION: &'static str = "signin:AuthorizeOAuth2Access";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oauth2"];
    // What comes out are credentials, as an access key is one: a browser that somebody left open is not enough (rule R28).
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Secret<String>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Secret<String>, Halt> {
        let Credential::Console { session, .. } = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let permit = ctx.authorize_on(&client_arn(ctx.account()))?;
        ctx.service.throttle.take(ctx.account(), ctx.caller().owner(), ctx.now())?;
        let ticket = Ticket {
            account: ctx.account(),
            expires: ctx.now().after(WAITS),
            secret: Secret::new(ctx.service.entropy.array()),
        };
        let code = LoginCode {
            schema: LoginCode::SCHEMA,
            owner: ctx.caller().owner(),
            session: session.lineage().to_owned(),
            redirect: self.request.redirect_uri(),
            challenge: self.request.challenge().text(),
            expires: ticket.expires,
        };
        let key = keys::login_code(ticket.account, ticket.expires, &ticket.hash());
        let over = over(ctx).await?;
        let mut changes =
            Changes::new().create(key, &code).responded(json!({ "AuthorizeOAuth2Access": "Success" }));
        for code in &over {
            changes = changes.remove(code);
        }
        let more = 1 - i64::try_from(over.len()).unwrap_or_default();
        changes = changes.count(keys::login_code_count(ctx.account()), more, MOST_WAITING, Error::Throttling);
        ctx.commit(&permit, changes).await?;
        Ok(ticket.text())
    }
}

/// The oldest codes that nobody can use any more.
async fn over(ctx: &Context<'_>) -> Result<Vec<Loaded<LoginCode>>, Error> {
    let range = ScanRange::prefix(Partition::Account(ctx.account().number()), keys::LOGIN_CODES);
    let mut oldest = ctx.records().scan::<LoginCode>(&range, SWEPT).await?;
    oldest.retain(|code| ctx.now() >= code.expires);
    Ok(oldest)
}
