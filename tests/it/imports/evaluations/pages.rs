//! The way through the pages.

use super::crew;
use crate::support::Browser;
use handyman_kpi::app::imports::waiting;
use handyman_kpi::domain::import::Kind;

fn upload(browser: &mut Browser, file: &str) -> String {
    browser.get("/imports/new").is(200).shows("Past evaluations");
    let answer = browser.upload(
        "/imports/uploads",
        &[("kind", "evaluations")],
        ("file", "ratings.csv", file.as_bytes()),
    );
    answer.header("location").expect("it leads on").to_owned()
}

#[test]
fn a_manager_maps_a_skill_looks_imports_and_undoes() {
    let crew = crew();
    let mut max = crew.site.sign_in("max");
    let file = format!("Number,Date,{},Our word\n7,2024-12-31,3,4\n", crew.skill(0));
    let here = upload(&mut max, &file);
    let page = max.get(&here);
    page.is(200)
        .shows("One column is a skill of your catalogue")
        .shows("Who rated");
    let skills = crew.site.app.projection().catalogue.skills.clone();
    let (first, second) = (format!("skill_{}", skills[0].id), format!("skill_{}", skills[1].id));
    let fields = |last: &'static str| [("column_0", "number"), ("column_1", "date"), ("evaluations_by", last)];
    let twice = [
        &fields("manager")[..],
        &[("column_2", first.as_str()), ("column_3", first.as_str())],
    ]
    .concat();
    max.post(&here, &twice).is(422).shows("are the same skill");
    let mapped = [
        &fields("manager")[..],
        &[("column_2", first.as_str()), ("column_3", second.as_str())],
    ]
    .concat();
    let done = max.post(&here, &mapped);
    max.follow(done).is(200).shows("Import one evaluation");
    let done = max.post(&format!("{here}/import"), &[]);
    let page = done.header("location").unwrap().to_owned();
    max.follow(done).is(200).shows("Past evaluations").shows("ratings.csv");
    assert_eq!(crew.evaluations()[0].content.ratings.len(), 2);
    let undone = max.post(&format!("{page}/undo"), &[]);
    max.follow(undone).is(200).shows("One record was removed");
}

#[test]
fn the_shape_is_changed_on_the_page_and_what_is_left_out_is_said() {
    let crew = crew();
    let mut max = crew.site.sign_in("max");
    let file = format!("Number,Date,Skill,Level\n7,2024-12-31,{},3\n", crew.skill(0));
    let here = upload(&mut max, &file);
    max.get(&here)
        .is(200)
        .hides("are skills of your catalogue")
        .shows("One row a rating");
    let changed = max.post(&here, &[("shape", "wide")]);
    changed.leads_to(&here);
    max.get(&here).is(200).shows("0 columns are skills of your catalogue");
    max.post(&here, &[("shape", "long")]);
    let columns = [
        ("column_0", "number"),
        ("column_1", "date"),
        ("column_2", "skill"),
        ("column_3", "level"),
    ];
    let done = max.post(&here, &columns);
    max.follow(done)
        .is(200)
        .shows("Import one evaluation")
        .hides("left out:");
}

#[test]
fn the_empty_tables_have_the_companys_skills_and_need_nothing_said_about_them() {
    let crew = crew();
    let mut max = crew.site.sign_in("max");
    for format in ["csv", "xlsx"] {
        let wide = max.get(&format!("/imports/blank/wide?format={format}"));
        assert_eq!(wide.status, 200);
        let long = max.get(&format!("/imports/blank/long?format={format}"));
        assert_eq!(long.status, 200);
    }
    let wide = max.get("/imports/blank/wide").text();
    for skill in &crew.skills {
        assert!(wide.contains(skill.as_str()), "{skill}");
    }
    let filled = wide.trim_end().to_owned() + "\r\n7,Ann Lee,2024-12-31,,,,1,2,3,4,5,n/a\r\n";
    let way = crew.way("max", &filled);
    assert_eq!(way.mapping.evaluations.skills.len(), 6);
    assert!(way.mapping.left_out(&way.table).is_empty());
    crew.import(&filled);
    assert_eq!(crew.evaluations()[0].content.ratings.len(), 6);
    let long = max.get("/imports/blank/long").text();
    let filled = format!(
        "{}\r\n7,Ann Lee,2025-12-31,,,,{},3,\r\n",
        long.trim_end(),
        crew.skill(0)
    );
    crew.import(&filled);
    assert_eq!(crew.evaluations().len(), 2);
    crew.site.sign_in("eli").get("/imports/blank/wide").is(404);
}

#[test]
fn a_corrected_file_keeps_the_skills_that_were_said() {
    let crew = crew();
    let (app, max) = (&crew.site.app, crew.site.actor("max"));
    let file = "Number,Date,Our word\n7,2024-12-31,9\n";
    let key = waiting::take(app, &max, Kind::Evaluations, "a.csv", file.into()).unwrap();
    let mut mapping = waiting::get(app, &max, key).unwrap().mapping;
    mapping
        .evaluations
        .skills
        .insert(2, app.projection().catalogue.skills[0].id);
    waiting::map(app, &max, key, mapping.clone()).unwrap();
    let corrected = "Number,Date,Extra,Our word\n7,2024-12-31,x,3\n";
    waiting::replace(app, &max, key, "b.csv", corrected.into()).unwrap();
    let now = waiting::get(app, &max, key).unwrap().mapping;
    assert_eq!(
        now.evaluations.skills,
        [(3, app.projection().catalogue.skills[0].id)].into()
    );
}
