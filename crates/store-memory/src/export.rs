//! Everything, as it was at one moment.

use std::collections::VecDeque;

use store::{BoxFuture, Export, Exported, Pieces, StoreError};

use crate::state::State;

/// What there was. Bodies are shared with the store.
pub(crate) struct Moment {
    pieces: VecDeque<Exported>,
    about: u64,
}

impl Moment {
    pub(crate) fn of(state: &State) -> Self {
        let (mut pieces, mut about) = (VecDeque::new(), 0);
        let mut documents = Pieces::default();
        for (key, document) in state.documents() {
            about += 1;
            let full = documents.add((key.clone(), document.clone()), document.body.len());
            pieces.extend(full.map(Exported::Documents));
        }
        pieces.extend(documents.rest().map(Exported::Documents));
        let mut events = Pieces::default();
        for event in state.all_events() {
            about += 1;
            let bytes = event.body.len();
            pieces.extend(events.add(event, bytes).map(Exported::Events));
        }
        pieces.extend(events.rest().map(Exported::Events));
        Self { pieces, about }
    }
}

impl Export for Moment {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Exported>, StoreError>> {
        let piece = self.pieces.pop_front();
        Box::pin(async move { Ok(piece) })
    }

    fn about(&self) -> Option<u64> {
        Some(self.about)
    }
}
