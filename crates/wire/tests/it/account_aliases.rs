//! The names that accounts go by where people sign in.

use std::sync::Arc;

use crate::races::at_once;
use crate::world::{Account, Answer, Keys, World};

const DAY: u64 = 86_400;
const FULL: &str = "409 LimitExceeded An alias that was given up is kept from other accounts for 90 days, and an account has at \
                    most 10 of those. Take one of them back, or wait.";

async fn create(world: &World, keys: &Keys, alias: &str) -> Answer {
    world.iam(keys, "CreateAccountAlias", &[("AccountAlias", alias)]).await
}

async fn delete(world: &World, keys: &Keys, alias: &str) -> Answer {
    world.iam(keys, "DeleteAccountAlias", &[("AccountAlias", alias)]).await
}

async fn listed(world: &World, keys: &Keys) -> Vec<String> {
    let list = world.iam(keys, "ListAccountAliases", &[]).await.ok();
    assert_eq!(list.text("IsTruncated").as_deref(), Some("false"));
    list.texts("member")
}

/// The account that an alias leads to.
async fn named(world: &World, alias: &str) -> Option<String> {
    let found = world.service.records().account_of_alias(&alias.parse().unwrap()).await.unwrap();
    found.map(|account| account.to_string())
}

fn taken(alias: &str) -> String {
    format!("409 EntityAlreadyExists The account alias {alias} already exists.")
}

fn missing(alias: &str) -> String {
    format!("404 NoSuchEntity The account alias with name {alias} cannot be found.")
}

#[tokio::test]
async fn an_account_has_one_alias_and_the_next_takes_its_place() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    assert!(listed(&world, admin).await.is_empty());
    assert_eq!(named(&world, "my-company").await, None);
    let answer = create(&world, admin, "my-company").await.ok();
    assert!(!answer.xml.contains("Result"), "{}", answer.xml);
    assert_eq!(listed(&world, admin).await, ["my-company"]);
    assert_eq!(named(&world, "my-company").await.as_ref(), Some(&account.id));

    create(&world, admin, "new-name").await.ok();
    assert_eq!(listed(&world, admin).await, ["new-name"]);
    let event = world.events(&account.id).await.pop().unwrap();
    assert_eq!(event["eventName"], "CreateAccountAlias");
    assert_eq!(event["requestParameters"]["accountAlias"], "new-name");
    assert_eq!(event["additionalEventData"]["formerAlias"], "my-company");
    assert_eq!(named(&world, "my-company").await, None, "it leads nowhere");
    assert_eq!(named(&world, "new-name").await.as_ref(), Some(&account.id));

    assert_eq!(delete(&world, admin, "my-company").await.verdict(), missing("my-company"));
    delete(&world, admin, "new-name").await.ok();
    assert!(listed(&world, admin).await.is_empty());
    assert_eq!(named(&world, "new-name").await, None);
    assert_eq!(delete(&world, admin, "new-name").await.verdict(), missing("new-name"));
    // The root user's own document is the account's.
    create(&world, &account.root, "roots-name").await.ok();
    assert_eq!(listed(&world, &account.root).await, ["roots-name"]);
}

#[tokio::test]
async fn an_alias_is_one_accounts_and_survives_a_restart() {
    let world = World::new().await;
    let (one, other) = (world.account().await, world.account().await);
    create(&world, &one.admin, "my-company").await.ok();
    for who in [&other, &one] {
        assert_eq!(create(&world, &who.admin, "my-company").await.verdict(), taken("my-company"));
    }
    assert_eq!(delete(&world, &other.admin, "my-company").await.verdict(), missing("my-company"));
    let world = world.restarted().await;
    assert_eq!(listed(&world, &one.admin).await, ["my-company"]);
    assert!(listed(&world, &other.admin).await.is_empty());
    assert_eq!(named(&world, "my-company").await, Some(one.id));
}

#[tokio::test]
async fn r12_an_alias_is_no_account_number_and_nothing_but_ascii() {
    let world = World::new().await;
    let (one, other) = (world.account().await, world.account().await);
    const RULE: &str = "400 ValidationError The specified value for accountAlias is invalid. It must contain only lowercase \
                        letters, digits and single dashes between them, and must not be twelve digits, which are an account's \
                        number.";
    for operation in ["CreateAccountAlias", "DeleteAccountAlias"] {
        let call = async |alias: &str| world.iam(&one.admin, operation, &[("AccountAlias", alias)]).await;
        for alias in
            [one.id.as_str(), &other.id, "123456789012", "Abc", "a--b", "-ab", "ab-", "münchen", "٣٣٣"]
        {
            assert_eq!(call(alias).await.verdict(), RULE, "{alias}");
        }
        for (alias, word) in [("ab".to_owned(), "greater"), ("x".repeat(64), "less")] {
            let verdict = call(&alias).await.verdict();
            assert!(verdict.starts_with("400 ValidationError 1 validation error detected"), "{verdict}");
            assert!(verdict.contains(&format!("have length {word} than or equal to")), "{verdict}");
        }
    }
    for alias in ["12345678901", "1234567890123", "123456-789012"] {
        create(&world, &one.admin, alias).await.ok();
    }
}

#[tokio::test]
async fn r12_a_freed_alias_rests_for_90_days_and_its_account_may_take_it_back() {
    let world = World::new().await;
    let (one, other) = (world.account().await, world.account().await);
    create(&world, &one.admin, "my-company").await.ok();
    create(&world, &one.admin, "new-name").await.ok();
    assert_eq!(create(&world, &other.admin, "my-company").await.verdict(), taken("my-company"));
    create(&world, &one.admin, "my-company").await.ok();
    assert_eq!(named(&world, "my-company").await.as_ref(), Some(&one.id));
    delete(&world, &one.admin, "my-company").await.ok();

    world.wait(90 * DAY - 60);
    let world = world.restarted().await;
    assert_eq!(create(&world, &other.admin, "my-company").await.verdict(), taken("my-company"));
    world.wait(60);
    create(&world, &other.admin, "my-company").await.ok();
    assert_eq!(named(&world, "my-company").await.as_ref(), Some(&other.id));
    // It is the other account's now, also for the one that had it, and stays so whatever that one does.
    assert_eq!(create(&world, &one.admin, "my-company").await.verdict(), taken("my-company"));
    create(&world, &one.admin, "third").await.ok();
    delete(&world, &one.admin, "third").await.ok();
    assert_eq!(named(&world, "my-company").await.as_ref(), Some(&other.id));
    delete(&world, &other.admin, "my-company").await.ok();
    assert_eq!(create(&world, &one.admin, "my-company").await.verdict(), taken("my-company"));
}

#[tokio::test]
async fn r16_ten_aliases_of_an_account_rest_at_most() {
    let world = World::new().await;
    let (account, other) = (world.account().await, world.account().await);
    let admin = &account.admin;
    for number in 0..11 {
        create(&world, admin, &format!("name-{number}")).await.ok();
    }
    let before = world.documents().await;
    assert_eq!(create(&world, admin, "name-11").await.verdict(), FULL);
    assert_eq!(delete(&world, admin, "name-10").await.verdict(), FULL);
    assert_eq!(world.documents().await, before);
    assert_eq!(listed(&world, admin).await, ["name-10"]);
    // One that is taken back makes room for the one that is given up.
    create(&world, admin, "name-3").await.ok();
    assert_eq!(delete(&world, admin, "name-3").await.verdict(), FULL);
    assert_eq!(listed(&world, admin).await, ["name-3"]);
    create(&world, &other.admin, "name-11").await.ok();

    // What has rested is forgotten, and counts no more.
    world.wait(90 * DAY);
    create(&world, &other.admin, "name-5").await.ok();
    create(&world, admin, "name-12").await.ok();
    let claims: Vec<_> = world.documents().await.into_iter().map(|(key, _)| key.path.to_string()).collect();
    let claims: Vec<_> = claims.iter().filter_map(|path| path.strip_prefix("alias/")).collect();
    assert_eq!(claims, ["name-11/", "name-12/", "name-3/", "name-5/"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_16_accounts_that_want_one_alias_one_gets_it() {
    let world = Arc::new(World::new().await);
    let mut accounts = Vec::new();
    for _ in 0..16 {
        accounts.push(world.account().await);
    }
    let admins: Vec<_> = accounts.iter().map(|account: &Account| account.admin.clone()).collect();
    let answers = at_once(admins, |admin| {
        let world = Arc::clone(&world);
        async move { create(&world, &admin, "my-company").await }
    })
    .await;
    let verdicts: Vec<_> = answers.iter().map(Answer::verdict).collect();
    assert_eq!(verdicts.iter().filter(|verdict| *verdict == "200 OK").count(), 1, "{verdicts:?}");
    assert_eq!(
        verdicts.iter().filter(|verdict| **verdict == taken("my-company")).count(),
        15,
        "{verdicts:?}"
    );
    let winner = answers.iter().position(|answer| answer.status == 200).unwrap();
    assert_eq!(named(&world, "my-company").await.as_ref(), Some(&accounts[winner].id));
    for (index, account) in accounts.iter().enumerate() {
        let aliases = listed(&world, &account.admin).await;
        assert_eq!(aliases.len(), usize::from(index == winner));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_whose_administrators_rename_it_at_once_ends_with_one_alias() {
    let world = Arc::new(World::new().await);
    let account = world.account().await;
    let answers = at_once(0..6, |number| {
        let (world, admin) = (Arc::clone(&world), account.admin.clone());
        async move { create(&world, &admin, &format!("name-{number}")).await }
    })
    .await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    let aliases = listed(&world, &account.admin).await;
    assert!(won >= 1 && aliases.len() == 1, "{answers:?}");
    let mut leading = Vec::new();
    for number in 0..6 {
        let alias = format!("name-{number}");
        leading.extend(named(&world, &alias).await.map(|_| alias));
    }
    assert_eq!(leading, aliases);
}
