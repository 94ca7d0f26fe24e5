//! Any text is an otpauth URI that comes back from its own writing, or is refused.

use mfa::OtpauthUri;

pub fn run(text: &str) {
    if let Ok(uri) = text.parse::<OtpauthUri>() {
        let written = uri.to_uri();
        let read = written.expose().parse::<OtpauthUri>();
        assert_eq!(read.as_ref(), Ok(&uri));
        assert_eq!(read.map(|uri| uri.to_uri().expose().clone()).as_ref(), Ok(written.expose()));
        // What an app is to scan fits into a QR code. Drawing one takes so much longer than reading a URI that only some
        // are drawn.
        if written.expose().len().is_multiple_of(32) {
            assert!(mfa::qr::png(written.expose()).is_ok());
        }
    }
}
