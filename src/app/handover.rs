//! A device handed to someone without an account, for a self evaluation or an acknowledgement. The
//! manager's session on it ends; a new one begins that shows nothing but what is that person's own,
//! once the one-time PIN was typed which only the two of them know.

use super::sessions::{self, From};
use super::{App, Error};
use crate::domain::account::{HandedOver, Role, Session, User};
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::host::secret;
use crate::message;
use crate::store::Read;
use jiff::SignedDuration;

/// How long a device stays handed over, whatever is done on it.
pub const LASTS: SignedDuration = SignedDuration::from_hours(3);
/// How long the PIN can be typed.
pub const PIN_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// How often it can be typed wrong, less one.
const TRIES: u8 = 5;

/// A device about to be handed over.
#[derive(Clone)]
pub struct Prepared {
    /// Takes the place of the manager's session token.
    pub token: String,
    /// Six digits, to be told to the person.
    pub pin: String,
}

/// Whom a device can be handed to, or why not.
///
/// # Errors
/// Not found for who may not rate that person; `Conflict` for one who has an account or has left.
pub fn check(app: &App, actor: &Actor, id: EmployeeId) -> Result<String, Error> {
    let projection = app.projection();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    app.permit(actor, &Action::EvaluateAsManager(person.about(app.today())))?;
    let name = person.employee.name();
    if !person.employee.employed_on(app.today()) {
        return Err(Error::Conflict(message!(
            "{name} does not work here today.",
            name = name
        )));
    }
    let users = app.store.read()?.all::<User>()?;
    match users.iter().any(|user| user.active && user.employee == Some(id)) {
        true => Err(Error::Conflict(message!(
            "{name} has an account. Let {name} sign in, on this device or another.",
            name = name
        ))),
        false => Ok(name),
    }
}

/// Ends the manager's session on this device and opens one for the person.
pub fn prepare(
    app: &App,
    actor: &Actor,
    session: &Session,
    id: EmployeeId,
    from: &From<'_>,
) -> Result<Prepared, Error> {
    check(app, actor, id)?;
    let pin = pin();
    let pin_hash = app.passwords.hash(&pin)?;
    let token = app.change(actor, |change| {
        let mine = change.store.get::<Session>(session.id)?.ok_or(Error::NotFound)?;
        change.delete::<Session>(mine.id)?;
        let handed_over = HandedOver {
            employee: id,
            pin_hash: Some(pin_hash),
            tries: TRIES,
        };
        let token = sessions::open_for(change, mine.user, from, Some(handed_over))?;
        change.record::<Employee>("device_handed_over", id, &[])?;
        Ok(token)
    })?;
    Ok(Prepared { token, pin })
}

/// Takes the PIN. A wrong one costs a try; with the last of them, or too late, the session ends.
///
/// # Errors
/// `Invalid` at `pin` while there are tries left; `Denied` when there are none.
pub fn confirm(app: &App, actor: &Actor, session: &Session, typed: &str) -> Result<(), Error> {
    let handed_over = session.handed_over.as_ref().ok_or(Error::NotFound)?;
    let Some(pin_hash) = &handed_over.pin_hash else {
        return Ok(());
    };
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(12).collect();
    let in_time = app.now().duration_since(session.created_at) <= PIN_LASTS;
    let fits = app.passwords.verify(&digits, Some(pin_hash))? && in_time;
    let left = app.change(actor, |change| {
        let mut session = change.store.get::<Session>(session.id)?.ok_or(Error::NotFound)?;
        let handed_over = session.handed_over.as_mut().ok_or(Error::NotFound)?;
        let employee = handed_over.employee;
        // Counted here, one after the other: many tries at once get no more of them.
        handed_over.tries = handed_over.tries.saturating_sub(1);
        let left = handed_over.tries;
        let usable = handed_over.pin_hash.as_ref() == Some(pin_hash);
        if fits && usable {
            handed_over.pin_hash = None;
            change.put(&session)?;
            change.record::<Employee>("pin_confirmed", employee, &[])?;
            return Ok(None);
        }
        if left == 0 || !in_time {
            change.delete::<Session>(session.id)?;
        } else {
            change.put(&session)?;
        }
        change.record::<Employee>("pin_refused", employee, &[])?;
        Ok(Some(left))
    })?;
    match left {
        None => Ok(()),
        Some(left) if left > 0 && in_time => Err(Invalid::one(
            "pin",
            match left {
                1 => message!("This is not the PIN. You can try once more."),
                left => message!("This is not the PIN. You can try {left} more times.", left = left),
            },
        )
        .into()),
        Some(_) => Err(Error::Denied),
    }
}

/// What is left of the manager's rights on a device in someone else's hands: the other's own.
pub(super) fn narrow(app: &App, user: &mut User, handed_over: &HandedOver) {
    user.role = Role::Employee;
    user.employee = Some(handed_over.employee);
    user.must_change_password = false;
    // What is recorded stands on their own page, which is where they come first.
    user.notice_read_at = Some(app.now());
    user.email = None;
    user.name = match app.projection().person(handed_over.employee) {
        Some(person) => person.employee.name(),
        None => String::new(),
    };
}

/// Six digits, each as likely as any other.
fn pin() -> String {
    loop {
        let number = u32::from_le_bytes(secret::random::<4>());
        // The part of the range that a million does not divide is drawn again.
        if number < u32::MAX / 1_000_000 * 1_000_000 {
            return format!("{:06}", number % 1_000_000);
        }
    }
}
