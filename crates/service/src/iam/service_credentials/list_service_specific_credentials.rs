//! ListServiceSpecificCredentials: of one user, or of all. Never a password.

use model::{Arn, CredentialServiceName, Flag, Input, Marker, NewUserName, Text};
use serde::Serialize;
use store::Key;

use super::form_of;
use super::view::CredentialView;
use crate::authorize::condition_keys;
use crate::error::{Invalid, InvalidInput};
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems, page_size};
use crate::records::{Belongings, Owner, ServiceCredential, User, keys};
use crate::{Context, Error, Halt};

/// Lists credentials for services.
#[derive(Debug, Input)]
pub struct ListServiceSpecificCredentials {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<NewUserName>,
    /// Only those for this service.
    pub service_name: Option<CredentialServiceName>,
    /// Whether those of all users are asked for.
    pub all_users: Option<Flag>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of credentials.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Credentials {
    service_specific_credentials: Vec<CredentialView>,
    marker: Option<String>,
    is_truncated: bool,
}

impl Operation for ListServiceSpecificCredentials {
    const ACTION: &'static str = "iam:ListServiceSpecificCredentials";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Credentials;

    async fn run(&self, ctx: &Context<'_>) -> Result<Credentials, Halt> {
        let (service_specific_credentials, marker) = if self.all_users == Some(Flag(true)) {
            self.of_all(ctx).await?
        } else {
            self.of_one(ctx).await?
        };
        Ok(Credentials { service_specific_credentials, is_truncated: marker.is_some(), marker })
    }
}

/// That all of a user's were taken.
const ALL: usize = usize::MAX;

type Page = (Vec<CredentialView>, Option<String>);

impl ListServiceSpecificCredentials {
    async fn of_one(&self, ctx: &Context<'_>) -> Result<Page, Halt> {
        let name = self.user_name.clone().map(Into::into);
        let user = ctx.authorize::<User>(&ctx.named_user(name.as_ref())?).await?;
        self.check_service()?;
        let held = Held::<ServiceCredential>::by(ctx, &Owner::User(user.id.clone())).await?;
        let wanted: Vec<_> = held.things().iter().filter(|one| self.wants(one)).cloned().collect();
        let listing = Listing::new(ctx, &[user.id.as_str(), self.service()]);
        let (page, marker) = listing.page_of(&wanted, self.marker.as_ref(), self.max_items)?;
        let view = |credential: &ServiceCredential| CredentialView::listed(&user, credential, ctx.now());
        Ok((page.iter().map(view).collect(), marker))
    }

    /// Of all users, in the order of their ids. A page goes on behind a user, or behind so many of the credentials of one.
    async fn of_all(&self, ctx: &Context<'_>) -> Result<Page, Halt> {
        ctx.authorize_on(&Arn::kind(ctx.account(), "user", "/"))?;
        self.check_service()?;
        if self.user_name.is_some() {
            return Err(Error::from(InvalidInput::OneUserAndAll).into());
        }
        let listing = Listing::new(ctx, &["all", self.service()]);
        let mut start = Place::of(listing.position(self.marker.as_ref())?)?;
        let room = page_size(self.max_items);
        let mut views = Vec::new();
        if let Some(begun) = start.begun(ctx) {
            let rest = ctx.records().load::<Belongings<ServiceCredential>>(begun.clone()).await?;
            let rest = rest.map(|rest| rest.things.clone()).unwrap_or_default();
            if let Some(more) = self.take(ctx, (&begun, &rest, start.taken), room, &mut views).await? {
                return Ok((views, Some(listing.marker(&more)?)));
            }
            start.last = Some(begun.path.to_string());
        }
        // Whom this finds has one at least that is wanted: there is room for no more users than for credentials.
        loop {
            let wanted = |of: &Belongings<ServiceCredential>| of.things.iter().any(|one| self.wants(one));
            let size = room - views.len();
            let (users, behind) =
                listing.scan_after(keys::SERVICE_CREDENTIALS, start.last.take(), size.max(1), wanted).await?;
            for user in &users {
                let of = (user.key(), user.things.as_slice(), 0);
                if let Some(more) = self.take(ctx, of, room, &mut views).await? {
                    return Ok((views, Some(listing.marker(&more)?)));
                }
            }
            match behind {
                Some(_) if views.len() < room && !users.is_empty() => start.last = behind,
                Some(last) => return Ok((views, Some(listing.marker(&format!("{last}|{ALL}"))?))),
                None => return Ok((views, None)),
            }
        }
    }

    /// Takes as many of a user's as there is room for, behind the first ones. Where to go on, if there was no room for all.
    async fn take(
        &self,
        ctx: &Context<'_>,
        (key, things, taken): (&Key, &[ServiceCredential], usize),
        room: usize,
        views: &mut Vec<CredentialView>,
    ) -> Result<Option<String>, Halt> {
        let id = key.path.split('/').nth(1).unwrap_or_default();
        // Somebody who was deleted just now has none.
        let Some(user) = ctx.records().by_id::<User>(ctx.account(), id).await? else { return Ok(None) };
        for (index, credential) in things.iter().enumerate().skip(taken) {
            if !self.wants(credential) {
                continue;
            }
            if views.len() == room {
                return Ok(Some(format!("{}|{index}", key.path)));
            }
            views.push(CredentialView::listed(&user, credential, ctx.now()));
        }
        Ok(None)
    }

    fn check_service(&self) -> Result<(), Error> {
        match &self.service_name {
            Some(service) => form_of(service.as_str()).map(drop),
            None => Ok(()),
        }
    }

    fn service(&self) -> &str {
        self.service_name.as_ref().map_or("", Text::as_str)
    }

    fn wants(&self, credential: &ServiceCredential) -> bool {
        self.service_name.as_ref().is_none_or(|service| service.as_str() == credential.service)
    }
}

/// Where a page of all users begins: behind a key, or behind so many of the credentials at it.
#[derive(Default)]
struct Place {
    last: Option<String>,
    taken: usize,
}

impl Place {
    fn of(position: Option<String>) -> Result<Self, Error> {
        let Some(position) = position else { return Ok(Self::default()) };
        let (last, taken) = position.rsplit_once('|').ok_or(Invalid::Marker)?;
        let taken = taken.parse().map_err(|_| Invalid::Marker)?;
        Ok(Self { last: Some(last.to_owned()), taken })
    }

    /// The key of the user of whom the rest comes first.
    fn begun(&self, ctx: &Context<'_>) -> Option<Key> {
        let last = self.last.as_ref().filter(|_| self.taken != ALL)?;
        Some(Key::account(ctx.account().number(), last.clone()))
    }
}
