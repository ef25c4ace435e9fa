//! Whether the names and domains of this box lead to it.

use super::Looked;
use super::finding::Finding;
use crate::host::addresses;
use crate::host::resolve::{self, Resolved};
use std::net::IpAddr;
use std::time::Duration;

/// A name server that says nothing would be waited for far longer.
const PATIENCE: Duration = Duration::from_secs(6);

/// Names on the own network.
pub fn local(looked: &Looked<'_>) -> Vec<Finding> {
    // .local names are announced by the box itself and asked for on the network, not in DNS.
    let asked: Vec<String> = looked.list("names", &looked.config.names);
    let asked: Vec<String> = asked.into_iter().filter(|name| !name.ends_with(".local")).collect();
    let own = addresses::own();
    let resolved = resolve::all(&asked, PATIENCE);
    let both = asked.iter().zip(resolved);
    both.map(|(name, resolved)| name_leads_here(name, &resolved, &own))
        .collect()
}

fn name_leads_here(name: &str, resolved: &Resolved, own: &[IpAddr]) -> Finding {
    let remedy =
        format!("In your router or DNS, let {name} lead to this box, or remove it from names in the configuration.");
    match resolved {
        Resolved::To(found) if found.iter().any(|ip| is_ours(ip, own)) => {
            Finding::well("name", format!("{name} leads here."))
        }
        Resolved::To(found) => {
            let sentence = format!("{name} leads to {}, which is not this box.", list(found));
            let remedy = format!("That is right if a router passes it on. Else: {remedy}");
            Finding::attention("name_elsewhere", sentence, remedy)
        }
        Resolved::Unknown => Finding::attention("name_unknown", format!("Nobody knows the name {name}."), remedy),
        Resolved::NoAnswer => no_answer(name),
    }
}

/// Names on the internet, and what they lead to.
pub fn domains(looked: &Looked<'_>) -> Vec<(String, Resolved)> {
    let asked = looked.list("domains", &looked.config.domains);
    let resolved = resolve::all(&asked, PATIENCE);
    asked.into_iter().zip(resolved).collect()
}

/// Whether a domain leads here, as far as one can tell behind a router.
pub fn domain_leads_here(domain: &str, resolved: &Resolved, own: &[IpAddr]) -> Finding {
    let entry =
        format!("In the domain’s DNS, let {domain} (A, AAAA) lead to the address of your internet connection alone.");
    let found = match resolved {
        Resolved::To(found) => found,
        Resolved::Unknown => {
            return Finding::attention("domain_unknown", format!("Nobody knows the domain {domain}."), entry);
        }
        Resolved::NoAnswer => return no_answer(domain),
    };
    let (ours, others): (Vec<IpAddr>, Vec<IpAddr>) = found.iter().partition(|ip| is_ours(ip, own));
    let router = "That is right where it is your router’s address and the router sends ports 80 and 443 on to this box";
    if others.is_empty() {
        Finding::well("domain", format!("{domain} leads here ({}).", list(&ours)))
    } else if ours.is_empty() {
        let sentence = format!("{domain} leads to {}, which is no address of this box.", list(&others));
        Finding::attention("domain_elsewhere", sentence, format!("{router}. Else: {entry}"))
    } else {
        let sentence = format!(
            "{domain} leads here ({}), but to {} as well, which is no address of this box.",
            list(&ours),
            list(&others)
        );
        Finding::attention("domain_elsewhere", sentence, format!("{router}. Else: {entry}"))
    }
}

fn no_answer(name: &str) -> Finding {
    Finding::attention(
        "resolver_silent",
        format!("No name server answers, so whether {name} leads here cannot be told."),
        "Check the connection to the internet and the name servers of this box: cat /etc/resolv.conf",
    )
}

fn is_ours(ip: &IpAddr, own: &[IpAddr]) -> bool {
    ip.is_loopback() || own.contains(ip)
}

fn list(all: &[IpAddr]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::finding::Grade;
    use super::*;

    #[test]
    fn an_address_that_is_not_ours_is_named_and_is_not_broken() {
        let own = ["192.0.2.10".parse().unwrap()];
        let of = |all: &[&str]| {
            let all = all.iter().map(|ip| ip.parse().unwrap()).collect();
            domain_leads_here("kpi.example.com", &Resolved::To(all), &own)
        };
        assert_eq!(of(&["192.0.2.10"]).grade, Grade::Well);
        let elsewhere = of(&["198.51.100.7"]);
        assert_eq!(
            (elsewhere.code.as_ref(), elsewhere.grade),
            ("domain_elsewhere", Grade::Attention)
        );
        assert!(elsewhere.sentence.contains("198.51.100.7") && elsewhere.remedy.contains("router"));
        let half = of(&["192.0.2.10", "2001:db8::1"]);
        assert_eq!(half.code, "domain_elsewhere");
        assert!(half.sentence.contains("to 2001:db8::1 as well"), "{}", half.sentence);
    }
}
