//! What the service knows of calls, as far as it matters here.

use std::convert::Infallible;

use model::{Secret, Timestamp};

/// A call to be placed.
#[derive(Clone, Debug)]
pub struct CallToPlace {
    id: String,
    nonce: Secret<String>,
    to: String,
    language: Option<String>,
    until: Timestamp,
}

impl CallToPlace {
    /// A call to a number, in a language, that is worth nothing after a moment.
    pub fn new(id: &str, nonce: Secret<String>, to: &str, language: Option<&str>, until: Timestamp) -> Self {
        Self { id: id.to_owned(), nonce, to: to.to_owned(), language: language.map(str::to_owned), until }
    }

    /// What names it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What its callbacks are known by: 128 random bits that nobody but the provider is told (rule R25).
    pub const fn nonce(&self) -> &Secret<String> {
        &self.nonce
    }

    /// The number, in the international form (E.164).
    pub fn to(&self) -> &str {
        &self.to
    }

    /// The language of the browser that asks for it.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// When it is worth nothing any more.
    pub const fn until(&self) -> Timestamp {
        self.until
    }
}

/// What a callback says of its call: all of it must match the stored one (rule R25).
#[derive(Clone, Copy)]
pub struct CallFacts<'a> {
    /// Out of the URL.
    pub nonce: &'a str,
    /// The provider's name of the call.
    pub call_id: &'a str,
    /// The number that was called.
    pub to: &'a str,
    /// What was typed.
    pub digits: Option<&'a str>,
}

// Nonce and digits let somebody in.
impl std::fmt::Debug for CallFacts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallFacts").field("call_id", &self.call_id).finish_non_exhaustive()
    }
}

/// What is said next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallTurn {
    /// What to type.
    Ask {
        /// In which language.
        language: Option<String>,
        /// How often something may be typed.
        tries_left: u8,
    },
    /// That it was wrong, and what to type.
    AskAgain {
        /// In which language.
        language: Option<String>,
        /// How often something may still be typed.
        tries_left: u8,
    },
    /// That it was right.
    Right {
        /// In which language.
        language: Option<String>,
    },
    /// That the call is worth nothing any more.
    Over {
        /// In which language.
        language: Option<String>,
    },
}

/// Who decides about calls.
pub trait Calls: Send + Sync + 'static {
    /// Why it could not.
    type Error: std::error::Error + Send;

    /// Calls that are due, so many at most.
    fn calls_due(
        &self,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<CallToPlace>, Self::Error>> + Send;
    /// A provider has placed a call, and calls it this.
    fn call_placed(
        &self,
        call: &CallToPlace,
        call_id: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// No provider would.
    fn call_failed(
        &self,
        call: &CallToPlace,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Somebody answered the phone.
    fn call_answered(
        &self,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<CallTurn, Self::Error>> + Send;
    /// Somebody typed.
    fn call_keyed(
        &self,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<CallTurn, Self::Error>> + Send;
    /// The call has ended, whether or not somebody answered.
    fn call_ended(
        &self,
        facts: &CallFacts<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// An installation in which nothing asks for calls: none is due, and every callback is about a call that is over.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCalls;

impl Calls for NoCalls {
    type Error = Infallible;

    async fn calls_due(&self, _: usize, _: Timestamp) -> Result<Vec<CallToPlace>, Infallible> {
        Ok(Vec::new())
    }

    async fn call_placed(&self, _: &CallToPlace, _: &str, _: Timestamp) -> Result<(), Infallible> {
        Ok(())
    }

    async fn call_failed(&self, _: &CallToPlace, _: Timestamp) -> Result<(), Infallible> {
        Ok(())
    }

    async fn call_answered(&self, _: &CallFacts<'_>, _: Timestamp) -> Result<CallTurn, Infallible> {
        Ok(CallTurn::Over { language: None })
    }

    async fn call_keyed(&self, _: &CallFacts<'_>, _: Timestamp) -> Result<CallTurn, Infallible> {
        Ok(CallTurn::Over { language: None })
    }

    async fn call_ended(&self, _: &CallFacts<'_>, _: Timestamp) -> Result<(), Infallible> {
        Ok(())
    }
}
