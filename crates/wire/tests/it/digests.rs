//! The digests of the audit trail: what somebody with the store, and without the master key, cannot do unnoticed (rule R32).

mod tampered;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use service::{AuditCheck, AuditProblem, KeptDigest, Settings};
use store::{Batch, Event, Expected, Key};

use crate::world::{Account, World};
use tampered::TamperedStore;

const HOUR: u64 = 3_600;

/// A world whose events somebody can lay hands on, and what happens in it.
struct Trail {
    world: World,
    store: Arc<TamperedStore>,
    account: Account,
}

impl Trail {
    /// An account with three hours in which something happened, and one in which nothing did, all of them closed.
    async fn new() -> Self {
        Self::configured(Settings::default()).await
    }

    async fn configured(settings: Settings) -> Self {
        let store = TamperedStore::new();
        let world = World::configured(Arc::clone(&store) as Arc<dyn store::Store>, settings);
        let account = world.account().await;
        let trail = Self { world, store, account };
        for hour in ["first", "second", "fourth"] {
            for number in 1..=3 {
                trail.happen(&format!("{hour}{number}")).await;
            }
            trail.world.wait(if hour == "second" { 2 * HOUR } else { HOUR });
        }
        trail.close().await;
        trail
    }

    async fn happen(&self, name: &str) {
        self.world.iam(&self.account.admin, "CreateUser", &[("UserName", name)]).await.ok();
    }

    /// What the server does by itself, when the hour is closed.
    async fn close(&self) -> u64 {
        self.world.wait(HOUR + 900);
        let mut made = 0;
        for _ in 0..2 {
            made += self.world.service.make_audit_digests(self.world.now()).await.unwrap();
        }
        made
    }

    async fn check(&self) -> AuditCheck {
        self.check_with(&[]).await
    }

    async fn check_with(&self, kept: &[KeptDigest]) -> AuditCheck {
        let account = self.account.id.parse().unwrap();
        self.world.service.check_audit(account, kept, self.world.now()).await.unwrap()
    }

    /// What a server that was started anew finds.
    async fn check_after_restart(&self, kept: &[KeptDigest]) -> AuditCheck {
        let world = self.world.restarted().await;
        world.service.check_audit(self.account.id.parse().unwrap(), kept, world.now()).await.unwrap()
    }

    async fn problems(&self) -> BTreeSet<String> {
        problems(&self.check().await)
    }

    fn digest(&self, number: u64) -> Key {
        Key::account(self.account.id.parse().unwrap(), format!("audit-digest/{number:012}/"))
    }

    async fn stored(&self, number: u64) -> Value {
        let found = self.world.store.get(&[self.digest(number)]).await.unwrap().remove(0).unwrap();
        serde_json::from_slice(&found.body).unwrap()
    }

    /// Puts a digest there, or takes it away.
    async fn plant(&self, number: u64, digest: Option<&Value>) {
        let batch = Batch::at(self.world.now().micros());
        let batch = match digest {
            Some(digest) => batch.put(self.digest(number), digest.to_string()),
            None => batch.delete(self.digest(number)),
        };
        self.world.store.commit(batch).await.unwrap();
    }
}

fn problems(check: &AuditCheck) -> BTreeSet<String> {
    check.findings.iter().map(|finding| format!("{:?}", finding.problem)).collect()
}

/// An event, by what it tells of.
fn of(events: &[Event], name: &str) -> usize {
    let tells =
        |event: &&Event| String::from_utf8_lossy(&event.body).contains(&format!("\"userName\":\"{name}\""));
    events.iter().position(|event| tells(&event)).unwrap()
}

#[tokio::test]
async fn r32_hours_are_closed_one_after_the_other_and_a_trail_that_nobody_touched_is_in_order() {
    let trail = Trail::new().await;
    let check = trail.check().await;
    assert!(check.is_in_order(), "{:?}", check.findings);
    // The account and its first three users, then three, then three: an hour in which nothing happened has no digest.
    assert_eq!((check.digests, check.events, check.not_covered_yet, check.let_go), (3, 10, 0, 0));
    let newest = check.newest_digest.unwrap();
    assert_eq!(newest.number, 3);
    assert_eq!(trail.close().await, 0, "an idle account needs no digest");

    trail.happen("late").await;
    let check = trail.check().await;
    assert!(check.is_in_order());
    assert_eq!((check.digests, check.not_covered_yet), (3, 1));
    assert_eq!(trail.close().await, 1);
    assert_eq!(trail.close().await, 0);
    assert_eq!(trail.check_after_restart(&[newest]).await.digests, 4);
}

#[tokio::test]
async fn r32_each_thing_that_somebody_does_to_events_is_found_with_its_hour_and_its_id() {
    type Tampering = fn(&mut Vec<Event>);
    let cases: [(&str, Tampering, &[AuditProblem]); 9] = [
        ("removed", |events| drop(events.remove(of(events, "second2"))), &[AuditProblem::EventMissing]),
        ("the first removed", |events| drop(events.remove(0)), &[AuditProblem::EventMissing]),
        (
            "changed by a bit",
            |events| {
                let at = of(events, "second2");
                let mut body = events[at].body.to_vec();
                body[10] ^= 1;
                events[at].body = body.into();
            },
            &[AuditProblem::EventChanged],
        ),
        (
            "added",
            |events| {
                let mut more = events[of(events, "second2")].clone();
                more.id = [9; 16];
                events.push(more);
            },
            &[AuditProblem::EventAdded],
        ),
        (
            "added to an hour in which nothing happened",
            |events| {
                let mut more = events[of(events, "second3")].clone();
                more.micros += HOUR * 1_000_000;
                more.id = [9; 16];
                events.push(more);
            },
            &[AuditProblem::EventAdded],
        ),
        (
            "moved within its hour",
            |events| {
                let at = of(events, "second2");
                events[at].micros += 1_000_000;
            },
            &[AuditProblem::EventMoved],
        ),
        (
            "moved to another hour",
            |events| {
                let at = of(events, "second2");
                events[at].micros -= HOUR * 1_000_000;
            },
            &[AuditProblem::EventMoved],
        ),
        (
            "two have changed places",
            |events| {
                let (one, two) = (of(events, "second1"), of(events, "second2"));
                let body = events[one].body.clone();
                events[one].body = std::mem::replace(&mut events[two].body, body);
            },
            &[AuditProblem::EventChanged, AuditProblem::EventChanged],
        ),
        (
            "the last ones removed",
            |events| events.truncate(of(events, "fourth2")),
            &[AuditProblem::EventMissing, AuditProblem::EventMissing],
        ),
    ];
    let trail = Trail::new().await;
    let id_of_second2 = trail
        .world
        .events(&trail.account.id)
        .await
        .into_iter()
        .find(|event| event["requestParameters"]["userName"] == "second2");
    let id_of_second2 = id_of_second2.unwrap()["eventID"].as_str().unwrap().to_owned();
    for (what, tampering, expected) in cases {
        trail.store.tamper(tampering);
        let check = trail.check().await;
        let found: Vec<AuditProblem> = check.findings.iter().map(|finding| finding.problem).collect();
        assert_eq!(found, expected, "{what}");
        let finding = &check.findings[0];
        assert!(finding.hour.as_ref().unwrap().ends_with(":00:00Z"), "{what}");
        if what == "removed" {
            assert_eq!(finding.event_id.as_deref(), Some(id_of_second2.as_str()));
            assert_eq!(finding.digest, Some(2));
        }
        trail.store.heal();
        assert!(trail.check().await.is_in_order(), "{what} was only shown so");
    }
}

#[tokio::test]
async fn r32_digests_cannot_be_removed_changed_or_made_by_somebody_without_the_master_key() {
    let trail = Trail::new().await;
    let stored = trail.stored(2).await;
    let other = |field: &str, change: &dyn Fn(&str) -> String| {
        let mut digest = stored.clone();
        digest[field] = change(digest[field].as_str().unwrap()).into();
        Some(digest)
    };
    let resigned = {
        // The thief makes a digest of what is there, and signs it under a key of their own.
        let stranger = vault::Keyring::first([66; 32]);
        let mut digest = stored.clone();
        let signature = stranger.sign(digest["statement"].as_str().unwrap().as_bytes()).unwrap();
        digest["signature"] = data_encoding::BASE64.encode(&signature).into();
        Some(digest)
    };
    let mut without_entries = stored.clone();
    without_entries.as_object_mut().unwrap().remove("entries");
    for (what, digest, expected) in [
        ("removed", None, &["DigestMissing"][..]),
        ("signed by another", resigned, &["DigestForged"]),
        ("another's signature", other("signature", &|_| "AAAA".to_owned()), &["DigestForged"]),
        (
            "fewer events",
            other("statement", &|text| text.replace("\"events\":3", "\"events\":2")),
            &["DigestChanged", "DigestForged"],
        ),
        (
            "of a later format",
            other("statement", &|text| text.replace("digest 1", "digest 2")),
            &["DigestChanged"],
        ),
        ("another's number", Some(trail.stored(1).await), &["DigestChanged"]),
        ("other entries", other("entries", &|text| text[..76].to_owned()), &["DigestChanged"]),
        ("no entries", Some(without_entries), &["EntriesMissing"]),
        ("no digest at all", Some(serde_json::json!({ "schema": 1 })), &["DigestChanged"]),
    ] {
        trail.plant(2, digest.as_ref()).await;
        let found = trail.problems().await;
        for problem in expected {
            assert!(found.contains(*problem), "{what}: {found:?}");
        }
        trail.plant(2, Some(&stored)).await;
        assert!(trail.check().await.is_in_order(), "{what}");
    }
}

#[tokio::test]
async fn r32_a_trail_that_was_put_back_is_known_by_a_digest_kept_elsewhere() {
    let trail = Trail::new().await;
    let kept = trail.check().await.newest_digest.unwrap();
    assert!(trail.check_with(std::slice::from_ref(&kept)).await.is_in_order());

    // The last hour is put back: its events, and its digest.
    trail.plant(3, None).await;
    trail.store.tamper(|events| events.truncate(of(events, "fourth1")));
    let check = trail.check_after_restart(std::slice::from_ref(&kept)).await;
    assert_eq!(problems(&check), BTreeSet::from(["KeptDigestDiffers".to_owned()]));
    assert!(trail.check_after_restart(&[]).await.is_in_order(), "without that, nobody could know");

    // And from there the trail goes on, up to a digest of that number.
    trail.happen("another").await;
    let world = trail.world.restarted().await;
    world.wait(2 * HOUR);
    for _ in 0..2 {
        world.service.make_audit_digests(world.now()).await.unwrap();
    }
    let check =
        world.service.check_audit(trail.account.id.parse().unwrap(), &[kept], world.now()).await.unwrap();
    assert_eq!(problems(&check), BTreeSet::from(["KeptDigestDiffers".to_owned()]));
}

#[tokio::test]
async fn r32_a_server_that_runs_notices_that_its_digests_are_gone() {
    let trail = Trail::new().await;
    trail.plant(3, None).await;
    assert!(trail.problems().await.contains("EventAdded"), "this server had closed that hour");
    trail.close().await;
    let events = trail.world.events(&trail.account.id).await;
    let told = events.iter().filter(|event| event["eventName"] == "AuditDigestsMissing").count();
    assert_eq!(told, 1, "the trail says so, once");
}

#[tokio::test]
async fn r32_old_events_that_were_let_go_are_not_missing_and_others_are() {
    let days = 30;
    let trail = Trail::configured(Settings { audit_days: days, ..Settings::default() }).await;
    trail.world.wait(u64::from(days) * 24 * HOUR - 3 * HOUR);
    trail.happen("recent").await;
    trail.close().await;
    let gone = trail.world.service.expire_events(trail.world.now()).await.unwrap();
    assert!(gone > 0);
    let check = trail.check().await;
    assert!(check.is_in_order(), "{:?}", check.findings);
    assert_eq!(check.let_go, gone);

    // The operator keeps events for longer from now on: what is gone is gone, and known to be.
    let longer = World::configured(Arc::clone(&trail.world.store), Settings::default());
    longer.wait(trail.world.now().secs() - longer.now().secs());
    let account = trail.account.id.parse().unwrap();
    let check = longer.service.check_audit(account, &[], longer.now()).await.unwrap();
    assert!(check.is_in_order(), "{:?}", check.findings);
    assert_eq!(check.let_go, gone);
    // Whoever removes more than that is found.
    trail.store.tamper(|events| drop(events.remove(0)));
    let check = longer.service.check_audit(account, &[], longer.now()).await.unwrap();
    assert_eq!(problems(&check), BTreeSet::from(["EventMissing".to_owned()]));
    trail.store.heal();

    // The note cannot be made by somebody without the master key.
    let key = Key::account(trail.account.id.parse().unwrap(), "audit-let-go/");
    let stored = trail.world.store.get(std::slice::from_ref(&key)).await.unwrap().remove(0).unwrap();
    let text = String::from_utf8(stored.body.to_vec()).unwrap();
    let forged = text.replacen("\\\"before\\\":", "\\\"before\\\":9", 1);
    assert_ne!(forged, text);
    let batch = Batch::at(trail.world.now().micros()).expect(key.clone(), Expected::At(stored.revision));
    trail.world.store.commit(batch.put(key, forged)).await.unwrap();
    assert!(trail.problems().await.contains("LetGoForged"));
}

#[tokio::test]
async fn r32_digests_stay_after_their_events_without_the_list_of_them() {
    let trail = Trail::configured(Settings { audit_days: 30, ..Settings::default() }).await;
    trail.world.wait(31 * 24 * HOUR);
    trail.happen("recent").await;
    trail.world.service.expire_events(trail.world.now()).await.unwrap();
    for number in 1..=3 {
        let digest = trail.stored(number).await;
        assert!(digest.get("entries").is_none(), "digest {number}");
        assert!(digest["statement"].as_str().unwrap().contains("\"events\":"));
    }
    let check = trail.check().await;
    assert!(check.is_in_order(), "{:?}", check.findings);
    assert_eq!((check.digests, check.let_go), (3, 10));
}

#[tokio::test]
async fn r32_a_busy_hour_has_several_digests_and_two_servers_make_each_once() {
    let trail = Trail::new().await;
    let now = trail.world.now().micros();
    let account: u64 = trail.account.id.parse().unwrap();
    // Some share their moment, as those of one commit do.
    for batch in 0_u64..25 {
        let event = |index: u64| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&(batch * 100 + index).to_be_bytes());
            Event { account, micros: now + batch * 7, id, body: format!("{{\"event\":{index}}}").into() }
        };
        let events = (0..100).map(event);
        trail.world.store.commit(events.fold(Batch::at(now), Batch::event)).await.unwrap();
    }
    trail.world.wait(2 * HOUR);
    let other = trail.world.restarted().await;
    let now = trail.world.now();
    let mut made = 0;
    for _ in 0..2 {
        let (one, two) =
            tokio::join!(trail.world.service.make_audit_digests(now), other.service.make_audit_digests(now));
        made += one.unwrap() + two.unwrap();
    }
    let check = trail.check().await;
    assert!(check.is_in_order(), "{:?}", check.findings);
    assert_eq!((check.digests, check.events), (3 + made, 2_510));
    assert!(made >= 3, "{made}");
}

#[tokio::test]
async fn r32_an_event_that_is_delivered_late_stands_where_it_arrived() {
    let trail = Trail::new().await;
    let role = crate::digests::role_elsewhere(&trail).await;
    trail.close().await;
    let check = trail.world.service.check_audit(role.parse().unwrap(), &[], trail.world.now()).await.unwrap();
    assert!(check.is_in_order(), "{:?}", check.findings);
    assert!(check.events > 0);
}

/// Keeps an event for another account's trail, which is delivered only hours later; gives that account.
async fn role_elsewhere(trail: &Trail) -> String {
    let world = &trail.world;
    let other = world.account().await;
    world.wait(3 * HOUR);
    let at = world.now();
    for _ in 0..2 {
        world.service.make_audit_digests(at).await.unwrap();
    }
    let event = serde_json::json!({ "eventName": "AssumeRole", "eventID": "e" });
    let waiting = serde_json::json!({
        "account": other.id, "at": at.micros() - 2 * HOUR * 1_000_000, "id": "0f".repeat(16), "event": event,
    });
    let key = Key::global("outbox/0f0f/");
    world.store.commit(Batch::at(at.micros()).put(key, waiting.to_string())).await.unwrap();
    world.service.every_minute(at).await.unwrap();
    let events = world.events(&other.id).await;
    assert!(events.iter().any(|event| event["eventName"] == "AssumeRole"));
    other.id
}
