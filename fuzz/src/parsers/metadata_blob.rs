//! No file is believed that the root did not sign, and none takes the reader down; what is signed is read whatever it is.

use fido::metadata::{Blob, Entry, Root, samples};
use model::Timestamp;

/// The first of December 2026.
const NOW: Timestamp = Timestamp::from_secs(1_796_083_200);

pub fn run(bytes: &[u8]) {
    // Nobody can make a signature of the FIDO Alliance by chance.
    if let Ok(root) = Root::of_fido() {
        assert!(Blob::verify(bytes, &root, NOW).is_err());
    }
    // What stands behind a signature is the larger part of the parser.
    if let Ok(blob) = samples::read_signed(bytes) {
        for entry in &blob.entries {
            let stored = serde_json::to_string(entry).unwrap_or_default();
            assert_eq!(serde_json::from_str::<Entry>(&stored).ok().as_ref(), Some(entry));
            let _ = entry.certification(NOW);
        }
    }
}
