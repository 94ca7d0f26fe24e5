//! A store that an older version wrote: what it lacks is written at the first start, once, however often that is interrupted.

use std::sync::Arc;

use model::{AccountId, UserId};
use serde_json::{Value, json};
use store::{Batch, Key, Store, Versioned};

use crate::stores::{Moment, Mood, MoodyStore};
use crate::world::{Account, World};

const ADMINISTRATOR_ACCESS: &str = "ANPAIWMBCKSKIEE64ZLYK";

/// A store of form 1 with so many administrators in its first account, and one in its second. Documents are those of the version
/// before: `attached_policies`, and neither index nor counter.
struct Old {
    store: Arc<MoodyStore>,
    world: World,
    accounts: [Account; 2],
}

impl Old {
    async fn with_administrators(count: u8) -> Self {
        let store = MoodyStore::new();
        let world = World::over(store.clone()).await;
        let mut accounts = [world.account().await, world.account().await];
        accounts.sort_by(|one, other| one.id.cmp(&other.id));
        let old = Self { store, world, accounts };
        for (key, _) in old.uses_and_counts().await {
            old.commit(Batch::at(old.micros()).delete(key)).await;
        }
        for (key, user) in old.documents("user/").await {
            let user = in_form_1(user);
            old.commit(Batch::at(old.micros()).put(key.clone(), user.to_string())).await;
            if key.partition == old.partition(0) {
                old.copies(&user, count - 1).await;
            }
        }
        old.note(1).await;
        old
    }

    /// Further administrators like this one.
    async fn copies(&self, user: &Value, count: u8) {
        let id: AccountId = self.accounts[0].id.parse().unwrap();
        for number in 0..count {
            let name = format!("admin{number}");
            let key = Key::account(id.number(), format!("user/{name}/"));
            let mut user = user.clone();
            user["name"] = json!(name);
            user["id"] = json!(UserId::generate(id, [0, 0, 0, 0, number, 0]).to_string());
            self.commit(Batch::at(self.micros()).put(key, user.to_string())).await;
        }
    }

    fn partition(&self, account: usize) -> store::Partition {
        store::Partition::Account(self.accounts[account].id.parse().unwrap())
    }

    fn micros(&self) -> u64 {
        self.world.now().micros()
    }

    async fn commit(&self, batch: Batch) {
        self.store.commit(batch).await.unwrap();
    }

    async fn note(&self, form: u32) {
        let batch = Batch::at(self.micros()).put(Key::global("form/"), json!({ "form": form }).to_string());
        self.commit(batch).await;
    }

    async fn documents(&self, prefix: &str) -> Vec<(Key, Value)> {
        let value = |(key, found): (Key, Versioned)| (key, serde_json::from_slice(&found.body).unwrap());
        let all = self.world.documents().await.into_iter();
        all.filter(|(key, _)| key.path.starts_with(prefix)).map(value).collect()
    }

    async fn uses_and_counts(&self) -> Vec<(Key, Value)> {
        let counts = self.documents("count/attached/").await;
        [self.documents("attached/").await, counts].concat()
    }

    /// How many uses are noted, and what the counter says, account by account.
    async fn noted(&self) -> [(usize, u64); 2] {
        let found = self.uses_and_counts().await;
        [0, 1].map(|account| {
            let here = found.iter().filter(|(key, _)| key.partition == self.partition(account));
            let (counts, uses): (Vec<_>, Vec<_>) = here.partition(|(key, _)| key.path.starts_with("count/"));
            (uses.len(), counts.first().map_or(0, |(_, count)| count.as_u64().unwrap()))
        })
    }

    async fn form(&self) -> Value {
        self.documents("form/").await[0].1["form"].clone()
    }

    /// A start of this version: a service that remembers nothing.
    async fn start(&self) -> Result<(), service::Error> {
        let world = self.world.restarted().await;
        world.service.note_form(world.now()).await
    }
}

fn in_form_1(mut user: Value) -> Value {
    let fields = user.as_object_mut().unwrap();
    let attached = fields.remove("permissions").unwrap()["attached"].clone();
    fields.remove("groups");
    fields.insert("attached_policies".to_owned(), attached);
    fields.insert("schema".to_owned(), json!(1));
    user
}

#[tokio::test]
async fn an_administrator_of_form_1_is_found_among_those_who_use_the_policy() {
    let old = Old::with_administrators(1).await;
    assert_eq!(old.noted().await, [(0, 0), (0, 0)]);
    old.start().await.unwrap();
    assert_eq!(old.noted().await, [(1, 1), (1, 1)]);
    assert_eq!(old.form().await, 5);

    let ids: Vec<_> = old.documents("user/").await.iter().map(|(_, user)| user["id"].clone()).collect();
    for (key, _) in old.documents("attached/").await {
        let id = key.path.strip_prefix(&format!("attached/{ADMINISTRATOR_ACCESS}/user/")).unwrap();
        assert!(ids.iter().any(|known| known.as_str() == id.strip_suffix('/')), "{id}");
    }
    // And still is an administrator.
    let world = old.world.restarted().await;
    world.iam(&old.accounts[0].admin, "CreateUser", &[("UserName", "alice")]).await.ok();
}

#[tokio::test]
async fn a_start_over_a_store_of_this_form_or_of_none_writes_nothing_but_the_form() {
    let old = Old::with_administrators(1).await;
    old.note(5).await;
    let commits = old.store.commits();
    old.start().await.unwrap();
    assert_eq!((old.noted().await, old.store.commits() - commits), ([(0, 0), (0, 0)], 0));

    let new = MoodyStore::new();
    let world = World::over(new.clone()).await;
    world.service.note_form(world.now()).await.unwrap();
    assert_eq!(new.commits(), 1);
}

#[tokio::test]
async fn an_account_of_form_2_gets_an_alias_and_loses_nothing() {
    let old = Old::with_administrators(1).await;
    old.start().await.unwrap();
    let of_accounts = || async { old.documents("account/").await };
    for (key, mut account) in of_accounts().await {
        let fields = account.as_object_mut().unwrap();
        assert!(fields.remove("alias").is_some() && fields.remove("resting_aliases").is_some());
        fields.insert("schema".to_owned(), json!(1));
        old.commit(Batch::at(old.micros()).put(key, account.to_string())).await;
    }
    old.note(2).await;
    let (before, commits) = (of_accounts().await, old.store.commits());
    old.start().await.unwrap();
    assert_eq!((old.form().await, old.store.commits() - commits), (json!(5), 1), "nothing has to be added");
    assert_eq!(of_accounts().await, before);

    let world = old.world.restarted().await;
    let admin = &old.accounts[0].admin;
    let none = world.iam(admin, "ListAccountAliases", &[]).await.ok();
    assert!(none.texts("member").is_empty());
    world.iam(admin, "CreateAccountAlias", &[("AccountAlias", "my-company")]).await.ok();
    let (mut expected, after) = (before[0].1.clone(), of_accounts().await[0].1.clone());
    expected["schema"] = json!(2);
    expected["alias"] = json!("my-company");
    expected["resting_aliases"] = json!([]);
    assert_eq!(after, expected);
}

#[tokio::test]
async fn a_start_that_is_killed_in_the_middle_is_finished_by_the_next_and_counts_nobody_twice() {
    // A piece that was not stored, and one that was and whose answer was lost.
    for (mood, so_far) in [(Mood::Full, (100, 100)), (Mood::Forgetful, (200, 200))] {
        let old = Old::with_administrators(250).await;
        let (second, gone) = (Arc::clone(&old.store), Arc::clone(&old.store));
        old.store.interrupt(Moment::Write("attached/"), async move {
            second.interrupt(Moment::Write("attached/"), async move { gone.be(mood) });
        });
        assert!(old.start().await.is_err(), "{mood:?}");
        assert!(old.store.was_interrupted());
        old.store.be(Mood::Well);
        assert_eq!(old.form().await, 1, "{mood:?}");
        assert_eq!(old.noted().await, [so_far, (0, 0)], "{mood:?}");

        old.start().await.unwrap();
        assert_eq!(old.noted().await, [(250, 250), (1, 1)], "{mood:?}");
        assert_eq!(old.form().await, 5);
        old.note(1).await;
        old.start().await.unwrap();
        assert_eq!(old.noted().await, [(250, 250), (1, 1)], "{mood:?}, once more");
    }
}
