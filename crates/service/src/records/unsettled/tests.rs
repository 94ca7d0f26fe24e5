use std::time::Duration;

use model::Timestamp;
use proptest::prelude::*;

use crate::records::Account;

const PERIOD: Duration = Duration::from_hours(72);

fn account() -> Account {
    serde_json::from_str(include_str!("../../../fixtures/account.v1.json")).unwrap()
}

fn hours(hours: u64) -> Timestamp {
    Timestamp::from_secs(1_800_000_000).after(Duration::from_hours(hours))
}

/// What happens to an account.
#[derive(Clone, Debug)]
enum Step {
    Email(u8),
    Phone(u8),
    Undo,
    Waive(bool, bool),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0_u8..4).prop_map(Step::Email),
        3 => (0_u8..4).prop_map(Step::Phone),
        1 => Just(Step::Undo),
        1 => any::<(bool, bool)>().prop_map(|(email, phone)| Step::Waive(email, phone)),
        4 => (0_u64..100).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..40)
}

/// What the rule says, told another way: a value recovers once it has stood for the whole period, and nothing else ever does.
struct Model<T> {
    present: T,
    since: u64,
    settled: T,
}

impl<T: Clone + PartialEq> Model<T> {
    fn new(present: T) -> Self {
        Self { settled: present.clone(), present, since: 0 }
    }

    fn look(&mut self, now: u64) -> T {
        if self.since + 72 <= now {
            self.settled = self.present.clone();
        }
        self.settled.clone()
    }

    fn change(&mut self, new: T, now: u64) {
        self.look(now);
        self.present = new;
        self.since = now;
    }

    fn undo(&mut self, now: u64) {
        self.present = self.look(now);
    }

    fn waive(&mut self) {
        self.settled = self.present.clone();
    }
}

proptest! {
    /// Random changes, undos, waivers and time: what recovers is what has stood for the whole period, or the oldest before it.
    #[test]
    fn r28_what_recovers_was_always_settled(steps in steps()) {
        let mut account = account();
        let (mut email, mut phone) = (Model::new(account.email.clone()), Model::new(account.phone.clone()));
        let mut now = 1_000;
        email.since = 0;
        for step in steps {
            let at = hours(now);
            match step {
                Step::Email(which) => {
                    let new = format!("owner{which}@example.com");
                    account = account.with_email(&new, at, PERIOD);
                    email.change(new, now);
                }
                Step::Phone(which) => {
                    let new = format!("+491511234567{which}");
                    account = account.with_phone(&new, at, PERIOD);
                    phone.change(Some(new), now);
                }
                Step::Undo => {
                    account = account.undone(at);
                    email.undo(now);
                    phone.undo(now);
                }
                Step::Waive(of_email, of_phone) => {
                    account = account.vouched((of_email, of_phone), at);
                    // What has settled meanwhile has done so whatever is vouched for.
                    email.look(now);
                    phone.look(now);
                    if of_email {
                        email.waive();
                    }
                    if of_phone {
                        phone.waive();
                    }
                }
                Step::Wait(hours) => now += hours,
            }
            let at = hours(now);
            let (settled_email, settled_phone) = (email.look(now), phone.look(now));
            prop_assert_eq!(account.recovery_email(at), settled_email.as_str());
            prop_assert_eq!(account.recovery_phone(at), settled_phone.as_deref());
            prop_assert_eq!(account.email_settles(at).is_some(), email.present != settled_email);
            prop_assert_eq!(account.phone_settles(at).is_some(), phone.present != settled_phone);
            prop_assert_eq!(&account.email, &email.present);
        }
    }
}

#[test]
fn a_second_change_neither_shortens_the_period_nor_moves_what_recovers() {
    let before = account();
    let old = before.email.clone();
    let changed =
        before.with_email("a@example.com", hours(0), PERIOD).with_email("b@example.com", hours(71), PERIOD);
    assert_eq!(changed.recovery_email(hours(142)), old);
    assert_eq!(changed.recovery_email(hours(143)), "b@example.com");
    assert_eq!(changed.undone(hours(100)).email, old);
    assert_eq!(changed.undone(hours(143)).email, "b@example.com", "it is too late");
}

#[test]
fn a_first_phone_recovers_nothing_until_it_has_settled() {
    let changed = account().with_phone("+4915112345678", hours(0), PERIOD);
    assert_eq!(changed.recovery_phone(hours(71)), None);
    assert_eq!(changed.recovery_phone(hours(72)), Some("+4915112345678"));
    assert_eq!(changed.undone(hours(1)).phone, None);
    assert_eq!(changed.vouched((false, true), hours(0)).recovery_phone(hours(1)), Some("+4915112345678"));
}

#[test]
fn only_what_is_vouched_for_recovers_sooner() {
    let changed = account().with_email("a@example.com", hours(0), PERIOD).with_phone(
        "+4915112345678",
        hours(0),
        PERIOD,
    );
    let vouched = changed.vouched((false, true), hours(1));
    assert_eq!(vouched.recovery_phone(hours(1)), Some("+4915112345678"));
    assert_eq!(vouched.recovery_email(hours(71)), account().email);
    assert_eq!(vouched.email_settles(hours(1)), Some(hours(72)));
}

#[test]
fn going_back_to_what_was_there_ends_the_period() {
    let before = account();
    let back =
        before.with_email("a@example.com", hours(0), PERIOD).with_email(&before.email, hours(1), PERIOD);
    assert!(!back.is_unsettled(hours(1)) && back.unsettled.is_empty());
}

#[test]
fn the_same_number_again_changes_nothing() {
    let once = account().with_phone("+4915112345678", hours(0), PERIOD).vouched((false, true), hours(0));
    assert!(once.with_phone("+4915112345678", hours(1), PERIOD).unsettled.is_empty());
}
