use model::input::AuditValue;

use super::{Notice, notice_of};

#[test]
fn r20_the_table_names_what_owners_are_told_of() {
    let nothing = || AuditValue::Object(Vec::new());
    for (action, notice) in [
        ("iam:EnableMFADevice", Some(Notice::DeviceAdded)),
        ("iam:DeactivateMFADevice", Some(Notice::DeviceRemoved)),
        ("iam:ResyncMFADevice", Some(Notice::DeviceResynced)),
        ("iam:CreateAccessKey", Some(Notice::AccessKeyMade)),
        ("iam:ChangePassword", Some(Notice::PasswordChanged)),
        ("iam:CreateLoginProfile", Some(Notice::PasswordChanged)),
        ("signin:PasswordUpdated", Some(Notice::PasswordChanged)),
        ("bartizan:CreateRecoveryCodes", Some(Notice::RecoveryCodesMade)),
        ("signin:UseRecoveryCode", Some(Notice::RecoveryCodeUsed)),
        ("bartizan:DeleteRecoveryCodes", None),
        ("iam:UpdateLoginProfile", None),
        ("iam:CreateVirtualMFADevice", None),
        ("sts:GetSessionToken", None),
        ("signin:ConsoleLogin", None),
    ] {
        assert_eq!(notice_of(action, &nothing), notice, "{action}");
    }
    let with_password = || AuditValue::Object(vec![("password", AuditValue::Hidden)]);
    assert_eq!(notice_of("iam:UpdateLoginProfile", &with_password), Some(Notice::PasswordChanged));
}
