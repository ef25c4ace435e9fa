//! What is taken out of the records of someone who has left, and what stays.
//!
//! Each record is taken apart field by field, without `..`: a field added later does not compile
//! until it says here whether it holds something personal.

use super::employee::{Employee, ManagerEntry, TierEntry};
use super::evaluation::{Acknowledgement, Content, Evaluation, Returned, WithdrawnRevision};
use super::import::{Former, Import, Imported};
use super::text::folded;
use jiff::Timestamp;

/// Takes everything personal out of the record: what stays is a number, days, tiers and reporting
/// lines.
pub fn anonymise_employee(employee: &mut Employee, now: Timestamp) {
    let Employee {
        id,
        first_name,
        last_name,
        number,
        phone,
        email,
        hire_date: _,
        notes,
        tiers,
        employment: _,
        managers,
        import: _,
        anonymised_at,
    } = employee;
    *first_name = "Former employee".into();
    *last_name = id.to_string();
    *number = None;
    phone.clear();
    email.clear();
    notes.clear();
    for entry in tiers {
        let TierEntry {
            from: _,
            tier: _,
            decided_by: _,
            reason,
        } = entry;
        reason.clear();
    }
    for entry in managers {
        let ManagerEntry { from: _, manager: _ } = entry;
    }
    *anonymised_at = Some(now);
}

/// Takes every word out of an evaluation of the person: levels, tool marks and days stay. True when
/// there was one.
pub fn anonymise_evaluation(evaluation: &mut Evaluation) -> bool {
    let before = evaluation.clone();
    let Evaluation {
        id: _,
        employee: _,
        kind: _,
        rater: _,
        date: _,
        status: _,
        revision: _,
        client_uuid: _,
        content,
        source: _,
        edit: _,
        field_edits,
        devices,
        returned,
        created_at: _,
        updated_at: _,
        submitted_at: _,
        finalised: _,
        released_by: _,
        import: _,
    } = evaluation;
    let Content {
        ratings,
        unrated_notes,
        tools: _,
        special_skills,
        shared_notes,
        private_note,
        // Levels of another scale: they stay as the levels do.
        paper_marks: _,
    } = content;
    ratings.values_mut().for_each(|rating| rating.note.clear());
    unrated_notes.clear();
    special_skills.clear();
    shared_notes.clear();
    private_note.clear();
    for one in returned {
        let Returned { at: _, by: _, reason } = one;
        reason.clear();
    }
    // Names browsers gave themselves; a draft that goes on gets new ones.
    devices.clear();
    field_edits.clear();
    *evaluation != before
}

/// The same for a revision that was withdrawn, with the reason why it was.
pub fn anonymise_revision(revision: &mut WithdrawnRevision) {
    let WithdrawnRevision {
        id: _,
        withdrawn_at: _,
        withdrawn_by: _,
        reason,
        evaluation,
    } = revision;
    reason.clear();
    anonymise_evaluation(evaluation);
}

/// Takes the comment out of an acknowledgement: that there was one, when and how, stays.
pub fn anonymise_acknowledgement(acknowledgement: &mut Acknowledgement) {
    let Acknowledgement {
        id: _,
        evaluation: _,
        revision: _,
        at: _,
        by: _,
        how: _,
        comment,
    } = acknowledgement;
    comment.clear();
}

/// Takes out of what an import noted about the person what the record was like before, and where it
/// stood: a file may have the person's name.
pub fn anonymise_imported(imported: &mut Imported) {
    let Imported {
        id: _,
        import: _,
        record: _,
        person: _,
        place,
        hash: _,
        before,
        changed: _,
    } = imported;
    place.clear();
    if let Some(former) = before {
        match former {
            // Nothing can be put back any more.
            Former::Employee(_) => *before = None,
            Former::SkillCategory(_) | Former::Skill(_) | Former::ToolCategory(_) | Former::Tool(_) => {}
        }
    }
}

/// Takes the file's name out of an import that wrote something about the person: it may name them.
pub fn anonymise_import(import: &mut Import) {
    let Import {
        id: _,
        kind: _,
        at: _,
        by: _,
        file,
        created: _,
        changed: _,
        columns,
        undone: _,
    } = import;
    file.clear();
    // Of a table without headings, the first row.
    columns.clear();
}

/// Whether what was typed is the person's name: case and spaces do not count, nor marks nobody sees.
pub fn is_name_of(typed: &str, employee: &Employee) -> bool {
    let seen = |name: &str| {
        let shown: String = name.chars().filter(|c| !super::text::is_invisible(*c)).collect();
        folded(&shown)
    };
    !seen(typed).is_empty() && seen(typed) == seen(&employee.name())
}
