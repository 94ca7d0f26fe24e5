//! The table of operations, made from the only list there is.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use model::input::Rejected;
use model::{Form, Timestamp};
use service::figures::{OperationAnswers, Requests};
use service::{
    AnswerHead, Api, BESIDE, Beside, Caller, Error, Operation, Origin, Protocol, Registry, Service, Sort,
    Support, prove_identity, register,
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

/// What an operation answers: the body, and what its head says.
pub struct Answered {
    pub head: AnswerHead,
    pub body: String,
}

/// A request to an operation, by whoever its input proves.
pub struct Unsigned<'a> {
    pub service: &'a Service,
    pub origin: &'a Origin,
    pub now: Timestamp,
    pub form: &'a Form<'a>,
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Answered, Error>> + Send + 'a>>;

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

impl Operations {
    /// The operation that the header `X-Amz-Target` of a service names which speaks JSON 1.1.
    pub fn of_target(&self, target: &str) -> Option<&Entry> {
        let (prefix, name) = target.rsplit_once('.')?;
        let entry = self.0.get(name).filter(|entry| entry.api.protocol() == Some(Protocol::Json11))?;
        (entry.api.target_prefix() == Some(prefix)).then_some(entry)
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

async fn run<O: Operation<Output: serde::Serialize>>(call: Call<'_>) -> Result<Answered, Error> {
    let input = read::<O>(call.form)?;
    answered::<O>(&call, &input).await
}

async fn run_unsigned<O: Operation<Output: serde::Serialize>>(call: Unsigned<'_>) -> Result<Answered, Error> {
    let Unsigned { service, origin, now, form } = call;
    let input = read::<O>(form)?;
    let caller = prove_identity(service, input.given_identity(), origin.address, now).await?;
    answered::<O>(&Call { service, caller: &caller, origin, now, form }, &input).await
}

async fn answered<O: Operation<Output: serde::Serialize>>(
    call: &Call<'_>,
    input: &O,
) -> Result<Answered, Error> {
    let output = service::call(call.service, call.caller, call.origin, call.now, input).await?;
    let body = match O::API.protocol() {
        Some(Protocol::RestJson | Protocol::Json11) => json::success(&output),
        Some(Protocol::Query) | None => xml::success(O::API, O::NAME, &output, &call.origin.request_id),
    };
    Ok(Answered { head: O::head(&output), body })
}

/// An operation, as documentation shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Row {
    /// The service.
    pub service: &'static str,
    /// The operation.
    pub name: &'static str,
    /// What it is about.
    pub area: &'static str,
    /// What policies call it.
    pub action: &'static str,
    /// How far it is here.
    pub support: RowSupport,
    /// Why it is refused, or not here; or the path that it is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<&'static str>,
    /// Whether it changes anything.
    pub changes: bool,
    /// The kinds of resource that policies can name in it.
    pub resources: &'static [&'static str],
    /// The condition keys that policies can ask about in it, beside the global ones.
    pub condition_keys: &'static [&'static str],
}

/// How far an operation is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowSupport {
    /// It does what it does at AWS.
    Full,
    /// It only makes sense inside AWS, and refuses as documented.
    Refused,
    /// Only pages of the console have it.
    Console,
    /// It is at a path of its own.
    Path,
    /// It is not here.
    None,
}

/// The operations that the API has, by service and name.
pub fn table() -> Vec<Row> {
    struct Rows {
        rows: Vec<Row>,
        area: &'static str,
    }
    impl Registry for Rows {
        fn area(&mut self, name: &'static str) {
            self.area = name;
        }

        fn add<O: Operation<Output: serde::Serialize>>(&mut self) {
            let (support, remark) = match O::SUPPORT {
                Support::Full => (RowSupport::Full, None),
                Support::Refused(why) => (RowSupport::Refused, Some(why)),
            };
            self.rows.push(Row {
                service: O::API.name(),
                name: O::NAME,
                area: self.area,
                action: O::ACTION,
                support,
                remark,
                changes: O::SORT == Sort::Change,
                resources: O::RESOURCES,
                condition_keys: O::CONDITION_KEYS,
            });
        }
    }
    let mut rows = Rows { rows: Vec::new(), area: "" };
    register(&mut rows);
    rows.rows.sort_by_key(|row| (row.service, row.name));
    rows.rows
}

/// The areas of these operations, in the order in which they are shown.
pub fn areas() -> Vec<&'static str> {
    struct Areas(Vec<&'static str>);
    impl Registry for Areas {
        fn area(&mut self, name: &'static str) {
            self.0.push(name);
        }

        fn add<O: Operation<Output: serde::Serialize>>(&mut self) {}
    }
    let mut areas = Areas(Vec::new());
    register(&mut areas);
    areas.0
}

/// The operations of AWS that the API does not have: service, name, how far they are here, and a remark.
pub fn beside() -> Vec<(&'static str, &'static str, RowSupport, Option<&'static str>)> {
    let row = |(action, beside): &(&'static str, Beside)| {
        let (service, name) = action.split_once(':')?;
        let (support, remark) = match *beside {
            Beside::Console => (RowSupport::Console, None),
            Beside::Path(path) => (RowSupport::Path, Some(path)),
            Beside::Nowhere(why) => (RowSupport::None, Some(why)),
        };
        Some((service, name, support, remark))
    };
    let mut rows: Vec<_> = BESIDE.iter().filter_map(row).collect();
    rows.sort_by_key(|(service, name, ..)| (*service, *name));
    rows
}
