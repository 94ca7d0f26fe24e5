//! The network that an address is in.

use std::net::IpAddr;

/// A network whose addresses are one party's: 256 addresses of IPv4, or a /56 of IPv6, as providers give to a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prefix(u64);

impl Prefix {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(u64::from(u32::from(address) >> 8)),
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, ..] = address.octets();
                // A one in front, so that none is a network of IPv4.
                Self(u64::from_be_bytes([1, a, b, c, d, e, f, g]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Prefix;

    #[test]
    fn r18_a_network_is_a_24_of_ipv4_or_a_56_of_ipv6() {
        for (one, other, are_one) in [
            ("192.0.2.1", "192.0.2.254", true),
            ("192.0.2.1", "192.0.3.1", false),
            ("::ffff:192.0.2.1", "192.0.2.9", true),
            ("2001:db8:0:ff00::1", "2001:db8:0:ffff::1", true),
            ("2001:db8:0:fe00::1", "2001:db8:0:ff00::1", false),
            ("::1", "0.0.0.1", false),
        ] {
            let [one_prefix, other_prefix] = [one, other].map(|text| Prefix::of(text.parse().unwrap()));
            assert_eq!(one_prefix == other_prefix, are_one, "{one}, {other}");
        }
    }
}
