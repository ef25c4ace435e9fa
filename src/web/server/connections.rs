//! How many connections there are, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts connections.
#[derive(Clone)]
pub(super) struct Connections {
    most: usize,
    most_per_address: usize,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection's place; given back when dropped.
pub(super) struct Place {
    address: IpAddr,
    open: Arc<Mutex<Open>>,
}

impl Connections {
    pub fn new(most: usize, most_per_address: usize) -> Self {
        Self {
            most,
            most_per_address,
            open: Arc::default(),
        }
    }

    /// A place for a connection from `peer`, unless there are too many.
    pub fn enter(&self, peer: IpAddr) -> Option<Place> {
        let address = network(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let from_there = open.by_address.get(&address).copied().unwrap_or(0);
        if open.all >= self.most || from_there >= self.most_per_address {
            return None;
        }
        open.all += 1;
        open.by_address.insert(address, from_there + 1);
        Some(Place {
            address,
            open: Arc::clone(&self.open),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        let left = open.by_address.get_mut(&self.address).map(|count| {
            *count -= 1;
            *count
        });
        if left == Some(0) {
            open.by_address.remove(&self.address);
        }
    }
}

/// One household has a whole /64 of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !(u128::MAX >> 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_next_one_waits_until_a_place_is_given_back() {
        let connections = Connections::new(3, 2);
        let ip = |text: &str| text.parse().unwrap();
        let first = connections.enter(ip("10.0.0.1")).unwrap();
        let _second = connections.enter(ip("10.0.0.1")).unwrap();
        assert!(
            connections.enter(ip("10.0.0.1")).is_none(),
            "two from one address are enough"
        );
        let _third = connections.enter(ip("10.0.0.2")).unwrap();
        assert!(connections.enter(ip("10.0.0.3")).is_none(), "three in all are enough");
        drop(first);
        let _fourth = connections.enter(ip("10.0.0.1")).unwrap();
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let connections = Connections::new(9, 1);
        let ip = |text: &str| text.parse().unwrap();
        let _one = connections.enter(ip("2001:db8:0:1::5")).unwrap();
        assert!(connections.enter(ip("2001:db8:0:1:ffff::9")).is_none());
        assert!(connections.enter(ip("2001:db8:0:2::5")).is_some());
    }
}
