//! Who can sign in: add, change, end; the own password; and a way back in.
//!
//! There is always at least one active admin.

use super::{App, Change, Error, one_time_links, sessions, tokens};
use crate::domain::account::{LinkPurpose, OneTimeLink, Role, Theme, User};
use crate::domain::employee::Employee;
use crate::domain::id::{EmployeeId, SessionId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::domain::text::{self, folded};
use crate::domain::{password, policy};
use crate::host::secret;
use crate::message;
use crate::store::Read;
use jiff::SignedDuration;

/// How long a link for a user who cannot sign in works.
pub const RESET_LINK: SignedDuration = SignedDuration::from_mins(30);

/// What an admin decides about a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub role: Role,
    pub email: Option<String>,
    pub employee: Option<EmployeeId>,
}

impl Draft {
    /// What was typed, as a draft, or everything that is wrong with it.
    pub fn parse(name: &str, role: &str, email: &str, employee: &str) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let name = invalid.take(text::required("name", name, 60));
        if name.contains(char::is_whitespace) {
            invalid.add(
                "name",
                message!("Please leave out spaces: this is what is typed at sign-in."),
            );
        }
        let email = invalid.take(text::optional("email", email, 254));
        if !email.is_empty() && !plausible_email(&email) {
            invalid.add(
                "email",
                message!("This does not look like an e-mail address, such as maria@example.com."),
            );
        }
        let role = Role::parse(role).unwrap_or_else(|| {
            invalid.add("role", message!("Please choose a role."));
            Role::Employee
        });
        let employee = match employee.trim() {
            "" => None,
            id => id.parse().map(Some).unwrap_or_else(|_| {
                invalid.add("employee", message!("Please choose an employee from the list."));
                None
            }),
        };
        invalid.into_result(Draft {
            name,
            role,
            email: Some(email).filter(|e| !e.is_empty()),
            employee,
        })
    }
}

fn plausible_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    }) && !text.contains(char::is_whitespace)
}

/// The user of that name, in whatever case it is typed.
pub fn by_name(app: &App, name: &str) -> Result<Option<User>, Error> {
    Ok(app.store.read()?.unique::<User>("name", folded(name))?)
}

/// All users by name, for an admin.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<User>, Error> {
    app.permit(actor, &Action::SeeUsers)?;
    let mut users = app.store.read()?.all::<User>()?;
    users.sort_by_key(|user| (folded(&user.name), user.id));
    Ok(users)
}

/// One user, for an admin.
pub fn get(app: &App, actor: &Actor, id: UserId) -> Result<User, Error> {
    app.permit(actor, &Action::SeeUsers)?;
    app.store.read()?.get::<User>(id)?.ok_or(Error::NotFound)
}

/// What a user is called, for showing who rated; no permission beyond being signed in.
pub fn name_of(app: &App, id: UserId) -> Result<String, Error> {
    super::evaluations::rater_name(&app.projection(), &app.store.read()?, id)
}

/// The user who is this employee; the caller has asked the policy about the employee.
pub fn of_employee(app: &App, employee: EmployeeId) -> Result<Option<User>, Error> {
    Ok(app.store.read()?.unique::<User>("employee", employee)?)
}

/// Adds a user with a password for the first sign-in, which is given back once and must be changed.
pub fn add(app: &App, actor: &Actor, draft: &Draft) -> Result<(UserId, String), Error> {
    app.permit(actor, &Action::ManageUsers)?;
    let first = first_password();
    let hash = app.passwords.hash(&first)?;
    let id = app.change(actor, |change| {
        let id = change.next_id::<User>()?;
        let user = User {
            id,
            name: draft.name.clone(),
            role: draft.role,
            email: draft.email.clone(),
            employee: draft.employee,
            active: true,
            must_change_password: true,
            password_hash: Some(hash),
            language: None,
            theme: Theme::default(),
            created_at: change.now,
            last_sign_in_at: None,
            notice_read_at: None,
        };
        check(change, &user)?;
        change.put(&user)?;
        change.record::<User>("user_added", id, &["name", "role", "email", "employee"])?;
        Ok(id)
    })?;
    Ok((id, first))
}

/// Changes name, role, e-mail and employee of a user.
pub fn edit(app: &App, actor: &Actor, id: UserId, draft: &Draft) -> Result<(), Error> {
    app.permit(actor, &Action::ManageUsers)?;
    app.change(actor, |change| {
        let mut user = change.store.get::<User>(id)?.ok_or(Error::NotFound)?;
        let mut fields = Vec::new();
        let mut note = |differs: bool, field: &'static str| differs.then(|| fields.push(field));
        note(user.name != draft.name, "name");
        note(user.role != draft.role, "role");
        note(user.email != draft.email, "email");
        note(user.employee != draft.employee, "employee");
        if fields.is_empty() {
            return Ok(());
        }
        user.name.clone_from(&draft.name);
        user.role = draft.role;
        user.email.clone_from(&draft.email);
        user.employee = draft.employee;
        check(change, &user)?;
        change.put(&user)?;
        keep_an_admin(change)?;
        change.record::<User>("user_changed", id, &fields)
    })
}

/// Lets a user sign in or no longer. Who no longer may is signed out everywhere at once.
pub fn set_active(app: &App, actor: &Actor, id: UserId, active: bool) -> Result<(), Error> {
    app.permit(actor, &Action::ManageUsers)?;
    app.change(actor, |change| {
        let mut user = change.store.get::<User>(id)?.ok_or(Error::NotFound)?;
        if user.active == active {
            return Ok(());
        }
        user.active = active;
        change.put(&user)?;
        keep_an_admin(change)?;
        if !active {
            sessions::end_all(change, id, None)?;
            tokens::end_all(change, id)?;
        }
        change.record::<User>(
            if active { "user_reactivated" } else { "user_deactivated" },
            id,
            &["active"],
        )
    })
}

/// A one-time link's secret for a user who cannot sign in. It ends that user's sessions, and any
/// earlier link.
pub fn reset_link(app: &App, actor: &Actor, id: UserId) -> Result<String, Error> {
    app.permit(actor, &Action::ManageUsers)?;
    let token = secret::token();
    app.change(actor, |change| {
        let user = change.store.get::<User>(id)?.ok_or(Error::NotFound)?;
        if !user.active {
            return Err(Error::Conflict(message!(
                "{name} is not active. Reactivate the user first, then make the link.",
                name = user.name
            )));
        }
        one_time_links::replace(change, LinkPurpose::Reset(id), &token, RESET_LINK)?;
        sessions::end_all(change, id, None)?;
        tokens::end_all(change, id)?;
        change.record::<User>("reset_link_made", id, &[])
    })?;
    Ok(token)
}

/// The user a reset link is for, while it works.
pub fn of_reset_link(app: &App, token: &str) -> Result<Option<User>, Error> {
    let reader = app.store.read()?;
    let link = reader.unique::<OneTimeLink>("secret_hash", secret::hash(token))?;
    let Some(link) = link.filter(|link| app.now() < link.expires_at) else {
        return Ok(None);
    };
    let LinkPurpose::Reset(user) = link.purpose else {
        return Ok(None);
    };
    Ok(reader.get::<User>(user)?.filter(|user| user.active))
}

/// Sets a new password by a reset link, uses the link up and signs in: gives the cookie's token.
pub fn reset_password(app: &App, token: &str, new: &str, from: &sessions::From<'_>) -> Result<String, Error> {
    let user = of_reset_link(app, token)?.ok_or(Error::NotFound)?;
    check_password(app, &user, new)?;
    let hash = app.passwords.hash(new)?;
    let actor = Actor::User(policy::Account {
        user: user.id,
        role: user.role,
        employee: user.employee,
        via: None,
    });
    app.change(&actor, |change| {
        // Used up in the same transaction, so that a link never works twice.
        let hashed = secret::hash(token);
        let link = change.store.unique::<OneTimeLink>("secret_hash", &hashed)?;
        let link = link
            .filter(|link| change.now < link.expires_at)
            .ok_or(Error::NotFound)?;
        change.delete::<OneTimeLink>(link.id)?;
        let mut user = change
            .store
            .get::<User>(user.id)?
            .filter(|user| user.active)
            .ok_or(Error::NotFound)?;
        user.password_hash = Some(hash);
        user.must_change_password = false;
        user.last_sign_in_at = Some(change.now);
        change.put(&user)?;
        sessions::end_all(change, user.id, None)?;
        change.record::<User>("password_changed", user.id, &[])?;
        sessions::open(change, user.id, from)
    })
}

/// Changes the own password; all other sessions of the user end.
pub fn change_password(app: &App, actor: &Actor, session: SessionId, old: &str, new: &str) -> Result<(), Error> {
    app.permit(actor, &Action::OwnAccount)?;
    let user = own(app, actor)?;
    if !app.passwords.verify(old, user.password_hash.as_deref())? {
        return Err(Invalid::one("old", message!("This is not your current password.")).into());
    }
    check_password(app, &user, new)?;
    if old == new {
        return Err(Invalid::one(
            "new",
            message!("Please choose a password that differs from the current one."),
        )
        .into());
    }
    let hash = app.passwords.hash(new)?;
    app.change(actor, |change| {
        let mut user = change.store.get::<User>(user.id)?.ok_or(Error::NotFound)?;
        user.password_hash = Some(hash);
        user.must_change_password = false;
        change.put(&user)?;
        sessions::end_all(change, user.id, Some(session))?;
        change.record::<User>("password_changed", user.id, &[])
    })
}

/// Chooses the own theme.
pub fn set_theme(app: &App, actor: &Actor, theme: Theme) -> Result<(), Error> {
    app.permit(actor, &Action::OwnAccount)?;
    let id = own(app, actor)?.id;
    app.change(actor, |change| {
        let mut user = change.store.get::<User>(id)?.ok_or(Error::NotFound)?;
        user.theme = theme;
        change.put(&user)?;
        change.record::<User>("user_changed", id, &["theme"])
    })
}

/// Notes that the actor has read what is recorded about them; the first time counts.
pub fn read_notice(app: &App, actor: &Actor) -> Result<(), Error> {
    app.permit(actor, &Action::OwnAccount)?;
    let id = own(app, actor)?.id;
    app.change(actor, |change| {
        let mut user = change.store.get::<User>(id)?.ok_or(Error::NotFound)?;
        if user.employee.is_none() {
            return Err(Error::NotFound);
        }
        if user.notice_read_at.is_some() {
            return Ok(());
        }
        user.notice_read_at = Some(change.now);
        change.put(&user)?;
        change.record::<User>("notice_read", id, &["notice_read_at"])
    })
}

/// Chooses the own language; `None` is what the browser asks for.
pub fn set_language(app: &App, actor: &Actor, language: Option<&str>) -> Result<(), Error> {
    app.permit(actor, &Action::OwnAccount)?;
    let id = own(app, actor)?.id;
    app.change(actor, |change| {
        let mut user = change.store.get::<User>(id)?.ok_or(Error::NotFound)?;
        user.language = language.map(str::to_owned);
        change.put(&user)?;
        change.record::<User>("user_changed", id, &["language"])
    })
}

/// The actor's own record.
pub fn own(app: &App, actor: &Actor) -> Result<User, Error> {
    let Actor::User(account) = actor else {
        return Err(Error::NotFound);
    };
    app.store.read()?.get::<User>(account.user)?.ok_or(Error::NotFound)
}

fn check_password(app: &App, user: &User, new: &str) -> Result<(), Error> {
    let company = app.projection().settings.company.clone();
    Ok(password::check("new", new, &[&user.name, &company, "handyman"])?)
}

/// What must be true of a user among the others.
pub(super) fn check(change: &Change<'_>, user: &User) -> Result<(), Error> {
    let mut invalid = Invalid::new();
    let same_name = change.store.unique::<User>("name", folded(&user.name))?;
    if same_name.is_some_and(|other| other.id != user.id) {
        invalid.add(
            "name",
            message!("There is already a user of this name. Please choose another."),
        );
    }
    if let Some(employee) = user.employee {
        let linked_to = change.store.get::<Employee>(employee)?;
        if linked_to.is_none_or(|employee| employee.anonymised_at.is_some()) {
            invalid.add(
                "employee",
                message!("This employee does not exist. Please choose one from the list."),
            );
        }
        let linked = change.store.unique::<User>("employee", employee)?;
        if let Some(other) = linked.filter(|other| other.id != user.id) {
            invalid.add(
                "employee",
                message!(
                    "This employee already signs in as {name}. Please choose another.",
                    name = other.name
                ),
            );
        }
    }
    Ok(invalid.into_result(())?)
}

pub(super) fn keep_an_admin(change: &Change<'_>) -> Result<(), Error> {
    let left = change
        .store
        .all::<User>()?
        .iter()
        .any(|user| user.active && user.role == Role::Admin);
    if left {
        return Ok(());
    }
    Err(Error::Conflict(message!(
        "This is the only active admin. Make another user an admin first, so that someone can still look after the system."
    )))
}

/// Twenty characters nobody mistakes for one another, in groups of five: 100 bits.
fn first_password() -> String {
    // 32 of them, so that a byte's remainder favours none.
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters: Vec<char> = secret::random::<20>()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    letters.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
}
