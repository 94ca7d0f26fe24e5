//! Credentials as the variables of a shell.

use crate::arguments::Shell;
use crate::aws::Source;
use crate::mfa_session::MfaSession;

/// The shell that somebody uses, by the variable that says so.
pub fn shell() -> Shell {
    match std::env::var("SHELL") {
        Ok(shell) if shell.ends_with("fish") => Shell::Fish,
        Ok(shell) if shell.ends_with("pwsh") => Shell::Powershell,
        _ => Shell::Bash,
    }
}

/// How that shell reads them.
pub const fn usage(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => "eval \"$(bartizan session)\"",
        Shell::Fish => "bartizan session --shell fish | source",
        Shell::Powershell => "bartizan session --shell powershell | Out-String | Invoke-Expression",
    }
}

/// The lines to read.
pub fn of(shell: Shell, source: &Source, session: &MfaSession) -> String {
    let mut variables = vec![
        ("AWS_ACCESS_KEY_ID", session.access_key_id.clone()),
        ("AWS_SECRET_ACCESS_KEY", session.secret_access_key.clone()),
        ("AWS_SESSION_TOKEN", session.session_token.clone()),
        ("AWS_CREDENTIAL_EXPIRATION", session.ends().to_string()),
    ];
    variables.extend(source.endpoint_variables().into_iter().map(|(name, url)| (name, url.to_owned())));
    let bundle = source.ca_file.as_ref().and_then(|file| file.to_str());
    variables.extend(bundle.map(|file| ("AWS_CA_BUNDLE", file.to_owned())));
    variables.iter().map(|(name, value)| line(shell, name, value)).collect()
}

/// What comes from a server is read by a shell: quoted, so that it is a text whatever is in it.
fn line(shell: Shell, name: &str, value: &str) -> String {
    match shell {
        Shell::Bash => format!("export {name}='{}'\n", value.replace('\'', r"'\''")),
        Shell::Fish => format!("set -gx {name} '{}'\n", value.replace('\\', r"\\").replace('\'', r"\'")),
        Shell::Powershell => format!("$env:{name} = '{}'\n", value.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::arguments::Shell;

    #[test]
    fn whatever_a_server_says_is_a_text_to_the_shell() {
        for (shell, value, expected) in [
            (Shell::Bash, "a+/=", "export X='a+/='\n"),
            (Shell::Bash, "'; rm -rf /; '$(x)", "export X=''\\''; rm -rf /; '\\''$(x)'\n"),
            (Shell::Fish, "a'\\", "set -gx X 'a\\'\\\\'\n"),
            (Shell::Powershell, "a'b", "$env:X = 'a''b'\n"),
        ] {
            assert_eq!(line(shell, "X", value), expected);
        }
    }
}
