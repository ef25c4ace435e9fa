//! What this box is called and which addresses it has, as the kernel says.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The host name; `None` where the kernel has no usable one.
pub fn host_name() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()?
        .trim()
        .to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let usable = !name.is_empty() && name != "(none)" && name.chars().all(plain) && name.len() <= 253;
    usable.then_some(name)
}

/// The own addresses, loopback first, without link-local ones (they need a zone that URLs lack).
pub fn own() -> Vec<IpAddr> {
    let v4 = fs::read_to_string("/proc/net/fib_trie").unwrap_or_default();
    let v6 = fs::read_to_string("/proc/net/if_inet6").unwrap_or_default();
    let mut all: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    let found = v4_local(&v4)
        .into_iter()
        .map(IpAddr::from)
        .chain(v6_local(&v6).into_iter().map(IpAddr::from));
    for address in found {
        if !all.contains(&address) {
            all.push(address);
        }
    }
    all
}

/// An address stands on one line, what it is on the next: `|-- 10.0.0.5` then `/32 host LOCAL`.
fn v4_local(fib_trie: &str) -> Vec<Ipv4Addr> {
    let lines: Vec<&str> = fib_trie.lines().map(str::trim).collect();
    let mut found: Vec<Ipv4Addr> = lines
        .windows(2)
        .filter(|pair| pair[1] == "/32 host LOCAL")
        .filter_map(|pair| pair[0].strip_prefix("|-- ")?.parse().ok())
        .filter(|address: &Ipv4Addr| !address.is_loopback() && !address.is_link_local())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// 32 hexadecimal digits first, the scope (`00`: global) in the fourth column.
fn v6_local(if_inet6: &str) -> Vec<Ipv6Addr> {
    let mut found: Vec<Ipv6Addr> = if_inet6
        .lines()
        .filter_map(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let global = *columns.get(3)? == "00";
            let bits = u128::from_str_radix(columns.first()?, 16).ok()?;
            global.then_some(Ipv6Addr::from_bits(bits))
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_the_addresses_the_kernel_lists() {
        let trie = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     |-- 192.168.1.20\n        /32 host LOCAL\n     |-- 192.168.1.255\n        /32 link BROADCAST\n     |-- 127.0.0.1\n        /32 host LOCAL\nLocal:\n     |-- 192.168.1.20\n        /32 host LOCAL\n";
        assert_eq!(v4_local(trie), ["192.168.1.20".parse::<Ipv4Addr>().unwrap()]);
        let v6 = "00000000000000000000000000000001 01 80 10 80       lo\n20010db8000000010000000000000009 02 40 00 80     eth0\nfe800000000000000000000000000001 02 40 20 80     eth0\n";
        assert_eq!(v6_local(v6), ["2001:db8:0:1::9".parse::<Ipv6Addr>().unwrap()]);
    }

    #[test]
    fn a_box_without_a_network_still_has_itself() {
        assert!(own().contains(&Ipv4Addr::LOCALHOST.into()));
    }
}
