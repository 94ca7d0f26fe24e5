//! What a new epoch ends (rule R31), seen from the doors. The clock is in the test's hand.

use service::operator::Operator;
use service::signin::Progress;

use crate::assignment::{ALL, Office, origin};
use crate::world::Keys;

/// A new epoch in the store as it is.
async fn fence(office: &Office) {
    let (service, now) = (&office.world.service, office.world.now());
    service.begin_fence(Operator { uid: 7 }, now).await.unwrap();
    service.finish_epoch(now, &|_| {}).await.unwrap();
}

#[tokio::test]
async fn r31_a_sign_in_that_had_begun_ends_with_the_epoch_and_so_do_sessions() {
    let office = Office::new().await;
    office.user("alice", ALL).await;
    let world = &office.world;
    let step = office.step("alice").await;
    let begun = world.service.ceremony_cookie(&step.ceremony).unwrap();
    let progress = world.service.after_password(&step, &origin(world), world.now()).await.unwrap();
    let Progress::Opened(opened) = progress else { panic!("nothing else is demanded") };
    let caller_of = async |cookie: &str| world.service.caller_of_ceremony(cookie, world.now()).await.unwrap();
    let inside = async |cookie: &str| world.service.caller_of_session(cookie, world.now()).await.unwrap();
    assert!(caller_of(&begun).await.is_some());
    assert!(inside(opened.cookie.expose()).await.is_some());

    world.wait(1);
    fence(&office).await;
    assert!(caller_of(&begun).await.is_none(), "a sign-in that had begun");
    assert!(inside(opened.cookie.expose()).await.is_none(), "a session of the console");
    let left = world.documents().await;
    assert!(
        left.iter().all(|(key, _)| !key.path.starts_with("console-session/")),
        "and nothing is left of it"
    );

    world.wait(1);
    let again = office.step("alice").await;
    let begun = world.service.ceremony_cookie(&again.ceremony).unwrap();
    assert!(caller_of(&begun).await.is_some(), "a sign-in that begins afterwards");
}

#[tokio::test]
async fn r31_credentials_end_and_the_next_code_of_a_device_counts() {
    let office = Office::new().await;
    let world = &office.world;
    let account = world.account().await;
    let alice = world.user(&account.admin, "alice").await;
    let (serial, phone) = world.enabled(&account.admin, "alice", "phone").await;
    world.wait(3_600);
    let session = Keys::of_session(&world.session(&alice, &serial, &phone.code(world.now())).await.ok());
    assert_eq!(world.sts(&session, "GetCallerIdentity", &[]).await.status, 200);
    world.wait(60);
    let shown = phone.code(world.now());
    fence(&office).await;
    assert_ne!(world.sts(&session, "GetCallerIdentity", &[]).await.status, 200);
    assert_ne!(
        world.session(&alice, &serial, &shown).await.status,
        200,
        "it may have been used in the lost time"
    );
    assert_eq!(world.sts(&alice, "GetCallerIdentity", &[]).await.status, 200, "an access key is as it was");
    // A phone whose clock is right shows later codes a minute or two later.
    world.wait(180);
    let _ = world.session(&alice, &serial, &phone.code(world.now())).await.ok();
    let trail = world.events(&account.id).await;
    assert_eq!(trail.iter().filter(|event| event["eventName"] == "FenceStore").count(), 1);
}
