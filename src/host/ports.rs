//! Who listens on a port of this box, from what the kernel lists.

use std::fs;
use std::path::Path;

/// A program that listens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// 0: only root could tell.
    pub process: u32,
    pub name: String,
    /// `nginx.service`
    pub unit: Option<String>,
}

/// Who listens on this TCP port; nobody: the list is empty. Other users' programs have no name unless
/// root asks.
pub fn listening(port: u16) -> Vec<Holder> {
    let sockets: Vec<u64> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .flat_map(|table| sockets_in(&table, port))
        .collect();
    if sockets.is_empty() {
        return Vec::new();
    }
    let held: Vec<Holder> = processes()
        .filter(|process| holds(*process, &sockets))
        .map(holder)
        .collect();
    if held.is_empty() { vec![Holder::default()] } else { held }
}

/// The inodes of the sockets in state LISTEN (0A) on this port.
fn sockets_in(table: &str, port: u16) -> Vec<u64> {
    let of_line = |line: &str| -> Option<u64> {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (_, local) = columns.get(1)?.rsplit_once(':')?;
        let listens = u16::from_str_radix(local, 16).ok()? == port && *columns.get(3)? == "0A";
        listens.then(|| columns.get(9)?.parse().ok()).flatten()
    };
    table.lines().skip(1).filter_map(of_line).collect()
}

fn processes() -> impl Iterator<Item = u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn holds(process: u32, sockets: &[u64]) -> bool {
    let open = fs::read_dir(format!("/proc/{process}/fd"))
        .into_iter()
        .flatten()
        .flatten();
    open.filter_map(|file| fs::read_link(file.path()).ok())
        .filter_map(|link| inode(&link))
        .any(|inode| sockets.contains(&inode))
}

/// `socket:[12345]`
fn inode(link: &Path) -> Option<u64> {
    link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

fn holder(process: u32) -> Holder {
    let read = |what: &str| fs::read_to_string(format!("/proc/{process}/{what}")).unwrap_or_default();
    Holder {
        process,
        name: read("comm").trim().to_owned(),
        unit: unit_in(&read("cgroup")),
    }
}

/// The last part of the cgroup's path that is a service: `0::/system.slice/nginx.service`.
fn unit_in(cgroup: &str) -> Option<String> {
    let parts = cgroup.lines().flat_map(|line| line.rsplit('/'));
    parts
        .filter(|part| part.ends_with(".service"))
        .map(str::to_owned)
        .next()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_port_somebody_listens_on_is_named_and_a_free_one_is_not() {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let holders = listening(port);
        assert!(
            holders.iter().any(|holder| holder.process == std::process::id()),
            "{holders:?}"
        );
        assert!(!holders[0].name.is_empty());
        drop(socket);
        assert!(listening(port).is_empty());
    }

    #[test]
    fn only_what_listens_counts() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 0100007F:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1\n   1: 0100007F:01BB 0200007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 778 1\n";
        assert_eq!(sockets_in(table, 443), [777]);
        assert!(sockets_in(table, 80).is_empty());
    }

    #[test]
    fn the_unit_is_the_service_nearest_to_the_program() {
        assert_eq!(
            unit_in("0::/system.slice/nginx.service\n").as_deref(),
            Some("nginx.service")
        );
        assert_eq!(unit_in("0::/user.slice/user-0.slice/session-1.scope\n"), None);
    }
}
