//! Guessing the mail's code.

use service::{Error, RecoveryRefused};

use super::{House, refusal};

#[tokio::test]
async fn r26_a_mail_has_five_codes_and_a_failure_is_kept_before_it_is_answered() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    house.send(&desk).await.unwrap();
    let mail = house.mail().await;
    let wrong = if mail.code == "00000000" { "00000001" } else { "00000000" };
    for left in [4, 3, 2, 1] {
        assert_eq!(refusal(house.code(&desk, wrong).await), RecoveryRefused::Code { left });
        assert_eq!(house.view(&desk).await.unwrap().codes_left, left);
    }
    assert_eq!(refusal(house.code(&desk, wrong).await), RecoveryRefused::CodesSpent);
    assert_eq!(refusal(house.code(&desk, &mail.code).await), RecoveryRefused::CodesSpent, "the right one");

    let events = house.office.world.events(&house.office.id).await;
    let failed = events
        .iter()
        .filter(|event| event["eventName"] == "ConfirmRecoveryMail" && event["errorCode"] == "AccessDenied");
    assert_eq!(failed.count(), 6);
    // The link of the same mail is no guess.
    house.link(&desk, &mail.token).await.unwrap();
}

#[tokio::test]
async fn codes_that_are_tried_at_the_same_moment_are_counted_one_by_one() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    house.send(&desk).await.unwrap();
    let mail = house.mail().await;
    let wrong: Vec<String> =
        (0..12).map(|number| format!("{number:08}")).filter(|code| *code != mail.code).collect();
    let (a, b, c, d, e, f, g, h) = tokio::join!(
        house.code(&desk, &wrong[0]),
        house.code(&desk, &wrong[1]),
        house.code(&desk, &wrong[2]),
        house.code(&desk, &wrong[3]),
        house.code(&desk, &wrong[4]),
        house.code(&desk, &wrong[5]),
        house.code(&desk, &wrong[6]),
        house.code(&desk, &wrong[7]),
    );
    let answers = [a, b, c, d, e, f, g, h];
    // Who loses too many races is told so, which is no try; no two are told the same number of tries that are left.
    let mut told: Vec<u32> = Vec::new();
    for answer in answers {
        match answer {
            Err(Error::ServiceFailure(_)) => {}
            other => match refusal(other) {
                RecoveryRefused::Code { left } => told.push(left),
                RecoveryRefused::CodesSpent => {}
                refused => panic!("{refused:?}"),
            },
        }
    }
    told.sort_unstable();
    let mut once = told.clone();
    once.dedup();
    assert_eq!(told, once);
}

#[tokio::test]
async fn another_mail_has_codes_of_its_own_and_a_code_may_be_typed_as_it_is_shown() {
    let house = House::new().await;
    let desk = house.begun("198.51.100.7").await;
    assert_eq!(refusal(house.code(&desk, "12345678").await), RecoveryRefused::NoMail);
    house.send(&desk).await.unwrap();
    house.mail().await;
    for _ in 0..5 {
        refusal(house.code(&desk, "99999999").await);
    }
    house.office.world.wait(60);
    house.send(&desk).await.unwrap();
    let mail = house.mail().await;
    house.code(&desk, &format!("{} {}", &mail.code[..4], &mail.code[4..])).await.unwrap();
}
