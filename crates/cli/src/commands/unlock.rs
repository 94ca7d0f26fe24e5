//! `bartizan unlock`: lets somebody try codes again whose MFA was guessed at until it locked.

use crate::admin::{Request, ask};
use crate::arguments::PrincipalArguments;
use crate::failure::Failure;
use crate::settings::InForce;
use crate::terminal::print_line;

/// Does it, and says whether there was anything to do.
pub async fn run(in_force: &InForce, wanted: PrincipalArguments) -> Result<(), Failure> {
    let (whose, shown) = wanted.principal.named();
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
