//! Who tries recovery codes runs dry, and two who have the same one do not both get in.

use service::figures::{MfaResult, MfaWay};
use service::signin::{Opened, Progress};
use service::{Denial, Error, RecoveryCodeRefused};

use super::{Home, refusal};

const WRONG: &str = "7K3M-9QRT-0XYZ-1BCD";

#[tokio::test]
async fn r19_wrong_codes_are_slowed_down_and_one_that_comes_too_early_is_not_spent() {
    let home = Home::new().await;
    let codes = home.codes().await;
    for _ in 0..5 {
        assert_eq!(refusal(home.with_code(WRONG).await), RecoveryCodeRefused::Wrong, "typing is hard");
    }
    assert_eq!(refusal(home.with_code(WRONG).await), RecoveryCodeRefused::Wrong);
    let Err(Error::TooSoon { seconds }) = home.with_code(&codes[0]).await else { panic!("not slowed down") };
    home.office.world.wait(seconds);
    home.with_code(&codes[0]).await.unwrap();
    // A right one ends the delays.
    assert_eq!(refusal(home.with_code(WRONG).await), RecoveryCodeRefused::Wrong);
    home.with_code(&codes[1]).await.unwrap();

    let events = home.office.world.events(&home.office.id).await;
    let failed: Vec<_> = events
        .iter()
        .filter(|event| event["eventName"] == "ConsoleLogin" && event["errorCode"].is_string())
        .collect();
    let wrong: Vec<_> =
        failed.iter().filter(|event| event["additionalEventData"]["mfaCheck"]["result"] == "wrong").collect();
    assert_eq!(wrong.len(), 7);
    for event in wrong {
        assert_eq!(event["errorMessage"], "Failed authentication");
        assert_eq!(event["responseElements"]["ConsoleLogin"], "Failure");
        assert_eq!(event["additionalEventData"]["mfaCheck"]["by"], "recovery code");
    }
}

#[tokio::test]
async fn a_used_and_a_wrong_code_are_answered_alike_and_told_apart_in_the_trail() {
    let home = Home::new().await;
    let codes = home.codes().await;
    home.with_code(&codes[0]).await.unwrap();
    let (used, wrong) = (home.with_code(&codes[0]).await, home.with_code(WRONG).await);
    assert_eq!(refusal(used), refusal(wrong));
    let events = home.office.world.events(&home.office.id).await;
    let results: Vec<_> = events
        .iter()
        .filter(|event| event["errorCode"].is_string())
        .filter_map(|event| event["additionalEventData"]["mfaCheck"]["result"].as_str())
        .collect();
    assert_eq!(results, ["reused", "wrong"]);
    for result in [MfaResult::Accepted, MfaResult::Reused, MfaResult::Wrong] {
        assert_eq!(home.office.world.checks(MfaWay::RecoveryCode, result), 1, "{result:?}");
    }
}

#[tokio::test]
async fn r19_a_hundred_wrong_codes_in_a_row_lock_and_an_administrator_unlocks() {
    let home = Home::new().await;
    let codes = home.codes().await;
    let (mut step, mut tries) = (home.step().await, 0);
    loop {
        if step.ceremony.is_over(home.office.world.now()) {
            step = home.step().await;
        }
        match home.type_in(&step.caller, WRONG).await {
            Err(Error::AccessDenied(Denial::MfaLocked)) => break,
            Err(Error::TooSoon { seconds }) => home.office.world.wait(seconds),
            other => {
                assert_eq!(refusal(other), RecoveryCodeRefused::Wrong);
                tries += 1;
            }
        }
    }
    assert_eq!(tries, 100);
    let right = home.with_code(&codes[0]).await;
    assert!(matches!(right, Err(Error::AccessDenied(Denial::MfaLocked))), "{right:?}");
    let checks = |result| home.office.world.checks(MfaWay::RecoveryCode, result);
    assert_eq!((checks(MfaResult::Wrong), checks(MfaResult::Locked)), (100, 2));
    assert_eq!(home.office.world.service.figures().mfa.locks.now(), 1);
    let lost = [("UserName", "alice"), ("SerialNumber", home.serial.as_str())];
    home.office.world.iam(&home.office.admin, "DeactivateMFADevice", &lost).await.ok();
    home.office.signed_in("alice").await;
}

/// Two browsers that send codes at the same moment.
async fn at_once(home: &Home, codes: [&str; 2]) -> [Result<Opened, Error>; 2] {
    let (one, two) = (home.step().await, home.step().await);
    let (first, second) =
        tokio::join!(home.type_in(&one.caller, codes[0]), home.type_in(&two.caller, codes[1]));
    [first, second].map(|answer| {
        answer.map(|progress| match progress {
            Progress::Opened(opened) => opened,
            Progress::Continues(_) => panic!("something is due"),
        })
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_send_the_same_code_at_once_one_gets_in() {
    let home = Home::new().await;
    let codes = home.codes().await;
    for code in &codes {
        let answers = at_once(&home, [code, code]).await;
        let opened = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(opened, 1, "{code}");
        let refused = answers.into_iter().find(Result::is_err).unwrap();
        assert_eq!(refusal(refused), RecoveryCodeRefused::Wrong);
        // The loser's try was counted: it must not slow down the next pair here.
        home.office.world.wait(900);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_send_two_codes_at_once_both_get_in() {
    let home = Home::new().await;
    let codes = home.codes().await;
    for pair in codes.chunks(2) {
        let answers = at_once(&home, [&pair[0], &pair[1]]).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    }
}
