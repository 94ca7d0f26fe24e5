//! The table of operations, made from the only list there is.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use model::input::Rejected;
use model::{Form, Timestamp};
use service::figures::{OperationAnswers, Requests};
use service::{
    Api, Caller, Error, Operation, Origin, Protocol, Registry, Service, Sort, prove_identity, register,
};

use crate::{json, xml};

/// A request to an operation, by a verified caller, and what its answer is written as.
pub struct Call<'a> {
    pub service: &'a Service,
    pub caller: &'a Caller,
    pub origin: &'a Origin,
    pub now: Timestamp,
    pub form: &'a Form<'a>,
}

/// A request to an operation, by whoever its input proves.
pub struct Unsigned<'a> {
    pub service: &'a Service,
    pub origin: &'a Origin,
    pub now: Timestamp,
    pub form: &'a Form<'a>,
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<String, Error>> + Send + 'a>>;

/// An operation, without its type.
pub struct Entry {
    pub api: Api,
    /// Where it counts what it answers.
    pub answers: Arc<OperationAnswers>,
    /// Whether its caller is known by what it holds, and by no signature.
    pub is_unsigned: bool,
    run: for<'a> fn(Call<'a>) -> Answer<'a>,
    run_unsigned: for<'a> fn(Unsigned<'a>) -> Answer<'a>,
}

impl Entry {
    /// Reads the input, runs the operation, writes the answer.
    pub fn run<'a>(&self, call: Call<'a>) -> Answer<'a> {
        (self.run)(call)
    }

    /// The same, for whoever is proven by the input.
    pub fn run_unsigned<'a>(&self, call: Unsigned<'a>) -> Answer<'a> {
        (self.run_unsigned)(call)
    }
}

/// Operations by name.
pub struct Operations(HashMap<&'static str, Entry>);

/// Fills the table; each operation is shown where it counts, once.
struct Filling<'f> {
    operations: HashMap<&'static str, Entry>,
    figures: &'f Requests,
}

impl Operations {
    /// All that there are, which count in these figures.
    pub fn all(figures: &Requests) -> Self {
        let mut filling = Filling { operations: HashMap::new(), figures };
        register(&mut filling);
        Self(filling.operations)
    }

    /// The operation of this name and version.
    pub fn find(&self, name: &str, version: &str) -> Option<&Entry> {
        let entry = self.0.get(name).filter(|entry| entry.api.protocol() == Some(Protocol::Query))?;
        (entry.api.version() == version).then_some(entry)
    }

    /// The operation at a path of a service that speaks REST-JSON: `/getPrimaryEmail` is GetPrimaryEmail.
    pub fn at_path(&self, path: &str) -> Option<&Entry> {
        let (first, rest) = path.strip_prefix('/')?.split_at_checked(1)?;
        if !first.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return None;
        }
        let entry = self.0.get([&first.to_ascii_uppercase(), rest].concat().as_str())?;
        (entry.api.protocol() == Some(Protocol::RestJson)).then_some(entry)
    }
}

impl Registry for Filling<'_> {
    fn add<O: Operation<Output: serde::Serialize>>(&mut self) {
        let answers = self.figures.of(O::ACTION);
        let entry = Entry {
            api: O::API,
            answers,
            is_unsigned: O::UNSIGNED,
            run: |call| Box::pin(run::<O>(call)),
            run_unsigned: |call| Box::pin(run_unsigned::<O>(call)),
        };
        self.operations.insert(O::NAME, entry);
    }
}

fn read<O: Operation>(form: &Form<'_>) -> Result<O, Error> {
    O::from_form(form).map_err(|rejected| match rejected {
        Rejected::Malformed => Error::MalformedInput,
        Rejected::Invalid(faults) => Error::Constraints(faults),
    })
}

async fn run<O: Operation<Output: serde::Serialize>>(call: Call<'_>) -> Result<String, Error> {
    let input = read::<O>(call.form)?;
    answered::<O>(&call, &input).await
}

async fn run_unsigned<O: Operation<Output: serde::Serialize>>(call: Unsigned<'_>) -> Result<String, Error> {
    let Unsigned { service, origin, now, form } = call;
    let input = read::<O>(form)?;
    let caller = prove_identity(service, input.given_identity(), origin.address, now).await?;
    answered::<O>(&Call { service, caller: &caller, origin, now, form }, &input).await
}

async fn answered<O: Operation<Output: serde::Serialize>>(
    call: &Call<'_>,
    input: &O,
) -> Result<String, Error> {
    let output = service::call(call.service, call.caller, call.origin, call.now, input).await?;
    Ok(match O::API.protocol() {
        Some(Protocol::RestJson) => json::success(&output),
        Some(Protocol::Query) | None => xml::success(O::API, O::NAME, &output, &call.origin.request_id),
    })
}

/// An operation, as documentation shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Row {
    /// The service.
    pub service: &'static str,
    /// The operation.
    pub name: &'static str,
    /// What policies call it.
    pub action: &'static str,
    /// Whether it changes anything.
    pub changes: bool,
    /// The kinds of resource that policies can name in it.
    pub resources: &'static [&'static str],
    /// The condition keys that policies can ask about in it, beside the global ones.
    pub condition_keys: &'static [&'static str],
}

/// The operations there are, by service and name.
pub fn table() -> Vec<Row> {
    struct Rows(Vec<Row>);
    impl Registry for Rows {
        fn add<O: Operation<Output: serde::Serialize>>(&mut self) {
            self.0.push(Row {
                service: O::API.name(),
                name: O::NAME,
                action: O::ACTION,
                changes: O::SORT == Sort::Change,
                resources: O::RESOURCES,
                condition_keys: O::CONDITION_KEYS,
            });
        }
    }
    let mut rows = Rows(Vec::new());
    register(&mut rows);
    rows.0.sort_by_key(|row| (row.service, row.name));
    rows.0
}
