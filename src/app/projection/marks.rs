//! What every evaluation said of every slot, in one word a mark: the slot above, what was said
//! below. Where all slots stand is written down every few evaluations, so that any day's standings
//! are a copy and a few marks, however long the history; the latest stand ready.

/// Bits of a code.
const CODE: u32 = 5;
/// Nothing was ever said.
const NEVER: u32 = u32::MAX;
/// Standings are written down after this many evaluations.
const EVERY: usize = 8;

/// The marks of some evaluations, in order. A code is below 32.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    slots: usize,
    /// Where each evaluation's marks begin, and the end of the last.
    starts: Box<[u32]>,
    /// `slot << CODE | code`, by evaluation.
    marks: Box<[u32]>,
    /// The standings after every `EVERY` evaluations, and after the last.
    written: Box<[u32]>,
}

/// One thing said: in which evaluation, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub evaluation: usize,
    pub code: u8,
}

/// Where all slots stand after some evaluations.
#[derive(Debug)]
pub enum Standings<'a> {
    Written(&'a [u32]),
    WorkedOut(Vec<u32>),
}

impl Marks {
    /// From (slot, what) of each evaluation in order; slots are below `slots`.
    pub fn new<'a>(slots: usize, evaluations: impl ExactSizeIterator<Item = &'a [(u16, u8)]>) -> Self {
        let n = evaluations.len();
        let mut starts = vec![0];
        let mut marks = Vec::new();
        let mut written = Vec::with_capacity((n / EVERY + 1) * slots);
        let mut standing = vec![NEVER; slots];
        for (evaluation, said) in evaluations.enumerate() {
            for (slot, code) in said {
                marks.push(u32::from(*slot) << CODE | u32::from(*code));
                standing[usize::from(*slot)] = word(evaluation, u32::from(*code));
            }
            starts.push(u32::try_from(marks.len()).unwrap_or(u32::MAX));
            if (evaluation + 1).is_multiple_of(EVERY) || evaluation + 1 == n {
                written.extend_from_slice(&standing);
            }
        }
        Self {
            slots,
            starts: starts.into(),
            marks: marks.into(),
            written: written.into(),
        }
    }

    fn of(&self, evaluation: usize) -> &[u32] {
        &self.marks[self.starts[evaluation] as usize..self.starts[evaluation + 1] as usize]
    }

    /// Where all slots stand after the first `made` evaluations: of each the last thing said.
    pub fn standings(&self, made: usize) -> Standings<'_> {
        let evaluations = self.starts.len().saturating_sub(1);
        let page = |at: usize| &self.written[at * self.slots..(at + 1) * self.slots];
        if made == 0 {
            return Standings::Written(&[]);
        }
        if made == evaluations {
            return Standings::Written(page(evaluations.div_ceil(EVERY) - 1));
        }
        let (pages, more) = (made / EVERY, made % EVERY);
        if more == 0 {
            return Standings::Written(page(pages - 1));
        }
        let mut standing = match pages.checked_sub(1) {
            Some(before) => page(before).to_vec(),
            None => vec![NEVER; self.slots],
        };
        for evaluation in made - more..made {
            for mark in self.of(evaluation) {
                standing[(mark >> CODE) as usize] = word(evaluation, mark & ((1 << CODE) - 1));
            }
        }
        Standings::WorkedOut(standing)
    }

    /// Everything, as [`new`](Self::new) took it.
    pub fn unpack(&self) -> Vec<Vec<(u16, u8)>> {
        let unpack = |mark: &u32| ((mark >> CODE) as u16, (mark & ((1 << CODE) - 1)) as u8);
        let evaluations = 0..self.starts.len().saturating_sub(1);
        evaluations.map(|at| self.of(at).iter().map(unpack).collect()).collect()
    }
}

impl Standings<'_> {
    /// The last thing said of a slot.
    pub fn of(&self, slot: usize) -> Option<Said> {
        let words = match self {
            Standings::Written(words) => words,
            Standings::WorkedOut(words) => words.as_slice(),
        };
        let word = words.get(slot).copied().filter(|word| *word != NEVER)?;
        Some(Said {
            evaluation: (word >> CODE) as usize,
            code: (word & ((1 << CODE) - 1)) as u8,
        })
    }
}

fn word(evaluation: usize, code: u32) -> u32 {
    u32::try_from(evaluation).unwrap_or(u32::MAX >> CODE) << CODE | code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_was_said_by_then_and_everything_back() {
        let said: Vec<Vec<(u16, u8)>> = (0..2 * EVERY as u16 + 3)
            .map(|n| vec![(n % 3, (n % 7) as u8), (3, 6)].split_off(usize::from(n % 2)))
            .collect();
        let marks = Marks::new(5, said.iter().map(Vec::as_slice));
        assert_eq!(marks.unpack(), said);
        for made in 0..=said.len() {
            let standings = marks.standings(made);
            for slot in 0..5 {
                let mut by_then = said[..made].iter().enumerate().rev();
                let expected = by_then.find_map(|(evaluation, marks)| {
                    let (_, code) = *marks.iter().find(|(s, _)| usize::from(*s) == slot)?;
                    Some(Said { evaluation, code })
                });
                assert_eq!(standings.of(slot), expected, "slot {slot} after {made}");
            }
        }
    }

    #[test]
    fn without_evaluations_nothing_stands() {
        assert_eq!(Marks::default().standings(0).of(0), None);
        assert_eq!(Marks::default().unpack(), Vec::<Vec<_>>::new());
    }
}
