//! The one step that HOTP and TOTP share: from a hash to a number.

/// Dynamic truncation (RFC 4226, section 5.3): the 31 bits that the low half of the last byte points at.
///
/// `mac` is an HMAC of 20 bytes or more; of anything shorter, bytes that are not there count as zero.
pub fn truncate(mac: &[u8]) -> u32 {
    let offset = mac.last().map_or(0, |last| usize::from(last & 0x0f));
    let byte = |i: usize| mac.get(offset + i).copied().unwrap_or(0);
    // The top bit is masked so that signed and unsigned arithmetic agree (same section).
    u32::from_be_bytes([byte(0) & 0x7f, byte(1), byte(2), byte(3)])
}

#[cfg(test)]
mod tests {
    use super::truncate;

    #[test]
    fn truncation_follows_the_example_of_rfc_4226_section_5_4() {
        let mac = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e,
            0x94, 0x5b, 0x55, 0x5a,
        ];
        assert_eq!(truncate(&mac), 0x50ef_7f19);
        assert_eq!(truncate(&mac) % 1_000_000, 872_921);
    }

    #[test]
    fn a_hash_that_is_too_short_still_truncates() {
        for short in [&[][..], &[0xff], &[0xff; 4], &[0xff; 16]] {
            assert!(truncate(short) <= 0x7fff_ffff);
        }
    }
}
