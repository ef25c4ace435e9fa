//! Addresses of names, by the system's resolver, which may take as long as it likes: whoever asks here
//! waits no longer than they say.

use std::net::{IpAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What became of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Each once.
    To(Vec<IpAddr>),
    Unknown,
    /// Nobody answered who could know it.
    NoAnswer,
}

/// What these names lead to, in their order; all are asked for at once.
pub fn all(names: &[String], patience: Duration) -> Vec<Resolved> {
    let (answer, answers) = mpsc::channel();
    for (place, name) in names.iter().cloned().enumerate() {
        let answer = answer.clone();
        // One that is not answered goes on by itself and ends with the program.
        let asking = std::thread::Builder::new().name("resolver".into()).spawn(move || {
            let _ = answer.send((place, asked(&name)));
        });
        if let Err(error) = asking {
            tracing::debug!(%error, "a name cannot be asked for");
        }
    }
    drop(answer);
    let mut found = vec![Resolved::NoAnswer; names.len()];
    let until = Instant::now() + patience;
    while let Ok((place, resolved)) = answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
        found[place] = resolved;
    }
    found
}

fn asked(name: &str) -> Resolved {
    match (name, 443).to_socket_addrs() {
        Ok(addresses) => {
            let mut all = Vec::new();
            for address in addresses.map(|address| address.ip()) {
                if !all.contains(&address) {
                    all.push(address);
                }
            }
            Resolved::To(all)
        }
        // The library gives its words only: EAI_AGAIN, where no name server could be asked.
        Err(error) if error.to_string().contains("Temporary failure") => Resolved::NoAnswer,
        Err(_) => Resolved::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_gets_its_own_answer_and_nobody_waits_longer_than_said() {
        let names = ["localhost".to_owned(), "127.0.0.7".to_owned()];
        let found = all(&names, Duration::from_secs(20));
        assert_eq!(found[1], Resolved::To(vec![[127, 0, 0, 7].into()]));
        assert!(matches!(&found[0], Resolved::To(all) if all.iter().all(IpAddr::is_loopback)));
        assert_eq!(all(&names, Duration::ZERO).len(), 2);
    }
}
