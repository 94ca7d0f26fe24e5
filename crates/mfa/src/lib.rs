//! The proof: HOTP and TOTP, what is known of a device's clock, pairs, guessing, otpauth URIs and QR codes
