//! Who gets what: every row of the route table asked by everyone, about themselves and about
//! another. The table is a snapshot, to be read against the roles of the product.

use crate::support::{Browser, Site, evaluation};
use handyman_kpi::app::evaluations::Then;
use handyman_kpi::app::{sessions, users};
use handyman_kpi::domain::evaluation::{Content, Kind, Rating};
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::domain::level::Level;
use handyman_kpi::web::{Access, Body, ROUTES, Route};
use http::Method;

/// Who asks: a role, and the user name of someone who has it.
const ROLES: [(&str, Option<&str>); 4] = [
    ("visitor", None),
    ("employee", Some("eli")),
    ("manager", Some("max")),
    ("admin", Some("anna")),
];

/// What a row with an id is asked about. "own": oneself, or what is about oneself; "draft": an
/// evaluation one is writing; "it": what is nobody's own; "none": an id that was never given out.
fn about(row: &Route) -> &'static [&'static str] {
    match row.path.split('/').nth(1).unwrap() {
        _ if !row.path.contains('{') => &[""],
        "evaluations" => &["none", "other", "draft", "own"],
        "employees" | "users" | "account" => &["none", "other", "own"],
        _ => &["none", "it"],
    }
}

const AN_EMPTY_SAVE: &str = r#"{"device":"a","number":1,"revision":1,"seen":0,"changes":[]}"#;

/// A company where each of the three is an employee too, rated by someone else and rating another.
struct Cast {
    site: Site,
    eli: EmployeeId,
    max: EmployeeId,
    anna: EmployeeId,
    other: EmployeeId,
}

impl Cast {
    fn new() -> Self {
        let site = Site::start();
        site.add_catalogue();
        let link = |name: &str| {
            let employee = site.add_employee(name, "Stone");
            let user = users::by_name(&site.app, name).unwrap().unwrap();
            site.edit_user(user.id, |user| user.employee = Some(employee));
            employee
        };
        let (eli, max, anna) = (link("eli"), link("max"), link("anna"));
        let other = site.add_employee("Rosa", "Field");
        site.add_user("rita", "manager", None);
        site.add_user("rosa", "employee", Some(other));
        Self {
            site,
            eli,
            max,
            anna,
            other,
        }
    }

    fn employee(&self, name: &str) -> EmployeeId {
        match name {
            "eli" => self.eli,
            "max" => self.max,
            _ => self.anna,
        }
    }

    /// The id that stands in a path for this user's own, or another's.
    fn id(&self, row: &Route, name: &str, about: &str) -> String {
        let own = about == "own";
        let id = match row.path.split('/').nth(1).unwrap() {
            _ if about == "none" => 999_999,
            "employees" if own => self.employee(name).0,
            "employees" => self.other.0,
            // Own: about the user. Other: about someone else.
            "evaluations" if own => self.evaluation(self.employee(name), Kind::Manager, "rita", Then::Finalise),
            "evaluations" if about == "draft" && name == "eli" => {
                self.evaluation(self.eli, Kind::SelfRating, "eli", Then::Keep)
            }
            "evaluations" if about == "draft" => self.evaluation(self.other, Kind::Manager, name, Then::Keep),
            "evaluations" => self.evaluation(self.other, Kind::Manager, "rita", Then::Finalise),
            "users" => {
                users::by_name(&self.site.app, if own { name } else { "rosa" })
                    .unwrap()
                    .unwrap()
                    .id
                    .0
            }
            "account" => self.session(if own { name } else { "rosa" }),
            _ => 1,
        };
        id.to_string()
    }

    fn evaluation(&self, employee: EmployeeId, kind: Kind, rater: &str, then: Then) -> u64 {
        // Another day each time: there is one of a day.
        let app = &self.site.app;
        let back = app.projection().person(employee).unwrap().evaluations.len() as i64;
        let skill = app.projection().catalogue.skills[0].id;
        let what = (employee, kind, app.today().saturating_sub(jiff::Span::new().days(back)));
        let content = Content {
            ratings: [(skill, Rating::level(Level::COVER))].into(),
            ..Content::default()
        };
        evaluation::write(app, &self.site.actor(rater), what, content, then).0
    }

    fn session(&self, name: &str) -> u64 {
        self.site.sign_in(name);
        let user = users::by_name(&self.site.app, name).unwrap().unwrap();
        sessions::of_user(&self.site.app, user.id).unwrap()[0].id.0
    }

    fn browser(&self, name: Option<&str>) -> Browser {
        let mut browser = name.map_or_else(|| self.site.visitor(), |name| self.site.sign_in(name));
        browser.get("/nowhere");
        browser
    }

    fn ask(&self, row: &Route, name: Option<&str>, about: &str) -> String {
        let path = match row.path.contains('{') {
            true => fill(row.path, &self.id(row, name.unwrap_or("eli"), about)),
            false => row.path.to_owned(),
        };
        let mut browser = self.browser(name);
        let answer = match (&row.method, row.body) {
            (&Method::GET, _) => browser.get(&path),
            (_, Body::Json) => browser.post_json(&path, &AN_EMPTY_SAVE.parse().unwrap()),
            (_, Body::Upload | Body::LargeFile) => browser.upload(&path, &[], ("file", "a.xlsx", b"not a sheet")),
            // What these rows cannot be asked without; other fields are left empty.
            _ => browser.post(
                &path,
                &[
                    ("seen", "0"),
                    ("revision", "1"),
                    ("to", "up"),
                    ("theme", "dark"),
                    ("reason", "Because"),
                ],
            ),
        };
        assert_ne!(
            answer.status,
            500,
            "{} as {name:?} about {about}: {}",
            answer.asked,
            answer.text()
        );
        match answer.header("location") {
            Some(to) if to.starts_with("/sign-in") => "sign in".into(),
            Some(_) => format!("{} →", answer.status),
            None => answer.status.to_string(),
        }
    }
}

fn fill(pattern: &str, id: &str) -> String {
    let parts = pattern.split('/').map(|part| match part {
        // Of what the id names, the first.
        "{revision}" => "1",
        part if part.starts_with('{') => id,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn rows() -> Vec<&'static Route> {
    let mut rows: Vec<&Route> = ROUTES.iter().flat_map(|rows| rows.iter()).collect();
    rows.retain(|row| row.access != Access::Public);
    rows.sort_by_key(|row| (row.path, row.method.to_string()));
    rows
}

#[test]
fn every_row_of_the_route_table_answers_each_role_as_the_product_says() {
    let mut table = format!("{:<52} {:<8}", "row", "about");
    for (role, _) in ROLES {
        table += &format!(" {role:<9}");
    }
    table += "\n";
    let looking = Cast::new();
    for row in rows() {
        // What a row changes must not change what the next one finds.
        let acting = (row.method != Method::GET).then(Cast::new);
        let cast = acting.as_ref().unwrap_or(&looking);
        // By role first: what one does to oneself comes last.
        let cells: Vec<Vec<String>> = ROLES
            .iter()
            .map(|(_, name)| about(row).iter().map(|about| cast.ask(row, *name, about)).collect())
            .collect();
        for (i, about) in about(row).iter().enumerate() {
            table += &format!("{:<52} {about:<8}", format!("{} {}", row.method, row.path));
            for role in &cells {
                table += &format!(" {:<9}", role[i]);
            }
            table = table.trim_end().to_owned() + "\n";
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_form_without_its_token_changes_nothing_wherever_it_is_sent() {
    let cast = Cast::new();
    for row in rows()
        .into_iter()
        .filter(|row| row.method != Method::GET && row.access != Access::Setup)
    {
        let mut anna = cast.browser(Some("anna"));
        let path = fill(row.path, "1");
        let answer = match row.body {
            Body::Json => anna.send("POST", &path, "application/json", b"{}"),
            Body::LargeFile => {
                anna.token.clear();
                anna.upload(&path, &[], ("file", "a.backup", b"nothing"))
            }
            _ => anna.post_with(&path, "", &[]),
        };
        assert_eq!(answer.status, 403, "{} {}", row.method, row.path);
    }
}
