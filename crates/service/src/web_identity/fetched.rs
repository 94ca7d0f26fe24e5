//! Keys that providers publish, where the operator lets this server fetch them (rule R24): kept in memory for a while, and fetched by one at a time.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use model::{ProviderUrl, Timestamp};
use oidc::KeySet;

/// How long keys serve, in seconds.
const SERVE: u64 = 3_600;
/// How long nothing is fetched again, in seconds: neither what failed, nor because a token names a key that is not there.
const REST: u64 = 60;
/// Keys of so many providers are kept.
const MOST: usize = 1_024;

/// Keys could not be fetched; the log says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keys of the provider could not be fetched")]
pub struct KeysNotFetched;

/// What fetching gives.
pub type FetchingKeys<'a> = Pin<Box<dyn Future<Output = Result<KeySet, KeysNotFetched>> + Send + 'a>>;

/// Who fetches the keys of a provider: bounded in time and size, from addresses that are allowed.
pub trait KeyFetcher: Send + Sync {
    /// Fetches them.
    fn fetch<'a>(&'a self, provider: &'a ProviderUrl) -> FetchingKeys<'a>;
}

/// What was fetched.
#[derive(Default)]
pub struct FetchedKeys {
    fetcher: OnceLock<Box<dyn KeyFetcher>>,
    by_provider: Mutex<HashMap<ProviderUrl, Arc<Slot>>>,
}

/// The keys of one provider.
#[derive(Default)]
struct Slot {
    kept: Mutex<Kept>,
    /// Whoever holds it fetches; who needs what is being fetched waits, and nobody else.
    fetching: tokio::sync::Mutex<()>,
}

/// What is there, and when it was tried last.
#[derive(Clone, Default)]
struct Kept {
    tried: Option<Timestamp>,
    fetched: Option<(Timestamp, Arc<KeySet>)>,
}

impl Kept {
    /// The keys that still serve.
    fn serving(&self, now: Timestamp) -> Option<Arc<KeySet>> {
        let (at, keys) = self.fetched.as_ref()?;
        (now.secs().saturating_sub(at.secs()) < SERVE).then(|| Arc::clone(keys))
    }

    /// What is answered without asking the provider; nothing if it has to be asked.
    fn answer(&self, anew: bool, now: Timestamp) -> Option<Result<Arc<KeySet>, KeysNotFetched>> {
        let serving = self.serving(now);
        if serving.is_some() && !anew {
            return serving.map(Ok);
        }
        // A provider that is away, or that does not have the key that a token names, is not asked for each token that says so.
        let rests = self.tried.is_some_and(|tried| now.secs().saturating_sub(tried.secs()) < REST);
        rests.then(|| serving.ok_or(KeysNotFetched))
    }
}

impl Slot {
    fn kept(&self) -> Kept {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    /// Whether nothing is lost by forgetting it.
    fn is_old(&self, now: Timestamp) -> bool {
        let rests = |tried: Timestamp| now.secs().saturating_sub(tried.secs()) < REST;
        self.fetching.try_lock().is_ok() && !self.kept().tried.is_some_and(rests)
    }
}

impl FetchedKeys {
    /// Lets keys be fetched.
    pub fn allow(&self, fetcher: Box<dyn KeyFetcher>) {
        let _ = self.fetcher.set(fetcher);
    }

    /// The keys of a provider: none, if none may be fetched. With `anew`, others than those that were there a while ago.
    ///
    /// # Errors
    /// If they cannot be fetched.
    pub async fn of(
        &self,
        provider: &ProviderUrl,
        anew: bool,
        now: Timestamp,
    ) -> Result<Option<Arc<KeySet>>, KeysNotFetched> {
        let Some(fetcher) = self.fetcher.get() else { return Ok(None) };
        let slot = self.slot(provider, now);
        if let Some(answer) = slot.kept().answer(anew, now) {
            return answer.map(Some);
        }
        let _fetching = slot.fetching.lock().await;
        // Somebody else may have asked meanwhile.
        let kept = slot.kept();
        if let Some(answer) = kept.answer(anew, now) {
            return answer.map(Some);
        }
        let keys = fetcher.fetch(provider).await.map(Arc::new);
        // What there was goes on to serve while the provider is away, but not for ever.
        let fetched = match &keys {
            Ok(keys) => Some((now, Arc::clone(keys))),
            Err(_) => kept.fetched.filter(|(at, _)| now.secs().saturating_sub(at.secs()) < SERVE),
        };
        slot.keep(Kept { tried: Some(now), fetched });
        keys.map(Some)
    }

    fn slot(&self, provider: &ProviderUrl, now: Timestamp) -> Arc<Slot> {
        let mut slots = self.by_provider.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST && !slots.contains_key(provider) {
            slots.retain(|_, slot| !slot.is_old(now));
        }
        Arc::clone(slots.entry(provider.clone()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use model::Timestamp;
    use oidc::KeySet;

    use super::{FetchedKeys, FetchingKeys, KeyFetcher, KeysNotFetched, REST, SERVE};

    const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

    /// Counts how often it is asked, and fails on demand.
    struct Counting(Arc<AtomicU64>, Arc<AtomicU64>);

    impl KeyFetcher for Counting {
        fn fetch<'a>(&'a self, _: &'a model::ProviderUrl) -> FetchingKeys<'a> {
            self.0.fetch_add(1, Ordering::SeqCst);
            let fails = self.1.load(Ordering::SeqCst) > 0;
            Box::pin(async move {
                tokio::task::yield_now().await;
                if fails { Err(KeysNotFetched) } else { Ok(KeySet::parse(KEYS.as_bytes()).unwrap()) }
            })
        }
    }

    #[tokio::test]
    async fn r24_keys_are_fetched_by_one_at_a_time_and_kept() {
        let (asked, fails) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let fetched = Arc::new(FetchedKeys::default());
        let provider: model::ProviderUrl = "a.example".parse().unwrap();
        let at = Timestamp::from_secs;
        assert!(fetched.of(&provider, false, at(0)).await.unwrap().is_none(), "off unless it is allowed");
        fetched.allow(Box::new(Counting(Arc::clone(&asked), Arc::clone(&fails))));

        let many = (0..20).map(|_| {
            let (fetched, provider) = (Arc::clone(&fetched), provider.clone());
            tokio::spawn(async move { fetched.of(&provider, false, at(1_000)).await.is_ok() })
        });
        for one in many.collect::<Vec<_>>() {
            assert!(one.await.unwrap());
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        // A token with a key that is not known asks again, but not each time.
        for (anew, secs, times) in [
            (true, 1_000 + REST - 1, 1),
            (true, 1_000 + REST, 2),
            (true, 1_000 + REST + 1, 2),
            (false, 1_000 + REST + SERVE - 1, 2),
            (false, 1_000 + REST + SERVE, 3),
        ] {
            assert!(fetched.of(&provider, anew, at(secs)).await.is_ok());
            assert_eq!(asked.load(Ordering::SeqCst), times, "{anew} {secs}");
        }
        fails.store(1, Ordering::SeqCst);
        let later = 1_000 + REST + 2 * SERVE + 1;
        for (secs, times) in [(later, 4), (later + REST - 1, 4), (later + REST, 5)] {
            assert_eq!(fetched.of(&provider, false, at(secs)).await, Err(KeysNotFetched));
            assert_eq!(asked.load(Ordering::SeqCst), times, "{secs}");
        }
    }

    #[tokio::test]
    async fn r24_a_provider_that_is_away_is_not_asked_for_each_token_with_an_unknown_key() {
        let (asked, fails) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let fetched = FetchedKeys::default();
        fetched.allow(Box::new(Counting(Arc::clone(&asked), Arc::clone(&fails))));
        let provider: model::ProviderUrl = "a.example".parse().unwrap();
        let at = Timestamp::from_secs;
        assert!(fetched.of(&provider, false, at(1_000)).await.is_ok());
        fails.store(1, Ordering::SeqCst);
        let away = 1_000 + REST;
        assert_eq!(fetched.of(&provider, true, at(away)).await, Err(KeysNotFetched));
        for secs in away..away + REST {
            // The keys that are known go on to serve, and to say that they are all.
            assert!(fetched.of(&provider, true, at(secs)).await.unwrap().is_some(), "{secs}");
            assert!(fetched.of(&provider, false, at(secs)).await.unwrap().is_some(), "{secs}");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        assert_eq!(fetched.of(&provider, true, at(away + REST)).await, Err(KeysNotFetched));
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }
}
