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
    by_provider: Mutex<HashMap<ProviderUrl, Slot>>,
}

/// The keys of one provider: whoever holds it fetches, and others wait.
type Slot = Arc<tokio::sync::Mutex<Option<Fetched>>>;

struct Fetched {
    at: Timestamp,
    keys: Option<Arc<KeySet>>,
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
        let mut kept = slot.lock().await;
        if let Some(fetched) = kept.as_ref() {
            let age = now.secs().saturating_sub(fetched.at.secs());
            let serves = if anew || fetched.keys.is_none() { REST } else { SERVE };
            if age < serves {
                return fetched.keys.clone().map(Some).ok_or(KeysNotFetched);
            }
        }
        let keys = fetcher.fetch(provider).await;
        // What there was goes on to serve while the provider is away, but not for ever.
        let former = kept.take().filter(|former| now.secs().saturating_sub(former.at.secs()) < SERVE);
        match keys {
            Ok(keys) => {
                let keys = Arc::new(keys);
                *kept = Some(Fetched { at: now, keys: Some(Arc::clone(&keys)) });
                Ok(Some(keys))
            }
            Err(failed) => {
                *kept = Some(former.unwrap_or(Fetched { at: now, keys: None }));
                Err(failed)
            }
        }
    }

    fn slot(&self, provider: &ProviderUrl, now: Timestamp) -> Slot {
        let mut slots = self.by_provider.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST && !slots.contains_key(provider) {
            let is_old = |slot: &Slot| {
                slot.try_lock().is_ok_and(|kept| {
                    kept.as_ref().is_none_or(|kept| now.secs().saturating_sub(kept.at.secs()) >= REST)
                })
            };
            slots.retain(|_, slot| !is_old(slot));
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
}
