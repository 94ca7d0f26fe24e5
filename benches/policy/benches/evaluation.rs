//! How long a decision takes, beside Cedar with the same permissions: `cargo bench` in this folder.

use std::borrow::Cow;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use bartizan_policy_benches::{cedar, iam, request};
use cedar_policy::{
    Authorizer, Context as CedarContext, Decision, Entities, EntityUid, PolicySet, Request as CedarRequest,
};
use policy::{
    Applied, Context, Kind, Policies, Policy, Principal, PrincipalKind, Request, Source, Values, decide,
};

const ROUNDS: usize = 9;
const CALLS: u32 = 20_000;

/// What a caller with MFA is known by.
struct Caller;

impl Context for Caller {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        Some(Values::One(Cow::Borrowed(match key {
            "aws:username" => request::USER,
            "aws:principaltag/team" => request::TEAM,
            "aws:multifactorauthpresent" => "true",
            _ => return None,
        })))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let texts = iam();
    let (mut ours, mut compiling, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let policies = texts.iter().map(|text| Policy::parse(text, Kind::Managed)).collect::<Result<Vec<_>, _>>();
    let policies = policies.map_err(|malformed| malformed.to_string())?;
    let statements: usize = policies.iter().map(|policy| policy.statements().len()).sum();
    let peer = Peer::new()?;
    assert!(decides(&policies) && peer.decides(), "both allow what is asked");
    // In turns, so that whatever else the machine does falls on both.
    for _ in 0..ROUNDS {
        ours.push(micros(CALLS, || {
            black_box(decides(black_box(&policies)));
        }));
        theirs.push(micros(CALLS / 10, || {
            black_box(peer.decides());
        }));
        compiling.push(micros(CALLS / 100, || {
            for text in &texts {
                drop(black_box(Policy::parse(black_box(text), Kind::Managed)));
            }
        }));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "{} policies, {statements} statements, the self-management policy among them; medians of {ROUNDS} rounds",
        texts.len()
    );
    println!("| | µs |\n|---|--:|");
    println!("| a decision | {ours:.2} |");
    println!("| Cedar, the same permissions | {theirs:.2} |");
    println!("| ratio | {:.1} |", theirs / ours);
    println!("| compiling the five policies, once | {:.0} |", median(compiling));
    Ok(())
}

fn decides(policies: &[Policy]) -> bool {
    let applied: Vec<_> = policies
        .iter()
        .map(|policy| Applied { policy, source: Source::Managed { arn: "arn:aws:iam::aws:policy/x" } })
        .collect();
    let principal = Principal {
        account: "123456789012",
        arn: request::RESOURCE,
        id: "AIDACKCEVSQ6C2EXAMPLE",
        session: None,
        kind: PrincipalKind::User,
    };
    let asked = Request { action: request::ACTION, resource: request::RESOURCE, context: &Caller };
    let policies = Policies { identity: &applied, ..Policies::default() };
    decide(&principal, principal.account, &asked, &policies).is_allowed()
}

/// Cedar, with its policies parsed.
struct Peer {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    request: CedarRequest,
}

impl Peer {
    fn new() -> Result<Self, Box<dyn Error>> {
        let uid = |text: &str| text.parse::<EntityUid>();
        let context = CedarContext::from_json_str(
            &format!(
                r#"{{"resource":"{0}","own":"{0}","action":"{1}","team":"{2}","mfa":true}}"#,
                request::RESOURCE,
                request::ACTION,
                request::TEAM
            ),
            None,
        )?;
        let action = uid(&format!("Action::\"{}\"", request::ACTION))?;
        let request =
            CedarRequest::new(uid("User::\"alice\"")?, action, uid("Resource::\"user\"")?, context, None)?;
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: cedar().parse()?,
            entities: Entities::empty(),
            request,
        })
    }

    fn decides(&self) -> bool {
        let answer = self.authorizer.is_authorized(&self.request, &self.policies, &self.entities);
        answer.decision() == Decision::Allow
    }
}

/// Microseconds a call.
fn micros(calls: u32, mut call: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..calls).for_each(|_| call());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
