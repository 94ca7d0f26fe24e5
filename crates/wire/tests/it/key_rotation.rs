//! Another master key takes over while the service serves (rule R4): what was sealed before works on, and what somebody else may
//! have opened ends.

use std::sync::{Arc, Mutex};

use service::operator::{MasterKeyView, Operator};
use service::{KeyFile, MasterKeys, Service, Settings, SystemEntropy};
use store::Store;
use store_sqlite::SqliteStore;
use vault::Keyring;

use crate::store_checks::findings;
use crate::world::{Keys, World};

const OPERATOR: Operator = Operator { uid: 7 };
const HOUR: u64 = 3_600;

/// A key file that several services share, as nodes do to which it is copied.
#[derive(Clone)]
struct File(Arc<Mutex<String>>);

impl KeyFile for File {
    fn read(&self) -> Result<Keyring, String> {
        Keyring::parse(&self.0.lock().unwrap()).map_err(|error| error.to_string())
    }

    fn write(&self, keyring: &Keyring) -> Result<(), String> {
        *self.0.lock().unwrap() = keyring.to_text().expose().clone();
        Ok(())
    }
}

impl File {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Keyring::first([7; 32]).to_text().expose().clone())))
    }
}

/// A service whose keys are in a file.
fn world_over(store: &Arc<dyn Store>, file: &File) -> World {
    let keys = MasterKeys::of(file.read().unwrap()).kept_in(Box::new(file.clone()));
    World::of_service(
        Service::new(Arc::clone(store), keys, Box::new(SystemEntropy), Settings::default()),
        Arc::clone(store),
    )
}

fn world() -> (World, File, Arc<dyn Store>) {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory().unwrap());
    let file = File::new();
    (world_over(&store, &file), file, store)
}

async fn rotate(world: &World, is_compromised: bool) -> u32 {
    let generation = world.service.rotate_master_key(OPERATOR, is_compromised, world.tick()).await.unwrap();
    world.service.seal_anew(world.tick()).await.unwrap();
    generation
}

async fn states(world: &World) -> Vec<(u32, String, u64, u64)> {
    let view = |key: MasterKeyView| (key.generation, key.state, key.documents, key.passwords);
    world.service.master_keys().await.unwrap().into_iter().map(view).collect()
}

#[tokio::test]
async fn r4_keys_codes_and_sessions_work_before_during_and_after_a_rotation() {
    let (world, file, store) = world();
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    let session = world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    let session = Keys::of_session(&session);
    let before = states(&world).await;
    assert_eq!(before.len(), 1);
    assert_eq!((before[0].0, before[0].1.as_str()), (1, "Current"));

    let generation = world.service.rotate_master_key(OPERATOR, false, world.tick()).await.unwrap();
    assert_eq!(generation, 2);
    // In between nothing is sealed anew yet, and all works; what is new is under the new key.
    world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok();
    world.wait(60);
    world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    world.device(&account.admin, "later").await;

    world.service.seal_anew(world.tick()).await.unwrap();
    let after = states(&world).await;
    assert_eq!(after[0].2, before[0].2 + 1, "all that was sealed, and the device that is new: {after:?}");
    assert_eq!((after[1].1.as_str(), after[1].2), ("Older", 0));
    assert_eq!(after[1].3, before[0].3, "passwords cannot be hashed anew");
    assert_eq!(findings(&world).await, []);

    // The session's token was sealed under the key before, and is good for as long as it was.
    world.sts(&session, "GetCallerIdentity", &[]).await.ok();
    world.wait(60);
    world.session(&alice, &serial, &phone.code(world.now())).await.ok();

    // A start anew reads the keys from the file, and goes on.
    let restarted = world_over(&store, &file);
    restarted.wait(world.now().secs() - restarted.now().secs());
    restarted.sts(&session, "GetCallerIdentity", &[]).await.ok();
    restarted.sts(&alice, "GetCallerIdentity", &[]).await.ok();

    // After 36 hours the key goes; what is left of it verifies passwords.
    restarted.wait(37 * HOUR);
    assert!(restarted.service.retire_master_keys(restarted.now()).await.unwrap().is_some());
    let gone = states(&restarted).await;
    assert_eq!((gone[1].0, gone[1].1.as_str()), (1, "PepperOnly"), "{gone:?}");
    assert_eq!(restarted.service.retire_master_keys(restarted.now()).await.unwrap(), None);
    assert_eq!(findings(&restarted).await, []);
    restarted.sts(&alice, "GetCallerIdentity", &[]).await.ok();
}

#[tokio::test]
async fn r4_a_compromised_key_opens_no_session_and_is_gone_when_all_is_sealed_anew() {
    let (world, _, _) = world();
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    world
        .iam(&account.admin, "CreateLoginProfile", &[("UserName", "alice"), ("Password", "Correct-horse-9")])
        .await
        .ok();
    let session = Keys::of_session(&world.session(&alice, &serial, &phone.code(world.now())).await.ok());
    world.sts(&session, "GetCallerIdentity", &[]).await.ok();

    world.service.rotate_master_key(OPERATOR, true, world.tick()).await.unwrap();
    // At once, before anything is sealed anew: who has that key could have made the token.
    let refused = world.sts(&session, "GetCallerIdentity", &[]).await.verdict();
    assert!(refused.starts_with("403 InvalidClientTokenId"), "{refused}");
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok();

    world.service.seal_anew(world.tick()).await.unwrap();
    let keys = states(&world).await;
    assert_eq!((keys[1].1.as_str(), keys[1].2), ("Exposed", 0));
    // What was being written at that moment is found by another look, minutes later.
    assert_eq!(world.service.retire_master_keys(world.now()).await.unwrap(), None);
    world.wait(180);
    assert!(world.service.retire_master_keys(world.now()).await.unwrap().is_some());
    let keys = states(&world).await;
    assert_eq!(
        keys.iter().map(|key| (key.0, key.1.as_str())).collect::<Vec<_>>(),
        [(2, "Current"), (1, "PepperOnly")]
    );
    assert!(keys[1].3 > 0, "{keys:?}");
    assert_eq!(findings(&world).await, []);
    // Passwords can have been tried with that pepper: each lets its owner in once more, to choose another.
    let profile = world.iam(&account.admin, "GetLoginProfile", &[("UserName", "alice")]).await.ok();
    assert_eq!(profile.text("PasswordResetRequired").as_deref(), Some("true"));
    world.wait(60);
    let again = world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    world.sts(&Keys::of_session(&again), "GetCallerIdentity", &[]).await.ok();
    let told = world.events(&account.id).await;
    assert!(told.iter().any(|event| event["eventName"] == "ReplaceCompromisedMasterKey"));
}

#[tokio::test]
async fn r4_several_nodes_hold_a_key_before_one_seals_with_it() {
    let (one, file, store) = world();
    let two = world_over(&store, &file);
    let account = one.account().await;
    assert_eq!(one.service.add_master_key(OPERATOR, one.tick()).await.unwrap(), 2);
    assert_eq!(states(&one).await[0].1, "Next");
    // The operator copies the file; the other node reads it again.
    assert!(two.service.reload_master_keys().await.unwrap());
    assert!(!two.service.reload_master_keys().await.unwrap());
    one.service.activate_master_key(OPERATOR, one.tick()).await.unwrap();
    let user = one.user(&account.admin, "alice").await;
    two.wait(1);
    two.sts(&user, "GetCallerIdentity", &[]).await.ok();
    // That one still seals with the key before, and the first opens it.
    let other = two.user(&account.admin, "bob").await;
    one.wait(1);
    one.sts(&other, "GetCallerIdentity", &[]).await.ok();
    assert!(two.service.reload_master_keys().await.unwrap());
    assert_eq!(states(&two).await[0].1, "Current");

    // An older file is not taken over.
    let newer = file.0.lock().unwrap().clone();
    *file.0.lock().unwrap() = Keyring::first([7; 32]).to_text().expose().clone();
    assert!(two.service.reload_master_keys().await.is_err());
    *file.0.lock().unwrap() = "no keys".to_owned();
    assert!(two.service.reload_master_keys().await.is_err());
    two.sts(&user, "GetCallerIdentity", &[]).await.ok();
    *file.0.lock().unwrap() = newer;
    assert!(!two.service.reload_master_keys().await.unwrap());
}

#[tokio::test]
async fn r4_digests_made_before_a_rotation_are_believed_after_their_key_is_gone() {
    let (world, _, _) = world();
    let account = world.account().await;
    world.wait(2 * HOUR);
    for _ in 0..2 {
        world.service.make_audit_digests(world.now()).await.unwrap();
    }
    let id = account.id.parse().unwrap();
    let kept = world.service.check_audit(id, &[], world.now()).await.unwrap().newest_digest.unwrap();
    rotate(&world, true).await;
    let check = world.service.check_audit(id, &[kept], world.now()).await.unwrap();
    assert!(check.is_in_order(), "{:?}", check.findings);
    assert_eq!(check.newest_digest.unwrap().number, 2);
    world.wait(2 * HOUR);
    for _ in 0..2 {
        world.service.make_audit_digests(world.now()).await.unwrap();
    }
    let check = world.service.check_audit(id, &[], world.now()).await.unwrap();
    assert!(check.is_in_order(), "{:?}", check.findings);
    assert_eq!((check.digests, check.not_covered_yet), (3, 0));
}

#[tokio::test]
async fn r4_what_was_interrupted_is_found_by_its_generation_and_done() {
    let (world, file, store) = world();
    let account = world.account().await;
    world.device(&account.admin, "phone").await;
    // Killed after the key file was written, and before anything else.
    let rotated = file.read().unwrap().rotated([9; 32]).unwrap();
    file.write(&rotated).unwrap();
    let restarted = world_over(&store, &file);
    restarted.wait(10);
    restarted.iam(&account.admin, "ListUsers", &[]).await.ok();
    let done = restarted.service.retire_master_keys(restarted.now()).await.unwrap().unwrap();
    assert!(done.sealed_anew > 0 && done.left == 0, "{done:?}");
    assert_eq!(restarted.service.seal_anew(restarted.now()).await.unwrap().sealed_anew, 0, "each once");
    assert_eq!(findings(&restarted).await, []);
}

#[tokio::test]
async fn whoever_watches_a_rotation_sees_it_come_to_its_end() {
    let (world, _, _) = world();
    let accounts = [world.account().await, world.account().await];
    for number in 0..120 {
        world.device(&accounts[0].admin, &format!("phone{number}")).await;
    }
    world.service.rotate_master_key(OPERATOR, false, world.tick()).await.unwrap();
    let seen = std::sync::Mutex::new(Vec::new());
    let done = world
        .service
        .seal_anew_watched(world.tick(), &|so_far| seen.lock().unwrap().push(so_far))
        .await
        .unwrap();
    let seen = seen.into_inner().unwrap();
    assert_eq!((done.accounts, seen.last()), (2, Some(&done)));
    // More often than once for each account: one may hold millions of documents. Whichever of the two comes first, nothing but the
    // middle of the large one lies between what the small one has and what the large one has.
    assert!(seen.iter().any(|so_far| (20..120).contains(&so_far.sealed_anew)), "{seen:?}");
    assert!(
        seen.is_sorted_by_key(|so_far| (so_far.accounts, so_far.documents, so_far.sealed_anew)),
        "{seen:?}"
    );
}
