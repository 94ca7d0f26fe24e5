//! LookupEvents: the newest events first, of the caller's own account.
//!
//! Programs ask as they ask CloudTrail. The console's page asks the same, and may look for texts beside ([`Search`]).

use data_encoding::HEXLOWER;
use model::input::List;
use model::{Arn, EpochTime, Input, LookupText, Marker, Text, Timestamp, Whole};
use serde_json::Value;
use store::{Direction, Event, EventPosition, EventRange};

use super::attribute::{Attribute, LookupAttribute};
use super::{FoundEvent, FoundEvents, Search};
use crate::error::LookupRefused;
use crate::operation::{Operation, Sort};
use crate::paging::Listing;
use crate::{Context, Error, Halt};

/// Searches the trail.
#[derive(Debug, Input)]
pub struct LookupEvents {
    /// By what; one attribute at most.
    pub lookup_attributes: Option<List<LookupAttribute, 50>>,
    /// From when on.
    pub start_time: Option<EpochTime>,
    /// Until when, the whole second included.
    pub end_time: Option<EpochTime>,
    /// Which kind of events: those of calls and sign-ins, if nothing is said.
    pub event_category: Option<LookupText>,
    /// How many at once.
    pub max_results: Option<Whole<{ i32::MIN }, { i32::MAX }>>,
    /// Where to go on.
    pub next_token: Option<LookupText>,
    /// What the console looks for.
    pub search: Option<Search>,
}

/// So many are answered at once, or fewer if they are long; and fewer to a page for people.
const MOST: usize = 50;
const MOST_ON_PAGE: usize = 25;
/// About so many bytes of them.
const MOST_BYTES: usize = 1 << 20;
const MOST_BYTES_ON_PAGE: usize = 28 * 1_024;
/// So many are looked at in one call; whoever wants more goes on.
const LOOKED_AT: usize = 5_000;
/// So many are read at once where many will not be what is looked for.
const PIECE: usize = 500;

/// What is looked for, once it is known to be in order.
struct Wanted<'a> {
    attribute: Option<Attribute<'a>>,
    search: Option<&'a Search>,
    most: usize,
    most_bytes: usize,
}

impl Operation for LookupEvents {
    const ACTION: &'static str = "cloudtrail:LookupEvents";
    const SORT: Sort = Sort::Read;
    type Output = FoundEvents;

    async fn run(&self, ctx: &Context<'_>) -> Result<FoundEvents, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let wanted = self.wanted(ctx)?;
        let (from, to) = self.stretch()?;
        let listing = Listing::new(ctx, &self.filters());
        let mut range = EventRange::between(from, to);
        if let Some(place) = self.place(&listing)? {
            range = range.before(place);
        }
        // Insights are found by nobody here.
        if self.event_category.is_some() {
            return Ok(FoundEvents { events: Vec::new(), next_token: None, back_to: None });
        }
        let _turn = ctx.service.scans.turn(ctx.account()).await;
        let piece = if wanted.is_choosy() { PIECE } else { wanted.most + 1 };
        let (mut events, mut bytes, mut looked_at) = (Vec::new(), 0, 0);
        let mut last: Option<EventPosition> = None;
        loop {
            let read = read(ctx, range, piece).await?;
            for event in &read {
                if let Some(found) = wanted.found(event) {
                    let length = found.cloud_trail_event.len();
                    if events.len() == wanted.most || (bytes > 0 && bytes + length > wanted.most_bytes) {
                        return page(&listing, events, last);
                    }
                    bytes += length;
                    events.push(found);
                }
                last = Some(event.position());
            }
            looked_at += read.len();
            if read.len() < piece {
                return page(&listing, events, None);
            }
            if looked_at >= LOOKED_AT {
                return page(&listing, events, last);
            }
            range = last.map_or(range, |last| range.before(last));
            // A long search lets others go first, as often as it reads.
            tokio::task::yield_now().await;
        }
    }
}

async fn read(ctx: &Context<'_>, range: EventRange, most: usize) -> Result<Vec<Event>, Error> {
    Ok(ctx.records().store().events(ctx.account().number(), range, Direction::Backward, most).await?)
}

fn page(
    listing: &Listing<'_>,
    events: Vec<FoundEvent>,
    last: Option<EventPosition>,
) -> Result<FoundEvents, Halt> {
    let place = last.map(|last| listing.marker(&format!("{}-{}", last.micros, HEXLOWER.encode(&last.id))));
    let back_to = last.map(|last| Timestamp::from_micros(last.micros));
    Ok(FoundEvents { events, next_token: place.transpose()?, back_to })
}

impl LookupEvents {
    fn wanted(&self, ctx: &Context<'_>) -> Result<Wanted<'_>, Error> {
        if self.event_category.as_ref().is_some_and(|category| category.as_str() != "insight") {
            return Err(LookupRefused::EventCategory.into());
        }
        let (most, most_bytes) = match ctx.caller().is_at_the_console() {
            true => (MOST_ON_PAGE, MOST_BYTES_ON_PAGE),
            false => (MOST, MOST_BYTES),
        };
        let given = self.max_results.map(|given| usize::try_from(given.number()).unwrap_or_default());
        if given.is_some_and(|given| !(1..=MOST).contains(&given)) {
            return Err(LookupRefused::MaxResults.into());
        }
        Ok(Wanted {
            attribute: Attribute::of(self.lookup_attributes.as_deref().unwrap_or_default())?,
            search: self.search.as_ref(),
            most: given.unwrap_or(most).min(most),
            most_bytes,
        })
    }

    /// From when on, and before when, in microseconds.
    fn stretch(&self) -> Result<(u64, u64), Error> {
        if self.start_time.zip(self.end_time).is_some_and(|(start, end)| start > end) {
            return Err(LookupRefused::TimeRange.into());
        }
        let from = self.start_time.map_or(0, |start| start.0.micros());
        let end = self.end_time.map(|end| Timestamp::from_secs(end.0.secs().saturating_add(1)).micros());
        let to = end.unwrap_or(store::limits::MICROS).min(store::limits::MICROS);
        if from > store::limits::MICROS {
            return Err(LookupRefused::TimeRange.into());
        }
        Ok((from, to.max(from)))
    }

    /// What a place belongs to: with other parameters it is none.
    fn filters(&self) -> Vec<&str> {
        // Times are in no filter: a place outside of them is none in any case, and who follows a trail moves them.
        let attributes = self.lookup_attributes.as_deref().unwrap_or_default().iter();
        let attributes =
            attributes.flat_map(|one| [one.attribute_key.as_str(), one.attribute_value.as_str()]);
        let texts = self.search.iter().flat_map(|search| search.texts()).map(Option::unwrap_or_default);
        attributes.chain(texts).collect()
    }

    fn place(&self, listing: &Listing<'_>) -> Result<Option<EventPosition>, Error> {
        let Some(token) = &self.next_token else { return Ok(None) };
        let marker: Option<Marker> = token.as_str().parse().ok();
        let text = marker.and_then(|marker| listing.position(Some(&marker)).ok().flatten());
        let place = text.and_then(|text| position(&text)).ok_or(LookupRefused::NextToken)?;
        Ok(Some(place))
    }
}

impl Wanted<'_> {
    const fn is_choosy(&self) -> bool {
        self.attribute.is_some() || self.search.is_some()
    }

    /// The event, if it is one that is looked for.
    fn found(&self, event: &Event) -> Option<FoundEvent> {
        let value: Value = serde_json::from_slice(&event.body).unwrap_or_default();
        if self.search.is_some_and(|search| !search.finds(&value)) {
            return None;
        }
        let found = FoundEvent::of(event, &value);
        self.attribute.is_none_or(|attribute| attribute.is_of(&found)).then_some(found)
    }
}

fn position(place: &str) -> Option<EventPosition> {
    let (micros, id) = place.split_once('-')?;
    let id = HEXLOWER.decode(id.as_bytes()).ok()?.try_into().ok()?;
    Some(EventPosition { micros: micros.parse().ok()?, id })
}

#[cfg(test)]
#[path = "lookup_events/tests.rs"]
mod tests;
