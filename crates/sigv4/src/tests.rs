//! A request that can be changed and verified, and what its tests have in common.

mod clients;
mod mutations;
mod oracle;
mod order;
mod r6;
mod refusals;
mod strangers;
mod vectors;

use std::time::Duration;

use model::Timestamp;

use crate::sign::Signer;
use crate::{BodyHash, Claim, Head, Refusal, Rules, SigningKey, Verified, claim};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const RULES: Rules<'static> = Rules::of(&["iam"]);
const NOW: Timestamp = Timestamp::from_secs(1_440_938_160); // 20150830T123600Z
const FORM: &[u8] = b"Action=ListMFADevices&Version=2010-05-08&UserName=Zo%C3%AB";

/// A request that owns what it is made of.
#[derive(Clone, Debug)]
struct Request {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    /// What boto3 would send, unsigned.
    fn unsigned() -> Self {
        let headers = [
            ("host", "iam.example.com"),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("user-agent", "Boto3/1.43.11"),
        ];
        Self {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.into())).into(),
            body: FORM.to_vec(),
        }
    }

    fn signed() -> Self {
        Self::unsigned().sign(&signer())
    }

    /// A presigned GetCallerIdentity, as it is handed to others to prove who one is.
    fn presigned() -> Self {
        Self {
            method: "GET".to_owned(),
            query: "Action=GetCallerIdentity&Version=2011-06-15".to_owned(),
            headers: vec![("host".to_owned(), b"iam.example.com".to_vec())],
            body: Vec::new(),
            ..Self::unsigned()
        }
        .presign(&signer(), Duration::from_secs(60))
    }

    fn sign(mut self, signer: &Signer<'_>) -> Self {
        let body = BodyHash::of(&self.body);
        let added = self.with_head(|head| signer.headers(head, &body, NOW)).expect("it can be signed");
        self.headers.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())));
        self
    }

    fn presign(mut self, signer: &Signer<'_>, lifetime: Duration) -> Self {
        let body = BodyHash::of(&self.body);
        let query = self.with_head(|head| signer.presigned_query(head, &body, NOW, lifetime));
        self.query = query.expect("it can be signed");
        self
    }

    fn with_head<T>(&self, read: impl FnOnce(&Head<'_>) -> T) -> T {
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
        read(&Head { method: &self.method, path: &self.path, query: &self.query, headers: &headers })
    }

    fn with_claim<T>(
        &self,
        rules: &Rules<'_>,
        now: Timestamp,
        read: impl FnOnce(&Claim<'_>) -> T,
    ) -> Result<T, Refusal> {
        self.with_head(|head| Ok(read(&claim(head, rules)?.check_time(now)?)))
    }

    /// Every step, with the key of [`SECRET`].
    fn verify_at(&self, rules: &Rules<'_>, now: Timestamp) -> Result<Verified, Refusal> {
        let body = BodyHash::of(&self.body);
        self.with_claim(rules, now, |claim| claim.verify(&body, &key_for(claim)))?
    }

    fn verify(&self) -> Result<Verified, Refusal> {
        self.verify_at(&RULES, NOW)
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    fn replace(self, name: &str, old: &str, new: &str) -> Self {
        let values = self.headers.iter().filter(|(other, _)| other == name);
        let old_value =
            values.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).collect::<String>();
        assert!(old_value.contains(old), "{old_value} has no {old}");
        self.without(name).header(name, &old_value.replace(old, new))
    }

    fn replace_in_query(mut self, old: &str, new: &str) -> Self {
        assert!(self.query.contains(old), "{} has no {old}", self.query);
        self.query = self.query.replace(old, new);
        self
    }
}

fn signer() -> Signer<'static> {
    Signer::new("AKIDEXAMPLE", SECRET, "eu-west-1", "iam")
}

fn key_for(claim: &Claim<'_>) -> SigningKey {
    SigningKey::derive(SECRET, claim.date(), claim.region(), claim.service())
}

#[test]
fn a_signed_request_says_who_signed_it() {
    let signer = Signer { session_token: Some("a/token+=="), ..signer() };
    for (form, request) in [
        ("headers", Request::unsigned().sign(&signer)),
        ("the query", Request::unsigned().presign(&signer, Duration::from_secs(900))),
    ] {
        let told = request.with_claim(&RULES, NOW, |claim| {
            assert_eq!(claim.is_presigned(), form == "the query");
            let token = claim.session_token().map(str::to_owned);
            ([claim.access_key_id(), claim.date(), claim.region(), claim.service()].map(str::to_owned), token)
        });
        let scope = ["AKIDEXAMPLE", "20150830", "eu-west-1", "iam"].map(str::to_owned);
        assert_eq!(told, Ok((scope, Some("a/token+==".to_owned()))), "in {form}");
        assert_eq!(request.verify().map(Verified::signed_at), Ok(NOW), "in {form}");
    }
}

#[test]
fn where_there_are_two_clocks_one_that_a_request_is_timely_by_is_enough() {
    let year = NOW.after(Duration::from_hours(24 * 365));
    for request in [Request::signed(), Request::presigned()] {
        let check = |now, other| {
            request.with_head(|head| {
                claim(head, &RULES)?.check_time_by(now, other).map(|claim| claim.signed_at())
            })
        };
        for (now, other, is_timely) in [
            (NOW, None, true),
            (NOW, Some(year), true),
            (year, Some(NOW), true),
            (year, Some(year), false),
            (year, None, false),
            (Timestamp::default(), Some(year), false),
        ] {
            assert_eq!(check(now, other).is_ok(), is_timely, "{now:?} {other:?}");
        }
    }
}

#[test]
fn r7_nothing_secret_shows_when_a_value_is_printed() {
    let signer = Signer { session_token: Some("SESSIONTOKEN"), ..signer() };
    for request in
        [Request::unsigned().sign(&signer), Request::unsigned().presign(&signer, Duration::from_secs(60))]
    {
        let head = request.with_head(|head| format!("{head:?}"));
        let shown = request.with_claim(&RULES, NOW, |claim| format!("{claim:?} {:?}", key_for(claim)));
        let shown = format!("{head} {}", shown.expect("it is well-formed"));
        for secret in ["SESSIONTOKEN", SECRET, "Signature="] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
