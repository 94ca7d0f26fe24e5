//! Sites behind a proxy that asks: tickets, passes, and whom policies let in (rule R29). The clock is in the test's hand.

use std::time::Duration;

use model::Host;
use service::operator::{Operator, RegisterService};
use service::other_services::{Entered, ForwardAuth, Site, SiteIdentity, SiteRefused};
use service::records::ServedAccounts;
use service::signin::EndConsoleSession;
use service::{Caller, Error, call};

use crate::terminals::{origin, sign_in};
use crate::world::{Account, Keys, Phone, World};

const HOST: &str = "wiki.example.com";
const MAY: &str = r#"{"Statement":{"Effect":"Allow","Action":"bartizan:ForwardAuth","Resource":"arn:aws:bartizan::*:service/wiki"}}"#;
const STATE: &str = "what this browser has";

/// A wiki, and alice, who may see it and is signed in to the console.
struct Wiki {
    world: World,
    account: Account,
    phone: (String, Phone),
    cookie: String,
}

impl Wiki {
    async fn open(policy: &str, mfa: bool) -> Self {
        let world = World::new().await;
        let account = world.account().await;
        world.user(&account.admin, "alice").await;
        let fields = [("UserName", "alice"), ("Password", crate::terminals::PASSWORD)];
        world.iam(&account.admin, "CreateLoginProfile", &fields).await.ok();
        let fields = [("UserName", "alice"), ("PolicyName", "may"), ("PolicyDocument", policy)];
        world.iam(&account.admin, "PutUserPolicy", &fields).await.ok();
        let phone = match mfa {
            true => world.enabled(&account.admin, "alice", "phone").await,
            false => (String::new(), Phone::new(&"A".repeat(64))),
        };
        world.wait(3_600);
        let device = mfa.then_some((phone.0.as_str(), &phone.1));
        let opened = sign_in(&world, &account, device).await;
        let wiki = Self { world, account, phone, cookie: opened.cookie.expose().clone() };
        wiki.register(&wiki.account, ServedAccounts::Own, &[HOST, "docs.example.com"]).await;
        wiki
    }

    async fn register(&self, whose: &Account, accounts: ServedAccounts, hosts: &[&str]) {
        let wanted = RegisterService {
            account: whose.id.parse().unwrap(),
            name: "wiki".parse().unwrap(),
            hosts: hosts.iter().map(|host| host.parse().unwrap()).collect(),
            signing_services: Vec::new(),
            accounts,
            unsigned_bodies: false,
            vouches: false,
        };
        self.world.service.register_service(Operator { uid: 0 }, &wanted, self.world.tick()).await.unwrap();
    }

    async fn remove(&self) {
        let named = (self.account.id.parse().unwrap(), &"wiki".parse().unwrap());
        self.world.service.remove_service(Operator { uid: 0 }, named, self.world.tick()).await.unwrap();
    }

    async fn caller(&self) -> Option<Caller> {
        self.world.service.caller_of_session(&self.cookie, self.world.now()).await.unwrap()
    }

    async fn site(&self, host: &str) -> Option<Site> {
        self.world.service.site(&host.parse::<Host>().unwrap()).await.unwrap()
    }

    async fn ticket(&self, host: &str, path: &str) -> String {
        let (caller, site) = (self.caller().await.unwrap(), self.site(host).await.unwrap());
        let ticket = self.world.service.site_ticket(&caller, &site, (path, STATE), self.world.now());
        ticket.unwrap().unwrap()
    }

    async fn enter(&self, host: &str, ticket: &str, state: &str) -> Option<Result<Entered, SiteRefused>> {
        let site = self.site(host).await.unwrap();
        self.world.service.enter_site(site, (ticket, state), &origin(), self.world.tick()).await.unwrap()
    }

    async fn pass(&self) -> String {
        let ticket = self.ticket(HOST, "/page").await;
        self.enter(HOST, &ticket, STATE).await.unwrap().unwrap().pass
    }

    /// Who a pass says it is; none if it is nobody's.
    async fn shown(
        &self,
        host: &str,
        pass: &str,
    ) -> Option<Result<Result<SiteIdentity, SiteRefused>, Error>> {
        let site = self.site(host).await?;
        let service = &self.world.service;
        let caller = service.caller_of_pass(pass, &site, self.world.now()).await.unwrap()?;
        Some(call(service, &caller, &origin(), self.world.now(), &ForwardAuth { site }).await)
    }

    async fn is_in(&self, pass: &str) -> bool {
        matches!(self.shown(HOST, pass).await, Some(Ok(Ok(_))))
    }
}

#[tokio::test]
async fn a_ticket_becomes_a_pass_and_a_pass_says_who_it_is() {
    let wiki = Wiki::open(MAY, true).await;
    let ticket = wiki.ticket(HOST, "/page?x=1").await;
    let entered = wiki.enter(HOST, &ticket, STATE).await.unwrap().unwrap();
    assert_eq!(entered.path, "/page?x=1");
    let Some(Ok(Ok(who))) = wiki.shown(HOST, &entered.pass).await else { panic!("not in") };
    assert_eq!((who.remote_user.as_str(), who.user.as_str()), ("alice", "alice"));
    assert_eq!(who.arn, format!("arn:aws:iam::{}:user/alice", wiki.account.id));
    assert!(who.user_id.starts_with("AIDA") && who.account == wiki.account.id);
    let event = wiki.world.events(&wiki.account.id).await.pop().unwrap();
    assert_eq!(
        (&event["eventName"], &event["eventSource"]),
        (&"ForwardAuth".into(), &"bartizan.amazonaws.com".into())
    );
    assert_eq!(event["requestParameters"]["host"], HOST);
    let before = wiki.world.documents().await;
    for _ in 0..5 {
        assert!(wiki.is_in(&entered.pass).await);
    }
    assert_eq!(wiki.world.documents().await, before, "to look changes nothing");
}

#[tokio::test]
async fn r29_a_ticket_works_once_for_one_host_and_one_browser_and_not_for_long() {
    let wiki = Wiki::open(MAY, true).await;
    let ticket = wiki.ticket(HOST, "/").await;
    assert!(wiki.enter(HOST, &ticket, "another browser").await.is_none());
    assert!(wiki.enter(HOST, &ticket, "").await.is_none());
    assert!(
        wiki.enter("docs.example.com", &ticket, STATE).await.is_none(),
        "another host of the same service"
    );
    assert!(wiki.enter(HOST, "nonsense", STATE).await.is_none());
    let site = wiki.site(HOST).await.unwrap();
    let pass = wiki.pass().await;
    let as_pass = wiki.world.service.caller_of_pass(&ticket, &site, wiki.world.now()).await.unwrap();
    assert!(as_pass.is_none() && wiki.enter(HOST, &pass, STATE).await.is_none(), "each is what it is");
    assert!(wiki.enter(HOST, &ticket, STATE).await.is_some());
    assert!(wiki.enter(HOST, &ticket, STATE).await.is_none(), "once");
    let late = wiki.ticket(HOST, "/").await;
    wiki.world.wait(60);
    assert!(wiki.enter(HOST, &late, STATE).await.is_none());
    let ended = wiki.ticket(HOST, "/").await;
    let caller = wiki.caller().await.unwrap();
    call(&wiki.world.service, &caller, &origin(), wiki.world.now(), &EndConsoleSession { session_id: None })
        .await
        .unwrap();
    assert!(wiki.enter(HOST, &ended, STATE).await.is_none(), "of a session that ended meanwhile");
}

#[tokio::test]
async fn r29_a_ticket_that_two_bring_at_once_lets_one_in() {
    let wiki = Wiki::open(MAY, true).await;
    let ticket = wiki.ticket(HOST, "/").await;
    let entered = crate::passwords::join_all((0..6).map(|_| wiki.enter(HOST, &ticket, STATE))).await;
    assert_eq!(entered.iter().flatten().count(), 1);
}

#[tokio::test]
async fn a_pass_ends_with_the_session_of_the_console() {
    for end in
        ["sign out", "device taken away", "sessions ended", "password reset", "left alone", "site removed"]
    {
        let wiki = Wiki::open(MAY, true).await;
        let pass = wiki.pass().await;
        assert!(wiki.is_in(&pass).await);
        let admin: &Keys = &wiki.account.admin;
        match end {
            "sign out" => {
                let caller = wiki.caller().await.unwrap();
                let input = EndConsoleSession { session_id: None };
                call(&wiki.world.service, &caller, &origin(), wiki.world.now(), &input).await.unwrap();
            }
            "device taken away" => {
                let fields = [("UserName", "alice"), ("SerialNumber", wiki.phone.0.as_str())];
                wiki.world.iam(admin, "DeactivateMFADevice", &fields).await.ok();
            }
            "sessions ended" => {
                let whose = service::operator::Whose::User("alice".parse().unwrap());
                let account = wiki.account.id.parse().unwrap();
                wiki.world
                    .service
                    .end_sessions(Operator { uid: 0 }, account, &whose, wiki.world.tick())
                    .await
                    .unwrap();
            }
            "password reset" => {
                let fields = [("UserName", "alice"), ("Password", "Another-Horse-9")];
                wiki.world.iam(admin, "UpdateLoginProfile", &fields).await.ok();
            }
            "left alone" => wiki.world.wait(3_601),
            _ => wiki.remove().await,
        }
        assert!(!wiki.is_in(&pass).await, "{end}");
    }
}

#[tokio::test]
async fn a_pass_goes_on_after_another_proof_and_pages_of_the_site_keep_it() {
    let wiki = Wiki::open(MAY, true).await;
    let pass = wiki.pass().await;
    // Another proof gives the session another id.
    wiki.world.wait(60);
    let caller = wiki.caller().await.unwrap();
    let code = wiki.phone.1.code(wiki.world.now()).parse().unwrap();
    let input = service::signin::ProveAgain {
        serial_number: wiki.phone.0.parse().unwrap(),
        authentication_code: code,
    };
    call(&wiki.world.service, &caller, &origin(), wiki.world.now(), &input).await.unwrap();
    assert!(wiki.caller().await.is_none(), "the old cookie");
    assert!(wiki.is_in(&pass).await && wiki.is_in(&pass).await);
    // Pages of the site are uses of the session, which are written by themselves.
    for _ in 0..4 {
        wiki.world.wait(30 * 60);
        let site = wiki.site(HOST).await.unwrap();
        let service = &wiki.world.service;
        let caller = service.caller_of_pass(&pass, &site, wiki.world.now()).await.unwrap().unwrap();
        service.note_at_site(&caller, wiki.world.now());
        service.every_minute(wiki.world.now()).await.unwrap();
    }
    wiki.world.wait(60 * 60 + 1);
    assert!(!wiki.is_in(&pass).await, "and nobody looked at one for an hour");
}

#[tokio::test]
async fn r29_without_mfa_or_permission_nobody_gets_in() {
    let wiki = Wiki::open(MAY, false).await;
    let ticket = wiki.ticket(HOST, "/").await;
    assert_eq!(wiki.enter(HOST, &ticket, STATE).await.unwrap().unwrap_err(), SiteRefused::NoMfa);

    let wiki = Wiki::open(&MAY.replace("service/wiki", "service/other"), true).await;
    let ticket = wiki.ticket(HOST, "/").await;
    let site = wiki.site(HOST).await.unwrap();
    let refused = wiki.world.service.enter_site(site, (&ticket, STATE), &origin(), wiki.world.tick()).await;
    let said = refused.unwrap_err().message(service::Api::Iam);
    assert!(
        said.contains("bartizan:ForwardAuth on resource: arn:aws:bartizan::")
            && said.contains(":service/wiki"),
        "{said}"
    );
    let event = wiki.world.events(&wiki.account.id).await.pop().unwrap();
    assert_eq!((&event["eventName"], &event["errorCode"]), (&"ForwardAuth".into(), &"AccessDenied".into()));

    // What policies take away is gone at the next look.
    let wiki = Wiki::open(MAY, true).await;
    let pass = wiki.pass().await;
    wiki.world
        .iam(&wiki.account.admin, "DeleteUserPolicy", &[("UserName", "alice"), ("PolicyName", "may")])
        .await
        .ok();
    assert!(!wiki.is_in(&pass).await);
}

#[tokio::test]
async fn r29_people_of_other_accounts_see_a_site_only_where_the_operator_said_so() {
    let wiki = Wiki::open(MAY, true).await;
    let owner = wiki.world.account().await;
    wiki.remove().await;
    wiki.register(&owner, ServedAccounts::Own, &[HOST]).await;
    let ticket = wiki.ticket(HOST, "/").await;
    assert_eq!(wiki.enter(HOST, &ticket, STATE).await.unwrap().unwrap_err(), SiteRefused::AccountNotServed);
    wiki.register(&owner, ServedAccounts::All, &[HOST]).await;
    let pass = wiki.pass().await;
    let Some(Ok(Ok(who))) = wiki.shown(HOST, &pass).await else { panic!("not in") };
    // An alice of another account is not the site's own alice.
    assert_eq!(who.remote_user, format!("arn:aws:iam::{}:user/alice", wiki.account.id));
    assert_eq!(who.user, "alice");
    wiki.world.wait(Duration::from_secs(1).as_secs());
    wiki.register(&owner, ServedAccounts::Own, &[HOST]).await;
    assert!(!wiki.is_in(&pass).await, "at once");
}
