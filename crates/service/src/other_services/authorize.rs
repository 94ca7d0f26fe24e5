//! Authorize: another service asks who sent it a request, and whether policies allow what is asked there.

use std::net::IpAddr;

use model::{ActionName, AddressText, Arn, Flag, Input, RegisteredServiceName, ResourceName, Text};
use policy::{Request, decide};

use super::answer::Authorization;
use super::described::{SignedRequest, VouchedSession};
use super::question::{ForeignQuestion, Said};
use super::subject::{Asking, NoSubject, Subject};
use crate::authorize::{Ask, Question};
use crate::dispatch::gathered;
use crate::error::{Invalid, InvalidInput, Missing};
use crate::iam::simulation::{ContextEntries, is_action};
use crate::operation::{Api, Operation, Sort};
use crate::{Context, Error, Halt, Origin, Transport};

/// Asks about a request, or about a session token.
#[derive(Debug, Input)]
pub struct Authorize {
    /// Which service asks, by the name that the operator registered.
    pub service: RegisteredServiceName,
    /// The request as the service received it.
    pub signed_request: Option<SignedRequest>,
    /// In place of it: a session token that the service vouches for.
    pub session: Option<VouchedSession>,
    /// What is asked for, `s3:GetObject`.
    pub action: ActionName,
    /// On what.
    pub resource: ResourceName,
    /// Condition keys of the service's own, and about the resource.
    pub context: Option<ContextEntries>,
    /// Where the request came from, for `aws:SourceIp`. Without it there is no such key.
    pub source_ip: Option<AddressText>,
    /// Whether the request came over TLS, for `aws:SecureTransport`; if nothing is said, it did not.
    pub secure_transport: Option<Flag>,
}

impl Operation for Authorize {
    const ACTION: &'static str = "bartizan:Authorize";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["service"];
    const FOR_PROGRAMS: bool = true;
    type Output = Authorization;

    async fn run(&self, ctx: &Context<'_>) -> Result<Authorization, Halt> {
        // Of the caller's own account: a service of another one is nobody's to name (rule R9).
        ctx.authorize_on(&Arn::registered_service(ctx.account(), &self.service))?;
        let registered = ctx.service.registered_service(ctx.account(), &self.service).await?;
        let registered = registered.ok_or_else(|| Missing::RegisteredService(self.service.clone()))?;
        let said = self.check()?;
        let asking =
            Asking { service: ctx.service, registered: &registered, account: ctx.account(), now: ctx.now() };
        let subject = match (&self.signed_request, &self.session) {
            (Some(request), None) => asking.signer(request).await,
            (None, Some(session)) => asking.bearer(session).await,
            _ => return Err(Error::from(one_of_two()).into()),
        };
        match subject {
            Ok(subject) => self.decided(ctx, &subject, &said).await,
            Err(NoSubject::Told(reason)) => Ok(Authorization::unauthenticated(reason)),
            Err(NoSubject::Failed(error)) => Err(error.into()),
        }
    }
}

fn one_of_two() -> Invalid {
    Invalid::Other("Give either a SignedRequest or a Session.".to_owned())
}

impl Authorize {
    /// What is said of the request beside who sent it, if it can be.
    fn check(&self) -> Result<Said, Error> {
        let action = self.action.as_str();
        if !is_action(action) {
            return Err(InvalidInput::ActionName(self.action.to_string()).into());
        }
        // What this server itself does has rules beside policies: the answer would be another than the call's.
        let service = action.split(':').next().unwrap_or_default();
        if Api::ALL.iter().any(|api| api.name().eq_ignore_ascii_case(service)) {
            return Err(Invalid::Other(format!(
                "{action} is this server's own: ask SimulatePrincipalPolicy about it."
            ))
            .into());
        }
        let address = self.source_ip.as_ref().map(|text| text.as_str().parse::<IpAddr>()).transpose();
        let address = address.map_err(|_| Invalid::Other("SourceIp is no address.".to_owned()))?;
        let has_user_agent = self.header("user-agent").is_some();
        Said::read(self.context.as_ref(), address, has_user_agent)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.signed_request.as_ref()?.header(name)
    }

    /// Asks the policies of whoever it is. Those of the resource are the service's own: here the resource counts as one of the
    /// caller's account, and the service looks whether it is.
    async fn decided(
        &self,
        ctx: &Context<'_>,
        subject: &Subject,
        said: &Said,
    ) -> Result<Authorization, Halt> {
        let caller = &subject.caller;
        let (caller, rights) = gathered(ctx.service, caller, ctx.now()).await?;
        let caller = caller.as_ref();
        let origin = self.origin(ctx, subject, said);
        let known = Context { caller, rights: &rights, origin: &origin, declared: &[], ..*ctx };
        let account = caller.account().to_string();
        let (action, resource) = (self.action.as_str(), Arn::given(self.resource.as_str()));
        let ask = Ask::of(action, &resource);
        let question = ForeignQuestion { known: Question::new(&known, &ask, &account), said };
        let request = Request { action, resource: resource.as_str(), context: &question };
        let decision =
            rights.judge(None, |policies| decide(&rights.principal(), &account, &request, policies));
        let tells_statement = caller.account() == ctx.account();
        Ok(Authorization::of(subject, (&decision, &rights), tells_statement, ctx.now()))
    }

    /// Where the described request came from, as far as it is known.
    fn origin(&self, ctx: &Context<'_>, subject: &Subject, said: &Said) -> Origin {
        let is_tls = self.secure_transport.is_some_and(|flag| flag.0);
        Origin {
            address: said.address.unwrap_or(ctx.origin.address),
            transport: if is_tls { Transport::Tls } else { Transport::Plain },
            user_agent: self.header("user-agent").unwrap_or_default().to_owned(),
            language: None,
            referer: self.header("referer").map(str::to_owned),
            region: subject.region.clone(),
            request_id: ctx.origin.request_id.clone(),
        }
    }
}
