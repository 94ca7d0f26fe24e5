//! GetAccessKeyLastUsed: when, where and for what, to within a minute.

use model::{AccessKeyId, AccessKeyIdText, Arn, Input, Text};
use serde::Serialize;

use crate::authorize::condition_keys;
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::records::{LastUsed, Owner, User, keys};
use crate::usage::Subject;
use crate::views::Moment;
use crate::{Context, Error, Halt};

/// Asks when a key was used last.
/// A use of a key.
#[derive(Debug, Input)]
pub struct GetAccessKeyLastUsed {
    /// Which key.
    pub access_key_id: AccessKeyIdText,
}

/// Whose key it is, and its last use.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    user_name: Option<String>,
    /// The last use.
    pub access_key_last_used: LastUsedView,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LastUsedView {
    /// When; none, if it was never used.
    pub last_used_date: Option<Moment>,
    service_name: String,
    region: String,
}

impl Operation for GetAccessKeyLastUsed {
    const ACTION: &'static str = "iam:GetAccessKeyLastUsed";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Answer;

    async fn run(&self, ctx: &Context<'_>) -> Result<Answer, Halt> {
        let Some((id, owner)) = self.owner(ctx).await? else { return Err(self.elsewhere(ctx)) };
        // Who may not ask is told the same as about a key that is not there, or the answer would say that it is, and whose.
        let user_name = match self.name_of(ctx, &owner).await {
            Err(Halt::Refused(Error::AccessDenied(_))) => return Err(self.elsewhere(ctx)),
            answer => answer?,
        };
        let used = match ctx.service.usage.pending(&Subject::Key(id)) {
            Some(used) => Some(used),
            None => {
                ctx.records().load::<LastUsed>(keys::last_used(&id)).await?.map(|used| LastUsed::clone(&used))
            }
        };
        Ok(Answer { user_name, access_key_last_used: LastUsedView::of(used) })
    }
}

impl GetAccessKeyLastUsed {
    /// The owner, if the key is one of the caller's account (rule R9).
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<(AccessKeyId, Owner)>, Halt> {
        match self.access_key_id.as_str().parse::<AccessKeyId>() {
            Ok(id) if id.account() == ctx.account() => {
                Ok(ctx.records().key_owner(&id).await?.map(|key| (id, key.owner.clone())))
            }
            _ => Ok(None),
        }
    }

    /// The name of the owner, which the root user has not, for whoever may ask about that owner.
    async fn name_of(&self, ctx: &Context<'_>, owner: &Owner) -> Result<Option<String>, Halt> {
        let Owner::User(id) = owner else {
            return ctx.authorize_on(&Arn::root(ctx.account())).map(|_| None);
        };
        let Some(user) = ctx.records().by_id::<User>(ctx.account(), id.as_str()).await? else {
            return Err(self.elsewhere(ctx));
        };
        Ok(Some(ctx.authorize::<User>(&user.name).await?.name.to_string()))
    }

    /// AWS answers AccessDenied about keys that it does not know or that are somebody else's, to whoever asks.
    fn elsewhere(&self, ctx: &Context<'_>) -> Halt {
        let key = self.access_key_id.clone();
        Error::from(Denial::AccessKeyElsewhere { caller: ctx.caller().arn(), action: Self::ACTION, key })
            .into()
    }
}

impl LastUsedView {
    fn of(used: Option<LastUsed>) -> Self {
        match used {
            Some(used) => Self {
                last_used_date: Some(Moment(used.at)),
                service_name: used.service,
                region: used.region,
            },
            None => Self { last_used_date: None, service_name: "N/A".to_owned(), region: "N/A".to_owned() },
        }
    }
}
