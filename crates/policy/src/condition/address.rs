//! IP addresses and networks.

use std::net::Ipv6Addr;

/// An address of a request. An IPv4 address that came as IPv6 is an IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    V4(u32),
    V6(u128),
}

/// A network of a policy: an address and the number of bits that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: Address,
    prefix: u32,
}

impl Address {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(v4) = parse_v4(text) {
            return Some(Self::V4(v4));
        }
        let v6: Ipv6Addr = text.parse().ok()?;
        Some(v6.to_ipv4_mapped().map_or(Self::V6(v6.to_bits()), |v4| Self::V4(v4.to_bits())))
    }
}

impl Network {
    /// Reads `203.0.113.0/24`, `2001:db8::/32`, or an address. IAM ignores the bits behind an IPv4 prefix and refuses them
    /// behind an IPv6 prefix, and takes no IPv6 network with dots.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(parse_prefix(prefix)?)),
            None => (text, None),
        };
        if let Some(v4) = parse_v4(address) {
            let prefix = prefix.unwrap_or(u32::BITS);
            return (prefix <= u32::BITS).then_some(Self { address: Address::V4(v4), prefix });
        }
        let v6 = address.parse::<Ipv6Addr>().ok().filter(|_| !address.contains('.'))?.to_bits();
        let prefix = prefix.unwrap_or(u128::BITS);
        let host_bits = u128::MAX.checked_shr(prefix).unwrap_or(0);
        (prefix <= u128::BITS && v6 & host_bits == 0).then_some(Self { address: Address::V6(v6), prefix })
    }

    pub(super) fn contains(&self, address: Address) -> bool {
        match (self.address, address) {
            (Address::V4(network), Address::V4(address)) => {
                (network ^ address).checked_shr(u32::BITS - self.prefix).unwrap_or(0) == 0
            }
            (Address::V6(network), Address::V6(address)) => {
                (network ^ address).checked_shr(u128::BITS - self.prefix).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// Four decimal octets, leading zeros allowed (they are not octal).
fn parse_v4(text: &str) -> Option<u32> {
    let mut octets = text.split('.');
    let mut bits = 0;
    for _ in 0..4 {
        let octet = octets.next().filter(|octet| is_decimal(octet))?;
        bits = bits << 8 | u32::from(octet.parse::<u8>().ok()?);
    }
    octets.next().is_none().then_some(bits)
}

fn parse_prefix(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    is_decimal(digits).then(|| digits.parse().ok()).flatten()
}

fn is_decimal(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Address, Network};

    #[test]
    fn networks_contain_what_their_prefix_says() {
        for (network, address, contains) in [
            ("203.0.113.0/24", "203.0.113.7", Some(true)),
            ("203.0.113.0/24", "203.0.114.7", Some(false)),
            ("203.0.113.99/24", "203.0.113.7", Some(true)),
            ("203.0.113.7", "203.0.113.7", Some(true)),
            ("203.0.113.7", "203.0.113.8", Some(false)),
            ("203.000.113.007/+032", "203.0.113.7", Some(true)),
            ("0.0.0.0/0", "255.255.255.255", Some(true)),
            ("0.0.0.0/0", "2001:db8::1", Some(false)),
            ("0.0.0.0/0", "::ffff:10.0.0.1", Some(true)),
            ("::ffff:a00:1", "10.0.0.1", Some(false)),
            ("2001:db8::/32", "2001:db8:1::1", Some(true)),
            ("2001:db8::/32", "2001:db9::1", Some(false)),
            ("2001:db8::4/127", "2001:db8::5", Some(true)),
            ("::/0", "2001:db8::1", Some(true)),
            ("2001:db8::1", "2001:DB8:0::1", Some(true)),
            ("2001:db8::5/64", "2001:db8::5", None),
            ("203.0.113.0/33", "203.0.113.7", None),
            ("203.0.113", "203.0.113.7", None),
            ("203.0.113.256", "203.0.113.7", None),
            ("203.0.113.0/", "203.0.113.7", None),
            ("::ffff:10.0.0.1", "10.0.0.1", None),
            ("*", "203.0.113.7", None),
            ("203.0.113.0/24", "nowhere", None),
            ("203.0.113.0/24", "203.0.113.7/32", None),
        ] {
            let found = Network::parse(network)
                .zip(Address::parse(address))
                .map(|(network, address)| network.contains(address));
            assert_eq!(found, contains, "{address} in {network}");
        }
    }
}
