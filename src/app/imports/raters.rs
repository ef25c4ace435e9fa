//! Who rated: the users, by what a table calls them.

use super::super::evaluations::name_of_user;
use super::super::projection::Projection;
use super::super::{App, Error};
use crate::domain::account::{Role, User};
use crate::domain::employee::Employee;
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::import::Kind;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::domain::text::folded;
use crate::message;
use crate::store::Read;
use std::collections::{BTreeMap, HashMap};

/// Everyone who can sign in, or could.
pub(super) struct Raters {
    users: BTreeMap<UserId, User>,
    accounts: HashMap<String, UserId>,
    names: HashMap<String, Vec<UserId>>,
    of_employees: BTreeMap<EmployeeId, UserId>,
}

impl Raters {
    pub fn new(store: &impl Read, now: &Projection) -> Result<Self, Error> {
        let mut raters = Self {
            users: BTreeMap::new(),
            accounts: HashMap::new(),
            names: HashMap::new(),
            of_employees: BTreeMap::new(),
        };
        for user in store.all::<User>()? {
            raters.accounts.insert(folded(&user.name), user.id);
            let name = folded(&name_of_user(now, &user));
            raters.names.entry(name).or_default().push(user.id);
            raters
                .of_employees
                .extend(user.employee.map(|employee| (employee, user.id)));
            raters.users.insert(user.id, user);
        }
        Ok(raters)
    }

    pub fn get(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }

    /// The account of a person.
    pub fn of_employee(&self, employee: EmployeeId) -> Option<UserId> {
        self.of_employees.get(&employee).copied()
    }

    /// The one user of that name or user name.
    pub fn find(&self, text: &str) -> Result<UserId, Message> {
        let wanted = folded(text);
        if let Some(id) = self.accounts.get(&wanted) {
            return Ok(*id);
        }
        match self.names.get(&wanted).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(_) => Err(message!(
                "More than one user is called {name}. Please write the user name.",
                name = text
            )),
            None => Err(message!(
                "No user is called {name}. Write a user name or the name of someone who can sign in.",
                name = text
            )),
        }
    }
}

/// Whom the actor may choose as the rater of what is imported, by name.
pub fn raters(app: &App, actor: &Actor) -> Result<Vec<(UserId, String)>, Error> {
    app.permit(actor, &Action::Import(Kind::Evaluations))?;
    let projection = app.projection();
    let mut raters: Vec<(UserId, String)> = app
        .store
        .read()?
        .all::<User>()?
        .iter()
        .filter(|user| user.role >= Role::Manager)
        .map(|user| (user.id, name_of_user(&projection, user)))
        .collect();
    raters.sort_by_cached_key(|(id, name)| (folded(name), *id));
    Ok(raters)
}

/// Who a self evaluation is by: the person's own user; of someone without an account, whoever enters it.
pub(super) fn self_rater(
    own: Option<UserId>,
    actor: &Actor,
    entered_by: Option<UserId>,
    employee: &Employee,
) -> Result<UserId, Message> {
    let entering = match actor {
        Actor::User(account) => Some(account.user),
        _ => entered_by,
    };
    own.or(entering).ok_or_else(|| {
        message!(
            "{name} has no account, so the self evaluation needs someone who enters it. Please name that user.",
            name = employee.name()
        )
    })
}
