//! The first account, and how the secrets of a new account are shown.

use std::fmt::Write;
use std::io;
use std::path::Path;

use model::{Secret, Timestamp};
use service::operator::{CreateAccount, Operator};
use service::{Error, Service};
use store::StoreError;

use crate::admin::NewAccount;
use crate::data::{DataDirectory, FIRST_ACCOUNT, Replace, write_private};
use crate::failure::{Failure, with_causes};
use crate::settings::{PublicUrl, Settings};
use crate::terminal::{self, Style};

/// Makes the first account if there is none, and shows its secrets: on a terminal, or in a private file (rule R8).
///
/// The file is written *before* the account is: a crash at any moment leaves either no account, or one whose secrets are in the
/// file. On a terminal it goes away once they are printed. It lies beside the master key, which is worth more.
///
/// # Errors
/// If the secrets cannot be kept, or the store fails.
pub async fn ensure(
    service: &Service,
    directory: &DataDirectory,
    settings: &Settings,
    url: &PublicUrl,
    now: Timestamp,
) -> Result<(), Failure> {
    let path = directory.file(FIRST_ACCOUNT);
    let failed = |error| Failure::of("cannot make the first account", with_causes(&error));
    if !service.is_empty().await.map_err(failed)? {
        remind(&path);
        return Ok(());
    }
    let request = CreateAccount { email: settings.root_email.0.clone(), name: None, root_access_key: false };
    let operator = Operator { uid: rustix::process::geteuid().as_raw() };
    let page = |account: &NewAccount, style| page(account, url, &settings.region.0, style);
    let keep = |created: &_| {
        let kept = write_private(&path, &page(&NewAccount::from(created), Style::PLAIN), Replace::Yes);
        kept.map_err(|error| StoreError::engine(said_of(&path, &error)).into())
    };
    let created = match service.create_account_once_kept(operator, &request, now, keep).await {
        Ok(created) => created,
        // Another node of the same store was faster. What was kept here opens nothing.
        Err(Error::EntityAlreadyExists(_)) => {
            let _ = std::fs::remove_file(&path);
            return Ok(());
        }
        Err(error) => return Err(failed(error)),
    };
    show(&page(&NewAccount::from(&created), Style::of_stdout()), &path);
    Ok(())
}

fn show(page: &Secret<String>, path: &Path) {
    if terminal::is_watched() && terminal::print(page.expose()).is_ok() && std::fs::remove_file(path).is_ok()
    {
        return;
    }
    terminal::note(&format!(
        "Made the first account. Its passwords and keys are in {}, which only you can read: store them, then delete it.",
        path.display()
    ));
}

fn remind(path: &Path) {
    if path.exists() {
        tracing::warn!(file = %path.display(), "the secrets of the first account still lie here: store them, then delete it");
    }
}

fn said_of(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write {}: {error}", path.display()))
}

/// All that a new user needs: the secrets, and what to paste.
fn page(account: &NewAccount, url: &PublicUrl, region: &str, style: Style) -> Secret<String> {
    let key = &account.administrator.access_key;
    let mut text = with_room();
    text.push_str(in_words("Made the first account", account, style).expose());
    let _ = write!(
        text,
        "  {}\n  Sign in as {}; the root user signs in at {}/signin/root.\n\n  {}\n\n    export AWS_ENDPOINT_URL={}\n    export AWS_ACCESS_KEY_ID={}\n    export AWS_SECRET_ACCESS_KEY={}\n    \
         export AWS_DEFAULT_REGION={region}\n\n  {}\n\n    aws sts get-caller-identity\n\n",
        style.strong(&format!("Open {}/signin/{}", url.as_str(), account.account_id)),
        account.administrator.user_name,
        url.as_str(),
        style.strong("For the AWS CLI and SDKs, paste this in a shell:"),
        url.as_str(),
        key.access_key_id,
        key.secret_access_key.expose(),
        style.strong("Then try:"),
    );
    Secret::new(text)
}

/// An account and its secrets, for people.
pub fn in_words(title: &str, account: &NewAccount, style: Style) -> Secret<String> {
    let mut text = with_room();
    let _ = write!(
        text,
        "\n  {}\n  {}\n\n",
        style.strong(&format!("{title}: {}", account.account_id)),
        style.faint("Its passwords and keys exist nowhere else: store them now.")
    );
    let mut line = |name: &str, value: &str, note: &str| {
        let _ = writeln!(text, "{}", format!("    {name:<16}{value}{}", style.faint(note)).trim_end());
    };
    let once = "   for the first sign-in";
    let precious = |secret: &Secret<String>| Secret::new(style.precious(secret.expose()));
    line("Root user", &account.root_email, "");
    line("  password", precious(&account.root_password).expose(), once);
    if let Some(key) = &account.root_access_key {
        line("  access key", &key.access_key_id, "");
        line("  secret key", precious(&key.secret_access_key).expose(), "");
    }
    let administrator = &account.administrator;
    line("", "", "");
    line("Administrator", &administrator.user_name, "");
    line("  password", precious(&administrator.password).expose(), once);
    line("  access key", &administrator.access_key.access_key_id, "");
    line("  secret key", precious(&administrator.access_key.secret_access_key).expose(), "");
    text.push('\n');
    Secret::new(text)
}

/// A text that does not grow: growing leaves copies behind that nobody wipes.
fn with_room() -> String {
    String::with_capacity(4_096)
}
