//! The user of a membership, for whoever may change the group: no permission on the user is needed.

use model::UserName;

use crate::error::Missing;
use crate::records::{Loaded, User};
use crate::{Context, Error, Halt};

/// The user of this name.
pub async fn user(ctx: &Context<'_>, name: &UserName) -> Result<Loaded<User>, Halt> {
    let found = ctx.records().user(ctx.account(), name).await?;
    found.ok_or_else(|| Error::from(Missing::User(name.clone())).into())
}
