//! Life goes on after a crash: what was not done can be done, and no code that was accepted works again.

use bartizan_tests::{Client, Keys};

use super::call::Call;
use super::life::{Answered, Life};

/// A hundred failures in a row lock an administrator's codes, and these are few enough.
const MOST_PAIRS_AGAIN: usize = 90;

/// What is done with lives after a crash.
pub struct Afterwards<'a> {
    pub client: &'a mut Client,
    pub admin: &'a Keys,
    /// How many pairs were tried again so far, in the administrator's name.
    pub pairs_again: &'a mut usize,
    pub answered: Vec<Answered>,
}

impl Afterwards<'_> {
    /// What was in flight and has left no trace is done now.
    pub fn make_up_for(&mut self, life: &mut Life, call: &Call) {
        let verdict = self.make(life, call.clone());
        assert_eq!(verdict, "200 OK", "{call:?} of {}, which a crash had undone", life.name);
    }

    /// Codes that were accepted before are refused; a fresh one is accepted; the last session is still one.
    pub fn go_on(&mut self, life: &mut Life) {
        let has_device = life.state.device.as_ref().is_some_and(|device| device.has_user);
        let last: Vec<_> = life.spent.iter().rev().take(2).cloned().collect();
        for spent in last {
            self.try_again(life, &spent, has_device);
        }
        let fresh = if has_device && life.keys.is_some() { life.phone.as_mut() } else { None };
        if let Some(phone) = fresh {
            let code = phone.code();
            let verdict = self.make(life, Call::Session { code });
            assert_eq!(verdict, "200 OK", "a fresh code of {}", life.name);
        }
        if let (Some(session), Some(_)) = (&life.session, &life.state.user) {
            self.client.set_keys(session.clone());
            let is = self.client.sts("GetCallerIdentity", &[]).ok();
            assert!(is.text("Arn").is_some_and(|arn| arn.ends_with(&life.name)), "{}", is.body);
        }
    }

    fn try_again(&mut self, life: &mut Life, spent: &Call, has_device: bool) {
        let (again, refusal) = match spent {
            Call::Session { code }
                if has_device && life.phone.as_ref().is_some_and(|phone| !phone.will_show(code)) =>
            {
                (
                    spent.clone(),
                    "403 AccessDenied MultiFactorAuthentication failed with invalid MFA one time pass code. ",
                )
            }
            Call::Enable { pair } | Call::Resync { pair } if *self.pairs_again < MOST_PAIRS_AGAIN => {
                *self.pairs_again += 1;
                let pair = pair.clone();
                let again = if has_device { Call::Resync { pair } } else { Call::Enable { pair } };
                (again, "403 InvalidAuthenticationCode Authentication code for device is not valid.")
            }
            _ => return,
        };
        if life.state.user.is_some() && life.state.device.is_some() {
            let verdict = self.make(life, again);
            assert_eq!(verdict, refusal, "{spent:?} of {}, once more", life.name);
        }
    }

    fn make(&mut self, life: &mut Life, call: Call) -> String {
        let answered = life.make(self.client, self.admin, call).expect("the server answers");
        let verdict = answered.verdict.clone();
        self.answered.push(answered);
        verdict
    }
}
