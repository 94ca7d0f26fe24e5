//! The root user's recovery by alternative factors: who has lost the device proves the password again, the mailbox and the phone.
//!
//! ```text
//!  sign-in, the device is asked for
//!     │ password again                        (BeginRecovery: a document, and a cookie that only this browser has)
//!     ▼
//!  BEGUN ──── send ───▶ MAIL SENT ──┐         (SendRecoveryMail: after 60 s again, five times; the mail before is void)
//!                          │  ▲     │ wrong code: five for each mail, then another mail is needed
//!                          │  └─────┘
//!                          │ link or code, in this browser       (ConfirmRecoveryMail)
//!                          ▼
//!                     MAIL PROVEN ── call ──▶ CALLED ──┐         (CallRecoveryPhone: after 30 s again, five times; the call before is void)
//!                                               │  ▲   │ wrong digits: three for each call, then another call is needed
//!                                               │  └───┘
//!                                               │ the digits of the page, on the phone      (ConfirmRecoveryCall, `calls`)
//!                                               ▼
//!                                          PHONE PROVEN
//!                                               │ sign in, in this browser                  (FinishRecovery)
//!                                               ▼
//!                                  a new password, if one is due ──▶ SESSION without MFA (rule R33)
//!
//!  from everywhere: 15 minutes after the beginning (10 after the proof, from PHONE PROVEN), another password, or more recoveries
//!                   than have room ──▶ GONE
//! ```
//!
//! There is no way back and none around: each arrow is a commit that expects the document as it was read, so of two that race one wins, and
//! no GET is an arrow (rule R26).
//!
//! **Several recoveries run at once**, each bound to its browser: a thief who knows the password can begin one, and must not be able to stop
//! the owner's by it. What is bounded is bounded by party first, a browser that signed in before or else a network, as attempts at passwords
//! are (rule R18): a party pushes out its own recoveries, and browsers that signed in before have room and a budget of their own, in which
//! nobody can be who never had all factors. Within what is shared, those go first that have proven nothing, of the party that has the most.
//! Whoever is told that somebody knows the password sets another, and has the whole budget again.
//!
//! **Only failures count**: the mail and the call that led to a session are given back, so an owner can come in like this every day. What else
//! such a recovery cost is not, and a day has ceilings that all count for (`ceiling`): an account's calls are somebody's money.

mod begin;
mod budget;
mod call_phone;
mod ceiling;
mod confirm_mail;
mod finish;
mod pass;
mod reach;
mod secrets;
mod send_mail;
mod view;

use std::time::Duration;

use model::Timestamp;

pub use begin::{Begin, BeginRefused};
pub use call_phone::CallRecoveryPhone;
pub use confirm_mail::{ConfirmRecoveryMailByCode, ConfirmRecoveryMailByLink};
pub use finish::FinishRecovery;
pub use pass::RecoveryPass;
pub use send_mail::SendRecoveryMail;
pub use view::{CallProgress, RecoveryView};

pub(crate) use reach::hidden_phone;
pub(crate) use secrets::{digest_text, open_text, random_text, seal_text};

use crate::records::Recovery;

/// How long both factors may take, from the password on.
pub(crate) const LONGEST_RECOVERY: Duration = Duration::from_secs(15 * 60);
/// How long what is left may take once both are proven, as in any sign-in.
pub(crate) const LONGEST_REST: Duration = Duration::from_secs(10 * 60);
/// So soon no other mail is sent.
const BETWEEN_MAILS: Duration = Duration::from_secs(60);
/// So soon no other call is made.
const BETWEEN_CALLS: Duration = Duration::from_secs(30);
/// So many mails a recovery has.
const MOST_MAILS: u32 = 5;
/// So many calls.
const MOST_CALLS: u32 = 5;
/// So many wrong codes a mail has.
const MOST_CODES: u32 = 5;

impl Recovery {
    /// From this moment on it is over.
    pub(crate) fn ends(&self) -> Timestamp {
        match (self.mail_proven, self.phone_proven) {
            // Nothing but signing in is left.
            (Some(_), Some(proven)) => proven.after(LONGEST_REST),
            _ => self.begun.after(LONGEST_RECOVERY),
        }
    }

    /// Whether it is not over.
    pub(crate) fn stands(&self, now: Timestamp) -> bool {
        now < self.ends()
    }
}
