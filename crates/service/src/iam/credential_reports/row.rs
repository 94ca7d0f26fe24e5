//! One row of a report: facts F4.

use std::time::Duration;

use model::{Arn, StatusType, Timestamp};

use crate::records::{Account, Credentials, LastUsed, PasswordPolicy, SigningCertificate, User};

/// The columns.
pub const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
    password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
    access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,\
    cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

const NOT_APPLICABLE: &str = "N/A";
const NO_INFORMATION: &str = "no_information";
const NOT_SUPPORTED: &str = "not_supported";

/// The root user's row. `uses` tells of the password, then of the keys in their order.
pub fn of_root(account: &Account, uses: &[Option<LastUsed>], certificates: &[SigningCertificate]) -> String {
    let who = ["<root_account>".to_owned(), Arn::root(account.id).to_string(), account.created.extended()];
    // Who knows the root user's password is not what AWS tells in this report; when it was used last, it does.
    let password = [
        NOT_SUPPORTED.to_owned(),
        password_last_used(&account.root, uses),
        NOT_SUPPORTED.to_owned(),
        NOT_SUPPORTED.to_owned(),
    ];
    row(who, password, (&account.root, certificates), uses)
}

/// A user's row.
pub fn of_user(
    user: &User,
    policy: Option<&PasswordPolicy>,
    uses: &[Option<LastUsed>],
    certificates: &[SigningCertificate],
) -> String {
    let who = [user.name.to_string(), user.arn().to_string(), user.created.extended()];
    let password = &user.credentials.password;
    let password = [
        password.is_some().to_string(),
        password_last_used(&user.credentials, uses),
        moment(password.as_ref().map(|password| password.set)),
        password_next_rotation(policy, &user.credentials),
    ];
    row(who, password, (&user.credentials, certificates), uses)
}

/// When the password was used last.
fn password_last_used(credentials: &Credentials, uses: &[Option<LastUsed>]) -> String {
    match (&credentials.password, uses.first().and_then(Option::as_ref)) {
        (None, _) => NOT_APPLICABLE.to_owned(),
        (Some(_), Some(used)) => used.at.extended(),
        (Some(_), None) => NO_INFORMATION.to_owned(),
    }
}

/// By when the password must be changed, where the account's policy makes passwords expire.
fn password_next_rotation(policy: Option<&PasswordPolicy>, credentials: &Credentials) -> String {
    let days = policy.and_then(|policy| policy.max_age_days);
    let due = credentials
        .password
        .as_ref()
        .zip(days)
        .map(|(password, days)| password.set.after(Duration::from_secs(u64::from(days) * 24 * 3_600)));
    moment(due)
}

fn row(
    who: [String; 3],
    password: [String; 4],
    (credentials, certificates): (&Credentials, &[SigningCertificate]),
    uses: &[Option<LastUsed>],
) -> String {
    let mut fields = Vec::with_capacity(22);
    fields.extend(who);
    fields.extend(password);
    fields.push((!credentials.mfa_devices.is_empty()).to_string());
    for number in 0..2 {
        fields.extend(access_key(credentials, number, uses.get(1 + number).and_then(Option::as_ref)));
    }
    for number in 0..2 {
        let certificate = certificates.get(number);
        let is_active = certificate.is_some_and(|certificate| certificate.status == StatusType::Active);
        fields.extend([is_active.to_string(), moment(certificate.map(|certificate| certificate.uploaded))]);
    }
    fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(",")
}

/// The five columns of a key. One that is turned off keeps its dates.
fn access_key(credentials: &Credentials, number: usize, used: Option<&LastUsed>) -> [String; 5] {
    let key = credentials.access_keys.get(number);
    [
        key.is_some_and(|key| key.status == StatusType::Active).to_string(),
        moment(key.map(|key| key.created)),
        moment(used.map(|used| used.at)),
        used.map_or(NOT_APPLICABLE, |used| &used.region).to_owned(),
        used.map_or(NOT_APPLICABLE, |used| &used.service).to_owned(),
    ]
}

fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| NOT_APPLICABLE.to_owned(), Timestamp::extended)
}

/// Names may hold commas, paths commas and quotes: they are quoted as RFC 4180 says, or the columns behind them would shift.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{HEADER, of_user, quoted};
    use crate::records::User;

    #[test]
    fn a_field_is_quoted_where_it_must_be() {
        for (field, expected) in [
            ("alice", "alice"),
            ("=alice@example.com", "=alice@example.com"),
            ("lovelace,ada", "\"lovelace,ada\""),
            ("/a\"b/", "\"/a\"\"b/\""),
            ("", ""),
        ] {
            assert_eq!(quoted(field), expected);
        }
    }

    #[test]
    fn a_row_has_as_many_fields_as_there_are_columns() {
        let user: User = serde_json::from_str(include_str!("../../../fixtures/user.v2.json")).unwrap();
        assert_eq!(HEADER.split(',').count(), 22);
        assert_eq!(of_user(&user, None, &[], &[]).split(',').count(), 22);
    }
}
