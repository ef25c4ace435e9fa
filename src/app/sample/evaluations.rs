//! What stands in a sample evaluation.

use super::Plan;
use super::dice::Dice;
use super::levels::Nature;
use super::people;
use super::schedule::Slot;
use super::words;
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool};
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Content, Evaluation, Holding, Kind, Rating, Source, SpecialSkill, Status, ToolMark};
use crate::domain::id::{EvaluationId, UserId};
use crate::domain::level::Mark;
use crate::domain::target::{self, TargetSet};
use crate::domain::tier::Tier;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// What everybody is rated on, in the order of the catalogue.
pub struct World<'a> {
    pub plan: &'a Plan,
    pub categories: Vec<SkillCategory>,
    /// By category.
    pub skills: Vec<Skill>,
    pub tools: Vec<Tool>,
    pub targets: Vec<TargetSet>,
    /// The certification that people of the highest tiers hold.
    pub certification: Option<CertificationType>,
    pub owner: UserId,
    pub manager: UserId,
    pub employee: UserId,
}

/// One person of the sample.
pub struct Subject<'a> {
    /// The position among the people.
    pub i: usize,
    pub who: &'a Employee,
    pub nature: Nature,
}

impl World<'_> {
    /// The evaluation of a slot: a self evaluation submitted, a manager's too, not yet finalised.
    pub fn evaluation(&self, subject: &Subject<'_>, slot: &Slot) -> Evaluation {
        let mut dice = Dice::of(&[
            self.plan.seed,
            11,
            subject.i as u64,
            kind_key(slot.kind),
            slot.index as u64,
        ]);
        let begun = moment(slot.date, dice.between(0, 200));
        let ended = begun.saturating_add(dice.between(12, 40).minutes()).unwrap_or(begun);
        let (rater, source) = self.rater(subject, slot.kind);
        Evaluation {
            id: EvaluationId(0),
            employee: subject.who.id,
            kind: slot.kind,
            rater,
            date: slot.date,
            status: Status::Submitted,
            revision: 1,
            client_uuid: None,
            content: self.content(subject, slot, &mut dice),
            source,
            edit: 0,
            field_edits: BTreeMap::new(),
            devices: BTreeMap::new(),
            created_at: begun,
            updated_at: ended,
            submitted_at: Some(ended),
            finalised: None,
            returned: Vec::new(),
            released_by: None,
            import: None,
        }
    }

    /// A manager evaluation somebody has begun: the first `rated` skills, saved one by one.
    pub fn draft(&self, subject: &Subject<'_>, date: Date, rated: usize) -> Evaluation {
        let slot = Slot {
            kind: Kind::Manager,
            date,
            index: usize::MAX,
        };
        let mut draft = self.evaluation(subject, &slot);
        draft.status = Status::Draft;
        draft.submitted_at = None;
        let mut dice = Dice::of(&[self.plan.seed, 12]);
        let mut hex = |digits: u32| format!("{:0w$x}", dice.between(0, (1 << (4 * digits)) - 1), w = digits as usize);
        let (a, b, c, d, e) = (hex(8), hex(4), hex(3), hex(3), hex(12));
        draft.client_uuid = Some(format!("{a}-{b}-4{c}-8{d}-{e}"));
        let order: Vec<_> = self.skills.iter().map(|s| s.id).take(rated).collect();
        draft.content.ratings.retain(|skill, _| order.contains(skill));
        draft.content.tools.clear();
        draft.content.shared_notes.clear();
        draft.field_edits = (1..)
            .zip(draft.content.ratings.keys())
            .map(|(n, skill)| (format!("r{skill}"), n))
            .collect();
        draft.edit = draft.field_edits.len() as u64;
        draft
    }

    fn rater(&self, subject: &Subject<'_>, kind: Kind) -> (UserId, Source) {
        match (kind, subject.i) {
            (Kind::Manager, people::LEAD) => (self.owner, Source::Screen),
            (Kind::Manager, _) | (Kind::SelfRating, people::LEAD) => (self.manager, Source::Screen),
            (Kind::SelfRating, people::WITH_ACCOUNT) => (self.employee, Source::Screen),
            // The others have no account.
            (Kind::SelfRating, _) => (self.manager, Source::DeviceHandedOver),
        }
    }

    fn content(&self, subject: &Subject<'_>, slot: &Slot, dice: &mut Dice) -> Content {
        let manager = slot.kind == Kind::Manager;
        let mut say = |share: i64, sentences: &[&str]| -> String {
            if dice.permille(share) {
                (*dice.pick(sentences)).to_owned()
            } else {
                String::new()
            }
        };
        let (shared_notes, private_note) = match slot.kind {
            Kind::Manager => (say(700, &words::SHARED_NOTES), say(120, &words::PRIVATE_NOTES)),
            Kind::SelfRating => (say(350, &words::SELF_NOTES), String::new()),
        };
        Content {
            ratings: self.ratings(subject, slot, dice),
            unrated_notes: BTreeMap::new(),
            tools: if manager {
                self.tool_marks(subject, slot)
            } else {
                BTreeMap::new()
            },
            special_skills: if manager {
                self.special_skills(subject, slot.date)
            } else {
                Vec::new()
            },
            shared_notes,
            private_note,
            ..Content::default()
        }
    }

    fn ratings(
        &self,
        subject: &Subject<'_>,
        slot: &Slot,
        dice: &mut Dice,
    ) -> BTreeMap<crate::domain::id::SkillId, Rating> {
        let tier = subject.who.tier_on(slot.date).unwrap_or(Tier::ALL[0]);
        let targets = target::valid_on(&self.targets, slot.date);
        let manager = slot.kind == Kind::Manager;
        let (skills, all) = window(&self.skills, slot.index, self.plan.ratings);
        skills
            .filter(|_| all == Part::Chosen || !dice.permille(40))
            .map(|skill| (skill.id, self.rating(subject, skill, slot, tier, targets, manager)))
            .collect()
    }

    fn rating(
        &self,
        subject: &Subject<'_>,
        skill: &Skill,
        slot: &Slot,
        tier: Tier,
        targets: Option<&TargetSet>,
        manager: bool,
    ) -> Rating {
        let nature = &subject.nature;
        let for_all = self.categories.iter().any(|c| c.id == skill.category && c.must_have);
        if !for_all && (nature.never_does(skill.category, tier) || nature.does_not(skill)) {
            return Rating {
                mark: Mark::NotApplicable,
                note: String::new(),
            };
        }
        let key = [
            self.plan.seed,
            13,
            subject.i as u64,
            skill.id.0,
            kind_key(slot.kind),
            slot.index as u64,
        ];
        let mut dice = Dice::of(&key);
        let shift = match manager {
            // Now and then a manager sees a good or a bad day.
            true if dice.permille(30) => dice.between(-700, 500),
            true => 0,
            false => nature.pride + dice.between(-300, 300),
        };
        let level = nature.level(subject.who, skill, slot.date, targets, shift);
        let noted = manager && dice.permille(25);
        Rating {
            mark: Mark::Level(level),
            note: if noted {
                (*dice.pick(&words::RATING_NOTES)).to_owned()
            } else {
                String::new()
            },
        }
    }

    fn tool_marks(&self, subject: &Subject<'_>, slot: &Slot) -> BTreeMap<crate::domain::id::ToolId, ToolMark> {
        let tier = i64::from(subject.who.tier_on(slot.date).map_or(1, Tier::get));
        let (tools, _) = window(&self.tools, slot.index, self.plan.ratings.map(|n| n / 4));
        let mut marks = BTreeMap::new();
        for tool in tools {
            let mut dice = Dice::of(&[self.plan.seed, 14, subject.i as u64, tool.id.0]);
            let (skill, luck, asked) = (dice.between(0, 999), dice.between(0, 999), dice.permille(880));
            let can = skill < 280 + 140 * tier;
            let holding = match luck {
                _ if !can => Holding::None,
                l if l < 80 + 55 * tier => Holding::Truck,
                l if l < 240 + 90 * tier => Holding::Owns,
                _ => Holding::None,
            };
            if asked {
                marks.insert(
                    tool.id,
                    ToolMark {
                        can_operate: Some(can),
                        holding,
                    },
                );
            }
        }
        marks
    }

    fn special_skills(&self, subject: &Subject<'_>, day: Date) -> Vec<SpecialSkill> {
        let mut dice = Dice::of(&[self.plan.seed, 15, subject.i as u64]);
        let mut list = Vec::new();
        let acquired = people::days_after(subject.who.hire_date, dice.between(40, 400));
        let (name, description) = *dice.pick(&words::SPECIAL_SKILLS);
        if dice.permille(350) && acquired <= day {
            list.push(SpecialSkill {
                name: name.to_owned(),
                description: description.to_owned(),
                acquired_on: Some(acquired),
                valid_until: None,
                certification: None,
            });
        }
        let senior = subject.who.tiers.last().is_some_and(|entry| entry.tier >= Tier::ALL[3]);
        if let Some(kind) = self.certification.as_ref().filter(|_| senior && acquired <= day) {
            let months = i64::from(kind.default_validity_months.unwrap_or(60));
            // Renewed as often as needed to be valid on that day.
            let mut since = acquired;
            while since.saturating_add(months.months()) <= day {
                since = since.saturating_add(months.months());
            }
            list.push(SpecialSkill {
                name: kind.name.clone(),
                description: String::new(),
                acquired_on: Some(since),
                valid_until: Some(since.saturating_add(months.months())),
                certification: Some(kind.id),
            });
        }
        list
    }
}

/// Whether a list was taken whole or in part.
#[derive(PartialEq, Eq)]
enum Part {
    Whole,
    Chosen,
}

/// At most `most` of a list, another stretch of it each time, so that in the end all had their turn.
fn window<T>(list: &[T], turn: usize, most: Option<usize>) -> (impl Iterator<Item = &T>, Part) {
    let (part, count) = match most {
        Some(most) if most < list.len() => (Part::Chosen, most),
        _ => (Part::Whole, list.len()),
    };
    let from = if part == Part::Whole {
        0
    } else {
        turn.wrapping_mul(count) % list.len()
    };
    (list.iter().cycle().skip(from).take(count), part)
}

fn kind_key(kind: Kind) -> u64 {
    u64::from(kind == Kind::Manager)
}

/// A morning in the company's time zone, so many minutes in.
fn moment(day: Date, minutes: i64) -> Timestamp {
    day.at(14, 20, 0, 0)
        .to_zoned(TimeZone::UTC)
        .map(|zoned| zoned.timestamp())
        .and_then(|at| at.checked_add(minutes.minutes()))
        .unwrap_or_default()
}
