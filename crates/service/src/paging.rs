//! Lists, a page at a time.

use model::{Marker, Text, Whole};
use store::{Partition, ScanRange};

use crate::error::{Error, Failure, Invalid};
use crate::records::{Document, Loaded};
use crate::{Context, Halt};

/// How many entries a page has at most.
pub type MaxItems = Whole<1, 1_000>;

/// How many entries a page has where the caller does not say.
const DEFAULT: i32 = 100;

/// How many entries fit on a page.
pub fn page_size(given: Option<MaxItems>) -> usize {
    usize::try_from(given.map_or(DEFAULT, MaxItems::number)).unwrap_or_default()
}

/// A list that can be paged through: the operation and whatever decides which entries it has. A marker of another list is
/// refused.
pub struct Listing<'a> {
    ctx: &'a Context<'a>,
    context: String,
}

impl<'a> Listing<'a> {
    /// The list of an operation with these filters.
    pub fn new(ctx: &'a Context<'a>, filters: &[&str]) -> Self {
        let account = ctx.account().digits();
        let parts = || [&*account, ctx.action].into_iter().chain(filters.iter().copied());
        let mut context = String::with_capacity(parts().map(|part| part.len() + 1).sum());
        for part in parts() {
            if !context.is_empty() {
                context.push('\n');
            }
            context.push_str(part);
        }
        Self { ctx, context }
    }

    /// Where the page begins: after this position.
    pub fn position(&self, marker: Option<&Marker>) -> Result<Option<String>, Halt> {
        let Some(marker) = marker else { return Ok(None) };
        let position = self.ctx.service.keyring.now().open_marker(&self.context, marker.as_str());
        position.map(Some).map_err(|_| Error::from(Invalid::Marker).into())
    }

    /// The marker of the page that begins after this position.
    pub fn marker(&self, position: &str) -> Result<String, Halt> {
        let marker = self.ctx.service.keyring.now().seal_marker(&self.context, position);
        marker.map_err(|_| Error::ServiceFailure(Failure::Corrupt("marker".to_owned())).into())
    }

    /// One page of a list that is in memory whole. Positions are indices.
    pub fn page_of<T: Clone>(
        &self,
        all: &[T],
        marker: Option<&Marker>,
        size: Option<MaxItems>,
    ) -> Result<(Vec<T>, Option<String>), Halt> {
        let start = self
            .position(marker)?
            .map_or(Ok(0), |at| at.parse())
            .map_err(|_| Error::from(Invalid::Marker))?;
        let rest = all.get(start..).unwrap_or_default();
        let page = rest.get(..page_size(size)).unwrap_or(rest);
        let marker = if page.len() < rest.len() {
            Some(self.marker(&(start + page.len()).to_string())?)
        } else {
            None
        };
        Ok((page.to_vec(), marker))
    }
}

/// A page of documents.
pub struct Page<T> {
    /// The documents.
    pub entries: Vec<Loaded<T>>,
    /// Where the next page begins, if there may be one.
    pub marker: Option<String>,
}

/// What a list has looked at in a call, in pieces. From a bound on it answers a short page, as AWS does.
#[derive(Default)]
struct LookedAt {
    documents: usize,
    bytes: usize,
}

impl LookedAt {
    /// At most so many documents a call.
    const DOCUMENTS: usize = 1_000;
    /// And no more after so many bytes. A thousand policies as people write them are below that; documents of a MiB each, which
    /// white space can make of any policy, are not (rule R16).
    const BYTES: usize = 32 * 1024 * 1024;
    /// At no fewer than this at a time: one more read costs more than a few documents.
    const SMALLEST_PIECE: usize = 32;
    /// And at no more: how large they are is known when they are read.
    const LARGEST_PIECE: usize = 64;

    /// How many to read at once, where so many are wanted.
    fn piece(&self, wanted: usize) -> usize {
        wanted.clamp(Self::SMALLEST_PIECE, Self::LARGEST_PIECE).min(Self::DOCUMENTS - self.documents)
    }

    const fn is_enough(&self) -> bool {
        self.documents >= Self::DOCUMENTS || self.bytes >= Self::BYTES
    }
}

impl Listing<'_> {
    /// One page of the documents in a range that are wanted. Positions are keys.
    pub async fn scan_page<T: Document>(
        &self,
        prefix: &str,
        marker: Option<&Marker>,
        size: Option<MaxItems>,
        is_wanted: impl Fn(&T) -> bool + Send,
    ) -> Result<Page<T>, Halt> {
        let last = self.position(marker)?.map(|position| format!("{prefix}{position}"));
        let (entries, last) = self.scan_after(prefix, last, page_size(size), is_wanted).await?;
        let marker = match last {
            Some(last) => Some(self.marker(last.strip_prefix(prefix).unwrap_or(&last))?),
            None => None,
        };
        Ok(Page { entries, marker })
    }

    /// So many of the documents in a range that are wanted, from behind a key on; and the key behind which there may be more.
    pub async fn scan_after<T: Document>(
        &self,
        prefix: &str,
        last: Option<String>,
        size: usize,
        is_wanted: impl Fn(&T) -> bool + Send,
    ) -> Result<(Vec<Loaded<T>>, Option<String>), Halt> {
        let account = self.ctx.account();
        let partition = Partition::Account(account.number());
        let _turn = self.ctx.service.scans.turn(account).await;
        // No key is the prefix itself: behind it is everything.
        let mut last = last.unwrap_or_else(|| prefix.to_owned());
        let (mut entries, mut looked_at) = (Vec::new(), LookedAt::default());
        // In pieces of about what is asked for: documents can be large, and a short page must not cost what a long one does.
        let is_whole = 'pieces: loop {
            let piece = looked_at.piece(size + 1 - entries.len());
            let range = ScanRange::prefix_after(partition, prefix, &last);
            let (found, bytes) = self.ctx.records().scan_sized::<T>(&range, piece).await?;
            looked_at.documents += found.len();
            looked_at.bytes += bytes;
            let is_end = found.len() < piece;
            for document in found {
                if is_wanted(&document) && entries.len() == size {
                    break 'pieces false;
                }
                last = document.key().path.to_string();
                if is_wanted(&document) {
                    entries.push(document);
                }
            }
            if is_end || looked_at.is_enough() {
                break is_end;
            }
        };
        Ok((entries, (!is_whole).then_some(last)))
    }
}
