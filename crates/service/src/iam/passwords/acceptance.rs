//! Whether a new password is accepted: by the account's policy, or by the rules that hold without one, and always for the root user.

use model::{AccountId, Password, Text};
use vault::StoredPassword;

use crate::Service;
use crate::error::{Error, Failure, PasswordFault, PasswordFaults};
use crate::passwords::Prefix;
use crate::records::{Account, Owner, PasswordHistory, PasswordPolicy, PasswordRecord, keys};

/// The symbols that count as such (facts F5).
const SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";
/// The least length where no policy says another.
const DEFAULT_LENGTH: u32 = 8;

impl Service {
    /// Checks a new password, and hashes it. Whoever asks has authorized it before, or proven the old one: this costs one run of
    /// argon2, and one more for each earlier password that a policy forbids.
    ///
    /// # Errors
    /// What is wrong with the password, or that it could not be hashed.
    pub async fn accept_password(
        &self,
        (account, owner): (AccountId, &Owner),
        current: Option<&PasswordRecord>,
        prefix: Prefix,
        password: &Password,
    ) -> Result<StoredPassword, Error> {
        let policy = match owner {
            Owner::User(_) => self.records.password_policy(account).await?,
            Owner::Root | Owner::Role(_) | Owner::Vouched(_) => None,
        };
        let found = self.records.account(account).await?;
        let found = found.ok_or_else(|| Failure::Corrupt(format!("account {account}")))?;
        check(policy.as_deref(), password.secret().expose(), &found)?;
        if let (Owner::User(user), Some(most)) = (owner, policy.and_then(|policy| policy.reuse_prevention)) {
            let history = self.records.load::<PasswordHistory>(keys::password_history(account, user)).await?;
            let previous = history.iter().flat_map(|history| &history.previous);
            let earlier = current.map(|record| &record.hash).into_iter().chain(previous);
            for stored in earlier.take(usize::try_from(most).unwrap_or(usize::MAX)) {
                if self.passwords.verify(prefix, Some(stored), password.secret()).await? {
                    return Err(PasswordFaults(vec![PasswordFault::Reused]).into());
                }
            }
        }
        Ok(self.passwords.hash(prefix, self.entropy.array(), password.secret()).await?)
    }
}

/// What is wrong with a password, without a look at earlier ones.
fn check(policy: Option<&PasswordPolicy>, password: &str, account: &Account) -> Result<(), PasswordFaults> {
    let has = Classes::of(password);
    let least = policy.map_or(DEFAULT_LENGTH, |policy| policy.minimum_length);
    let mut faults = Vec::new();
    let mut want = |is_met: bool, fault| {
        if !is_met {
            faults.push(fault);
        }
    };
    want(password.chars().count() >= least as usize, PasswordFault::TooShort(least));
    match policy {
        Some(policy) => {
            want(has.uppercase || !policy.require_uppercase, PasswordFault::NoUppercase);
            want(has.lowercase || !policy.require_lowercase, PasswordFault::NoLowercase);
            want(has.number || !policy.require_numbers, PasswordFault::NoNumber);
            want(has.symbol || !policy.require_symbols, PasswordFault::NoSymbol);
        }
        None => {
            let classes = [has.uppercase, has.lowercase, has.number, has.symbol];
            want(classes.into_iter().filter(|has| *has).count() >= 3, PasswordFault::TooPlain);
            let number = account.id.to_string();
            let alias = account.alias.as_ref().map(|alias| alias.as_str());
            let names = [account.name.as_str(), account.email.as_str(), number.as_str()];
            let folded = password.to_lowercase();
            let is_name = names.into_iter().chain(alias).any(|name| name.to_lowercase() == folded);
            want(!is_name, PasswordFault::NameOfAccount);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(PasswordFaults(faults)) }
}

/// Which kinds of characters there are: letters of the basic Latin alphabet only.
struct Classes {
    uppercase: bool,
    lowercase: bool,
    number: bool,
    symbol: bool,
}

impl Classes {
    fn of(password: &str) -> Self {
        let any = |is_one: fn(char) -> bool| password.chars().any(is_one);
        Self {
            uppercase: any(|character| character.is_ascii_uppercase()),
            lowercase: any(|character| character.is_ascii_lowercase()),
            number: any(|character| character.is_ascii_digit()),
            symbol: any(|character| SYMBOLS.contains(character)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SYMBOLS, check};
    use crate::error::PasswordFault::{
        self, NameOfAccount, NoLowercase, NoNumber, NoSymbol, NoUppercase, TooPlain, TooShort,
    };
    use crate::records::{Account, PasswordPolicy};

    fn account() -> Account {
        let stored = include_str!("../../../fixtures/account.v1.json");
        let mut account: Account = serde_json::from_str(stored).unwrap();
        account.name = "Acme Rockets 1".to_owned();
        account.email = "Root1@example.com".to_owned();
        account
    }

    fn faults(policy: Option<&PasswordPolicy>, password: &str) -> Vec<PasswordFault> {
        check(policy, password, &account()).err().map(|faults| faults.0).unwrap_or_default()
    }

    #[test]
    fn without_a_policy_a_password_has_8_characters_of_3_kinds_and_is_no_name_of_the_account() {
        for (password, expected) in [
            ("Passw0rd", vec![]),
            ("passw0r!", vec![]),
            ("PASSW0R!", vec![]),
            ("Passwor!", vec![]),
            ("Passw0r", vec![TooShort(8)]),
            ("password1", vec![TooPlain]),
            ("päßwörterÄÖ1", vec![TooPlain]),
            ("Password,;:", vec![TooPlain]),
            ("short", vec![TooShort(8), TooPlain]),
            ("acme rockets 1", vec![TooPlain, NameOfAccount]),
            ("ACME Rockets 1", vec![NameOfAccount]),
            ("rOOT1@example.COM", vec![NameOfAccount]),
            (&account().id.to_string(), vec![TooPlain, NameOfAccount]),
        ] {
            assert_eq!(faults(None, password), expected, "{password}");
        }
    }

    #[test]
    fn a_policy_asks_for_what_it_says_and_nothing_else() {
        let lax = PasswordPolicy {
            schema: PasswordPolicy::SCHEMA,
            minimum_length: 6,
            require_symbols: false,
            require_numbers: false,
            require_uppercase: false,
            require_lowercase: false,
            users_may_change: false,
            max_age_days: None,
            reuse_prevention: None,
            hard_expiry: false,
        };
        assert_eq!(faults(Some(&lax), "aaaaaa"), []);
        assert_eq!(faults(Some(&lax), "äöüäöü"), [], "characters count, not bytes");
        assert_eq!(faults(Some(&lax), "aaaaa"), [TooShort(6)]);
        let strict = PasswordPolicy {
            minimum_length: 10,
            require_symbols: true,
            require_numbers: true,
            require_uppercase: true,
            require_lowercase: true,
            ..lax
        };
        for (password, expected) in [
            ("aaaaAAA11!", vec![]),
            ("aaaaAAA111", vec![NoSymbol]),
            ("aaaaAAAaa!", vec![NoNumber]),
            ("aaaaaaa11!", vec![NoUppercase]),
            ("AAAAAAA11!", vec![NoLowercase]),
            ("", vec![TooShort(10), NoUppercase, NoLowercase, NoNumber, NoSymbol]),
        ] {
            assert_eq!(faults(Some(&strict), password), expected, "{password}");
        }
        for symbol in SYMBOLS.chars() {
            assert_eq!(faults(Some(&strict), &format!("aaaaAAA111{symbol}")), [], "{symbol}");
        }
    }
}
