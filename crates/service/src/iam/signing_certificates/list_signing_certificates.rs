//! ListSigningCertificates.

use model::{Input, Marker, UserName};
use serde::Serialize;

use super::view::CertificateView;
use crate::authorize::condition_keys;
use crate::iam::access_keys::Holder;
use crate::iam::belongings::Held;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::SigningCertificate;
use crate::{Context, Halt};

/// Lists signing certificates.
#[derive(Debug, Input)]
pub struct ListSigningCertificates {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of certificates.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificates {
    certificates: Vec<CertificateView>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListSigningCertificates {
    const ACTION: &'static str = "iam:ListSigningCertificates";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Certificates;

    async fn run(&self, ctx: &Context<'_>) -> Result<Certificates, Halt> {
        let holder = Holder::authorize(ctx, self.user_name.as_ref()).await?;
        let (owner, name) = (holder.owner(), holder.name());
        let held = Held::<SigningCertificate>::by(ctx, &owner).await?;
        let listing = Listing::new(ctx, &[&owner.id(ctx.account())]);
        let (page, marker) = listing.page_of(held.things(), self.marker.as_ref(), self.max_items)?;
        let certificates =
            page.iter().map(|certificate| CertificateView::of(name.as_deref(), certificate)).collect();
        Ok(Certificates { certificates, is_truncated: marker.is_some(), marker })
    }
}
