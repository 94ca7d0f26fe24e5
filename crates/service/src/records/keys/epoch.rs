//! The keys of epochs, and what the keys begin with of documents that end with one (`operator/epoch`).

use store::Key;

/// `epoch/`, among what is global.
pub fn epoch() -> Key {
    Key::global("epoch/")
}

/// `store/`, among what is global.
pub fn store_name() -> Key {
    Key::global("store/")
}

/// What the keys of all sessions of the console begin with.
pub const CONSOLE_SESSIONS: &str = "console-session/";

/// What the keys of all sessions at terminals begin with.
pub const TERMINAL_SESSIONS: &str = "terminal-session/";

/// What the keys of all questions to security keys begin with.
pub const KEY_QUESTIONS: &str = "key-question/";

/// What the keys of all recovery codes begin with.
pub const RECOVERY_CODES: &str = "recovery-codes/";

/// What the keys of clocks of token seeds begin with.
pub const TOKEN_CLOCKS: &str = "token-clock/";
