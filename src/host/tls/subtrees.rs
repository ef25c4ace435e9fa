//! What the box's own authority may issue for: so that whoever steals its key can pass for no
//! bank. Names and networks as RFC 5280, 4.2.1.10 has them.

use super::certificate::address;
use rcgen::{CidrSubnet, GeneralSubtree, NameConstraints};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Names that lead nowhere outside a local network.
const LOCAL: &[&str] = &["localhost", "local", "lan", "home.arpa", "internal"];
/// Networks that nobody reaches from outside: loopback, RFC 1918, RFC 6598, link-local.
const NETWORKS_V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
];
/// Loopback, unique local addresses, link-local.
const NETWORKS_V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::LOCALHOST, 128),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
];

/// A domain with all below it, or a network: address and mask.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subtree {
    Domain(String),
    Network(IpAddr, IpAddr),
}

/// What an authority may issue for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subtrees(Vec<Subtree>);

impl Subtrees {
    /// Everything local, these names, and those of these addresses that are not local: alone in
    /// IPv4, with their network in IPv6, where a box changes its address by itself.
    pub fn around(names: &[String]) -> Self {
        let mut all = Self(LOCAL.iter().map(|name| Subtree::Domain((*name).to_owned())).collect());
        let v4 = NETWORKS_V4.iter().map(|(net, prefix)| (IpAddr::V4(*net), *prefix));
        let v6 = NETWORKS_V6.iter().map(|(net, prefix)| (IpAddr::V6(*net), *prefix));
        all.0.extend(v4.chain(v6).map(|(net, prefix)| network(net, prefix)));
        for name in names {
            if !all.allow(name) {
                all.0.push(match name.parse() {
                    Ok(IpAddr::V4(one)) => network(IpAddr::V4(one), 32),
                    Ok(IpAddr::V6(one)) => {
                        let net = Ipv6Addr::from_bits(one.to_bits() & !(u128::MAX >> 64));
                        network(IpAddr::V6(net), 64)
                    }
                    Err(_) => Subtree::Domain(name.clone()),
                });
            }
        }
        all
    }

    /// What stands in the certificate of an authority; empty where it has no bounds at all.
    pub fn of(der: &[u8]) -> Self {
        let Ok((_, parsed)) = X509Certificate::from_der(der) else {
            return Self(Vec::new());
        };
        let permitted = parsed
            .name_constraints()
            .ok()
            .flatten()
            .and_then(|found| found.value.permitted_subtrees.clone());
        let known = |base: &GeneralName<'_>| match base {
            GeneralName::DNSName(name) => Some(Subtree::Domain(name.to_ascii_lowercase())),
            GeneralName::IPAddress(bytes) => {
                let (net, mask) = bytes.split_at(bytes.len() / 2);
                Some(Subtree::Network(address(net)?, address(mask)?))
            }
            _ => None,
        };
        Self(
            permitted
                .iter()
                .flatten()
                .filter_map(|tree| known(&tree.base))
                .collect(),
        )
    }

    /// Whether it may issue for this name or address.
    pub fn allow(&self, name: &str) -> bool {
        match name.parse::<IpAddr>() {
            Ok(address) => self.0.iter().any(|tree| match tree {
                Subtree::Network(net, mask) => within(address, *net, *mask),
                Subtree::Domain(_) => false,
            }),
            Err(_) => self.0.iter().any(|tree| match tree {
                Subtree::Domain(domain) => name
                    .strip_suffix(domain.as_str())
                    .is_some_and(|before| before.is_empty() || before.ends_with('.')),
                Subtree::Network(..) => false,
            }),
        }
    }

    /// As the extension of a certificate.
    pub fn constraints(&self) -> NameConstraints {
        let permitted = self.0.iter().filter_map(|tree| match tree {
            Subtree::Domain(name) => Some(GeneralSubtree::DnsName(name.clone())),
            Subtree::Network(IpAddr::V4(net), IpAddr::V4(mask)) => {
                Some(GeneralSubtree::IpAddress(CidrSubnet::V4(net.octets(), mask.octets())))
            }
            Subtree::Network(IpAddr::V6(net), IpAddr::V6(mask)) => {
                Some(GeneralSubtree::IpAddress(CidrSubnet::V6(net.octets(), mask.octets())))
            }
            Subtree::Network(..) => None,
        });
        NameConstraints {
            permitted_subtrees: permitted.collect(),
            excluded_subtrees: Vec::new(),
        }
    }
}

fn network(net: IpAddr, prefix: u8) -> Subtree {
    let prefix = u32::from(prefix);
    let mask = match net {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from_bits(!u32::MAX.checked_shr(prefix).unwrap_or(0))),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from_bits(!u128::MAX.checked_shr(prefix).unwrap_or(0))),
    };
    Subtree::Network(net, mask)
}

fn within(address: IpAddr, net: IpAddr, mask: IpAddr) -> bool {
    match (address, net, mask) {
        (IpAddr::V4(address), IpAddr::V4(net), IpAddr::V4(mask)) => {
            address.to_bits() & mask.to_bits() == net.to_bits() & mask.to_bits()
        }
        (IpAddr::V6(address), IpAddr::V6(net), IpAddr::V6(mask)) => {
            address.to_bits() & mask.to_bits() == net.to_bits() & mask.to_bits()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_local_and_what_was_chosen_is_allowed_and_nothing_else() {
        let trees = Subtrees::around(&[
            "kpi.example.com".into(),
            "box".into(),
            "203.0.113.9".into(),
            "2001:db8::5".into(),
        ]);
        for name in [
            "localhost",
            "box",
            "box.local",
            "a.b.lan",
            "kpi.home.arpa",
            "kpi.example.com",
            "x.kpi.example.com",
            "192.168.1.20",
            "10.9.8.7",
            "127.0.0.1",
            "::1",
            "fd00::1",
            "203.0.113.9",
            "2001:db8::77",
        ] {
            assert!(trees.allow(name), "{name}");
        }
        for name in [
            "example.com",
            "mykpi.example.com.evil",
            "bank.com",
            "notlocal",
            "xlocal",
            "172.32.0.1",
            "203.0.113.10",
            "2001:db8:1::5",
            "1.1.1.1",
        ] {
            assert!(!trees.allow(name), "{name}");
        }
    }
}
