//! How good a sample person is at a skill on a day: what the tier asks for, moved by talent, by what
//! the person likes and by how hard the skill is, and growing on the way to the next tier.
//! Counted in thousandths of a level.

use super::dice::Dice;
use super::people::days_between;
use crate::domain::catalogue::Skill;
use crate::domain::employee::Employee;
use crate::domain::id::SkillCategoryId;
use crate::domain::level::Level;
use crate::domain::target::TargetSet;
use crate::domain::tier::Tier;
use jiff::civil::Date;

/// Days from one tier to the level of the next.
const DAYS_A_TIER: i64 = 900;

/// What makes one person differ from another.
pub struct Nature {
    seed: u64,
    person: u64,
    talent: i64,
    /// Thinks more (or less) of the own work than the manager does.
    pub pride: i64,
}

impl Nature {
    /// Of the person at this position.
    pub fn of(seed: u64, person: usize) -> Self {
        let mut dice = Dice::of(&[seed, 3, person as u64]);
        Self {
            seed,
            person: person as u64,
            talent: dice.between(-550, 550),
            pride: dice.between(-350, 650),
        }
    }

    /// Whether a category is not this person's job at all.
    pub fn never_does(&self, category: SkillCategoryId, tier: Tier) -> bool {
        tier <= Tier::ALL[2] && Dice::of(&[self.seed, 4, self.person, category.0]).permille(70)
    }

    /// Whether one skill is not this person's job.
    pub fn does_not(&self, skill: &Skill) -> bool {
        Dice::of(&[self.seed, 5, self.person, skill.id.0]).permille(15)
    }

    /// The level on a day, `shift` thousandths higher.
    pub fn level(&self, who: &Employee, skill: &Skill, day: Date, targets: Option<&TargetSet>, shift: i64) -> Level {
        let liking = Dice::of(&[self.seed, 6, self.person, skill.category.0]).between(-900, 900);
        let ease = Dice::of(&[self.seed, 7, skill.id.0]).between(-600, 450);
        let own = Dice::of(&[self.seed, 8, self.person, skill.id.0]).between(-600, 600);
        let at = asked(who, skill, day, targets) + self.talent + liking + ease + own + shift;
        let level = ((at + 500) / 1_000).clamp(1, 5);
        u8::try_from(level)
            .ok()
            .and_then(Level::new)
            .expect("clamped to 1 to 5")
    }
}

/// What the tier asks for, on the way to what the next one does.
fn asked(who: &Employee, skill: &Skill, day: Date, targets: Option<&TargetSet>) -> i64 {
    let entry = who
        .tiers
        .iter()
        .rev()
        .find(|entry| entry.from <= day)
        .or(who.tiers.first());
    let Some(entry) = entry else { return 1_000 };
    let of = |tier: Tier| {
        let target = targets.and_then(|set| set.of(tier, skill.category, skill.id));
        let level = target.and_then(|target| target.level());
        1_000 * level.map_or(i64::from(tier.get()).min(4), |level| i64::from(level.get()))
    };
    let next = entry.tier.next().map_or(of(entry.tier) + 300, of);
    let days = days_between(entry.from, day).clamp(0, DAYS_A_TIER);
    of(entry.tier) + (next - of(entry.tier)) * days / DAYS_A_TIER
}
