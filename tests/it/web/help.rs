//! The guides tell the truth: their links lead somewhere, their commands exist, their figures are the
//! program's.

use crate::cli::run;
use crate::support::Site;
use handyman_kpi::domain::kpi::{average, freshness, readiness};

/// What stands between the two in the text, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts.filter_map(|part| Some(part.split_once(after)?.0)).collect()
}

#[test]
fn every_link_of_the_guides_leads_to_a_page_and_every_jump_to_a_section() {
    let site = Site::start();
    site.add_catalogue();
    let mut anna = site.sign_in("anna");
    let help = anna.get("/help").is(200).text();
    let (_, guide) = help.split_once("<div class=\"guide\">").unwrap();
    let links = between(guide, "<a href=\"", "\"");
    assert!(links.len() > 12, "{links:?}");
    for link in links {
        match link.strip_prefix('#') {
            Some(section) => assert!(guide.contains(&format!("<section id=\"{section}\"")), "{link}"),
            None => drop(anna.get(link).is(200)),
        }
    }
}

#[test]
fn every_command_of_the_guides_exists() {
    let site = Site::start();
    let help = site.sign_in("anna").get("/help").is(200).text();
    let commands = between(&help, "<code>handyman-kpi ", "</code>");
    assert!(commands.len() > 3, "{commands:?}");
    let folder = tempfile::tempdir().unwrap();
    for command in commands {
        let mut words: Vec<&str> = command.split(' ').collect();
        words.push("--help");
        let said = run(folder.path(), &words);
        assert_eq!(said.code, 0, "{command}: {}", said.err);
        for option in command.split(' ').filter(|word| word.starts_with("--")) {
            assert!(said.out.contains(option), "{command}: {}", said.out);
        }
    }
}

#[test]
fn the_figures_of_the_guides_are_those_of_the_program() {
    let site = Site::start();
    let mut eli = site.sign_in("eli");
    let page = eli.get("/help");
    page.is(200)
        .shows(&format!(
            "at least {} skills and {} % of those that apply are rated",
            average::RATED_NEEDED,
            average::SHARE_NEEDED
        ))
        .shows(&format!("Below {} % of the weight", average::WEIGHT_NEEDED))
        .shows(&format!(
            "{} % of the skills at target, no gap wider than one level",
            readiness::STRICT_NEEDED
        ))
        .shows(&format!("and {} % rated lately", readiness::RATED_AND_FRESH_NEEDED))
        .shows(&format!(
            "After {} days for tiers 1 and 2, after {} for the others",
            freshness::DAYS_OF_LOW_TIERS,
            freshness::DAYS
        ))
        .shows("6 months after the last finished manager evaluation");
    assert_eq!(readiness::DEFICIT_ALLOWED, 1);
}
