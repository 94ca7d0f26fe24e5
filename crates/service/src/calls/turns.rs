//! What happens in a call, turn by turn.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use model::Timestamp;
use store::Batch;

use super::call::{End, Told, event, told};
use crate::Service;
use crate::error::Error;
use crate::records::{Loaded, Recovery, VoiceCall, VoiceCallState, body};
use crate::signin::recovery::{digest_text, open_text};

/// So often other digits can be typed, or none, before a call ends.
const MOST_TRIES: u32 = 3;

/// What a callback says. Its signature was checked before; nothing in it is believed for that.
#[derive(Clone, Copy)]
pub struct CallFacts<'a> {
    /// What the callback's address holds.
    pub nonce: &'a str,
    /// The provider's id of the call.
    pub call_id: &'a str,
    /// The number that was called.
    pub to: &'a str,
    /// The digits that were gathered, if any were.
    pub digits: Option<&'a str>,
}

// Nonces and digits open something.
impl fmt::Debug for CallFacts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFacts").field("call_id", &self.call_id).finish_non_exhaustive()
    }
}

/// What is said next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallTurn {
    /// Ask for the digits.
    Ask {
        /// The language to speak.
        language: Option<String>,
        /// How often they may be typed.
        tries_left: u8,
    },
    /// Say that they were not right, and ask again.
    AskAgain {
        /// The language to speak.
        language: Option<String>,
        /// How often they may still be typed.
        tries_left: u8,
    },
    /// Say that they were right, and to go on in the browser; hang up.
    Right {
        /// The language to speak.
        language: Option<String>,
    },
    /// Say that this call is of no use any more; hang up.
    Over {
        /// The language to speak, if it is known.
        language: Option<String>,
    },
}

/// The call that a callback belongs to.
enum Found {
    /// It is under way, and the recovery waits for it.
    Live(Loaded<VoiceCall>, Loaded<Recovery>),
    /// It is this call, and nothing comes of it any more.
    Spent(Loaded<VoiceCall>),
    /// It is no call of ours, or the callback does not fit, which was told.
    Refused,
}

impl Found {
    fn over(&self) -> CallTurn {
        match self {
            Self::Live(call, _) | Self::Spent(call) => CallTurn::Over { language: call.language.clone() },
            Self::Refused => CallTurn::Over { language: None },
        }
    }
}

impl Service {
    /// Somebody answered. Nothing is proven by it.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn call_answered(&self, facts: &CallFacts<'_>, now: Timestamp) -> Result<CallTurn, Error> {
        again!(self, async {
            match self.call_of(facts, now).await? {
                Found::Live(call, _) => {
                    let state = VoiceCallState::Answered;
                    let after = VoiceCall {
                        state,
                        call_id: Some(facts.call_id.to_owned()),
                        ..VoiceCall::clone(&call)
                    };
                    self.keep_call(&call, &after, now).await?;
                    let (language, tries_left) = (call.language.clone(), tries_left(call.tries));
                    Ok(CallTurn::Ask { language, tries_left })
                }
                other => Ok(other.over()),
            }
        })
    }

    /// Digits were typed, or nothing was for a while, which counts as wrong: a call does not go on for ever. The right ones prove the phone.
    ///
    /// # Errors
    /// If the store fails: then nobody is told whether they were right, and a wrong try that could not be counted was none.
    pub async fn call_keyed(&self, facts: &CallFacts<'_>, now: Timestamp) -> Result<CallTurn, Error> {
        again!(self, async {
            match self.call_of(facts, now).await? {
                Found::Live(call, recovery) => {
                    let digits = open_text(self, (call.account, &call.id, "digits"), &call.digits)?;
                    let given = facts.digits.unwrap_or_default();
                    match verify_slices_are_equal(given.as_bytes(), digits.expose().as_bytes()) {
                        Ok(()) => self.right(&call, &recovery, facts, now).await,
                        Err(_) => self.wrong(&call, facts, now).await,
                    }
                }
                other => Ok(other.over()),
            }
        })
    }

    /// The call has ended, for whatever reason.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn call_ended(&self, facts: &CallFacts<'_>, now: Timestamp) -> Result<(), Error> {
        again!(self, async {
            match self.call_of(facts, now).await? {
                // Also one that another made void: somebody's phone rang.
                Found::Live(call, _) | Found::Spent(call) if !call.state.is_over() => {
                    let call_id = Some(facts.call_id.to_owned());
                    let after =
                        VoiceCall { state: VoiceCallState::Ended, call_id, ..VoiceCall::clone(&call) };
                    self.end_call(&call, &after, End::after(call.state), now).await
                }
                Found::Live(..) | Found::Spent(_) | Found::Refused => Ok(()),
            }
        })
    }

    /// The call of a callback. Nonce, call and number must all be the call's (rule R25).
    async fn call_of(&self, facts: &CallFacts<'_>, now: Timestamp) -> Result<Found, Error> {
        let Some(call) = self.voice_call(&digest_text(facts.nonce.as_bytes())).await? else {
            tracing::warn!("a voice callback names a call that there is not");
            return Ok(Found::Refused);
        };
        let is_bound_elsewhere = call.call_id.as_ref().is_some_and(|known| known != facts.call_id);
        let misfit = if facts.to != call.phone {
            Some(Told::AnotherNumber)
        } else if facts.call_id.is_empty() || is_bound_elsewhere {
            Some(Told::AnotherCall)
        } else if now >= call.until {
            Some(Told::Late)
        } else {
            None
        };
        if let Some(misfit) = misfit {
            told(self, &call, misfit, now).await?;
            return Ok(Found::Refused);
        }
        if call.state.is_over() {
            return Ok(Found::Spent(call));
        }
        Ok(match self.waiting_recovery(&call, now).await? {
            Some(recovery) => Found::Live(call, recovery),
            None => Found::Spent(call),
        })
    }

    /// One commit proves the phone and spends the call.
    async fn right(
        &self,
        call: &Loaded<VoiceCall>,
        recovery: &Loaded<Recovery>,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> Result<CallTurn, Error> {
        let call_id = Some(facts.call_id.to_owned());
        let spent = VoiceCall { state: VoiceCallState::Right, call_id, ..VoiceCall::clone(call) };
        let proven = Recovery { phone_proven: Some(now), ..Recovery::clone(recovery) };
        let ((call_key, call_was), (key, was)) = (call.watched(), recovery.watched());
        let batch = Batch::at(now.micros())
            .expect(call_key.clone(), call_was)
            .expect(key.clone(), was)
            .put(call_key, body(&spent)?)
            .put(key, body(&proven)?)
            .event(event(self, &spent, "ConfirmRecoveryCall", "confirmed", now));
        self.records.commit(batch).await?;
        Ok(CallTurn::Right { language: call.language.clone() })
    }

    /// Committed before it is answered (rule R19): no try is free.
    async fn wrong(
        &self,
        call: &Loaded<VoiceCall>,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> Result<CallTurn, Error> {
        let tries = call.tries.saturating_add(1);
        let left = tries_left(tries);
        let state = if left == 0 { VoiceCallState::Ended } else { VoiceCallState::Answered };
        let call_id = Some(facts.call_id.to_owned());
        let after = VoiceCall { state, tries, call_id, ..VoiceCall::clone(call) };
        let result = if facts.digits.is_some() { "wrong digits" } else { "no digits" };
        let (key, expected) = call.watched();
        let batch = Batch::at(now.micros())
            .expect(key.clone(), expected)
            .put(key, body(&after)?)
            .event(event(self, &after, "ConfirmRecoveryCall", result, now));
        self.records.commit(batch).await?;
        let language = call.language.clone();
        Ok(match left {
            0 => CallTurn::Over { language },
            tries_left => CallTurn::AskAgain { language, tries_left },
        })
    }
}

fn tries_left(tries: u32) -> u8 {
    u8::try_from(MOST_TRIES.saturating_sub(tries)).unwrap_or_default()
}
