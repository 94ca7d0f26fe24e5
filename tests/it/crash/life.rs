//! One MFA life: what it does next, and what was acknowledged of it.

use std::io;

use bartizan_tests::{Account, Answer, Client, Keys, Phone, Random, phone_of};

use super::call::{Call, State};

/// A user and a device, from their making to their end, and the history of it.
pub struct Life {
    /// The name of both; it stands in every event about them.
    pub name: String,
    pub serial: String,
    /// What the acknowledged calls have left behind.
    pub state: State,
    /// The call that was not answered, if there is one.
    pub in_flight: Option<Call>,
    /// The calls whose codes were accepted.
    pub spent: Vec<Call>,
    pub phone: Option<Phone>,
    pub keys: Option<Keys>,
    pub session: Option<Keys>,
    acted: usize,
    course: Course,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Growing,
    Ending,
    Over,
}

/// A call that was answered, and how.
pub struct Answered {
    pub request_id: String,
    pub action: &'static str,
    pub verdict: String,
}

impl Answered {
    pub fn is_accepted(&self) -> bool {
        self.verdict == "200 OK"
    }
}

impl Answered {
    /// Whether the server failed, and does not say what became of the call.
    pub fn is_failure(&self) -> bool {
        self.verdict.starts_with("500 ServiceFailure")
    }
}

impl Life {
    pub fn new(name: String, account: &Account) -> Self {
        let serial = account.serial(&name);
        Self {
            name,
            serial,
            state: State::default(),
            in_flight: None,
            spent: Vec::new(),
            phone: None,
            keys: None,
            session: None,
            acted: 0,
            course: Course::Growing,
        }
    }

    /// After a crash a life goes to its end from where it is.
    pub fn end(&mut self) {
        self.course = if self.state == State::default() { Course::Over } else { Course::Ending };
    }

    /// What it does next; nothing if it is over.
    pub fn next(&mut self, random: &mut Random) -> Option<Call> {
        if self.course == Course::Growing {
            let call = self.growing();
            self.acted += 1;
            if call.is_some() {
                return call;
            }
            // Some stay for good, to be found after every later crash.
            self.course = if random.once_in(8) { Course::Over } else { Course::Ending };
        }
        let call = if self.course == Course::Ending { self.ending() } else { None };
        if call.is_none() {
            self.course = Course::Over;
        }
        call
    }

    fn growing(&mut self) -> Option<Call> {
        let value = || format!("{}", self.acted);
        Some(match self.acted {
            0 => Call::CreateUser,
            1 => Call::TagUser { value: value() },
            2 => Call::CreateAccessKey { id: None },
            3 => Call::CreateDevice,
            4 | 10 => Call::Enable { pair: self.phone.as_mut()?.pair() },
            5 | 8 | 11 => Call::Session { code: self.phone.as_mut()?.code() },
            6 => Call::TagDevice { value: value() },
            7 => Call::Resync { pair: self.phone.as_mut()?.pair() },
            9 => Call::Deactivate,
            12 => Call::TagDevice { value: value() },
            _ => return None,
        })
    }

    fn ending(&self) -> Option<Call> {
        match (&self.state.user, &self.state.device) {
            (_, Some(device)) if device.has_user => Some(Call::Deactivate),
            (_, Some(device)) if device.tag.is_some() => Some(Call::UntagDevice),
            (_, Some(_)) => Some(Call::DeleteDevice),
            (Some(user), None) => Some(match user.keys.first() {
                Some(id) => Call::DeleteAccessKey { id: id.clone() },
                None if user.tag.is_some() => Call::UntagUser,
                None => Call::DeleteUser,
            }),
            (None, None) => None,
        }
    }

    /// Makes a call. Until it is answered it is in flight.
    pub fn make(&mut self, client: &mut Client, admin: &Keys, call: Call) -> io::Result<Answered> {
        self.in_flight = Some(call.clone());
        // A life has a key of its own as soon as it asks for a session.
        let signer = if matches!(call, Call::Session { .. }) { self.keys.as_ref() } else { None };
        client.set_keys(signer.unwrap_or(admin).clone());
        let answer = client.call(call.api(), call.action(), &call.fields(&self.name, &self.serial))?;
        self.in_flight = None;
        let action = call.action();
        if answer.status == 200 {
            self.acknowledge(call, &answer);
        }
        Ok(Answered { request_id: answer.request_id().to_owned(), action, verdict: answer.verdict() })
    }

    fn acknowledge(&mut self, mut call: Call, answer: &Answer) {
        match &mut call {
            Call::CreateAccessKey { id } => {
                let keys = Keys::of(answer);
                *id = Some(keys.id.clone());
                self.keys = Some(keys);
            }
            Call::CreateDevice => self.phone = Some(phone_of(answer)),
            Call::Session { .. } => self.session = Some(Keys::of(answer)),
            _ => {}
        }
        self.state = self.state.after(&call);
        if call.has_codes() {
            self.spent.push(call);
        }
    }
}
