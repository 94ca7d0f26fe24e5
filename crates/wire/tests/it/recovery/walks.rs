//! A model of the recovery: owner and attacker take random steps at the same time, at two browsers each, and only who has password, mailbox
//! and phone gets in.

use proptest::prelude::*;
use service::calls::{CallFacts, CallToPlace, CallTurn};
use service::signin::Progress;

use super::{Desk, House, Mail, NUMBER, mail};

/// What somebody has.
#[derive(Clone, Copy, Debug)]
struct Has {
    password: bool,
    mailbox: bool,
    phone: bool,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Begin,
    Send,
    /// Opens the link of a mail, the newest or an earlier one.
    Link(usize),
    /// Types the code of a mail, or a made-up one.
    Code(usize),
    GuessCode(u32),
    Ring,
    /// Types on the phone what the own page shows, into the newest call or an earlier one.
    Key(usize),
    /// Forges a callback without the nonce.
    Forge(usize),
    Finish,
    Wait(u64),
}

#[derive(Clone, Copy, Debug)]
struct Step {
    is_attacker: bool,
    browser: usize,
    act: Act,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Begin),
        4 => Just(Act::Send),
        3 => (0..3_usize).prop_map(Act::Link),
        3 => (0..3_usize).prop_map(Act::Code),
        1 => (0..100_000_000_u32).prop_map(Act::GuessCode),
        4 => Just(Act::Ring),
        5 => (0..3_usize).prop_map(Act::Key),
        1 => (0..3_usize).prop_map(Act::Forge),
        4 => Just(Act::Finish),
        2 => prop_oneof![Just(30_u64), Just(60), Just(900)].prop_map(Act::Wait),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    (any::<bool>(), 0..2_usize, act()).prop_map(|(is_attacker, browser, act)| Step {
        is_attacker,
        browser,
        act,
    })
}

/// Whoever has not all three.
fn lacking() -> impl Strategy<Value = Has> {
    (any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(password, mailbox, phone)| Has { password, mailbox, phone })
        .prop_filter("somebody with all three is the owner", |has| {
            !(has.password && has.mailbox && has.phone)
        })
}

/// Everything that was sent and called, whoever asked for it.
struct Town {
    house: House,
    mails: Vec<Mail>,
    calls: Vec<CallToPlace>,
    /// The browsers of the owner, and those of the attacker.
    desks: [[Desk; 2]; 2],
}

impl Town {
    async fn new() -> Self {
        let desks = |network: &str| [1, 2].map(|host| Desk::at(&format!("{network}.{host}")));
        Self {
            house: House::new().await,
            mails: Vec::new(),
            calls: Vec::new(),
            desks: [desks("198.51.100"), desks("203.0.113")],
        }
    }

    /// Takes a step, as far as somebody can who has that. Whether a session was opened.
    async fn take(&mut self, step: Step, has: Has) -> bool {
        let who = usize::from(step.is_attacker);
        let desk = self.desks[who][step.browser].clone();
        match step.act {
            Act::Begin if has.password => self.house.begin(&mut self.desks[who][step.browser]).await,
            Act::Send => {
                let _ = self.house.send(&desk).await;
                self.mails.extend(self.house.letters().await.into_iter().filter_map(|(_, said)| mail(said)));
            }
            Act::Link(back) if has.mailbox => {
                if let Some(mail) = self.mails.iter().rev().nth(back).cloned() {
                    let _ = self.house.link(&desk, &mail.token).await;
                }
            }
            Act::Code(back) if has.mailbox => {
                if let Some(mail) = self.mails.iter().rev().nth(back).cloned() {
                    let _ = self.house.code(&desk, &mail.code).await;
                }
            }
            Act::GuessCode(code) => {
                let _ = self.house.code(&desk, &format!("{code:08}")).await;
            }
            Act::Ring => {
                let _ = self.house.ring(&desk).await;
                let world = &self.house.office.world;
                for call in world.service.calls_due(10, world.now()).await.unwrap() {
                    let id = format!("CA{}", call.id());
                    world.service.call_placed(&call, &id, world.tick()).await.unwrap();
                    self.calls.push(call);
                }
            }
            Act::Key(back) if has.phone => {
                let Some(digits) = self.house.digits(&desk).await else { return false };
                if let Some(call) = self.calls.iter().rev().nth(back) {
                    self.house.keyed(call, &format!("CA{}", call.id()), Some(&digits)).await;
                }
            }
            Act::Forge(back) => {
                // The id of a call and the digits of the own page, but not the nonce.
                let digits = self.house.digits(&desk).await;
                if let Some(call) = self.calls.iter().rev().nth(back) {
                    let id = format!("CA{}", call.id());
                    let facts =
                        CallFacts { nonce: call.id(), call_id: &id, to: NUMBER, digits: digits.as_deref() };
                    let world = &self.house.office.world;
                    let turn = world.service.call_keyed(&facts, world.tick()).await.unwrap();
                    assert!(matches!(turn, CallTurn::Over { .. }));
                }
            }
            Act::Finish => return matches!(self.house.finish(&desk).await, Ok(Progress::Opened(_))),
            Act::Wait(seconds) => self.house.office.world.wait(seconds),
            Act::Begin | Act::Link(_) | Act::Code(_) | Act::Key(_) => {}
        }
        false
    }
}

const OWNER: Has = Has { password: true, mailbox: true, phone: true };

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn r33_only_who_has_password_mailbox_and_phone_gets_in(
        has in lacking(),
        steps in proptest::collection::vec(step(), 30..90),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut town = Town::new().await;
            for step in steps {
                let opened = town.take(step, if step.is_attacker { has } else { OWNER }).await;
                assert!(!(opened && step.is_attacker), "{has:?} got in by {step:?}");
            }
            // Whatever the attacker did, the owner gets in within a minute, at a browser that nobody has used yet.
            town.house.office.world.wait(60);
            let mut desk = Desk::at("192.0.2.99");
            town.house.letters().await;
            town.house.recovered(&mut desk).await;
        });
    }
}
