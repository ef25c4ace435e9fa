//! The changes, the same for all kinds.

use super::kinds::{Direction, Kind, Ordered};
use super::version;
use crate::app::{App, Change, Error};
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::domain::text::folded;
use crate::message;
use crate::store::Read;

/// Adds a record, as the last of its siblings.
pub fn create<K: Kind>(app: &App, actor: &Actor, entry: &K::Entry) -> Result<K::Id, Error> {
    app.permit(actor, &Action::EditCatalogue)?;
    app.change(actor, |change| {
        K::check(change, entry, None)?;
        let id = change.next_id::<K>()?;
        let mut record = K::made(id, 0, entry);
        let order = last_among(change, &record)?;
        record = K::made(id, order, entry);
        name_is_free(change, &record)?;
        change.put(&record)?;
        change.record::<K>(&format!("{}_created", K::WORD), id, &[])?;
        Ok(id)
    })
}

/// Changes a record. `seen` is the [`version`] the form was made from.
pub fn edit<K: Kind>(app: &App, actor: &Actor, id: K::Id, seen: &str, entry: &K::Entry) -> Result<(), Error> {
    app.permit(actor, &Action::EditCatalogue)?;
    app.change(actor, |change| {
        let before = change.store.get::<K>(id)?.ok_or(Error::NotFound)?;
        let mut after = before.clone();
        after.take(entry);
        let fields = before.differing(&after);
        if fields.is_empty() {
            return Ok(());
        }
        if seen != version(&before) {
            return Err(Error::Conflict(message!(
                "This was changed while you had it open, so nothing is saved yet. Your version is below: save again to put it in place of the other one, or cancel to keep that."
            )));
        }
        K::check(change, entry, Some(&before))?;
        if before.category() != after.category() {
            let order = last_among(change, &after)?;
            after = K::made(id, order, entry);
            after.set_archived_on(before.archived_on());
        }
        name_is_free(change, &after)?;
        change.put(&after)?;
        change.record::<K>(&format!("{}_changed", K::WORD), id, &fields)
    })
}

/// Takes a record out of use from today on; it stays in all history.
pub fn archive<K: Kind>(app: &App, actor: &Actor, id: K::Id) -> Result<K, Error> {
    set_archived(app, actor, id, true)
}

/// Takes an archived record into use again.
pub fn restore<K: Kind>(app: &App, actor: &Actor, id: K::Id) -> Result<K, Error> {
    set_archived(app, actor, id, false)
}

fn set_archived<K: Kind>(app: &App, actor: &Actor, id: K::Id, archived: bool) -> Result<K, Error> {
    app.permit(actor, &Action::EditCatalogue)?;
    app.change(actor, |change| {
        let mut record = change.store.get::<K>(id)?.ok_or(Error::NotFound)?;
        if record.archived_on().is_some() != archived {
            record.set_archived_on(archived.then_some(change.today));
            change.put(&record)?;
            let what = if archived { "archived" } else { "restored" };
            change.record::<K>(&format!("{}_{what}", K::WORD), id, &[])?;
        }
        Ok(record)
    })
}

/// Moves a record one place among its siblings, past those that are archived when it is not itself.
/// At the end of the list nothing happens.
pub fn shift<K: Ordered>(app: &App, actor: &Actor, id: K::Id, direction: Direction) -> Result<(), Error> {
    app.permit(actor, &Action::EditCatalogue)?;
    app.change(actor, |change| {
        let moved = change.store.get::<K>(id)?.ok_or(Error::NotFound)?;
        let mut siblings = siblings(change, &moved)?;
        siblings.sort_by_key(|s| (s.order(), Into::<u64>::into(s.id())));
        let Some(from) = siblings.iter().position(|s| same(s, &moved)) else {
            return Err(Error::NotFound);
        };
        let passes = |s: &K| moved.archived_on().is_some() || s.archived_on().is_none();
        let to = match direction {
            Direction::Up => siblings[..from].iter().rposition(passes),
            Direction::Down => siblings[from + 1..].iter().position(passes).map(|i| from + 1 + i),
        };
        let Some(to) = to else { return Ok(()) };
        let record = siblings.remove(from);
        siblings.insert(to, record);
        for (order, sibling) in (0..).zip(&mut siblings) {
            if sibling.order() != order {
                sibling.set_order(order);
                change.put(sibling)?;
            }
        }
        change.record::<K>(&format!("{}_moved", K::WORD), id, &["order"])
    })
}

fn same<K: Kind>(a: &K, b: &K) -> bool {
    Into::<u64>::into(a.id()) == Into::<u64>::into(b.id())
}

/// All records beside which this one stands, itself included when it is stored.
fn siblings<K: Kind>(change: &Change<'_>, of: &K) -> Result<Vec<K>, Error> {
    let mut all = change.store.all::<K>()?;
    all.retain(|other| other.category() == of.category());
    Ok(all)
}

fn last_among<K: Kind>(change: &Change<'_>, of: &K) -> Result<u32, Error> {
    let orders = siblings(change, of)?
        .into_iter()
        .filter(|s| !same(s, of))
        .map(|s| s.order() + 1);
    Ok(orders.max().unwrap_or(0))
}

/// No sibling may have the name, in whatever case.
fn name_is_free<K: Kind>(change: &Change<'_>, of: &K) -> Result<(), Error> {
    let name = folded(of.name());
    let clash = siblings(change, of)?
        .into_iter()
        .find(|s| !same(s, of) && folded(s.name()) == name);
    let Some(clash) = clash else { return Ok(()) };
    let sentence = match clash.archived_on() {
        None => message!(
            "“{name}” is there already. Please choose another name.",
            name = clash.name()
        ),
        Some(_) => message!(
            "“{name}” is there already, archived. Restore it, or choose another name.",
            name = clash.name()
        ),
    };
    Err(Invalid::one("name", sentence).into())
}
