//! When a certificate is to be renewed, and when somebody must be told that it was not.

use crate::domain::message::Message;
use crate::message;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Below this lifetime half of it is kept in hand instead of a third.
const SHORT: SignedDuration = SignedDuration::from_hours(10 * 24);

/// The moment from which a certificate is to be renewed if its authority names no other: when a
/// third of its lifetime is left, with less than ten days in all a half.
/// The share is the one that Let's Encrypt recommends: <https://letsencrypt.org/docs/integration-guide/>.
pub fn due(from: Timestamp, until: Timestamp) -> Timestamp {
    let whole = until.duration_since(from);
    let parts = if whole < SHORT { 2 } else { 3 };
    until.saturating_sub(whole / parts).unwrap_or(from)
}

/// Whether it is to be renewed by now.
pub fn is_due(from: Timestamp, until: Timestamp, now: Timestamp) -> bool {
    due(from, until) <= now
}

/// Whether so little is left (a quarter) that somebody must be told.
pub fn is_late(from: Timestamp, until: Timestamp, now: Timestamp) -> bool {
    let whole = until.duration_since(from);
    until.duration_since(now) <= whole / 4
}

/// How long to wait after this many failures in a row: 1, 10, 100 minutes, then a day.
pub fn wait_after(failures: u32) -> SignedDuration {
    match failures {
        0 => SignedDuration::ZERO,
        1 => SignedDuration::from_mins(1),
        2 => SignedDuration::from_mins(10),
        3 => SignedDuration::from_mins(100),
        _ => SignedDuration::from_hours(24),
    }
}

/// How getting a certificate from an authority goes; kept over restarts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// What it was about: of other names or another authority nothing here means anything.
    pub directory: String,
    pub domains: Vec<String>,
    /// How often it failed since it last went well.
    pub failures: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried_at: Option<Timestamp>,
    /// Not before then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// When the authority wants the certificate renewed, as it said the last time (RFC 9773).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

impl Renewal {
    /// Whether the certificate with this fingerprint and lifetime is to be renewed by now: in the
    /// authority's own window, and however that may be when its own dates say so.
    pub fn is_due(&self, fingerprint: &str, from: Timestamp, until: Timestamp, now: Timestamp) -> bool {
        let window = self.window.as_ref().filter(|window| window.fingerprint == fingerprint);
        window.is_some_and(|window| window.at <= now) || is_due(from, until, now)
    }
}

/// When an authority wants a certificate renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub start: Timestamp,
    pub end: Timestamp,
    /// A moment within it, drawn once, so that not all boxes come at the same time.
    pub at: Timestamp,
    pub asked_at: Timestamp,
    /// When to ask again.
    pub ask_at: Timestamp,
    /// Of which certificate it was said.
    pub fingerprint: String,
}

/// Why there was no certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub kind: RefusalKind,
    /// In the authority's own words, or the network's.
    pub detail: String,
}

/// What a person can do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The authority itself cannot be reached.
    NoAuthority,
    /// It does not know the name, or the name leads nowhere.
    Dns,
    /// It cannot reach this box under the name.
    Unreachable,
    /// It reached something else under the name.
    OtherBox,
    /// The name's owner lets only other authorities issue for it.
    Caa,
    /// Too many in too short a time.
    RateLimited,
    /// The account is not accepted.
    Account,
    /// It will not issue for this name.
    NotIssued,
    /// It answered what makes no sense, or broke.
    Broken,
    /// What came cannot be used or kept.
    Unusable,
}

impl Refusal {
    /// What happened and what to do about it.
    pub fn sentence(&self) -> Message {
        match self.kind {
            RefusalKind::NoAuthority => message!(
                "The authority could not be reached. Please check that this box can reach the internet; it tries again by itself."
            ),
            RefusalKind::Dns => message!(
                "The domain leads nowhere yet. Please let its DNS entry (A or AAAA) lead to the address of your internet connection."
            ),
            RefusalKind::Unreachable => message!(
                "The authority could not reach this box under the domain. Please let your router send ports 80 and 443 on to this box."
            ),
            RefusalKind::OtherBox => message!(
                "Under the domain something else answers than this box. Please check where the domain leads, and where your router sends ports 80 and 443."
            ),
            RefusalKind::Caa => message!(
                "The domain’s owner allows only other authorities. Please add this one to the domain’s CAA entry."
            ),
            RefusalKind::RateLimited => message!(
                "The authority says that too many certificates were asked for. It is tried again later; nothing has to be done."
            ),
            RefusalKind::Account => message!(
                "The authority does not accept this box’s account. A new one is made at the next attempt; please check the mail address."
            ),
            RefusalKind::NotIssued => message!(
                "The authority does not issue for this domain. Please check its spelling, or choose another domain."
            ),
            RefusalKind::Broken => message!(
                "The authority broke or answered what makes no sense. It is tried again later; please look at its status page if this lasts."
            ),
            RefusalKind::Unusable => {
                message!("The certificate came but cannot be used or kept. Please look for a full or read-only disk.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + day * 86_400).unwrap()
    }

    #[test]
    fn a_third_is_kept_in_hand_and_of_a_short_life_a_half() {
        for (days, due_on) in [(90, 60), (45, 30), (64, 42), (6, 3)] {
            let due = due(at(0), at(days));
            assert!(due >= at(due_on) && due < at(due_on + 1), "{days}: {due}");
            assert!(!is_due(at(0), at(days), at(due_on - 1)));
            assert!(is_due(at(0), at(days), at(due_on + 1)));
        }
    }

    #[test]
    fn told_when_a_quarter_is_left_and_renewal_was_due_before() {
        for days in [6, 45, 64, 90, 365] {
            let (from, until) = (at(0), at(days));
            assert!(!is_late(from, until, due(from, until)));
            assert!(is_late(from, until, at(days - days / 4)));
            assert!(is_late(from, until, at(days + 1)));
        }
    }

    #[test]
    fn waits_longer_each_time_but_never_more_than_a_day() {
        let minutes: Vec<i64> = (0..6).map(|n| wait_after(n).as_mins()).collect();
        assert_eq!(minutes, [0, 1, 10, 100, 1440, 1440]);
    }
}
