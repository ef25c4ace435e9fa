//! The backups, in the words of `status`.

use super::Looked;
use super::certificate::told;
use super::finding::Finding;

pub fn proven(looked: &Looked<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = told(looked).filter(|one| one.code.starts_with("backup_")).collect();
    if findings.is_empty()
        && let Some(sentence) = looked.told["backup"]["sentence"].as_str()
    {
        findings.push(Finding::well("backup", sentence));
    }
    findings
}
