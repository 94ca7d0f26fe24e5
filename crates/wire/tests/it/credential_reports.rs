//! Credential reports: what is in them, how long they are good, and what becomes of them when a job is killed or raced.

use std::sync::Arc;

use crate::stores::{Moment, Mood, MoodyStore};
use crate::world::{Answer, Keys, World, data};

const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
    password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
    access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,\
    cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const IN_PROGRESS: &str = "404 ReportInProgress The credential report is still being generated.";
const EXPIRED: &str = "410 ReportExpired The most recent credential report has expired. To generate a new credential report, \
                       use GenerateCredentialReport.";
const NOT_PRESENT: &str = "410 ReportNotPresent The credential report does not exist. To generate a credential report, use \
                           GenerateCredentialReport.";
const HOURS: u64 = 3_600;

async fn generate(world: &World, keys: &Keys) -> String {
    let answer = world.iam(keys, "GenerateCredentialReport", &[]).await.ok();
    let description = answer.text("Description");
    let expected = "No report exists. Starting a new report generation task";
    let state = answer.text("State").unwrap();
    assert_eq!(description.as_deref(), (state == "STARTED").then_some(expected));
    state
}

async fn get(world: &World, keys: &Keys) -> Answer {
    world.iam(keys, "GetCredentialReport", &[]).await
}

async fn make(world: &World) {
    world.service.make_reports(world.now()).await.unwrap();
}

fn csv(answer: Answer) -> String {
    let answer = answer.ok();
    assert_eq!(answer.text("ReportFormat").as_deref(), Some("text/csv"));
    String::from_utf8(data(&answer.text("Content").unwrap())).unwrap()
}

/// A report that is made now.
async fn report(world: &World, keys: &Keys) -> String {
    assert_eq!(generate(world, keys).await, "STARTED");
    make(world).await;
    csv(get(world, keys).await)
}

/// The keys of documents that begin so.
async fn documents(world: &World, prefix: &str) -> Vec<String> {
    let documents = world.documents().await;
    let paths = documents.into_iter().map(|(key, _)| key.path.to_string());
    paths.filter(|path| path.starts_with(prefix)).collect()
}

#[tokio::test]
async fn a_report_is_asked_for_made_read_and_expires() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    assert_eq!(get(&world, admin).await.verdict(), NOT_PRESENT);

    assert_eq!(generate(&world, admin).await, "STARTED");
    assert_eq!(get(&world, admin).await.verdict(), IN_PROGRESS);
    assert_eq!(generate(&world, admin).await, "INPROGRESS");
    world.wait(1);
    let made = world.now();
    make(&world).await;
    assert_eq!(generate(&world, admin).await, "COMPLETE");
    let first = get(&world, admin).await.ok();
    assert_eq!(first.text("GeneratedTime"), Some(made.extended()));

    // It is kept as it was for four hours.
    world.iam(admin, "CreateUser", &[("UserName", "alice")]).await.ok();
    world.wait(4 * HOURS - 1);
    make(&world).await;
    assert_eq!(generate(&world, admin).await, "COMPLETE");
    assert_eq!(get(&world, admin).await.text("Content"), first.text("Content"));
    world.wait(1);
    assert_eq!(get(&world, admin).await.verdict(), EXPIRED);
    make(&world).await;
    assert_eq!(get(&world, admin).await.verdict(), EXPIRED);
    assert_eq!(documents(&world, "credential-report-part/").await, Vec::<String>::new(), "nothing is left");
    assert_eq!(documents(&world, "credential-report/").await, ["credential-report/"], "the queue is empty");

    let second = report(&world, admin).await;
    assert!(second.contains("\nalice,"), "{second}");
    assert_eq!(documents(&world, "credential-report").await.len(), 3, "the report, one part, one place");
}

#[tokio::test]
async fn an_expired_report_that_was_not_removed_yet_can_be_asked_for_anew() {
    let world = World::new().await;
    let account = world.account().await;
    report(&world, &account.admin).await;
    world.wait(5 * HOURS);
    report(&world, &account.admin).await;
    assert_eq!(documents(&world, "credential-report").await.len(), 3, "the report, one part, one place");
}

#[tokio::test]
async fn a_row_says_what_everybody_proves_an_identity_with() {
    let world = World::new().await;
    let account = world.account().await;
    let (admin, id) = (&account.admin, &account.id);
    let created = world.now().extended();
    world.iam(admin, "CreateUser", &[("UserName", "Zoe"), ("Path", "/team/")]).await.ok();
    let alice = world.user(admin, "alice").await;
    world.enabled(admin, "alice", "phone").await;
    let second = world.now().extended();
    let unused = world.key_of(admin, "alice").await;
    let off = [("UserName", "alice"), ("AccessKeyId", unused.id.as_str()), ("Status", "Inactive")];
    world.iam(admin, "UpdateAccessKey", &off).await.ok();
    let used = world.now().extended();
    world.sts(&alice, "GetCallerIdentity", &[]).await.ok();

    let unwritten = report(&world, &account.root).await;
    let made = world.now().extended();
    let none = "false,N/A,N/A,N/A,N/A";
    let certificates = "false,N/A,false,N/A";
    let expected = [
        HEADER.to_owned(),
        format!(
            "<root_account>,arn:aws:iam::{id}:root,{created},not_supported,no_information,not_supported,not_supported,\
             false,true,{created},{made},eu-west-1,iam,{none},{certificates}"
        ),
        format!(
            "admin,arn:aws:iam::{id}:user/admin,{created},true,no_information,{created},N/A,false,\
             true,{created},{used},eu-west-1,iam,{none},{certificates}"
        ),
        format!(
            "alice,arn:aws:iam::{id}:user/alice,{created},false,N/A,N/A,N/A,true,\
             true,{created},{used},eu-west-1,sts,false,{second},N/A,N/A,N/A,{certificates}"
        ),
        format!(
            "Zoe,arn:aws:iam::{id}:user/team/Zoe,{created},false,N/A,N/A,N/A,false,{none},{none},{certificates}"
        ),
    ];
    assert_eq!(unwritten, expected.join("\n"), "in order without regard to case, no line feed at the end");

    // Uses that are written say the same.
    world.service.every_minute(world.now()).await.unwrap();
    world.wait(4 * HOURS);
    let restarted = world.restarted().await;
    let written = report(&restarted, admin).await;
    assert_eq!(written.lines().nth(3), Some(expected[3].as_str()));
}

/// AWS does not say how it writes such names; RFC 4180 does.
#[tokio::test]
async fn names_and_paths_with_commas_and_quotes_stay_in_their_columns() {
    let world = World::new().await;
    let account = world.account().await;
    let fields = [("UserName", "lovelace,ada"), ("Path", "/\"team\"/")];
    world.iam(&account.admin, "CreateUser", &fields).await.ok();
    let report = report(&world, &account.admin).await;
    let row = report.lines().last().unwrap();
    let expected = format!(
        "\"lovelace,ada\",\"arn:aws:iam::{}:user/\"\"team\"\"/lovelace,ada\",2027-01-15T08:00:00Z,false,N/A,",
        account.id
    );
    assert!(row.starts_with(&expected), "{row}");
}

#[tokio::test]
async fn a_large_report_is_stored_in_parts_and_read_as_one() {
    let world = World::new().await;
    let account = world.account().await;
    // As long as rows can be: a quote is written twice.
    let path = format!("/{}/", "\"".repeat(510));
    let name = |number: usize| format!("{number:03}{}", "x".repeat(61));
    for number in 0..250 {
        let name = name(number);
        world.iam(&account.admin, "CreateUser", &[("UserName", &name), ("Path", &path)]).await.ok();
    }
    let report = report(&world, &account.admin).await;
    assert_eq!(documents(&world, "credential-report-part/").await.len(), 2);
    let names: Vec<_> = report.lines().skip(2).map(|row| row.split(',').next().unwrap()).collect();
    let expected: Vec<_> = (0..250).map(name).chain(["admin".to_owned()]).collect();
    assert_eq!(names, expected);
    // 5,000 of them are below the 40 parts that `making.rs` counts with.
    assert!(report.lines().all(|row| row.len() < 2_048));
}

#[tokio::test]
async fn r9_every_account_has_a_report_of_its_own() {
    let world = World::new().await;
    let (ours, theirs) = (world.account().await, world.account().await);
    world.user(&theirs.admin, "mallory").await;
    let report = report(&world, &ours.admin).await;
    assert!(!report.contains("mallory") && !report.contains(&theirs.id));
    assert_eq!(get(&world, &theirs.admin).await.verdict(), NOT_PRESENT);
}

#[tokio::test]
async fn the_trail_tells_who_asked_for_a_report_and_not_what_is_in_it() {
    let world = World::new().await;
    let account = world.account().await;
    report(&world, &account.admin).await;
    let events = world.events(&account.id).await;
    let names: Vec<_> = events.iter().map(|event| event["eventName"].as_str().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| **name == "GenerateCredentialReport").count(), 1);
    assert!(!names.contains(&"GetCredentialReport"), "reads are counted, not recorded: {names:?}");
}

/// A report whose job is killed between its claim and its end.
async fn killed() -> (Arc<MoodyStore>, World, Keys) {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let admin = world.account().await.admin;
    assert_eq!(generate(&world, &admin).await, "STARTED");
    let full = Arc::clone(&store);
    store.interrupt(Moment::Write("credential-report-part/"), async move { full.be(Mood::Full) });
    world.service.make_reports(world.now()).await.unwrap_err();
    assert!(store.was_interrupted());
    store.be(Mood::Well);
    (store, world, admin)
}

#[tokio::test]
async fn an_abandoned_report_is_given_up_after_ten_minutes_and_made_again() {
    let (_, world, admin) = killed().await;
    let world = world.restarted().await;
    world.wait(599);
    make(&world).await;
    assert_eq!(generate(&world, &admin).await, "INPROGRESS");
    assert_eq!(get(&world, &admin).await.verdict(), IN_PROGRESS);
    world.wait(1);
    make(&world).await;
    assert_eq!(generate(&world, &admin).await, "COMPLETE");
    assert!(csv(get(&world, &admin).await).starts_with(HEADER));
}

#[tokio::test]
async fn who_owns_the_store_alone_makes_an_abandoned_report_at_once() {
    let (_, world, admin) = killed().await;
    let world = world.restarted().await;
    world.service.resume_reports(world.now()).await.unwrap();
    make(&world).await;
    assert!(csv(get(&world, &admin).await).starts_with(HEADER));
    // What is complete stays as it is.
    let before = world.documents().await;
    world.service.resume_reports(world.now()).await.unwrap();
    make(&world).await;
    assert_eq!(world.documents().await, before);
}

#[tokio::test]
async fn r11_of_two_jobs_one_makes_the_report() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let other = world.restarted().await;
    let admin = world.account().await.admin;
    assert_eq!(generate(&world, &admin).await, "STARTED");
    // Both have seen that it is asked for; the other is faster to claim it.
    let (service, now) = (Arc::clone(&other.service), world.now());
    store.interrupt(Moment::Write("credential-report/"), async move {
        service.make_reports(now).await.unwrap();
    });
    let before = store.commits();
    make(&world).await;
    assert!(store.was_interrupted());
    assert_eq!(store.commits() - before, 3, "the claim and the report of the one, the claim of the other");
    csv(get(&other, &admin).await);

    // A claim that holds is left alone.
    world.wait(5 * HOURS);
    assert_eq!(generate(&world, &admin).await, "STARTED");
    let (service, now, counted) = (Arc::clone(&other.service), world.now(), Arc::clone(&store));
    store.interrupt(Moment::Write("credential-report-part/"), async move {
        let before = counted.commits();
        service.make_reports(now).await.unwrap();
        assert_eq!(counted.commits(), before);
    });
    make(&world).await;
    assert!(store.was_interrupted());
    assert_eq!(generate(&world, &admin).await, "COMPLETE");
}

#[tokio::test]
async fn r11_a_job_that_was_given_up_writes_nothing_into_the_report_that_was_made_anew() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    let other = world.restarted().await;
    let admin = world.account().await.admin;
    assert_eq!(generate(&world, &admin).await, "STARTED");
    let later = world.now().after(std::time::Duration::from_secs(600));
    let service = Arc::clone(&other.service);
    store.interrupt(Moment::Write("credential-report-part/"), async move {
        service.make_reports(later).await.unwrap();
    });
    make(&world).await;
    assert!(store.was_interrupted());
    world.wait(600);
    let report = get(&world.restarted().await, &admin).await.ok();
    assert_eq!(report.text("GeneratedTime"), Some(later.extended()));
    assert_eq!(documents(&world, "credential-report").await.len(), 3, "the report, one part, one place");
}

#[tokio::test]
async fn a_report_that_cannot_be_made_holds_no_other_back() {
    let world = World::new().await;
    let (ours, theirs) = (world.account().await, world.account().await);
    let damaged = store::Key::account(ours.id.parse().unwrap(), "user/zoe/");
    world.store.commit(store::Batch::at(world.now().micros()).put(damaged, "{}")).await.unwrap();
    assert_eq!(generate(&world, &ours.admin).await, "STARTED");
    assert_eq!(generate(&world, &theirs.admin).await, "STARTED");
    world.service.make_reports(world.now()).await.unwrap_err();
    assert_eq!(get(&world, &ours.admin).await.verdict(), IN_PROGRESS);
    csv(get(&world, &theirs.admin).await);
}
