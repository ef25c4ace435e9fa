//! The sample company's people: invented, over all tiers, with careers that make sense.

use super::dice::Dice;
use super::words;
use crate::domain::employee::{Employee, Employment, ManagerEntry, TierEntry};
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::tier::Tier;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Who plays a part that every sample company should have. Positions among the people.
pub const LEAD: usize = 0;
pub const WITH_ACCOUNT: usize = 1;
pub const OVERDUE: usize = 3;
pub const SELF_WAITS: usize = 4;
pub const DRAFT_OPEN: usize = 5;
pub const LEFT: usize = 7;
pub const RETURNED: usize = 8;
pub const NEWCOMER: usize = 9;
/// From so many people on all parts are played.
pub const PARTS_FROM: usize = 10;

/// Tiers of the first 25 people, and of each 25 that follow: 6, 7, 6, 4 and 2 of a tier.
const TIERS: [u8; 25] = [
    5, 2, 1, 3, 2, 4, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3, 4, 1, 3, 2, 4,
];

/// Days in the company by tier, from and to.
const TENURE: [(i64, i64); 5] = [(150, 500), (500, 1_500), (1_300, 2_800), (2_300, 4_300), (3_300, 6_000)];

/// `day` minus so many days.
pub fn days_before(day: Date, days: i64) -> Date {
    day.saturating_sub(Span::new().days(days.clamp(0, 30_000)))
}

/// `day` plus so many days.
pub fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(days.clamp(0, 30_000).days())
}

/// Days from `a` to `b`.
pub fn days_between(a: Date, b: Date) -> i64 {
    a.duration_until(b).as_hours() / 24
}

/// The person at position `i` of `total`. The ids are to be those of the positions, `leads` the people
/// of the highest tier, who lead the others.
pub fn person(seed: u64, i: usize, total: usize, today: Date, leads: &[EmployeeId], owner: UserId) -> Employee {
    let mut dice = Dice::of(&[seed, 1, i as u64]);
    let tier = Tier::new(TIERS[i % TIERS.len()]).expect("the table holds tiers");
    let parts = total >= PARTS_FROM;
    let (least, most) = TENURE[tier.index()];
    let hired = match i {
        NEWCOMER if parts => days_before(today, 36),
        LEFT if parts => days_before(today, 900),
        _ => days_before(today, dice.between(least, most)),
    };
    let (first, last) = name(seed, i);
    let mail = |part: &str| -> String {
        let plain = part
            .to_lowercase()
            .replace(['á', 'ä'], "a")
            .replace('ó', "o")
            .replace('’', "");
        plain.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let employment = match i {
        LEFT if parts => vec![ended(hired, days_before(today, 70))],
        RETURNED if parts => vec![
            ended(hired, days_before(today, 430)),
            Employment {
                from: days_before(today, 290),
                to: None,
            },
        ],
        _ => vec![Employment { from: hired, to: None }],
    };
    let reports_to = leads
        .get(i % leads.len().max(1))
        .copied()
        .filter(|_| tier != Tier::ALL[4]);
    Employee {
        id: EmployeeId(0),
        email: format!("{}.{}@example.com", mail(&first), mail(&last)),
        first_name: first,
        last_name: last,
        number: Some(format!("H-{:03}", 101 + i)),
        phone: format!("555-01{:02}", i % 100),
        hire_date: hired,
        notes: if i % 11 == 2 {
            "Drives van 3.".into()
        } else {
            String::new()
        },
        tiers: career(&mut dice, tier, hired, today, owner),
        employment,
        managers: vec![ManagerEntry {
            from: hired,
            manager: reports_to,
        }],
        import: None,
        anonymised_at: None,
    }
}

/// Whether the person at position `i` leads others.
pub fn leads(i: usize) -> bool {
    TIERS[i % TIERS.len()] == 5
}

fn ended(from: Date, to: Date) -> Employment {
    Employment { from, to: Some(to) }
}

fn name(seed: u64, i: usize) -> (String, String) {
    let mut dice = Dice::of(&[seed, 2]);
    let firsts = dice.shuffled(&words::FIRST_NAMES);
    let lasts = dice.shuffled(&words::LAST_NAMES);
    (firsts[i % firsts.len()].to_owned(), lasts[i % lasts.len()].to_owned())
}

/// From the tier someone was hired at to today's, a step about every two years.
fn career(dice: &mut Dice, tier: Tier, hired: Date, today: Date, owner: UserId) -> Vec<TierEntry> {
    let tenure = days_between(hired, today);
    let steps = (tenure / 600).clamp(0, i64::from(tier.get()) - 1);
    let steps = if steps > 0 && dice.permille(250) {
        steps - 1
    } else {
        steps
    };
    // The last step lies some months back, so that there is life before and after it.
    let last = days_before(today, dice.between(70, 900).min(tenure / 2));
    let span = days_between(hired, last);
    (0..=steps)
        .map(|step| {
            let get = i64::from(tier.get()) - steps + step;
            let first = step == 0;
            TierEntry {
                from: if first {
                    hired
                } else {
                    days_after(hired, span * step / steps)
                },
                tier: u8::try_from(get)
                    .ok()
                    .and_then(Tier::new)
                    .expect("at most as many steps as tiers below"),
                decided_by: (!first).then_some(owner),
                reason: if first {
                    String::new()
                } else {
                    (*dice.pick(&words::PROMOTED)).to_owned()
                },
            }
        })
        .collect()
}
