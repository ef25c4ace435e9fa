//! Readiness for the next tier (product figure 4). It is advice: a person decides, and writes why.
//! What is missing comes before any percentage.

use super::exact::Exact;
use super::gap::gap;
use super::level::Standing;
use crate::domain::level::Level;
use crate::domain::target::Target;

/// Strict share needed, in percent.
pub const STRICT_NEEDED: u64 = 90;
/// Share rated and fresh needed, in percent.
pub const RATED_AND_FRESH_NEEDED: u64 = 80;
/// A deficit above this stands in the way by itself.
pub const DEFICIT_ALLOWED: u8 = 1;

/// One active skill, as readiness sees it. `I` names it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<I> {
    pub skill: I,
    /// What the next tier asks for; `None`: not set.
    pub target: Option<Target>,
    pub standing: Standing,
    pub weight: u32,
    /// In a category that the next tier must have at target.
    pub must_have: bool,
    /// The level is stale.
    pub stale: bool,
    /// The skill needs a certification which the person does not hold on that day.
    pub certification_missing: bool,
}

/// A skill that stands in the way or is not known well enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing<I> {
    pub skill: I,
    pub target: Level,
    /// `None`: not rated.
    pub level: Option<Level>,
    /// Levels below the target, 0 when only the rating is old or the certification is missing.
    pub deficit: u8,
    pub must_have: bool,
    pub stale: bool,
    pub certification_missing: bool,
}

/// How far a person is on the way to the next tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness<I> {
    /// In the order the skills came: everything below target, not rated, stale or without its
    /// certification.
    pub missing: Vec<Missing<I>>,
    /// Σw(min(L,T) − 1) / Σw(T − 1), an unrated skill counted as level 1.
    pub low: Exact,
    /// The same, an unrated skill counted as at target.
    pub high: Exact,
    /// Skills at or above target.
    pub met: u32,
    /// Rated skills.
    pub rated: u32,
    /// Rated skills that are not stale.
    pub fresh: u32,
    /// Applicable skills with a target above 1.
    pub of: u32,
    pub rules: Rules,
}

/// What *ready* needs, one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// At least 90 % of the skills are at target.
    pub strict: bool,
    /// No deficit is over 1.
    pub no_large_deficit: bool,
    /// The must-have categories are at target.
    pub must_haves: bool,
    /// The needed certifications are valid.
    pub certifications: bool,
    /// At least 80 % of the skills are rated and fresh.
    pub known: bool,
}

impl Rules {
    /// All of them.
    pub fn all(self) -> bool {
        self.strict && self.no_large_deficit && self.must_haves && self.certifications && self.known
    }
}

impl<I> Readiness<I> {
    pub fn ready(&self) -> bool {
        self.rules.all()
    }

    /// Share of skills at or above target.
    pub fn strict(&self) -> Exact {
        Exact::ratio(self.met.into(), self.of.into()).unwrap_or(Exact::ZERO)
    }
}

/// Readiness over the active skills; `None` when the next tier asks for nothing above level 1.
pub fn readiness<I: Copy>(skills: impl IntoIterator<Item = Asked<I>>) -> Option<Readiness<I>> {
    let (mut low, mut high, mut whole) = (0i64, 0i64, 0i64);
    let (mut met, mut rated, mut fresh, mut of) = (0, 0, 0, 0u32);
    let mut missing = Vec::new();
    for asked in skills {
        let Some(target) = asked.target.and_then(Target::level).filter(|target| target.get() > 1) else {
            continue;
        };
        if !asked.standing.applies() {
            continue;
        }
        let level = asked.standing.level();
        let weight = i64::from(asked.weight);
        let part = weight * i64::from(target.get() - 1);
        let reached = level.map(|level| weight * i64::from(level.min(target).get() - 1));
        low += reached.unwrap_or(0);
        high += reached.unwrap_or(part);
        whole += part;
        of += 1;
        let deficit = gap(level.unwrap_or(Level::ALL[0]), target).deficit;
        let stale = asked.stale && level.is_some();
        rated += u32::from(level.is_some());
        fresh += u32::from(level.is_some() && !stale);
        met += u32::from(level.is_some() && deficit == 0);
        if deficit > 0 || level.is_none() || stale || asked.certification_missing {
            missing.push(Missing {
                skill: asked.skill,
                target,
                level,
                deficit: if level.is_some() { deficit } else { 0 },
                must_have: asked.must_have,
                stale,
                certification_missing: asked.certification_missing,
            });
        }
    }
    let rules = Rules {
        strict: at_least(met, of, STRICT_NEEDED),
        no_large_deficit: missing.iter().all(|m| m.deficit <= DEFICIT_ALLOWED),
        must_haves: missing
            .iter()
            .all(|m| !m.must_have || (m.deficit == 0 && m.level.is_some())),
        certifications: missing.iter().all(|m| !m.certification_missing),
        known: at_least(fresh, of, RATED_AND_FRESH_NEEDED),
    };
    (of > 0).then(|| Readiness {
        missing,
        // All of weight 0 weigh the same: nothing.
        low: Exact::ratio(low, whole).unwrap_or(Exact::ZERO),
        high: Exact::ratio(high, whole).unwrap_or(Exact::ONE),
        met,
        rated,
        fresh,
        of,
        rules,
    })
}

fn at_least(part: u32, of: u32, percent: u64) -> bool {
    u64::from(part) * 100 >= u64::from(of) * percent
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// A skill of weight 1 with a target and a level, 0 being not rated.
    fn asked(target: u8, level: u8) -> Asked<u8> {
        Asked {
            skill: level,
            target: Some(Target::try_from(target).unwrap()),
            standing: Level::new(level).map_or(Standing::NotRated, Standing::Level),
            weight: 1,
            must_have: false,
            stale: false,
            certification_missing: false,
        }
    }

    #[test]
    fn a_skill_not_rated_makes_a_range() {
        let r = readiness([asked(3, 3), asked(3, 0)]).unwrap();
        assert_eq!((r.low.percent(1), r.high.percent(1)), ("50.0".into(), "100.0".into()));
        assert_eq!((r.met, r.rated, r.of), (1, 1, 2));
        assert!(!r.ready());
    }

    #[test]
    fn everything_at_target_and_fresh_is_ready() {
        assert!(readiness([asked(3, 3), asked(4, 5)]).unwrap().ready());
    }

    #[test]
    fn stale_ratings_alone_stand_in_the_way() {
        let old = Asked {
            stale: true,
            ..asked(3, 3)
        };
        let r = readiness([old, asked(3, 3)]).unwrap();
        assert_eq!(r.strict(), Exact::ONE);
        assert!(!r.rules.known && !r.ready());
        assert_eq!(r.missing.len(), 1);
    }

    #[test]
    fn a_missing_certification_alone_stands_in_the_way() {
        let r = readiness([Asked {
            certification_missing: true,
            ..asked(3, 5)
        }])
        .unwrap();
        assert!(!r.rules.certifications && !r.ready());
    }

    #[test]
    fn one_large_deficit_among_many_met_stands_in_the_way() {
        let skills = std::iter::repeat_n(asked(4, 4), 19).chain([asked(4, 2)]);
        let r = readiness(skills).unwrap();
        assert!(r.rules.strict && !r.rules.no_large_deficit && !r.ready());
    }

    #[test]
    fn a_must_have_category_below_target_stands_in_the_way() {
        let skills = std::iter::repeat_n(asked(4, 4), 19).chain([Asked {
            must_have: true,
            ..asked(4, 3)
        }]);
        let r = readiness(skills).unwrap();
        assert!(r.rules.strict && r.rules.no_large_deficit && !r.rules.must_haves);
    }

    #[test]
    fn what_is_not_needed_not_set_or_not_applicable_is_not_asked_for() {
        let not_set = Asked {
            target: None,
            ..asked(3, 1)
        };
        let not_applicable = Asked {
            standing: Standing::NotApplicable,
            ..asked(3, 1)
        };
        assert_eq!(readiness([asked(0, 1), asked(1, 1), not_set, not_applicable]), None);
    }

    proptest! {
        #[test]
        fn a_range_lies_within_0_and_1_and_rating_narrows_it(skills in prop::collection::vec((2..=5u8, 0..=5u8), 1..30), at in any::<prop::sample::Index>(), level in 1..=5u8) {
            let of = |skills: &[(u8, u8)]| readiness(skills.iter().map(|(t, l)| asked(*t, *l))).unwrap();
            let r = of(&skills);
            prop_assert!(Exact::ZERO <= r.low && r.low <= r.high && r.high <= Exact::ONE);
            let i = at.index(skills.len());
            if skills[i].1 == 0 {
                let mut rated = skills.clone();
                rated[i].1 = level;
                let narrower = of(&rated);
                prop_assert!(r.low <= narrower.low && narrower.high <= r.high);
            }
        }

        #[test]
        fn a_surplus_adds_nothing(skills in prop::collection::vec((2..=5u8, 1..=5u8), 1..30)) {
            let capped: Vec<_> = skills.iter().map(|(t, l)| asked(*t, *l.min(t))).collect();
            let as_is: Vec<_> = skills.iter().map(|(t, l)| asked(*t, *l)).collect();
            let (a, b) = (readiness(capped).unwrap(), readiness(as_is).unwrap());
            prop_assert_eq!((a.low, a.high, a.met), (b.low, b.high, b.met));
        }
    }
}
