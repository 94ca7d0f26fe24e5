//! Small things that every request is made of, on one thread.

use std::hint::black_box;

use mfa::{Clock, Parameters, Reach, Seed, Totp};
use model::Timestamp;
use policy::{
    Applied, Context, Kind, Policies, Policy, Principal, PrincipalKind, Request, Source, Values, decide,
};
use sigv4::sign::Signer;
use sigv4::{BodyHash, Head, Rules, SigningKey, claim};

use crate::door::Door;
use crate::{Result, clock, figures};

/// Microseconds a call.
pub struct Micro {
    /// Two codes sought among 2,001 steps.
    pub pair: f64,
    /// A signature verified, the key derived before.
    pub verify: f64,
    /// A decision about an administrator.
    pub decide: f64,
    /// ListMFADevices, from its head to the bytes of its answer.
    pub list: f64,
    /// GetCallerIdentity, the same.
    pub identity: f64,
}

/// The median of several runs of so many calls.
fn micros(calls: u32, mut call: impl FnMut()) -> f64 {
    let run = |_| {
        let start = clock::processor();
        (0..calls).for_each(|_| call());
        (clock::processor() - start).as_secs_f64() * 1e6 / f64::from(calls)
    };
    figures::median((0..9).map(run).collect())
}

/// Measures all of them.
pub fn measure() -> Result<Micro> {
    let now = Timestamp::from_secs(1_800_000_000);
    let door = Door::open()?;
    door.list()?;
    door.identity()?;
    Ok(Micro {
        pair: pair(now),
        verify: verify(now)?,
        decide: decision()?,
        list: micros(10_000, || drop(black_box(door.list()))),
        identity: micros(10_000, || drop(black_box(door.identity()))),
    })
}

fn pair(now: Timestamp) -> f64 {
    let totp = Totp::new(&Seed::from_bytes([7; 40]), Parameters::VIRTUAL);
    let step = now.secs() / 30;
    let (code1, code2) = (totp.authentication_code_at(step - 1), totp.authentication_code_at(step));
    let known = Clock::default();
    micros(100, || {
        black_box(known.find_pair(&totp, black_box(code1), code2, now, Reach::Full));
    })
}

fn verify(now: Timestamp) -> Result<f64> {
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    let body = b"Action=ListMFADevices&Version=2010-05-08&UserName=reader";
    let mut headers = vec![
        ("host", b"localhost:7800".to_vec()),
        ("content-type", b"application/x-www-form-urlencoded; charset=utf-8".to_vec()),
    ];
    let plain: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    let head = Head { method: "POST", path: "/", query: "", headers: &plain };
    let signer = Signer::new("AKIDEXAMPLE", SECRET, "eu-west-1", "iam");
    let added = signer.headers(&head, &BodyHash::of(body), now).map_err(|refusal| refusal.to_string())?;
    headers.extend(added.into_iter().map(|(name, value)| (name, value.into_bytes())));
    let plain: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    let head = Head { method: "POST", path: "/", query: "", headers: &plain };
    let services = ["iam"];
    let rules = Rules::of(&services);
    let first = claim(&head, &rules)
        .and_then(|claim| claim.check_time(now))
        .map_err(|refusal| refusal.to_string())?;
    let key = SigningKey::derive(SECRET, first.date(), first.region(), first.service());
    first.verify(&BodyHash::of(body), &key).map_err(|refusal| refusal.to_string())?;
    Ok(micros(10_000, || {
        let claimed = claim(black_box(&head), &rules).and_then(|claim| claim.check_time(now));
        let _ = black_box(claimed.and_then(|claim| claim.verify(&BodyHash::of(black_box(body)), &key)));
    }))
}

/// Nothing that a policy asks for: an administrator's asks for nothing.
struct Silent;

impl Context for Silent {
    fn values(&self, _: &str) -> Option<Values<'_>> {
        None
    }
}

fn decision() -> Result<f64> {
    const ADMINISTRATOR: &str =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let policy = Policy::parse(ADMINISTRATOR, Kind::Managed).map_err(|malformed| malformed.to_string())?;
    let identity =
        [Applied { policy: &policy, source: Source::Managed { arn: policy::ADMINISTRATOR_ACCESS } }];
    let policies = Policies { identity: &identity, ..Policies::default() };
    let principal = Principal {
        account: "123456789012",
        arn: "arn:aws:iam::123456789012:user/admin",
        id: "AIDACKCEVSQ6C2EXAMPLE",
        session: None,
        kind: PrincipalKind::User,
    };
    let request = Request {
        action: "iam:ListMFADevices",
        resource: "arn:aws:iam::123456789012:user/division/alice",
        context: &Silent,
    };
    Ok(micros(100_000, || {
        black_box(decide(black_box(&principal), principal.account, black_box(&request), &policies));
    }))
}
