//! The keys of letters, of calls, and of recoveries with what they may cost.

use model::AccountId;
use store::Key;

use super::of;
use crate::records::Owner;

/// `letter/ID/`
pub fn letter(id: &str) -> Key {
    Key::global([LETTERS, id, "/"].concat())
}

/// What the keys of letters that wait to be sent begin with.
pub const LETTERS: &str = "letter/";

/// `recovery/ID/`
pub fn recovery(account: AccountId, id: &str) -> Key {
    of(account, &[RECOVERIES, id, "/"])
}

/// What the keys of recoveries begin with.
pub const RECOVERIES: &str = "recovery/";

/// `recovery-budget/`
pub fn recovery_budget(account: AccountId) -> Key {
    Key::account(account.number(), "recovery-budget/")
}

/// `recovery-codes/AIDA…/`, or `recovery-codes/123456789012/` for the root user.
pub fn recovery_codes(account: AccountId, owner: &Owner) -> Key {
    of(account, &["recovery-codes/", &owner.id(account), "/"])
}

/// `support-request/123456789012/AIDA…/deactivate-mfa/`, among what is global: one of each sort for each principal.
pub fn support_request(account: AccountId, owner: &Owner, deed: &str) -> Key {
    let account_id = account.to_string();
    Key::global([SUPPORT_REQUESTS, &account_id, "/", &owner.id(account), "/", deed, "/"].concat())
}

/// What the keys of requests for the operator's last resort begin with.
pub const SUPPORT_REQUESTS: &str = "support-request/";

/// `call/HASH/`, among what is global.
pub fn voice_call(id: &str) -> Key {
    Key::global([VOICE_CALLS, id, "/"].concat())
}

/// What the keys of calls begin with.
pub const VOICE_CALLS: &str = "call/";

/// `recovery-costs/020780/mails/123456789012/`, among what is global: mails of an account's recoveries on a day, whatever came of them.
pub fn recovery_mails_of(account: AccountId, day: u64) -> Key {
    Key::global(format!("{}mails/{account}/", recovery_costs(day)))
}

/// `recovery-costs/020780/calls/123456789012/`: calls of an account's recoveries on a day.
pub fn recovery_calls_of(account: AccountId, day: u64) -> Key {
    Key::global(format!("{}calls/{account}/", recovery_costs(day)))
}

/// `recovery-costs/020780/calls-to/+4915112345678/`: calls to a number on a day, whoever asked.
pub fn recovery_calls_to(phone: &str, day: u64) -> Key {
    Key::global(format!("{}calls-to/{phone}/", recovery_costs(day)))
}

/// What the keys of a day's counters of recoveries begin with.
pub fn recovery_costs(day: u64) -> String {
    format!("{RECOVERY_COSTS}{day:06}/")
}

/// What the keys of counters of recoveries begin with.
pub const RECOVERY_COSTS: &str = "recovery-costs/";

/// `count/notices/000000498562/root/`: how many notices of an account were kept in an hour since 1970, of those about its root user for
/// instance.
pub fn notice_count(account: AccountId, hour: u64, about: &str) -> Key {
    of(account, &[NOTICE_COUNTS, &format!("{hour:012}/{about}/")])
}

/// What the keys of such counters begin with.
pub const NOTICE_COUNTS: &str = "count/notices/";
