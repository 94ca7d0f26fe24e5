//! One's own sessions at terminals: programs that a session of the console vouches for.

use service::Error;
use service::signin::{EndTerminalSession, ListTerminalSessions, TerminalSessionView};

use super::overview::{self, Section, ask};
use super::{HERE, page_of, refused};
use crate::inside::Inside;
use crate::inside::when::When;
use crate::reply::Reply;

/// A session at a terminal. Templates read it.
pub struct Terminal {
    pub id: String,
    pub program: String,
    pub address: String,
    pub begun: When,
    pub renewed: When,
    /// What its button does, for who cannot see the row.
    pub end: String,
}

/// What programs call themselves, as much of it as tells them apart: `aws-cli/2.32.0`.
fn program(user_agent: &str) -> String {
    user_agent.split(' ').next().unwrap_or_default().chars().take(40).collect()
}

/// Those that hold.
pub async fn list(inside: &Inside<'_>) -> Result<Section<Vec<Terminal>>, Error> {
    let s = inside.visit.speech;
    let shown = |session: TerminalSessionView| {
        let program = program(&session.user_agent);
        Terminal {
            end: s
                .say2("terminals-end-named", ("program", &program), ("address", &session.address))
                .into_owned(),
            id: session.id,
            program,
            address: session.address,
            begun: session.created.into(),
            renewed: session.renewed.into(),
        }
    };
    let asked = ask(inside, &ListTerminalSessions {}).await?;
    Ok(asked.map(|sessions| sessions.into_iter().map(shown).collect()))
}

/// Ends one of them.
pub async fn end(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let input = match visit.input::<EndTerminalSession>(&[], &["SessionId"]) {
        Ok(input) => input,
        Err(_) => {
            let words = visit.speech.say("fault-unreadable").into_owned();
            return overview::render(inside, page_of(inside).with_trouble(words)).await;
        }
    };
    match visit.call(&inside.caller, &input).await {
        // It may have ended a moment ago, which is what was asked for.
        Ok(_) | Err(Error::NoSuchEntity(_)) => Ok(visit.go(&format!("{HERE}?done=terminal"))),
        Err(error) => {
            let page = page_of(inside);
            refused(inside, error, HERE, async |page| overview::render(inside, page).await, page).await
        }
    }
}
