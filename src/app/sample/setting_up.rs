//! What the sample company decides: settings, catalogue, a raised set of targets, its three users.

use super::SIGN_INS;
use super::people::days_before;
use super::words;
use crate::app::catalogue_install::install;
use crate::app::starter_catalogue::starter_catalogue;
use crate::app::{Change, Error};
use crate::domain::account::{Theme, User};
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory};
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::settings::Settings;
use crate::domain::target::{Target, TargetSet};
use crate::domain::tier::Tier;
use crate::store::Read;
use jiff::Timestamp;
use jiff::civil::Date;

/// Skills nobody may be without; each with how many people should have it.
const CRITICAL: [(&str, u32); 8] = [
    ("Ladder and step-platform safety", 5),
    ("Power and energy isolation", 4),
    ("Hazard recognition in older homes", 3),
    ("Water shut-off and leak response", 4),
    ("Plumbing diagnosis", 3),
    ("Electrical fault diagnosis", 3),
    ("Minor roof repair", 2),
    ("Skill sign-off", 2),
];
/// The certification that is needed, and the skill it is needed for.
const CERTIFIED: (&str, &str) = (
    "EPA RRP certified renovator (lead-safe)",
    "Hazard recognition in older homes",
);
/// The trade an apprentice is not asked for since the targets were raised.
const NOT_FOR_APPRENTICES: &str = "HVAC & Appliance Care";
/// What everybody has to be better at since then than the category asks for.
const RAISED: &str = "Power and energy isolation";

/// Writes the settings and the catalogue; its targets are valid from `from`.
pub fn company(change: &mut Change<'_>, from: Date, today: Date) -> Result<(), Error> {
    let draft = starter_catalogue();
    let mut settings = Settings {
        company: words::COMPANY.into(),
        time_zone: words::TIME_ZONE.into(),
        set_up_on: Some(from),
        ..Settings::default()
    };
    if let Some(levels) = &draft.levels {
        settings.levels.clone_from(levels);
    }
    if let Some(names) = &draft.tier_names {
        settings.tier_names.clone_from(names);
    }
    change.put(&settings)?;
    install(change, &draft, from)?;
    mark_critical(change)?;
    raise_targets(change, days_before(today, 200).max(from))
}

fn mark_critical(change: &mut Change<'_>) -> Result<(), Error> {
    let certification = certification(change)?.map(|kind| kind.id);
    for mut skill in change.store.all::<Skill>()? {
        let critical = CRITICAL.iter().find(|(name, _)| *name == skill.name);
        if let Some((_, target)) = critical {
            skill.critical = true;
            skill.coverage_target = *target;
            skill.certification = certification.filter(|_| skill.name == CERTIFIED.1);
            change.put(&skill)?;
        }
    }
    Ok(())
}

/// The certification some skill needs.
pub fn certification(change: &Change<'_>) -> Result<Option<CertificationType>, Error> {
    let kinds = change.store.all::<CertificationType>()?;
    Ok(kinds.into_iter().find(|kind| kind.name == CERTIFIED.0))
}

/// A second set, with an exception for a skill and a category that is not needed.
fn raise_targets(change: &mut Change<'_>, from: Date) -> Result<(), Error> {
    let Some(mut set) = change.store.all::<TargetSet>()?.pop().filter(|set| set.from < from) else {
        return Ok(());
    };
    set.id = change.next_id::<TargetSet>()?;
    set.from = from;
    let categories = change.store.all::<SkillCategory>()?;
    if let Some(category) = categories.iter().find(|c| c.name == NOT_FOR_APPRENTICES) {
        set.by_category.insert((Tier::ALL[0], category.id), Target::NotNeeded);
    }
    let skills = change.store.all::<Skill>()?;
    if let Some(skill) = skills.iter().find(|s| s.name == RAISED) {
        for tier in [Tier::ALL[1], Tier::ALL[2]] {
            if let Some(Target::Level(level)) = set.of(tier, skill.category, skill.id) {
                let higher = crate::domain::level::Level::new(level.get() + 1).unwrap_or(level);
                set.by_skill.insert((tier, skill.id), Target::Level(higher));
            }
        }
    }
    change.put(&set)
}

/// Writes the three users: owner, manager, employee, in the order of [`SIGN_INS`].
pub fn users(
    change: &mut Change<'_>,
    hashes: &[String],
    people: [Option<EmployeeId>; 3],
    ids: [UserId; 3],
    created_at: Timestamp,
) -> Result<(), Error> {
    for (i, sign_in) in SIGN_INS.into_iter().enumerate() {
        change.put(&User {
            id: ids[i],
            name: sign_in.name.to_owned(),
            role: sign_in.role,
            email: Some(format!("{}@example.com", sign_in.name)),
            employee: people[i],
            active: true,
            must_change_password: false,
            password_hash: hashes.get(i).cloned(),
            language: None,
            theme: Theme::default(),
            created_at,
            last_sign_in_at: None,
            notice_read_at: Some(created_at),
        })?;
    }
    Ok(())
}
