//! What the service, or the data itself while none runs, says of itself.

use super::Looked;
use super::finding::Finding;
use serde_json::Value;

pub fn well(looked: &Looked<'_>) -> Vec<Finding> {
    if let Some(error) = looked.told["error"].as_str() {
        return vec![Finding::broken(
            "data_not_opened",
            error,
            "See also: journalctl -u handyman-kpi -n 50",
        )];
    }
    let Some(all) = looked.told["findings"].as_array() else {
        return if looked.runs {
            let remedy = "Look as root: sudo handyman-kpi doctor";
            vec![Finding::attention(
                "service_silent",
                "The service does not say how it is.",
                remedy,
            )]
        } else {
            Vec::new()
        };
    };
    let told = |code: &str| all.iter().find(|finding| finding["code"] == code);
    let words = |finding: &Value, which: &str| finding[which].as_str().unwrap_or_default().to_owned();
    let mut findings = Vec::new();
    if let Some(finding) = told("cannot_save") {
        findings.push(Finding::broken(
            "cannot_save",
            words(finding, "sentence"),
            words(finding, "remedy"),
        ));
    } else {
        findings.push(Finding::well("data", "What is recorded can be read and changed."));
    }
    if let Some(finding) = told("not_set_up") {
        findings.push(Finding::attention(
            "not_set_up",
            words(finding, "sentence"),
            words(finding, "remedy"),
        ));
    }
    findings
}
