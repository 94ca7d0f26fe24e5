//! Proxies whose word is taken for where a request came from (rule R22).

use std::net::IpAddr;

use super::values::Value;

/// Networks, as `127.0.0.1, ::1, 10.0.0.0/8`. Without any, nobody's word is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<(IpAddr, u8)>);

/// More than anybody has proxies.
const MOST: usize = 64;

impl Networks {
    /// Whether an address is in one of them.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, length)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                starts_alike(network.to_bits().into(), address.to_bits().into(), *length, 32)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                starts_alike(network.to_bits(), address.to_bits(), *length, 128)
            }
            _ => false,
        })
    }
}

/// Whether so many bits of two numbers of a width are the same, from the highest on.
fn starts_alike(one: u128, other: u128, length: u8, width: u8) -> bool {
    let rest = u32::from(width.saturating_sub(length));
    (one ^ other).checked_shr(rest).unwrap_or_default() == 0
}

impl Value for Networks {
    fn read(text: &str) -> Result<Self, String> {
        let wanted = || {
            "must be addresses or networks with commas between, for example 127.0.0.1, ::1, 10.0.0.0/8"
                .to_owned()
        };
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let networks: Vec<_> = parts.map(network).collect::<Option<_>>().ok_or_else(wanted)?;
        if networks.len() > MOST {
            Err(format!("must be {MOST} networks at most"))
        } else {
            Ok(Self(networks))
        }
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) =
        text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        None => most,
        Some(length) => length.parse().ok().filter(|length| *length <= most)?,
    };
    Some((address, length))
}

#[cfg(test)]
mod tests {
    use super::{Networks, Value};

    #[test]
    fn r22_only_the_named_networks_are_trusted() {
        let networks = Networks::read("127.0.0.1, ::1,10.0.0.0/8 , 2001:db8::/32").unwrap();
        for (address, is_in) in [
            ("127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("127.0.0.2", false),
            ("::1", true),
            ("::2", false),
            ("10.255.0.1", true),
            ("11.0.0.1", false),
            ("2001:db8:ffff::1", true),
            ("2001:db9::1", false),
        ] {
            assert_eq!(networks.contain(address.parse().unwrap()), is_in, "{address}");
        }
        assert!(
            !Networks::read("").unwrap().contain("127.0.0.1".parse().unwrap()),
            "nobody, if nothing is said"
        );
        assert!(Networks::read("0.0.0.0/0").unwrap().contain("192.0.2.1".parse().unwrap()));
        for wrong in ["localhost", "10.0.0.0/33", "10.0.0", "::1/129", "10.0.0.0/-1", "1.2.3.4;5.6.7.8"] {
            assert!(Networks::read(wrong).is_err(), "{wrong}");
        }
    }
}
