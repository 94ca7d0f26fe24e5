//! Importing hardware tokens: all of a file or nothing of it, for one account or for whichever comes first, and what is not forgotten
//! when a token goes (rule R13).

use mfa::seed_file::TokenSeed;
use mfa::{Algorithm, Parameters, Seed, TokenParameters};
use service::Api;
use service::operator::{Imported, Operator, TokenImport, TokenPool};

use crate::phone::Phone;
use crate::stores::{Moment, Mood, MoodyStore};
use crate::world::{Account, World};

const OPERATOR: Operator = Operator { uid: 7 };

/// A token that shows codes as a phone with that seed.
fn token(serial: &str, seed: &str) -> TokenSeed {
    let parameters = TokenParameters::Totp(Parameters::new(Algorithm::Sha1, 6, 30).unwrap());
    TokenSeed::new(serial, seed, parameters).unwrap()
}

fn seed(text: &str) -> String {
    Seed::from_bytes(text.as_bytes()).to_base32().expose().clone()
}

/// A delivery of so many.
fn delivery(tokens: usize) -> Vec<TokenSeed> {
    (0..tokens)
        .map(|number| token(&format!("GAHT{number:08}"), &seed(&format!("seed of token {number:08}"))))
        .collect()
}

impl World {
    async fn begin(&self, pool: TokenPool, dry_run: bool) -> Result<TokenImport<'_>, String> {
        let begun = self.service.import_tokens(OPERATOR, pool, dry_run, self.tick()).await;
        begun.map_err(|error| error.message(Api::Iam))
    }

    async fn take(&self, import: &mut TokenImport<'_>, tokens: &[TokenSeed]) -> Result<(), String> {
        for token in tokens {
            import.add(token.clone(), self.tick()).await.map_err(|error| error.message(Api::Iam))?;
        }
        Ok(())
    }

    async fn import_all(&self, pool: TokenPool, tokens: &[TokenSeed]) -> Result<Imported, String> {
        let mut import = self.begin(pool, false).await?;
        if let Err(refused) = self.take(&mut import, tokens).await {
            import.abandon(self.tick()).await;
            return Err(refused);
        }
        import.finish(self.tick()).await.map_err(|error| error.message(Api::Iam))
    }

    async fn remove(&self, serial: &str) -> Result<(), String> {
        let removed = self.service.remove_token(OPERATOR, &serial.parse().unwrap(), self.tick()).await;
        removed.map_err(|error| error.message(Api::Iam))
    }

    /// The serial numbers of all tokens, as the operator sees them.
    async fn serials(&self) -> Vec<String> {
        let (mut all, mut after) = (Vec::new(), None::<String>);
        loop {
            let (page, next) = self.service.list_tokens(None, after.as_deref()).await.unwrap();
            all.extend(page.into_iter().map(|token| token.serial_number));
            after = next;
            if after.is_none() {
                return all;
            }
        }
    }

    /// How many documents of tokens and imports there are, seen or not.
    async fn traces(&self) -> usize {
        let is_trace = |path: &str| path.starts_with("token/") || path.starts_with("token-import/");
        self.documents().await.iter().filter(|(key, _)| is_trace(&key.path)).count()
    }

    async fn told(&self, account: &Account, name: &str) -> Vec<serde_json::Value> {
        let mut events = self.events(&account.id).await;
        events.retain(|event| event["eventName"] == name);
        events
    }
}

fn pool(account: &Account) -> TokenPool {
    TokenPool::Account(account.id.parse().unwrap())
}

#[tokio::test]
async fn r13_the_tokens_of_an_import_are_there_at_its_end_and_not_before() {
    let world = World::new().await;
    let account = world.account().await;
    world.user(&account.admin, "alice").await;
    let tokens = delivery(600);
    let phone = Phone::new(&seed("seed of token 00000000"));

    let mut import = world.begin(pool(&account), false).await.unwrap();
    world.take(&mut import, &tokens).await.unwrap();
    assert!(world.traces().await > 500, "most of them are written already");
    assert_eq!(world.serials().await, Vec::<String>::new());
    let enabled = world.enable(&account.admin, "alice", "GAHT00000000", &phone).await;
    assert_eq!(enabled.text("Code").as_deref(), Some("NoSuchEntity"), "{}", enabled.xml);

    let imported = import.finish(world.tick()).await.unwrap();
    assert_eq!(imported, Imported { tokens: 600, account: Some(account.id.clone()), dry_run: false });
    assert_eq!(world.serials().await.len(), 600);
    world.enable(&account.admin, "alice", "GAHT00000000", &phone).await.ok();

    let told = world.told(&account, "ImportTokens").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["userIdentity"]["principalId"], "uid:7");
    let about = &told[0]["additionalEventData"];
    assert_eq!((&about["tokens"], &about["lastSerialNumber"]), (&600.into(), &"GAHT00000599".into()));
}

#[tokio::test]
async fn r13_elsewhere_the_serial_number_does_not_exist_unless_the_pool_is_shared() {
    let world = World::new().await;
    let [here, there] = [world.account().await, world.account().await];
    world.import_all(pool(&here), &[token("GAHT12345678", &seed("one seed of 20 bytes"))]).await.unwrap();
    world
        .import_all(TokenPool::Shared, &[token("GAHT12345679", &seed("two seed of 20 bytes"))])
        .await
        .unwrap();
    world.user(&there.admin, "eve").await;
    for (serial, text, verdict) in [
        ("GAHT12345678", "one seed of 20 bytes", Some("NoSuchEntity")),
        ("GAHT12345679", "two seed of 20 bytes", None),
    ] {
        let answer = world.enable(&there.admin, "eve", serial, &Phone::new(&seed(text))).await;
        assert_eq!(answer.text("Code").as_deref(), verdict, "{serial}: {}", answer.xml);
        world.wait(60);
    }
    // What any account may have, all are told of.
    for account in [&here, &there] {
        let told = world.told(account, "ImportTokens").await;
        assert!(told.iter().any(|event| event["requestParameters"]["sharedPool"] == true), "{told:?}");
    }
    let listed = |account: &Account| world.service.list_tokens(Some(account.id.parse().unwrap()), None);
    let [here, there] = [listed(&here).await.unwrap().0, listed(&there).await.unwrap().0];
    assert_eq!(
        [here[0].serial_number.as_str(), there[0].serial_number.as_str()],
        ["GAHT12345678", "GAHT12345679"]
    );
    assert_eq!(there[0].enabled_for.as_ref().unwrap().user_name.as_deref(), Some("eve"));
}

#[tokio::test]
async fn an_import_that_meets_taken_serial_numbers_names_them_and_changes_nothing() {
    let world = World::new().await;
    let [mine, yours] = [world.account().await, world.account().await];
    let tokens = delivery(300);
    world.import_all(pool(&mine), &tokens[295..]).await.unwrap();
    let before = world.traces().await;
    let refused = world.import_all(pool(&yours), &tokens).await.unwrap_err();
    assert_eq!(
        refused,
        "nothing was imported, because there are tokens already with 5 of these serial numbers: GAHT00000295, GAHT00000296, \
         GAHT00000297, GAHT00000298, GAHT00000299"
    );
    assert!(!refused.contains(&mine.id), "nothing is said about whose they are");
    assert_eq!(world.traces().await, before);

    // Case does not tell two tokens apart.
    let other_case = [token("gaht00000299", &seed("another seed, 20 long"))];
    assert!(world.import_all(pool(&yours), &other_case).await.is_err());
    let twice = [tokens[0].clone(), token("gaht00000000", &seed("another seed, 20 long"))];
    assert!(
        world
            .import_all(pool(&yours), &twice)
            .await
            .unwrap_err()
            .contains("gaht00000000 is in the file twice")
    );
    assert!(world.import_all(pool(&yours), &[]).await.unwrap_err().contains("no token"));
    assert_eq!(world.serials().await.len(), 5);

    // More than can be read are counted.
    world.clear().await;
    world.import_all(pool(&mine), &tokens[..200]).await.unwrap();
    let refused = world.import_all(pool(&yours), &tokens[..100]).await.unwrap_err();
    assert!(refused.contains("100 of these") && refused.ends_with("GAHT00000009 and 90 more"), "{refused}");
}

impl World {
    async fn clear(&self) {
        self.service.clear_broken_import(self.tick()).await.unwrap();
    }
}

#[tokio::test]
async fn a_dry_run_says_what_an_import_would_and_writes_nothing() {
    let world = World::new().await;
    let account = world.account().await;
    world.import_all(pool(&account), &delivery(2)).await.unwrap();
    let before = world.documents().await;
    for (tokens, taken) in [(&delivery(4)[2..], None), (&delivery(3)[..], Some("2 of these"))] {
        let mut import = world.begin(pool(&account), true).await.unwrap();
        world.take(&mut import, tokens).await.unwrap();
        match (import.finish(world.tick()).await, taken) {
            (Ok(imported), None) => assert!(imported.dry_run && imported.tokens == 2),
            (Err(error), Some(part)) => assert!(error.message(Api::Iam).contains(part)),
            (came, _) => panic!("{came:?}"),
        }
    }
    assert_eq!(world.documents().await, before);
}

#[tokio::test]
async fn what_an_import_left_that_broke_off_is_never_seen_and_is_cleared_away() {
    let world = World::new().await;
    let account = world.account().await;
    let tokens = delivery(600);
    let mut import = world.begin(pool(&account), false).await.unwrap();
    world.take(&mut import, &tokens).await.unwrap();
    // The process is killed here; another starts.
    drop(import);
    let world = world.restarted().await;
    assert!(world.traces().await > 500);
    assert_eq!(world.serials().await, Vec::<String>::new());

    // Of one that may still be under way, nothing is touched.
    assert!(
        world
            .begin(pool(&account), false)
            .await
            .unwrap_err()
            .contains("another import of tokens is under way")
    );
    assert!(world.traces().await > 500);
    // At a start there is none under way.
    world.clear().await;
    assert_eq!(world.traces().await, 0);
    assert_eq!(world.import_all(pool(&account), &tokens).await.unwrap().tokens, 600);
}

#[tokio::test]
async fn an_import_of_which_nothing_was_heard_gives_way_and_never_comes_back() {
    let world = World::new().await;
    let account = world.account().await;
    let mut silent = world.begin(pool(&account), false).await.unwrap();
    world.take(&mut silent, &delivery(300)).await.unwrap();
    world.wait(59);
    assert!(world.begin(pool(&account), false).await.is_err());
    world.wait(2);
    let other = [token("ABCD12345678", &seed("one seed of 20 bytes"))];
    world.import_all(pool(&account), &other).await.unwrap();
    // It wakes up, and writes nothing more, neither piece by piece nor at its end.
    let late = world.take(&mut silent, &delivery(600)[300..]).await;
    assert!(late.unwrap_err().contains("another import of tokens"));
    assert!(silent.finish(world.tick()).await.is_err());
    assert_eq!(world.serials().await, ["ABCD12345678"]);
    assert_eq!(world.traces().await, 1);
}

#[tokio::test]
async fn r13_a_seed_that_was_used_is_not_fresh_when_it_is_imported_again() {
    let world = World::new().await;
    let [first, second] = [world.account().await, world.account().await];
    let alice = world.user(&first.admin, "alice").await;
    world.user(&second.admin, "bob").await;
    let shared = seed("one seed of 20 bytes");
    let phone = Phone::new(&shared);
    world.import_all(pool(&first), &[token("GAHT12345678", &shared)]).await.unwrap();
    world.enable(&first.admin, "alice", "GAHT12345678", &phone).await.ok();
    world.wait(60);
    world.session(&alice, "GAHT12345678", &phone.code(world.now())).await.ok();
    let spent = phone.pair(world.now());

    assert_eq!(
        world.remove("gaht12345678").await.unwrap_err(),
        format!(
            "the token GAHT12345678 is enabled for the user alice of account {}: deactivate it there first",
            first.id
        )
    );
    let fields = [("UserName", "alice"), ("SerialNumber", "GAHT12345678")];
    world.iam(&first.admin, "DeactivateMFADevice", &fields).await.ok();
    world.remove("gaht12345678").await.unwrap();
    assert_eq!(world.remove("GAHT12345678").await.unwrap_err(), "there is no token GAHT12345678");
    assert_eq!(world.told(&first, "RemoveToken").await.len(), 1);

    // Under another serial number, for another account, with zeros at the end, which make the same codes.
    let mut same = b"one seed of 20 bytes".to_vec();
    same.extend([0; 3]);
    let same = Seed::from_bytes(same).to_base32();
    world.import_all(pool(&second), &[token("ABCD12345678", same.expose())]).await.unwrap();
    let [one, two] = &spent;
    let refused = world.pair("EnableMFADevice", &second.admin, "bob", "ABCD12345678", [one, two]).await;
    assert_eq!(refused.text("Code").as_deref(), Some("InvalidAuthenticationCode"), "{}", refused.xml);
    world.wait(120);
    world.enable(&second.admin, "bob", "ABCD12345678", &phone).await.ok();
}

#[tokio::test]
async fn r5_nothing_that_is_stored_of_a_token_shows_its_seed() {
    let world = World::new().await;
    let account = world.account().await;
    let secret = "one seed of 20 bytes";
    world.import_all(pool(&account), &[token("GAHT12345678", &seed(secret))]).await.unwrap();
    let hex = data_encoding::HEXLOWER.encode(secret.as_bytes());
    for (key, stored) in world.documents().await {
        let text = format!("{}{}", key.path, String::from_utf8_lossy(&stored.body));
        for shown in [secret, &seed(secret), &hex] {
            assert!(!text.contains(shown), "{}", key.path);
        }
    }
    assert!(!format!("{:?}", world.events(&account.id).await).contains(&seed(secret)));
}

#[tokio::test]
async fn a_change_of_the_shared_pool_is_made_although_not_every_account_could_be_told() {
    let store = MoodyStore::new();
    let world = World::over(store.clone()).await;
    store.crowd(1_000);
    // The change is in the first commit that tells of it; the disk is full before the second.
    let full_afterwards = |store: &std::sync::Arc<MoodyStore>| {
        let later = store.clone();
        store.interrupt(Moment::Write("outbox/"), async move {
            let full = later.clone();
            later.interrupt(Moment::Write("outbox/"), async move { full.be(Mood::Full) });
        });
    };
    full_afterwards(&store);
    world.import_all(TokenPool::Shared, &delivery(2)).await.unwrap();
    assert!(store.was_interrupted());
    store.be(Mood::Well);
    assert_eq!(world.serials().await, ["GAHT00000000", "GAHT00000001"]);

    full_afterwards(&store);
    world.remove("GAHT00000001").await.unwrap();
    assert!(store.was_interrupted());
    store.be(Mood::Well);
    assert_eq!(world.serials().await, ["GAHT00000000"]);
}
