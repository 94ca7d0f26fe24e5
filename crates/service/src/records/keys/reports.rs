//! Keys of credential reports.

use model::{AccountId, Timestamp};
use store::Key;

use super::of;

/// `credential-report/`
pub fn credential_report(account: AccountId) -> Key {
    Key::account(account.number(), "credential-report/")
}

/// `credential-report-part/REPORT-ID/0007/`
pub fn report_part(account: AccountId, report: &str, number: u32) -> Key {
    of(account, &[&report_parts(report), &format!("{number:04}/")])
}

/// What the keys of a report's parts begin with.
pub fn report_parts(report: &str) -> String {
    [REPORT_PARTS, report, "/"].concat()
}

/// What the keys of parts of any report begin with.
pub const REPORT_PARTS: &str = "credential-report-part/";

/// `credential-report/00001800000000000000/123456789012/`, among what is global: in the order of time.
pub fn queued_report(due: Timestamp, account: AccountId) -> Key {
    Key::global(format!("{REPORT_QUEUE}{:020}/{account}/", due.micros()))
}

/// What the keys of the queue of reports begin with.
pub const REPORT_QUEUE: &str = "credential-report/";
