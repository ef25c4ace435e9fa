//! 8,000 past evaluations of 60 skills each, one a row.

use super::super::company::{Company, open};
use super::Case;
use jiff::ToSpan;

pub const ALL: usize = 8_000;
const SKILLS: usize = 60;

/// Of people who were always there, on days on which nobody rated them.
pub fn case(company: &Company) -> Case {
    let app = open(company.folder.path());
    let (projection, today) = (app.projection(), app.today());
    let skills = &projection.catalogue.skills[..SKILLS];
    let mut columns: Vec<(String, String)> = [("column_0", "number"), ("column_1", "date")]
        .map(|(name, key)| (name.to_owned(), key.to_owned()))
        .into();
    let mut text = String::from("Number,Date");
    for (at, skill) in skills.iter().enumerate() {
        let category = projection.catalogue.skill_category(skill.category).unwrap();
        text += &format!(
            ",\"{}: {}\"",
            category.name.replace('"', "\"\""),
            skill.name.replace('"', "\"\"")
        );
        columns.push((format!("column_{}", at + 2), format!("skill_{}", skill.id)));
    }
    text.push('\n');
    let mut written = 0;
    'days: for back in 1_i64.. {
        let day = today.checked_sub(back.days()).unwrap();
        for person in projection.people() {
            let rated = person.evaluations.iter().any(|header| header.date == day);
            let Some(number) = person
                .employee
                .number
                .as_ref()
                .filter(|_| !rated && person.employee.employed_on(day))
            else {
                continue;
            };
            // The owner writes nothing about the owner.
            if person.employee.manager_on(today).is_none() {
                continue;
            }
            text += &format!("{number},{day}");
            for skill in 0..SKILLS {
                text += &format!(",{}", (written + skill) % 5 + 1);
            }
            text.push('\n');
            written += 1;
            if written == ALL {
                break 'days;
            }
        }
    }
    Case {
        kind: "evaluations",
        name: "evaluations.csv",
        file: text.into_bytes(),
        columns,
        button: "Import 8000 evaluations",
        most: 6.0,
    }
}
