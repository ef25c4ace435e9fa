//! A sample company on disk, for drills that start the real program on it.

use crate::support::{Answer, Browser, company};
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::id::{EmployeeId, SkillId};
use handyman_kpi::domain::level::Level;
use jiff::civil::Date;
use serde_json::json;
use std::path::Path;

/// How many skills a save rates.
pub const RATINGS: usize = 60;
const FORM: &str = "application/x-www-form-urlencoded";

/// Made, closed again, and what a rater needs to know of it.
pub struct Company {
    /// The session of its admin.
    pub cookie: String,
    /// Who worked there without a break, the longest first.
    pub people: Vec<EmployeeId>,
    skills: Vec<SkillId>,
    pub today: Date,
}

impl Company {
    pub fn make(folder: &Path) -> Self {
        let app = company::open(folder);
        let cookie = company::fill(&app, 12, 3);
        let catalogue = &app.projection().catalogue;
        Self {
            cookie,
            people: company::workers(&app),
            skills: catalogue.skills.iter().take(RATINGS).map(|skill| skill.id).collect(),
            today: app.today(),
        }
    }

    /// Signs the browser in as the admin.
    pub fn sign_in(&self, browser: &mut Browser) {
        browser.cookies.insert("__Host-session".into(), self.cookie.clone());
    }

    /// Begins a draft with that name of the client's own; gives its path.
    pub fn begin(&self, browser: &mut Browser, person: EmployeeId, date: Date, uuid: &str) -> std::io::Result<String> {
        browser.try_send("GET", "/evaluations/new", "", b"")?.is(200);
        let token = &browser.token;
        let begin = format!("form_token={token}&employee={person}&date={date}&client_uuid={uuid}");
        let begun = browser.try_send("POST", "/evaluations", FORM, begin.as_bytes())?;
        Ok(begun.is(303).header("location").unwrap().replace("/rate", ""))
    }

    /// Saves sixty ratings and a note that all tell the number of their save.
    pub fn save(&self, browser: &mut Browser, path: &str, uuid: &str, number: u64) -> std::io::Result<Answer> {
        let seen = number - 1;
        let level = (number % 5 + 1).to_string();
        let changes: Vec<_> = self
            .skills
            .iter()
            .map(|skill| (format!("r{skill}"), level.clone()))
            .chain([("notes".to_owned(), number.to_string())])
            .map(|(field, value)| json!({ "field": field, "value": value, "base": seen }))
            .collect();
        let save = json!({ "device": uuid, "number": number, "revision": 1, "seen": seen, "changes": changes });
        browser.headers.insert("x-form-token".into(), browser.token.clone());
        let answer = browser.try_send(
            "POST",
            &format!("{path}/saves"),
            "application/json",
            save.to_string().as_bytes(),
        );
        browser.headers.remove("x-form-token");
        answer
    }

    pub fn finalise(&self, browser: &mut Browser, path: &str) -> std::io::Result<Answer> {
        let finish = format!("form_token={}&then=finalise", browser.token);
        browser.try_send("POST", &format!("{path}/submission"), FORM, finish.as_bytes())
    }
}

/// That the record is what one save wrote, whole; gives the number of that save.
pub fn whole(found: &Evaluation) -> u64 {
    let content = &found.content;
    let saved: u64 = content.shared_notes.parse().unwrap_or(0);
    let level = Level::new((saved % 5 + 1) as u8);
    let all = content.ratings.len() == if saved == 0 { 0 } else { RATINGS };
    let alike = content.ratings.values().all(|rating| rating.mark.level() == level);
    assert!(all && alike, "half of save {saved}: {:?}", content.ratings);
    saved
}
