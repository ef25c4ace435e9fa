//! The certificates and the jobs, in the words of `status`: what it finds is found once.

use super::Looked;
use super::finding::{Finding, Grade};
use serde_json::Value;

/// What `status` finds and other checks look at themselves.
const ELSEWHERE: [&str; 5] = ["not_set_up", "cannot_save", "memory_", "disk_", "files_low"];

/// Everything `status` found besides.
pub(super) fn told<'a>(looked: &'a Looked<'_>) -> impl Iterator<Item = Finding> + 'a {
    let all = looked.told["findings"].as_array().into_iter().flatten();
    all.filter_map(|one| {
        let code = one["code"].as_str()?;
        let elsewhere = ELSEWHERE.iter().any(|known| code.starts_with(known));
        (!elsewhere).then(|| finding(code, one))
    })
}

fn finding(code: &str, one: &Value) -> Finding {
    let words = |which: &str| one[which].as_str().unwrap_or_default().to_owned();
    Finding {
        code: code.to_owned().into(),
        grade: match one["grade"].as_str() {
            Some("broken") => Grade::Broken,
            _ => Grade::Attention,
        },
        sentence: words("sentence"),
        remedy: words("remedy"),
    }
}

pub fn all(looked: &Looked<'_>) -> Vec<Finding> {
    let of_others = ["job_", "backup_"];
    let mut findings: Vec<Finding> = told(looked)
        .filter(|one| !of_others.iter().any(|other| one.code.starts_with(other)))
        .collect();
    if findings.is_empty()
        && let Some(sentence) = looked.told["certificate"]["sentence"].as_str()
    {
        findings.push(Finding::well("certificate", sentence));
    }
    findings
}

/// When each job ran last, as far as it is written down, and how it went.
pub fn jobs(looked: &Looked<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = told(looked).filter(|one| one.code.starts_with("job_")).collect();
    for job in looked.told["jobs"].as_array().into_iter().flatten() {
        let words = |which: &str| job[which].as_str().unwrap_or_default();
        let (name, at) = (words("name"), moment(words("started_at")));
        let quoted = format!("“{name}”");
        if findings.iter().any(|one| one.sentence.starts_with(&quoted)) {
            continue;
        }
        findings.push(match job["error"].as_str() {
            None => Finding::well("job", format!("{quoted} goes well, noted at {at}.")),
            Some(error) => Finding::attention(
                "job_failed",
                format!("{quoted} failed, noted at {at}: {error}."),
                "It is tried again by itself. If it goes on: journalctl -u handyman-kpi -n 50",
            ),
        });
    }
    findings
}

/// 2026-05-04 12:00 UTC
fn moment(text: &str) -> String {
    let parsed = text.parse::<jiff::Timestamp>();
    parsed.map_or_else(|_| text.to_owned(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}
