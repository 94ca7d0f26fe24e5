//! The keys of reports of last access.

use model::AccountId;
use store::Key;

use super::of;

/// `access-report/JOB-ID/`
pub fn access_report(account: AccountId, job: &str) -> Key {
    of(account, &[ACCESS_REPORTS, job, "/"])
}

/// What the keys of reports of last access begin with.
pub const ACCESS_REPORTS: &str = "access-report/";

/// How many reports of last access there are.
pub fn access_report_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/access-reports/")
}
