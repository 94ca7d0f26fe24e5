//! Handing mails to a server, by SMTP (RFC 5321).
//!
//! The conversation is led step by step, because what a refusal means depends on when it comes: that nobody has the recipient's address
//! is final; of the password, the sender, a quota or what a filter thinks of us it is for an operator to mend, and the letters wait. A letter
//! that waits in vain ends by itself, one that was let go too early is a recovery lost.

mod url;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials as Login, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use model::Secret;
use tokio::time::timeout;

use url::Security;
pub use url::SmtpUrl;

use crate::{Site, host};

/// Who we are to the mail server.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The user.
    pub user: String,
    /// The password.
    pub password: Secret<String>,
}

/// A mail server that takes what we send.
pub struct Relay {
    url: SmtpUrl,
    login: Option<Login>,
    hello: ClientId,
    tls: Option<TlsParameters>,
    patience: Duration,
}

// The login holds a password.
impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

/// What became of a letter.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it.
    Sent,
    /// It will never be taken. None of these reasons holds an address: servers repeat it in their answers, logs must not.
    Refused(String),
    /// This letter was not taken; it may be later.
    NotNow(String),
    /// No letter is taken at the moment, whichever it is.
    Down(String),
}

impl Relay {
    /// A server, with a login, certificates to trust beside the system's, and how long reaching it, and then handing a mail over,
    /// may take.
    ///
    /// # Errors
    /// If the certificates cannot be used.
    pub fn new(
        url: SmtpUrl,
        login: Option<Credentials>,
        (ca_file, patience): (Option<&Path>, Duration),
        site: &Site,
    ) -> Result<Self, String> {
        let tls = match url.security {
            Security::Plain => None,
            Security::StartTls | Security::Tls => Some(trust(host::bare(&url.host), ca_file)?),
        };
        let login = login.map(|login| Login::new(login.user, login.password.expose().clone()));
        Ok(Self { login, hello: ClientId::Domain(site.mail_domain()), tls, patience, url })
    }

    /// Where it is, without a secret.
    pub fn shown(&self) -> &str {
        self.url.as_str()
    }

    /// Hands a mail over.
    pub async fn send(&self, message: &Message) -> Outcome {
        let (Some(from), Some(to)) = (message.envelope().from(), message.envelope().to().first()) else {
            return Outcome::Refused("it has no sender or no recipient".to_owned());
        };
        let late = || format!("it took longer than {} seconds", self.patience.as_secs());
        // Up to here all letters are alike: what fails is no letter's fault.
        let connection = match timeout(self.patience, self.reach(from)).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Outcome::Down(in_words(&error)),
            Err(_) => return Outcome::Down(late()),
        };
        match timeout(self.patience, hand_over(connection, to, message)).await {
            Ok(Ok(())) => Outcome::Sent,
            Ok(Err(outcome)) => outcome,
            Err(_) => Outcome::NotNow(late()),
        }
    }

    /// A server that would take something from us.
    async fn reach(&self, from: &Address) -> Result<AsyncSmtpConnection, Error> {
        let mut connection = self.connect().await?;
        connection.command(Mail::new(Some(from.clone()), vec![])).await?;
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let server = (host::bare(&self.url.host), self.url.port);
        let tls_first = self.tls.clone().filter(|_| self.url.security == Security::Tls);
        let patience = Some(self.patience);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, patience, &self.hello, tls_first, None).await?;
        if let (Security::StartTls, Some(tls)) = (self.url.security, self.tls.clone()) {
            // A server that does not offer it is refused here: whoever sits between could have taken the offer away.
            connection.starttls(tls, &self.hello).await?;
        }
        if let Some(login) = &self.login {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], login).await?;
        }
        Ok(connection)
    }
}

async fn hand_over(
    mut connection: AsyncSmtpConnection,
    to: &Address,
    message: &Message,
) -> Result<(), Outcome> {
    let accepted = connection.command(Rcpt::new(to.clone(), vec![])).await;
    accepted.map_err(|error| of_recipient(&error))?;
    let not_now = |error: Error| Outcome::NotNow(in_words(&error));
    connection.command(Data).await.map_err(not_now)?;
    connection.message(&message.formatted()).await.map_err(not_now)?;
    // It has it; what it says to the good-bye changes nothing.
    let _ = connection.quit().await;
    Ok(())
}

fn trust(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, String> {
    let mut tls = TlsParameters::builder(host.to_owned());
    if let Some(file) = ca_file {
        let shown = file.display();
        let pem = std::fs::read(file).map_err(|error| format!("cannot read {shown}: {error}"))?;
        let certificate = Certificate::from_pem(&pem)
            .map_err(|error| format!("{shown} holds no certificates in PEM: {error}"))?;
        tls = tls.add_root_certificate(certificate);
    }
    tls.build_rustls().map_err(|error| format!("cannot use TLS: {error}"))
}

/// What a refusal of the recipient means.
fn of_recipient(error: &Error) -> Outcome {
    if is_nobodys(error) { Outcome::Refused(in_words(error)) } else { Outcome::NotNow(in_words(error)) }
}

/// Whether a server says that nobody has the address: by a status of RFC 3463 (5.1: the address; 5.2.1: its mailbox is closed), or, where it
/// gives none, by a code of RFC 5321 that means this. Any other status (5.4.5: so many a day; 5.7: policy) is about us.
fn is_nobodys(error: &Error) -> bool {
    let said = said(error);
    let has_status = said.starts_with("5.");
    match error.status().map(u16::from) {
        Some(500..=599) if has_status => said.starts_with("5.1.") || said.starts_with("5.2.1"),
        Some(550 | 551 | 553) => true,
        _ => false,
    }
}

/// What a server said beside the code.
fn said(error: &Error) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

/// The code of an answer, without its text: servers repeat addresses in it. Of other errors the kind, for the same reason.
fn in_words(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
