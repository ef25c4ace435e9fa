//! Who gets what: every row of the API asked by everyone. The table is a snapshot, to be read against
//! the roles of the product.

use super::{Program, token};
use crate::evaluations::crew;
use crate::support::Site;
use handyman_kpi::web::api;
use http::Method;
use serde_json::{Value, json};

/// A body the row could take from someone who may.
fn body(name: &str) -> Value {
    match name {
        "create_employee" => super::ann(),
        "create_evaluation" => json!({ "employee_id": 1, "kind": "manager", "date": "2026-05-01" }),
        "change_tier" => json!({ "from": "2026-05-01", "tier": 3, "reason": "x" }),
        "change_manager" => json!({ "from": "2026-05-01", "manager_id": null }),
        "deactivate_employee" => json!({ "last_day": "2026-05-03" }),
        "reactivate_employee" => json!({ "from": "2026-05-04" }),
        "return_evaluation" | "reopen_evaluation" => json!({ "reason": "x" }),
        "record_reading_out" => json!({ "date": "2026-05-04" }),
        "attach_statement" => json!({ "text": "x" }),
        "create_user" => json!({ "name": "yan", "role": "employee" }),
        "create_skill" | "create_tool" => json!({ "category_id": 1, "name": "x" }),
        "create_targets" | "replace_targets" => json!({ "from": "2026-03-01" }),
        name if name.starts_with("create_") => json!({ "name": "x" }),
        _ => json!({}),
    }
}

#[test]
fn every_row_of_the_api_answers_each_role_as_the_product_says() {
    let mut table = format!("{:<58}", "row");
    let roles = ["nobody", "eli", "max", "anna", "anna, reading"];
    for role in ["nobody", "employee", "manager", "admin", "admin, reading"] {
        table += &format!(" {role:<9}");
    }
    table = table.trim_end().to_owned() + "\n";
    let looking = told();
    let mut looking: Vec<Program> = roles.iter().map(|role| program(&looking.site, role)).collect();
    for row in api::rows() {
        let path = row.route.path.strip_prefix(api::BASE).unwrap().replace("{id}", "1");
        let mut line = format!("{:<58}", format!("{} {}", row.route.method, row.route.path));
        let mut acting = None;
        for (role, looking) in roles.iter().zip(&mut looking) {
            // What one may do must not change what the next one finds.
            let mut acts;
            let program = match row.route.method {
                Method::GET => looking,
                _ => {
                    acts = program(&acting.get_or_insert_with(told).site, role);
                    &mut acts
                }
            };
            let answer = program.ask(row, &path, body(row.name));
            assert_ne!(answer.status, 500, "{line} as {role}");
            line += &format!(" {:<9}", answer.status);
            if answer.status < 300 {
                acting = None;
            }
        }
        table += line.trim_end();
        table += "\n";
    }
    insta::assert_snapshot!(table);
}

fn program(site: &Site, role: &str) -> Program {
    match role {
        "nobody" => Program::with(site.visitor(), ""),
        "anna, reading" => Program::with(site.visitor(), &token(site, "anna", true, None).1),
        name => Program::of(site, name),
    }
}

/// Employee 1 is rated by Max, finalised, as evaluation 1; Max brought someone in with import 1.
fn told() -> crate::evaluations::Crew {
    let crew = crew();
    let (mut max, id) = crew.draft(handyman_kpi::domain::id::EmployeeId(1));
    crate::evaluations::save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .is(303);
    let someone = b"No,Name,Hired,Tier\n77,Pat Doe,2024-01-01,1\n";
    Program::of(&crew.site, "max")
        .raw("POST", "/imports/employees", "text/csv", someone)
        .is(201);
    crew
}
