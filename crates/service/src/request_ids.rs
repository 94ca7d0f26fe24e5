//! Ids of requests.

use std::sync::{Mutex, PoisonError};

use crate::entropy::{Entropy, Uuid};

/// Ids that are drawn by the page: every request needs one, and to ask for sixteen random bytes takes as long as to read
/// its form. They need not be secret; they must not repeat.
#[derive(Default)]
pub struct RequestIds(Mutex<Vec<Uuid>>);

/// How many ids a page has.
const PAGE: usize = 64;

impl RequestIds {
    /// An id that was never given out.
    pub fn next(&self, entropy: &dyn Entropy) -> Uuid {
        // Nothing is half-done between two statements here, so a panic leaves nothing to mend.
        let mut page = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        page.pop().unwrap_or_else(|| {
            let mut random = [[0; 16]; PAGE];
            entropy.fill(random.as_flattened_mut());
            page.extend(random[1..].iter().copied().map(Uuid::of));
            Uuid::of(random[0])
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{PAGE, RequestIds};
    use crate::SystemEntropy;

    #[test]
    fn no_id_is_given_out_twice() {
        let ids = RequestIds::default();
        let given: HashSet<_> = (0..3 * PAGE).map(|_| ids.next(&SystemEntropy).to_string()).collect();
        assert_eq!(given.len(), 3 * PAGE);
    }
}
