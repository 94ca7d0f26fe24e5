//! Why a step of a recovery by alternative factors was refused.

/// Why a step of a recovery was refused. Only somebody whose password was right reads any of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryRefused {
    /// There is no such recovery in this browser, or its quarter of an hour is over, or it was finished.
    Over,
    /// Only the root user recovers like this, and only instead of a device.
    NotForThis,
    /// The mailbox is proven already.
    MailProven,
    /// The mailbox must be proven first.
    MailNotProven,
    /// The link is of an earlier mail, or of another recovery.
    Link,
    /// No mail was sent yet whose code could be typed.
    NoMail,
    /// The code is wrong.
    Code {
        /// How many more may be typed of this mail.
        left: u32,
    },
    /// Too many wrong codes: another mail is needed.
    CodesSpent,
    /// There were as many mails as one recovery has.
    MailsSpent,
    /// The account has no phone.
    NoPhone,
    /// The phone is proven already.
    PhoneProven,
    /// There were as many calls as one recovery has.
    CallsSpent,
    /// Too many recoveries led to nothing today.
    SpentForToday,
    /// One of the factors is not proven yet.
    NotProven,
    /// The operator switched it off for the account.
    SwitchedOff,
}

impl RecoveryRefused {
    /// What to do next.
    pub(super) fn message(self) -> String {
        let text = match self {
            Self::Over => {
                "The recovery took too long, or was finished, or was begun in another browser. Sign in again."
            }
            Self::NotForThis => {
                "Alternative factors are for the root user, where an MFA device is asked for."
            }
            Self::MailProven => "The e-mail is confirmed already.",
            Self::MailNotProven => "Confirm the e-mail first.",
            Self::Link => {
                "This link is not of the newest e-mail. Open the link of the newest one, or type its code."
            }
            Self::NoMail => "Send the e-mail first.",
            Self::Code { left } => {
                return format!("The code is not right. Attempts left for this e-mail: {left}.");
            }
            Self::CodesSpent => "Too many wrong codes. Send another e-mail.",
            Self::MailsSpent => "No more e-mails are sent for this sign-in. Sign in again.",
            Self::NoPhone => "The account has no phone number. Contact support.",
            Self::PhoneProven => "The phone is confirmed already.",
            Self::CallsSpent => "No more calls are made for this sign-in. Sign in again.",
            Self::SpentForToday => {
                "There were too many attempts today that led to nothing. Wait until tomorrow, use a browser that signed in before, or contact \
                 support."
            }
            Self::SwitchedOff => "Alternative factors are switched off for this account. Contact support.",
            Self::NotProven => "E-mail and phone must both be confirmed first.",
        };
        text.to_owned()
    }
}
