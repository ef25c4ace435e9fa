//! axe-core, the checker of accessibility: its script is named by HANDYMAN_KPI_AXE.

use serde_json::{Value, json};

use super::chromium::Browser;

/// The checker's script.
pub struct Axe(String);

/// Which rules are run: what does not change with the light need not be looked at in every light.
#[derive(Clone, Copy)]
pub enum Rules {
    All,
    Colour,
}

impl Axe {
    pub fn load() -> Axe {
        let file = std::env::var("HANDYMAN_KPI_AXE")
            .expect("HANDYMAN_KPI_AXE names axe.min.js: appliance/test.sh fetches it and sets this");
        Axe(std::fs::read_to_string(&file).unwrap_or_else(|cause| panic!("{file}: {cause}")))
    }

    /// The serious and critical findings on the page that is open, one line each.
    pub fn findings(&self, browser: &Browser, rules: Rules) -> Vec<String> {
        if browser.run("return typeof window.axe === 'undefined'") == true {
            browser.run(&format!("{}; return null", self.0));
        }
        let only = match rules {
            Rules::All => "",
            Rules::Colour => "runOnly: ['color-contrast', 'link-in-text-block'],",
        };
        let found = browser.run_and_wait(&format!(
            "const done = arguments[arguments.length - 1]; \
             axe.run(document, {{ {only} resultTypes: ['violations'], elementRef: false }}) \
               .then(r => done(r.violations), e => done(String(e)))",
        ));
        let Value::Array(found) = found else {
            panic!("axe did not run: {found}")
        };
        let heavy = |finding: &&Value| finding["impact"] == json!("serious") || finding["impact"] == json!("critical");
        found.iter().filter(heavy).map(line).collect()
    }
}

fn line(finding: &Value) -> String {
    let nodes: Vec<String> = finding["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .take(5)
        .map(node)
        .collect();
    format!(
        "{} ({}): {}",
        finding["id"].as_str().unwrap_or(""),
        finding["impact"].as_str().unwrap_or(""),
        nodes.join(" | ")
    )
}

fn node(node: &Value) -> String {
    let why = node["any"][0]["message"]
        .as_str()
        .or(node["failureSummary"].as_str())
        .unwrap_or("");
    format!(
        "{} — {why}",
        node["html"]
            .as_str()
            .unwrap_or("")
            .chars()
            .take(160)
            .collect::<String>()
    )
}
