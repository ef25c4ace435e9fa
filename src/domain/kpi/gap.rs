//! Gaps (product figure 3): what a level lacks of its target, and what it has beyond it. The two
//! are never netted: being strong here does not make up for being weak there.

use super::exact::Exact;
use crate::domain::level::Level;

/// Of one skill, in levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gap {
    /// max(0, target − level)
    pub deficit: u8,
    /// max(0, level − target)
    pub surplus: u8,
}

/// The gap between a level and its target.
pub fn gap(level: Level, target: Level) -> Gap {
    Gap {
        deficit: target.get().saturating_sub(level.get()),
        surplus: level.get().saturating_sub(target.get()),
    }
}

/// The gaps of several skills, by weight: those that are rated and have a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    deficit: u32,
    surplus: u32,
    weight: u32,
    /// Skills below their target.
    pub below: u32,
    /// Skills that are rated and have a target.
    pub of: u32,
}

impl Gaps {
    pub fn add(&mut self, gap: Gap, weight: u32) {
        if weight == 0 {
            return;
        }
        self.deficit += weight * u32::from(gap.deficit);
        self.surplus += weight * u32::from(gap.surplus);
        self.weight += weight;
        self.below += u32::from(gap.deficit > 0);
        self.of += 1;
    }

    /// Weighted mean deficit in levels; `None` when no skill is rated and has a target.
    pub fn deficit(&self) -> Option<Exact> {
        Exact::ratio(self.deficit.into(), self.weight.into())
    }

    /// Weighted mean surplus in levels.
    pub fn surplus(&self) -> Option<Exact> {
        Exact::ratio(self.surplus.into(), self.weight.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_a_deficit_or_a_surplus_never_both() {
        for level in Level::ALL {
            for target in Level::ALL {
                let gap = gap(level, target);
                assert_eq!(gap.deficit * gap.surplus, 0);
                assert_eq!(level.get() + gap.deficit, target.get() + gap.surplus);
            }
        }
    }

    #[test]
    fn a_surplus_does_not_make_up_for_a_deficit() {
        let mut gaps = Gaps::default();
        gaps.add(gap(Level::ALL[4], Level::ALL[2]), 1);
        gaps.add(gap(Level::ALL[0], Level::ALL[2]), 1);
        assert_eq!(gaps.deficit(), Some(Exact::ONE));
        assert_eq!(gaps.surplus(), Some(Exact::ONE));
        assert_eq!((gaps.below, gaps.of), (1, 2));
    }
}
