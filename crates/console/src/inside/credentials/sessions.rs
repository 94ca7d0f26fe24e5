//! One's own sessions of the console.

use service::Error;
use service::signin::{EndConsoleSession, ListConsoleSessions};

use super::{HERE, overview, page_of, refused};
use crate::inside::Inside;
use crate::reply::Reply;

/// What a browser is called, among those that people know. What it says of itself is long, and says all their names.
pub fn browser(user_agent: &str) -> &str {
    let known = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    let found = known.into_iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| name);
    found.unwrap_or_else(|| {
        let end = user_agent.char_indices().nth(40).map_or(user_agent.len(), |(place, _)| place);
        user_agent.get(..end).unwrap_or_default()
    })
}

/// Ends one of them.
pub async fn end(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let input = match visit.input::<EndConsoleSession>(&[], &["SessionId"]) {
        Ok(input) if input.session_id.is_some() => input,
        _ => {
            let words = visit.speech.say("fault-unreadable").into_owned();
            let page = page_of(inside).with_trouble(words);
            return overview::render(inside, page).await;
        }
    };
    match visit.call(&inside.caller, &input).await {
        // It may have ended a moment ago, which is what was asked for.
        Ok(_) | Err(Error::NoSuchEntity(_)) => Ok(visit.go(&format!("{HERE}?done=session"))),
        Err(error) => again(inside, error).await,
    }
}

/// Ends all but this one.
pub async fn end_others(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let sessions = match visit.call(&inside.caller, &ListConsoleSessions {}).await {
        Ok(sessions) => sessions,
        Err(error) => return again(inside, error).await,
    };
    for session in sessions.iter().filter(|session| !session.is_current) {
        let input = EndConsoleSession { session_id: session.id.parse().ok() };
        match visit.call(&inside.caller, &input).await {
            Ok(_) | Err(Error::NoSuchEntity(_)) => {}
            Err(error) => return again(inside, error).await,
        }
    }
    Ok(visit.go(&format!("{HERE}?done=sessions")))
}

async fn again(inside: &Inside<'_>, error: Error) -> Result<Reply, Error> {
    let page = page_of(inside);
    refused(inside, error, HERE, async |page| overview::render(inside, page).await, page).await
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn browsers_are_called_by_the_names_that_people_know() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/140.0.0.0 Safari/537.36";
        let long = "é".repeat(100);
        let cut = "é".repeat(40);
        for (agent, name) in [
            (chrome, "Chrome"),
            (&format!("{chrome} Edg/140.0"), "Edge"),
            ("Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
            ("", ""),
            ("something", "something"),
            (&long, &cut),
        ] {
            assert_eq!(browser(agent), name);
        }
    }
}
