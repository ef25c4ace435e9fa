//! Tools (product figure 6): the share of people asked who can operate. A "no" is an answer, not
//! being asked is none. Shares are pooled by adding the counts, never by averaging the rates.

use super::exact::Exact;
use super::wilson::{self, Interval};

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Share {
    pub yes: u32,
    pub asked: u32,
}

impl Share {
    /// Counts one answer; `None` was not asked.
    pub fn count(&mut self, answer: Option<bool>) {
        self.asked += u32::from(answer.is_some());
        self.yes += u32::from(answer == Some(true));
    }

    /// Pools another share into this one.
    pub fn pool(&mut self, other: Share) {
        self.yes += other.yes;
        self.asked += other.asked;
    }

    /// `None` when nobody was asked.
    pub fn rate(&self) -> Option<Exact> {
        Exact::ratio(self.yes.into(), self.asked.into())
    }

    /// The 95 % interval of the rate; `None` when nobody was asked.
    pub fn interval(&self) -> Option<Interval> {
        wilson::interval(self.yes, self.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_being_asked_is_not_a_no() {
        let mut share = Share::default();
        [Some(true), Some(false), None]
            .into_iter()
            .for_each(|answer| share.count(answer));
        assert_eq!(share, Share { yes: 1, asked: 2 });
        assert_eq!(Share::default().rate(), None);
    }
}
