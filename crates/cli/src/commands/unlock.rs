//! `bartizan unlock`: lets somebody try codes again whose MFA was guessed at until it locked.

use crate::admin::{Request, Whose, ask};
use crate::arguments::UnlockArguments;
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::print_line;

/// Does it, and says whether there was anything to do.
pub async fn run(in_force: &InForce, wanted: UnlockArguments) -> Result<(), Failure> {
    let (whose, shown) = match wanted.target.user {
        Some(name) => (Whose::User(name.to_string()), name.to_string()),
        None => (Whose::Root, "the root user".to_owned()),
    };
    let request = Request::Unlock { account: wanted.account, whose };
    let was_locked: bool = ask(&in_force.settings, &request).await?.only().await?;
    print_line(&match was_locked {
        true => format!(
            "forgot the wrong codes of {shown} in account {}: codes are checked again",
            wanted.account
        ),
        false => format!("{shown} in account {} has no wrong codes to forget", wanted.account),
    })
}
