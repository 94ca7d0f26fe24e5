//! ListServerCertificates.

use model::{Arn, Input, Marker, PathPrefix, Text};
use serde::Serialize;

use super::view::MetadataView;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{ServerCertificate, keys};
use crate::{Context, Halt};

/// Lists the server certificates of the account, by name.
#[derive(Debug, Input)]
pub struct ListServerCertificates {
    /// Only those whose path begins so.
    pub path_prefix: Option<PathPrefix>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of certificates.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificates {
    server_certificate_metadata_list: Vec<MetadataView>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListServerCertificates {
    const ACTION: &'static str = "iam:ListServerCertificates";
    const SORT: Sort = Sort::Read;
    type Output = Certificates;

    async fn run(&self, ctx: &Context<'_>) -> Result<Certificates, Halt> {
        let prefix = self.path_prefix.as_ref().map_or("/", Text::as_str);
        ctx.authorize_on(&Arn::kind(ctx.account(), "server-certificate", prefix))?;
        let listing = Listing::new(ctx, &[prefix]);
        let is_wanted = |certificate: &ServerCertificate| certificate.path.as_str().starts_with(prefix);
        let page = listing
            .scan_page(keys::SERVER_CERTIFICATES, self.marker.as_ref(), self.max_items, is_wanted)
            .await?;
        let list = page.entries.iter().map(|certificate| MetadataView::of(certificate)).collect();
        Ok(Certificates {
            server_certificate_metadata_list: list,
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}
