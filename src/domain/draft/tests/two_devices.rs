//! Two browsers at random on one draft, as the page's script behaves.

use super::*;
use proptest::prelude::*;

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
