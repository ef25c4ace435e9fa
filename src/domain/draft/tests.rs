#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::domain::evaluation::{Evaluation, Kind, Source, Status};
use crate::domain::id::{CertificationTypeId, EmployeeId, EvaluationId, SkillId, ToolId, UserId};
use crate::domain::message::Message;
use crate::domain::text::NOTE_MAX;
use crate::message;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(crate) fn draft() -> Evaluation {
    Evaluation {
        id: EvaluationId(1),
        employee: EmployeeId(1),
        kind: Kind::Manager,
        rater: UserId(1),
        date: date(2026, 5, 4),
        status: Status::Draft,
        revision: 1,
        client_uuid: None,
        content: Default::default(),
        source: Source::Screen,
        edit: 0,
        field_edits: BTreeMap::new(),
        devices: BTreeMap::new(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
        updated_at: jiff::Timestamp::UNIX_EPOCH,
        submitted_at: None,
        finalised: None,
        returned: Vec::new(),
        released_by: None,
        import: None,
    }
}

/// Skills and tools 1 to 9; skill 9 is archived.
struct Nine;

impl Rateable for Nine {
    fn skill(&self, id: SkillId) -> Result<(), Message> {
        match id.0 {
            1..=8 => Ok(()),
            9 => Err(message!("“{name}” is archived.", name = "Old trade")),
            _ => Err(message!("unknown")),
        }
    }
    fn tool(&self, id: ToolId) -> Result<(), Message> {
        self.skill(SkillId(id.0))
    }
    fn certification(&self, id: CertificationTypeId) -> bool {
        id.0 == 1
    }
}

fn change(name: &str, typed: &str) -> Result<Change, String> {
    Change::parse(name, typed, 0, &Nine).map_err(|invalid| invalid.to_string())
}

fn save(device: &str, number: u64, seen: u64, changes: &[(&str, &str)]) -> Save {
    Save {
        device: device.into(),
        number,
        revision: 1,
        seen,
        changes: changes
            .iter()
            .map(|(name, typed)| Change::parse(name, typed, seen, &Nine).unwrap())
            .collect(),
    }
}

#[test]
fn every_field_reads_what_it_writes() {
    let mut evaluation = draft();
    let special = r#"[{"name":"Piano tuning","acquired_on":"2020-02-29","valid_until":"","certification":"1"}]"#;
    for (name, typed) in [
        ("r1", "1"),
        ("r1note", "says why"),
        ("r2", "n"),
        ("r3note", "a note before a rating"),
        ("t4", "n"),
        ("h4", "truck"),
        ("t5", "y"),
        ("notes", "for both"),
        ("private", "for one"),
        ("date", "2026-05-03"),
        ("special", special),
    ] {
        let change = change(name, typed).unwrap();
        assert_eq!(change.field.to_string(), name);
        change.value.clone().put(change.field, &mut evaluation);
        let stored = change.field.of(&evaluation);
        assert_eq!(stored, change.value);
        assert_eq!(Field::parse(name).unwrap().value(&stored.written()).unwrap(), stored);
    }
    let again: Evaluation = serde_json::from_str(&serde_json::to_string(&evaluation).unwrap()).unwrap();
    assert_eq!(again, evaluation);
    assert_eq!(evaluation.content.special_skills[0].name, "Piano tuning");
}

#[test]
fn zero_six_and_letters_are_no_ratings() {
    for typed in ["0", "6", "x", "33", "+3", " 3", "٣", "-1", "3.0"] {
        let said = change("r1", typed).unwrap_err();
        assert!(
            said.contains("is not a rating. Please choose 1 to 5, or n/a."),
            "{said}"
        );
    }
}

#[test]
fn not_applicable_and_a_level_exclude_each_other() {
    let mut evaluation = draft();
    for typed in ["n", "4", "n"] {
        let change = change("r1", typed).unwrap();
        change.value.put(change.field, &mut evaluation);
        assert_eq!(Field::Rating(SkillId(1)).of(&evaluation).written(), typed);
    }
    assert_eq!(evaluation.content.ratings.len(), 1);
}

#[test]
fn what_is_unknown_or_archived_is_refused_but_can_be_taken_back() {
    assert!(change("r9", "3").unwrap_err().contains("Old trade"));
    assert!(change("r9note", "text").unwrap_err().contains("Old trade"));
    assert!(change("r9", "").is_ok());
    assert!(change("r77", "3").is_err());
    assert!(change("t77", "y").is_err());
    for name in [
        "",
        "r",
        "rx",
        "r1notes",
        "q1",
        "r-1",
        "r99999999999999999999",
        "ñ1",
        "special.0.name",
    ] {
        assert!(change(name, "").unwrap_err().contains("no field"), "{name}");
    }
    assert!(change("t1", "maybe").unwrap_err().contains("yes, no or not asked"));
    assert!(change("h1", "leases").unwrap_err().contains("on the truck"));
    assert!(change("date", "2026-02-29").unwrap_err().contains("29"));
}

#[test]
fn a_note_of_10_000_characters_is_refused_with_its_length_and_4_000_are_kept() {
    assert!(
        change("notes", &"x".repeat(10_000))
            .unwrap_err()
            .contains("10000 characters")
    );
    assert!(change("r1note", &"é".repeat(NOTE_MAX)).is_ok());
    assert_eq!(
        change("notes", " \u{200B} \n ").unwrap().value,
        Value::Text(String::new())
    );
    assert_eq!(
        change("notes", "שלום\r\nעולם").unwrap().value,
        Value::Text("שלום\nעולם".into())
    );
}

#[test]
fn special_skills_say_what_is_missing_where() {
    let refused = |typed: &str| Change::parse("special", typed, 0, &Nine).unwrap_err();
    let no_name = refused(r#"[{"name":"Piano"},{"description":"x"},{"name":"A","acquired_on":"2026-02-30"}]"#);
    assert!(no_name.of("special.1.name").is_some());
    assert!(no_name.of("special.2.acquired_on").is_some());
    assert_eq!(no_name.fields.len(), 2);
    let ends = refused(r#"[{"name":"A","acquired_on":"2026-02-02","valid_until":"2026-02-01"}]"#);
    assert!(ends.to_string().contains("ends before"));
    assert!(
        refused(r#"[{"name":"A","certification":"7"}]"#)
            .to_string()
            .contains("not in the catalogue")
    );
    assert!(refused("{").to_string().contains("did not arrive whole"));
    assert!(
        refused(r#"[{"name":"A","level":5}]"#)
            .to_string()
            .contains("did not arrive whole")
    );
    let many = format!("[{}]", vec![r#"{"name":"A"}"#; 51].join(","));
    assert!(refused(&many).to_string().contains("at most 50"));
    // Rows left blank are no skills.
    assert_eq!(
        change("special", r#"[{"name":" "},{}]"#).unwrap().value,
        Value::SpecialSkills(vec![])
    );
}

#[test]
fn clearing_a_rating_keeps_its_note() {
    let mut evaluation = draft();
    merge(&mut evaluation, save("a", 1, 0, &[("r1note", "good eye"), ("r1", "4")])).unwrap();
    merge(&mut evaluation, save("a", 2, 1, &[("r1", "")])).unwrap();
    assert_eq!(field::note(&evaluation, SkillId(1)), "good eye");
    merge(&mut evaluation, save("a", 3, 2, &[("r1", "5")])).unwrap();
    assert_eq!(evaluation.content.ratings[&SkillId(1)].note, "good eye");
    assert!(evaluation.content.unrated_notes.is_empty());
}

#[test]
fn different_fields_merge_and_each_device_hears_of_the_others() {
    let mut evaluation = draft();
    let phone = merge(&mut evaluation, save("phone", 1, 0, &[("r1", "3")])).unwrap();
    let desk = merge(&mut evaluation, save("desk", 1, 0, &[("r2", "4")])).unwrap();
    assert_eq!((phone.edit, desk.edit), (1, 2));
    assert!(desk.conflicts.is_empty());
    assert_eq!(desk.news.len(), 1);
    assert_eq!(
        (desk.news[0].0.to_string(), desk.news[0].1.written()),
        ("r1".into(), "3".into())
    );
}

#[test]
fn the_same_field_comes_back_with_both_values() {
    let mut evaluation = draft();
    merge(&mut evaluation, save("phone", 1, 0, &[("r1", "3"), ("r2", "2")])).unwrap();
    let desk = merge(
        &mut evaluation,
        save("desk", 1, 0, &[("r1", "5"), ("r2", "2"), ("r3", "1")]),
    )
    .unwrap();
    let [conflict] = &desk.conflicts[..] else {
        panic!("{desk:?}")
    };
    assert_eq!(
        (conflict.yours.written(), conflict.theirs.written()),
        ("5".into(), "3".into())
    );
    assert_eq!(desk.taken.len(), 2, "the same value twice is no conflict");
    let chosen = merge(&mut evaluation, save("desk", 2, desk.edit, &[("r1", "5")])).unwrap();
    assert!(chosen.conflicts.is_empty());
    assert_eq!(Field::Rating(SkillId(1)).of(&evaluation).written(), "5");
}

#[test]
fn a_save_sent_again_changes_nothing() {
    let mut evaluation = draft();
    let first = save("phone", 1, 0, &[("r1", "3")]);
    merge(&mut evaluation, first.clone()).unwrap();
    merge(&mut evaluation, save("phone", 2, 0, &[("r1", "4")])).unwrap();
    let before = evaluation.clone();
    let again = merge(&mut evaluation, first).unwrap();
    assert!(again.changed.is_empty() && again.conflicts.is_empty());
    assert_eq!(evaluation, before);
}

#[test]
fn a_save_of_another_revision_or_from_the_future_is_refused() {
    let mut evaluation = draft();
    assert_eq!(merge(&mut evaluation, save("a", 1, 1, &[])), Err(Refused::OtherHistory));
    let mut other = save("a", 1, 0, &[]);
    other.revision = 2;
    assert_eq!(merge(&mut evaluation, other), Err(Refused::OtherHistory));
}

#[test]
fn a_plain_form_meets_a_conflict_where_another_device_saved_meanwhile() {
    let mut evaluation = draft();
    merge(&mut evaluation, save("phone", 1, 0, &[("r1", "3")])).unwrap();
    let form = merge(&mut evaluation, save("", 0, 0, &[("r1", ""), ("r2", "4"), ("r3", "")])).unwrap();
    assert_eq!(form.conflicts.len(), 1);
    assert_eq!(form.changed, [Field::Rating(SkillId(2))]);
}

const FIELDS: [&str; 4] = ["r1note", "r2note", "r3note", "notes"];

/// A browser as the page's script behaves: keeps what is not confirmed, one save under way at a time.
#[derive(Default)]
struct Browser {
    place: &'static str,
    /// Counts its pages: each is a device of its own.
    pages: usize,
    page: BTreeMap<&'static str, String>,
    pending: BTreeMap<&'static str, Typed>,
    /// What is asked about, as it was typed here.
    held: BTreeMap<&'static str, Typed>,
    /// The other value, and the edit it came with.
    conflicts: BTreeMap<&'static str, (String, u64)>,
    seen: u64,
    number: u64,
    under_way: Option<(Sent, Result<Merged, Refused>)>,
    /// Saves of pages that are gone, whose answer never came.
    backlog: Vec<Sent>,
    sent: Vec<Save>,
}

#[derive(Clone)]
struct Typed {
    value: String,
    base: u64,
    /// What the page showed when it was typed.
    shown: String,
}

/// A save with what the page showed when its values were typed.
#[derive(Clone)]
struct Sent(Save, BTreeMap<String, String>);

fn known(field: &Field) -> &'static str {
    FIELDS.iter().find(|name| **name == field.to_string()).unwrap()
}

impl Browser {
    fn device(&self) -> String {
        format!("{}-{}", self.place, self.pages)
    }

    fn shown(&self, field: &str) -> String {
        self.conflicts
            .get(field)
            .map(|(theirs, _)| theirs.clone())
            .or_else(|| self.page.get(field).cloned())
            .unwrap_or_default()
    }

    fn type_in(&mut self, field: &'static str, value: String) {
        let (base, shown) = match (self.conflicts.remove(field), self.pending.get(field)) {
            // Having both values before the eyes, one chooses.
            (Some((theirs, edit)), _) => (edit, theirs),
            (None, Some(typed)) => (typed.base, typed.shown.clone()),
            (None, None) => (self.seen, self.shown(field)),
        };
        self.held.remove(field);
        self.page.insert(field, value.clone());
        self.pending.insert(field, Typed { value, base, shown });
    }

    fn send(&mut self, server: &mut Server) {
        if self.under_way.is_some() {
            return;
        }
        let sent = match self.backlog.is_empty() {
            true => self.fresh(),
            false => self.backlog.remove(0),
        };
        self.sent.push(sent.0.clone());
        let answer = server.take(sent.0.clone(), Some(&sent.1));
        self.under_way = Some((sent, answer));
    }

    fn fresh(&mut self) -> Sent {
        self.number += 1;
        let changes = self.pending.iter().map(|(field, typed)| Change {
            field: Field::parse(field).unwrap(),
            value: Value::Text(typed.value.clone()),
            base: typed.base,
        });
        let save = Save {
            device: self.device(),
            number: self.number,
            revision: 1,
            seen: self.seen,
            changes: changes.collect(),
        };
        let shown = self.pending.values();
        Sent(
            save,
            shown.map(|typed| (typed.value.clone(), typed.shown.clone())).collect(),
        )
    }

    fn hear(&mut self, server: &Server) {
        let Some((Sent(save, shown), answer)) = self.under_way.take() else {
            return;
        };
        let mine = save.device == self.device();
        let typed = |change: &Change, base| Typed {
            value: change.value.written(),
            base,
            shown: shown[&change.value.written()].clone(),
        };
        let Ok(answer) = answer else {
            // Of another state of the draft: this page's to change, asked about where it clashes.
            for change in &save.changes {
                self.pending
                    .entry(known(&change.field))
                    .or_insert_with(|| typed(change, 0));
            }
            if mine {
                self.reload(server);
            }
            return;
        };
        for change in save
            .changes
            .iter()
            .filter(|change| answer.taken.contains(&change.field))
        {
            let field = known(&change.field);
            match self.pending.get_mut(field) {
                Some(pending) if pending.value == change.value.written() => drop(self.pending.remove(field)),
                Some(pending) => pending.base = answer.edit,
                None => {}
            }
        }
        for conflict in &answer.conflicts {
            let field = known(&conflict.field);
            let change = save
                .changes
                .iter()
                .find(|change| change.field == conflict.field)
                .unwrap();
            let held = self.pending.remove(field).unwrap_or_else(|| typed(change, change.base));
            self.held.insert(
                field,
                Typed {
                    base: change.base,
                    ..held
                },
            );
            self.conflicts.insert(field, (conflict.theirs.written(), answer.edit));
        }
        if !mine {
            return;
        }
        for (field, value) in &answer.news {
            let field = known(field);
            let waiting = self.backlog.iter().flat_map(|Sent(save, _)| &save.changes);
            if self.conflicts.contains_key(field) {
                self.conflicts.insert(field, (value.written(), answer.edit));
            } else if !self.pending.contains_key(field)
                && !waiting.into_iter().any(|change| known(&change.field) == field)
            {
                self.page.insert(field, value.written());
            }
        }
        self.seen = answer.edit;
    }

    /// The page is loaded again and takes over what it left on the device.
    fn reload(&mut self, server: &Server) {
        let lost = self.under_way.take().map(|(sent, _)| sent);
        self.backlog.splice(0..0, lost);
        self.pages += 1;
        self.number = 0;
        self.seen = server.draft.edit;
        self.conflicts.clear();
        for (field, typed) in std::mem::take(&mut self.held) {
            self.pending.entry(field).or_insert(typed);
        }
        for field in FIELDS {
            self.page
                .insert(field, Field::parse(field).unwrap().of(&server.draft).written());
        }
        for change in self.backlog.iter().flat_map(|Sent(save, _)| &save.changes) {
            self.page.insert(known(&change.field), change.value.written());
        }
        for (field, typed) in &self.pending {
            self.page.insert(field, typed.value.clone());
        }
    }
}

struct Server {
    draft: Evaluation,
    /// Where a value was written; each value is written once.
    writer: BTreeMap<String, String>,
}

impl Server {
    fn take(&mut self, save: Save, shown: Option<&BTreeMap<String, String>>) -> Result<Merged, Refused> {
        let before = self.draft.clone();
        let device = save.device.split('-').next().unwrap().to_owned();
        let answer = merge(&mut self.draft, save.clone())?;
        for change in &save.changes {
            let (was, is) = (
                change.field.of(&before).written(),
                change.field.of(&self.draft).written(),
            );
            let answered = answer.taken.contains(&change.field)
                ^ answer.conflicts.iter().any(|conflict| conflict.field == change.field);
            assert!(answered, "each field is either taken or comes back as a conflict");
            if was == is {
                continue;
            }
            let by_other = self.writer.get(&was).is_some_and(|writer| *writer != device);
            let seen = shown.is_some_and(|shown| shown.get(&is) == Some(&was));
            assert!(
                !by_other || seen,
                "{device} overwrote “{was}” with “{is}” without having seen it"
            );
            self.writer.insert(is, device.clone());
        }
        Ok(answer)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn two_devices_never_lose_a_field_and_always_see_a_conflict(
        steps in proptest::collection::vec((0..2usize, 0..16u8, 0..FIELDS.len()), 1..80)
    ) {
        let mut server = Server { draft: draft(), writer: BTreeMap::new() };
        let mut browsers = ["phone", "desk"].map(|place| Browser { place, ..Browser::default() });
        for (n, (who, act, field)) in steps.into_iter().enumerate() {
            let browser = &mut browsers[who];
            match act {
                0..=4 => browser.type_in(FIELDS[field], format!("{} {n}", browser.place)),
                5..=8 => browser.send(&mut server),
                9..=11 => browser.hear(&server),
                // The answer is lost on its way, and the save sent again as it is.
                12 => if let Some((sent, _)) = browser.under_way.take() {
                    browser.backlog.insert(0, sent);
                }
                13 => browser.reload(&server),
                // The network delivers an old save once more; nobody hears the answer.
                _ => if let Some(save) = browser.sent.first().cloned() {
                    let _ = server.take(save, None);
                }
            }
        }
        for _ in 0..12 {
            for browser in &mut browsers {
                browser.hear(&server);
                browser.send(&mut server);
                browser.hear(&server);
            }
        }
        for browser in &browsers {
            prop_assert!(browser.pending.is_empty() && browser.backlog.is_empty());
            for field in FIELDS {
                prop_assert_eq!(browser.shown(field), Field::parse(field).unwrap().of(&server.draft).written());
                prop_assert_eq!(browser.held.contains_key(field), browser.conflicts.contains_key(field), "what is not saved is asked about");
            }
        }
    }
}
