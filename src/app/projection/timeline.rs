//! Dated marks of many slots in few bytes: one word a mark, the number of the evaluation above,
//! what was said below. Any day is found by binary search; the latest stands ready.

use crate::domain::kpi::level::official;

/// Bits of a code.
const CODE: u32 = 5;
/// Nothing was ever said.
const NEVER: u32 = u32::MAX;

/// Per slot what was said, by evaluation ascending. A code is below 32.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Where each slot's entries begin, and the end of the last.
    starts: Box<[u32]>,
    entries: Box<[u32]>,
    /// The last entry of each slot.
    latest: Box<[u32]>,
}

/// One thing said: in which evaluation, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub evaluation: usize,
    pub code: u8,
}

impl Said {
    fn pack(self) -> u32 {
        (u32::try_from(self.evaluation).unwrap_or(u32::MAX >> CODE) << CODE) | u32::from(self.code)
    }

    fn unpack(word: u32) -> Self {
        Said {
            evaluation: (word >> CODE) as usize,
            code: (word & ((1 << CODE) - 1)) as u8,
        }
    }
}

impl Timeline {
    /// From (slot, what) of each evaluation in order; slots are below `slots`.
    pub fn new<'a>(slots: usize, evaluations: impl Iterator<Item = &'a [(u16, u8)]> + Clone) -> Self {
        let mut starts = vec![0u32; slots + 1];
        for (slot, _) in evaluations.clone().flatten() {
            starts[usize::from(*slot) + 1] += 1;
        }
        for slot in 0..slots {
            starts[slot + 1] += starts[slot];
        }
        let mut next = starts.clone();
        let mut entries = vec![0; starts[slots] as usize];
        let mut latest = vec![NEVER; slots];
        for (evaluation, marks) in evaluations.enumerate() {
            for (slot, code) in marks {
                let slot = usize::from(*slot);
                let word = Said {
                    evaluation,
                    code: *code,
                }
                .pack();
                entries[next[slot] as usize] = word;
                next[slot] += 1;
                latest[slot] = word;
            }
        }
        Self {
            starts: starts.into(),
            entries: entries.into(),
            latest: latest.into(),
        }
    }

    /// The last thing said of a slot in the first `made` evaluations.
    pub fn as_of(&self, slot: usize, made: usize) -> Option<Said> {
        let from = *self.starts.get(slot)? as usize;
        let to = *self.starts.get(slot + 1)? as usize;
        official(&self.entries[from..to], |word| Said::unpack(*word).evaluation < made).map(|word| Said::unpack(*word))
    }

    /// The last thing said of a slot.
    pub fn latest(&self, slot: usize) -> Option<Said> {
        let word = *self.latest.get(slot)?;
        (word != NEVER).then(|| Said::unpack(word))
    }

    /// Everything, as [`new`](Self::new) took it: per evaluation, by slot.
    pub fn unpack(&self, evaluations: usize) -> Vec<Vec<(u16, u8)>> {
        let mut all = vec![Vec::new(); evaluations];
        for (slot, bounds) in (0u16..).zip(self.starts.windows(2)) {
            for word in &self.entries[bounds[0] as usize..bounds[1] as usize] {
                let said = Said::unpack(*word);
                all[said.evaluation].push((slot, said.code));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_was_said_by_then_and_everything_back() {
        let said: [&[(u16, u8)]; 3] = [&[(0, 3), (2, 6)], &[(2, 1)], &[(0, 4)]];
        let timeline = Timeline::new(3, said.iter().copied());
        let at = |slot, made| timeline.as_of(slot, made).map(|s| (s.evaluation, s.code));
        assert_eq!(
            [at(0, 0), at(0, 1), at(0, 2), at(0, 3)],
            [None, Some((0, 3)), Some((0, 3)), Some((2, 4))]
        );
        assert_eq!(
            [at(1, 3), at(2, 1), at(2, 3), at(9, 3)],
            [None, Some((0, 6)), Some((1, 1)), None]
        );
        assert_eq!(timeline.latest(0), timeline.as_of(0, 3));
        assert_eq!(timeline.latest(1), None);
        assert_eq!(timeline.unpack(3), said);
    }
}
