//! Notices of something that happened.

use service::post::{Notice, Writing};

use super::Part;
use super::wording::Pen;

impl Pen<'_> {
    /// A notice; of anything else, nothing.
    pub(super) fn notice(&self, writing: &Writing) -> (String, Vec<Part>) {
        let Writing::Notice { notice, at, by, about, address, last } = writing else {
            return (String::new(), Vec::new());
        };
        let mut facts = vec![(self.say("fact-when"), self.language.moment(*at))];
        facts.extend(about.iter().map(|about| (self.say("fact-about"), about.clone())));
        // Who had a link came from an address and has no name; the operator came from none.
        let by = by.clone().or_else(|| address.is_none().then(|| self.say("by-operator")));
        facts.extend(by.map(|by| (self.say("fact-by"), by)));
        facts.extend(address.iter().map(|address| (self.say("fact-address"), address.clone())));
        let (subject, text) = ids(*notice);
        let mut parts = vec![self.text(text), Part::Facts(facts), self.text("notice-not-you")];
        parts.push(Part::Link(self.site.at("/console")));
        if let Some(until) = last {
            parts.push(self.until("notice-last", *until));
        }
        (self.say(subject), parts)
    }
}

/// The subject of a notice, and what it says.
const fn ids(notice: Notice) -> (&'static str, &'static str) {
    match notice {
        Notice::DeviceAdded => ("device-added-subject", "device-added"),
        Notice::DeviceRemoved => ("device-removed-subject", "device-removed"),
        Notice::DeviceResynced => ("device-resynced-subject", "device-resynced"),
        Notice::AccessKeyMade => ("access-key-made-subject", "access-key-made"),
        Notice::PasswordChanged => ("password-changed-subject", "password-changed"),
        Notice::WrongCodes => ("wrong-codes-subject", "wrong-codes"),
        Notice::Locked => ("locked-subject", "locked"),
        Notice::SecurityContactChanged => ("security-contact-changed-subject", "security-contact-changed"),
        Notice::RecoveryStarted => ("recovery-started-subject", "recovery-started"),
        Notice::RecoveryFinished => ("recovery-finished-subject", "recovery-finished"),
        Notice::RecoveryCodesMade => ("recovery-codes-made-subject", "recovery-codes-made"),
        Notice::RecoveryCodeUsed => ("recovery-code-used-subject", "recovery-code-used"),
        Notice::SupportActed => ("support-acted-subject", "support-acted"),
        Notice::ContactRestored => ("contact-restored-subject", "contact-restored"),
    }
}
