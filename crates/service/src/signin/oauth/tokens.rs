//! The token that renews a session at a terminal, as it is handed out.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use model::{AccountId, Secret, UserId};

use crate::Entropy;
use crate::records::{Owner, TerminalSession, keys};
use crate::signin::session::hash;

/// None of ours is longer.
const LONGEST: usize = 256;

/// Where a session at a terminal is, what all its tokens share, and what the newest alone has.
pub(super) struct RefreshToken {
    pub account: AccountId,
    pub owner: Owner,
    id: String,
    family: Secret<[u8; 32]>,
    newest: Secret<[u8; 32]>,
}

/// What a token is to the session that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The one that renews it.
    Newest,
    /// One that was used: somebody has a copy (rule R27).
    Used,
    /// None of its tokens.
    Foreign,
}

impl RefreshToken {
    /// The first token of a new session.
    pub(super) fn first(account: AccountId, owner: Owner, entropy: &dyn Entropy) -> Self {
        Self {
            account,
            owner,
            id: HEXLOWER.encode(&entropy.array::<8>()),
            family: Secret::new(entropy.array()),
            newest: Secret::new(entropy.array()),
        }
    }

    /// The token that takes the place of this one.
    pub(super) fn next(&self, entropy: &dyn Entropy) -> Self {
        Self {
            account: self.account,
            owner: self.owner.clone(),
            id: self.id.clone(),
            family: self.family.clone(),
            newest: Secret::new(entropy.array()),
        }
    }

    /// `123456789012.AIDA….0123456789abcdef.family.newest`
    pub(super) fn text(&self) -> Secret<String> {
        let [family, newest] =
            [&self.family, &self.newest].map(|secret| Secret::new(BASE64URL_NOPAD.encode(secret.expose())));
        let owner = self.owner.id(self.account);
        Secret::new(format!("{}.{owner}.{}.{}.{}", self.account, self.id, family.expose(), newest.expose()))
    }

    /// Reads a token that somebody brings.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut parts = text.split('.');
        let mut part = || parts.next();
        let (account, owner, id): (AccountId, _, _) = (part()?.parse().ok()?, part()?, part()?);
        let (family, newest) = (part()?, part()?);
        if part().is_some() || id.len() != 16 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let owner = if let Ok(id) = owner.parse::<UserId>() {
            Owner::User(id)
        } else if let Ok(id) = owner.parse() {
            Owner::Role(id)
        } else {
            (owner.parse() == Ok(account)).then_some(Owner::Root)?
        };
        let secret =
            |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Secret::new);
        Some(Self { account, owner, id: id.to_owned(), family: secret(family)?, newest: secret(newest)? })
    }

    pub(super) fn key(&self) -> store::Key {
        keys::terminal_session(self.account, &self.owner, &self.id)
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn family_hash(&self) -> String {
        hash(self.family.expose())
    }

    pub(super) fn newest_hash(&self) -> String {
        hash(self.newest.expose())
    }

    /// What this token is to the session that it names.
    pub(super) fn standing(&self, session: &TerminalSession) -> Standing {
        let is =
            |given: String, kept: &str| verify_slices_are_equal(given.as_bytes(), kept.as_bytes()).is_ok();
        match (is(self.family_hash(), &session.family_hash), is(self.newest_hash(), &session.newest_hash)) {
            (true, true) => Standing::Newest,
            (true, false) => Standing::Used,
            (false, _) => Standing::Foreign,
        }
    }
}

#[cfg(test)]
mod tests {
    use model::AccountId;

    use super::RefreshToken;
    use crate::SystemEntropy;
    use crate::records::Owner;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let account = AccountId::new(123_456_789_012).unwrap();
        let owners = [Owner::Root, Owner::User("AIDAZ6HQXXHKDS3D7PHBA".parse().unwrap())];
        for owner in owners {
            let token = RefreshToken::first(account, owner, &SystemEntropy);
            let text = token.text();
            let read = RefreshToken::read(text.expose()).unwrap();
            assert_eq!(
                (read.key(), read.family_hash(), read.newest_hash()),
                (token.key(), token.family_hash(), token.newest_hash())
            );
            let next = token.next(&SystemEntropy);
            assert_eq!((next.key(), next.family_hash()), (token.key(), token.family_hash()));
            assert_ne!(next.newest_hash(), token.newest_hash());
            for wrong in [&text.expose()[1..], &format!("{}.x", text.expose()), "....", ""] {
                assert!(RefreshToken::read(wrong).is_none(), "{wrong}");
            }
        }
        assert!(RefreshToken::read(&"x".repeat(10_000)).is_none());
    }
}
