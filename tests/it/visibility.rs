//! Who reads whose words, and when: every page with every id, for every state of a self evaluation
//! and a manager evaluation of the same person, as everyone. Held against the product's rules, said
//! here once more; the table is a snapshot to be read.

use crate::api::Program;
use crate::evaluations::{Crew, crew, save};
use crate::exports::{as_text, csv, xlsx};
use crate::support::{Answer, Browser};
use handyman_kpi::web::{Access, ROUTES, api};
use http::Method;
use std::collections::BTreeSet;

/// How far the self evaluation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Own {
    None,
    Draft,
    Submitted,
    Released,
}

/// How far Max's evaluation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Managers {
    None,
    Draft,
    Submitted,
    Finalised,
}

/// Whose words are looked for; each stands in shared notes, in the note on a rating, or both.
const OWN_WORDS: &str = "what-eli-thinks";
const MANAGERS_WORDS: &str = "what-max-thinks";
const PRIVATE_WORDS: &str = "what-max-keeps-to-himself";

/// The person it is about, the rater, a manager and an admin who rate nobody, another employee, and
/// someone from the street.
const READERS: [&str; 6] = ["eli", "max", "rita", "anna", "zoe", ""];

struct Told {
    crew: Crew,
    own: Option<u64>,
    managers: Option<u64>,
}

fn told(own: Own, managers: Managers) -> Told {
    let crew = crew();
    crew.site.add_user("zoe", "employee", Some(crew.zoe));
    crew.site.add_user("rita", "manager", None);
    let managers_id = (managers > Managers::None).then(|| {
        let (mut max, id) = crew.draft(crew.eli);
        let words = [
            ("r1", "2"),
            ("r1note", MANAGERS_WORDS),
            ("notes", MANAGERS_WORDS),
            ("private", PRIVATE_WORDS),
        ];
        save(&mut max, id, 1, 0, &words).is(200);
        let then = match managers {
            Managers::Submitted => "submit",
            Managers::Finalised => "finalise",
            _ => return id,
        };
        max.post(&format!("/evaluations/{id}/submission"), &[("then", then)])
            .is(303);
        id
    });
    let own_id = (own > Own::None).then(|| {
        let words = [("r1", "5"), ("r1note", OWN_WORDS), ("notes", OWN_WORDS)];
        if own > Own::Draft {
            return crew.own_view(&words);
        }
        let mut eli = crew.site.sign_in("eli");
        eli.get("/me").is(200);
        let begun = eli.post("/me/self-evaluation", &[]);
        let rate = begun.is(303).header("location").unwrap().to_owned();
        eli.get(&rate).is(200);
        let id = rate.split('/').nth(2).unwrap().parse().unwrap();
        save(&mut eli, id, 1, 0, &words).is(200);
        id
    });
    if own == Own::Released {
        let mut anna = crew.site.sign_in("anna");
        anna.get("/evaluations").is(200);
        anna.post(&format!("/evaluations/{}/release", own_id.unwrap()), &[])
            .is(303);
    }
    Told {
        crew,
        own: own_id,
        managers: managers_id,
    }
}

impl Told {
    /// Every address there is about people and evaluations.
    fn addresses(&self) -> Vec<String> {
        let others = [
            "/catalogue",
            "/targets",
            "/users",
            "/settings",
            "/help",
            "/account",
            "/setup",
        ];
        let mut all = Vec::new();
        for row in ROUTES.iter().flat_map(|rows| rows.iter()) {
            let about_people = !others.iter().any(|start| row.path.starts_with(start));
            if row.method != Method::GET || row.access == Access::Public || !about_people {
                continue;
            }
            let ids: Vec<u64> = match row.path.split('/').nth(1) {
                Some("employees") => vec![self.crew.eli.0, self.crew.max.0, self.crew.zoe.0],
                Some("evaluations") => self.own.into_iter().chain(self.managers).collect(),
                _ => vec![1],
            };
            match row.path.contains("{id}") {
                true => all.extend(ids.iter().map(|id| row.path.replace("{id}", &id.to_string()))),
                false => all.push(row.path.to_owned()),
            }
        }
        for list in [
            "kind=self",
            "kind=manager",
            "q=eli",
            "status=draft",
            "status=submitted",
            "sort=person",
        ] {
            all.push(format!("/evaluations?{list}"));
        }
        all.push(format!("/?employee={}", self.crew.eli));
        let files = [
            "employees",
            "evaluations",
            "ratings",
            "tool-marks",
            "categories",
            "trend",
            "users",
        ];
        for (file, format) in files
            .iter()
            .flat_map(|file| ["xlsx", "json"].map(|format| (file, format)))
        {
            all.push(format!("/exports/{file}?format={format}"));
        }
        for filter in ["kind=self", "q=eli", "status=draft", "sort=person"] {
            all.push(format!("/exports/ratings?{filter}"));
        }
        all
    }

    /// What of it a program of this reader comes to see anywhere.
    fn seen_by_program(&self, program: &mut Program) -> BTreeSet<&'static str> {
        let mut addresses = Vec::new();
        for row in api::rows().filter(|row| row.route.method == Method::GET) {
            let path = row.route.path.strip_prefix(api::BASE).unwrap();
            let ids: Vec<u64> = match path.split('/').nth(1) {
                Some("employees") => vec![self.crew.eli.0, self.crew.max.0, self.crew.zoe.0],
                Some("evaluations") => self.own.into_iter().chain(self.managers).collect(),
                _ => vec![1],
            };
            match path.contains("{id}") {
                true => addresses.extend(ids.iter().map(|id| path.replace("{id}", &id.to_string()))),
                false => addresses.push(path.to_owned()),
            }
        }
        let eli = self.crew.eli;
        addresses.extend([
            "/evaluations?kind=self".to_owned(),
            format!("/evaluations?employee_id={eli}&status=submitted"),
            format!("/dashboard?employee_id={eli}"),
        ]);
        addresses.extend(self.managers.map(|id| format!("/evaluations/{id}?revision=1")));
        let mut seen = BTreeSet::new();
        for address in addresses {
            let answer = program.get(&address);
            let text = answer.text();
            for words in [OWN_WORDS, MANAGERS_WORDS, PRIVATE_WORDS] {
                if text.contains(words) {
                    seen.insert(words);
                }
            }
            let listed = answer.status == 200 && address.starts_with("/evaluations?");
            if let Some(own) = self.own.filter(|_| listed)
                && answer.json()["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|row| row["id"] == own)
            {
                seen.insert("that it is there");
            }
        }
        seen
    }

    /// What of it this reader comes to see anywhere.
    fn seen_by(&self, reader: &str) -> BTreeSet<&'static str> {
        let mut program = match reader {
            "" => Program::with(self.crew.site.visitor(), ""),
            name => Program::of(&self.crew.site, name),
        };
        let mut seen = self.seen_by_program(&mut program);
        let mut browser: Browser = match reader {
            "" => self.crew.site.visitor(),
            name => self.crew.site.sign_in(name),
        };
        let link = self.own.map(|id| format!("/evaluations/{id}"));
        for address in self.addresses() {
            let answer = browser.get(&address);
            let text = said(&answer);
            // The row of an evaluation in a file is no link, but it tells the same.
            if let (Some(id), true) = (self.own, address.starts_with("/exports/"))
                && names_in_a_file(&answer).any(|named| named == id.to_string())
            {
                seen.insert("that it is there");
            }
            for words in [OWN_WORDS, MANAGERS_WORDS, PRIVATE_WORDS] {
                if text.contains(words) {
                    seen.insert(words);
                }
            }
            let names = |link: &String| {
                !address.starts_with(link.as_str())
                    && text.split(['"', '#', '?']).any(|part| {
                        part.starts_with(link.as_str()) && !part[link.len()..].starts_with(|c: char| c.is_ascii_digit())
                    })
            };
            if link.as_ref().is_some_and(names) {
                seen.insert("that it is there");
            }
        }
        seen
    }
}

/// What an answer says, a sheet with all its cells too.
fn said(answer: &Answer) -> String {
    match is_sheet(answer) {
        true => xlsx(answer).concat().iter().map(as_text).collect::<Vec<_>>().join("\n"),
        false => answer.text(),
    }
}

fn is_sheet(answer: &Answer) -> bool {
    answer.status == 200 && answer.asked.contains("format=xlsx")
}

/// The numbers of the evaluations in a file of evaluations.
fn names_in_a_file(answer: &Answer) -> impl Iterator<Item = String> {
    let of_evaluations = ["evaluations", "ratings", "tool-marks"]
        .iter()
        .any(|list| answer.asked.contains(&format!("/exports/{list}")));
    let rows: Vec<String> = match (of_evaluations && answer.status == 200, is_sheet(answer)) {
        (false, _) => Vec::new(),
        (true, true) => xlsx(answer).iter().map(|row| as_text(&row[0])).collect(),
        (true, false) if answer.asked.contains("format=json") => {
            let rows = answer.json()["rows"].as_array().unwrap().clone();
            rows.iter().map(|row| row["evaluation"].to_string()).collect()
        }
        (true, false) => csv(answer).iter().map(|row| row[0].clone()).collect(),
    };
    rows.into_iter()
}

/// The same from the product's rules alone.
fn should_see(reader: &str, own: Own, managers: Managers) -> BTreeSet<&'static str> {
    let mut all = BTreeSet::new();
    let reads_own = match reader {
        "eli" => own > Own::None,
        "max" => own == Own::Released || (own == Own::Submitted && managers >= Managers::Submitted),
        "rita" | "anna" => own == Own::Released,
        _ => false,
    };
    if reads_own {
        all.extend([OWN_WORDS, "that it is there"]);
    }
    // An admin knows of a draft, and of what waits for its release.
    if reader == "anna" && own > Own::None {
        all.insert("that it is there");
    }
    let reads_managers = match reader {
        "max" => managers > Managers::None,
        "anna" => managers >= Managers::Submitted,
        "eli" | "rita" => managers == Managers::Finalised,
        _ => false,
    };
    if reads_managers {
        all.insert(MANAGERS_WORDS);
        if reader != "eli" {
            all.insert(PRIVATE_WORDS);
        }
    }
    all
}

#[test]
fn each_reads_in_every_state_what_the_product_says_and_nothing_else_anywhere() {
    let mut table = String::new();
    let mut leaks = Vec::new();
    for own in [Own::None, Own::Draft, Own::Submitted, Own::Released] {
        for managers in [
            Managers::None,
            Managers::Draft,
            Managers::Submitted,
            Managers::Finalised,
        ] {
            let told = told(own, managers);
            for reader in READERS {
                let seen = told.seen_by(reader);
                let should = should_see(reader, own, managers);
                if seen != should {
                    leaks.push(format!(
                        "self {own:?}, manager {managers:?}, {reader}: sees {seen:?}, should see {should:?}"
                    ));
                }
                let seen: Vec<_> = seen.into_iter().collect();
                let reader = if reader.is_empty() { "a visitor" } else { reader };
                table += &format!(
                    "self {:<10} manager {:<10} {reader:<10} {}\n",
                    format!("{own:?}"),
                    format!("{managers:?}"),
                    seen.join(", ")
                );
            }
        }
    }
    assert!(leaks.is_empty(), "{} differences:\n{}", leaks.len(), leaks.join("\n"));
    insta::assert_snapshot!(table.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"));
}
