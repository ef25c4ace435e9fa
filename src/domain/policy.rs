//! The one permission table: who may do what, and about whom. Product rules of roles and visibility;
//! nothing else in the program decides a permission.
//!
//! What one may not see is [`Decision::NotFound`], never "forbidden"; [`Decision::Forbidden`] is for
//! acts whose existence is no secret.

use super::account::Role;
use super::evaluation::{Kind, Status};
use super::id::{EmployeeId, UserId};
use super::import;
use super::settings::ManagersSee;
use super::token::Via;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    User(Account),
    /// Root or the service user at the shell: may do what an admin may, is nobody's employee.
    Shell {
        uid: u32,
        sudo_uid: Option<u32>,
    },
    /// The program itself: jobs, sample data.
    Program,
    /// Not signed in.
    Visitor,
}

/// What of a user the rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub user: UserId,
    pub role: Role,
    /// The employee the user is.
    pub employee: Option<EmployeeId>,
    /// The API token it is asked with; `None`: a browser.
    pub via: Option<Box<Via>>,
}

/// What the rules look at of the employee an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub employee: EmployeeId,
    /// Whom that employee reports to today.
    pub manager: Option<EmployeeId>,
}

/// What the rules look at of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvaluationFacts {
    pub about: About,
    pub kind: Kind,
    pub status: Status,
    pub rater: UserId,
    /// The asking user has submitted a manager evaluation of this person within 60 days of this
    /// one's date, or an admin has released it. Only looked at for submitted self evaluations.
    pub seen_after_own: bool,
}

/// What someone wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The company's figures: dashboard, matrix, finder, coverage, reports.
    SeeCrew,
    /// A person's profile: facts, levels, finalised evaluations.
    SeeEmployee(About),
    /// The notes on an employee.
    SeeEmployeeNotes(About),
    /// The list of employees; what is in it is [`scope`].
    ListEmployees,
    CreateEmployee,
    EditEmployee(About),
    /// Take everything personal out of the record of someone who has left.
    AnonymiseEmployee(About),
    /// Begin a manager evaluation of this person.
    EvaluateAsManager(About),
    /// Begin the own self evaluation.
    EvaluateSelf(About),
    /// See what an evaluation says.
    SeeEvaluation(EvaluationFacts),
    /// Know that an evaluation exists (its row in a list).
    KnowEvaluation(EvaluationFacts),
    SeePrivateNote(EvaluationFacts),
    /// Write, submit or delete a draft.
    WriteDraft(EvaluationFacts),
    /// Take a draft of someone else out of the way, unread; `left_behind`: its writer cannot go on
    /// with it.
    DiscardDraft {
        draft: EvaluationFacts,
        left_behind: bool,
    },
    /// Make a draft again of what was submitted and is not yet finalised.
    ReturnToDraft(EvaluationFacts),
    /// Show a submitted self evaluation to raters before they have submitted their own.
    Release(EvaluationFacts),
    Finalise(EvaluationFacts),
    Reopen(EvaluationFacts),
    /// Acknowledge, refuse, or attach a statement.
    Acknowledge(EvaluationFacts),
    /// Record that it was read out to a person without an account.
    RecordReadOut(EvaluationFacts),
    /// The catalogue's own pages; its names stand wherever someone rates or reads ratings.
    SeeCatalogue,
    /// What is rated, by name, as every evaluation shows it.
    SeeCatalogueNames,
    EditCatalogue,
    EditTargets,
    /// The grid of targets; the targets of a person's tier belong to that person's profile.
    SeeTargets,
    /// Bring in many records of this kind from a file.
    Import(import::Kind),
    /// See what an import of this kind wrote, and undo it; who imported, if a user did.
    SeeImport(import::Kind, Option<UserId>),
    SeeUsers,
    ManageUsers,
    SeeSettings,
    EditSettings,
    ManageBox,
    /// See and revoke the API tokens of everyone.
    ManageTokens,
    /// The own profile: password, language, theme, sessions, API tokens.
    OwnAccount,
}

impl Action {
    /// Whether it changes anything: what a token that may only read cannot do.
    pub fn changes(&self) -> bool {
        use Action::*;
        match self {
            SeeCrew | SeeEmployee(_) | SeeEmployeeNotes(_) | ListEmployees | SeeEvaluation(_) | KnowEvaluation(_)
            | SeePrivateNote(_) | SeeImport(..) | SeeCatalogue | SeeCatalogueNames | SeeTargets | SeeUsers
            | SeeSettings => false,
            CreateEmployee
            | EditEmployee(_)
            | AnonymiseEmployee(_)
            | EvaluateAsManager(_)
            | EvaluateSelf(_)
            | WriteDraft(_)
            | DiscardDraft { .. }
            | Import(_)
            | ReturnToDraft(_)
            | Release(_)
            | Finalise(_)
            | Reopen(_)
            | Acknowledge(_)
            | RecordReadOut(_)
            | EditCatalogue
            | EditTargets
            | ManageUsers
            | EditSettings
            | ManageBox
            | ManageTokens
            | OwnAccount => true,
        }
    }
}

/// The answer of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    /// It may exist, but not for this actor.
    NotFound,
    /// Known to exist, not theirs to do.
    Forbidden,
}

/// Whose records a list may hold for an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Everyone,
    /// The people who report to this employee, and that employee.
    ReportsOf(EmployeeId),
    /// One's own record only.
    Own(EmployeeId),
    Nobody,
}

impl Scope {
    /// Whether a person is in the scope.
    pub fn holds(self, about: About) -> bool {
        match self {
            Scope::Everyone => true,
            Scope::ReportsOf(me) => about.employee == me || about.manager == Some(me),
            Scope::Own(me) => about.employee == me,
            Scope::Nobody => false,
        }
    }
}

/// Whose records `actor` may see.
pub fn scope(actor: &Actor, managers_see: ManagersSee) -> Scope {
    let Actor::User(account) = actor else {
        return if matches!(actor, Actor::Visitor) {
            Scope::Nobody
        } else {
            Scope::Everyone
        };
    };
    match (account.role, managers_see, account.employee) {
        (Role::Admin, _, _) | (Role::Manager, ManagersSee::Everyone, _) => Scope::Everyone,
        (Role::Manager, ManagersSee::OwnReports, Some(me)) => Scope::ReportsOf(me),
        (Role::Employee, _, Some(me)) => Scope::Own(me),
        (Role::Manager | Role::Employee, _, None) => Scope::Nobody,
    }
}

/// Whether `actor` may do `action` in a company where managers see `managers_see`. A token may do what
/// its user may, but nothing about accounts and tokens; one that only reads changes nothing.
pub fn allows(actor: &Actor, managers_see: ManagersSee, action: &Action) -> Decision {
    let decision = of_role(actor, managers_see, action);
    let Actor::User(Account { via: Some(via), .. }) = actor else {
        return decision;
    };
    let for_browsers = matches!(action, Action::OwnAccount | Action::ManageTokens);
    match decision {
        Decision::Allowed if for_browsers || (via.read_only && action.changes()) => Decision::Forbidden,
        decision => decision,
    }
}

/// The same, whatever it is asked with.
fn of_role(actor: &Actor, managers_see: ManagersSee, action: &Action) -> Decision {
    use Action::*;
    use Decision::*;
    let scope = scope(actor, managers_see);
    let yes_or = |yes: bool, no: Decision| if yes { Allowed } else { no };
    let account = match actor {
        Actor::User(account) => account,
        Actor::Visitor => return NotFound,
        // At the shell nobody rates, acknowledges or has an account of their own.
        Actor::Shell { .. } | Actor::Program => {
            return match action {
                EvaluateAsManager(_)
                | EvaluateSelf(_)
                | WriteDraft(_)
                | DiscardDraft { .. }
                | ReturnToDraft(_)
                | Release(_)
                | Acknowledge(_)
                | RecordReadOut(_)
                | OwnAccount => Forbidden,
                _ => Allowed,
            };
        }
    };
    let admin = account.role == Role::Admin;
    let leads = account.role >= Role::Manager;
    let is = |employee: EmployeeId| account.employee == Some(employee);
    match *action {
        OwnAccount | SeeCatalogueNames => Allowed,
        SeeCrew | ListEmployees | CreateEmployee => yes_or(leads, NotFound),
        SeeEmployee(about) => yes_or(scope.holds(about), NotFound),
        SeeEmployeeNotes(about) => yes_or(leads && scope.holds(about) && !is(about.employee), NotFound),
        EditEmployee(about) => yes_or(leads && scope.holds(about), NotFound),
        AnonymiseEmployee(about) => match (admin, is(about.employee)) {
            (false, _) => NotFound,
            // Nobody takes themselves out of the books.
            (true, true) => Forbidden,
            (true, false) => Allowed,
        },
        EvaluateAsManager(about) => match (leads && scope.holds(about), is(about.employee)) {
            (false, _) => NotFound,
            (true, true) => Forbidden,
            (true, false) => Allowed,
        },
        EvaluateSelf(about) => match (is(about.employee), scope.holds(about)) {
            (true, _) => Allowed,
            (false, true) => Forbidden,
            (false, false) => NotFound,
        },
        SeeEvaluation(facts) => yes_or(sees(account, scope, &facts), NotFound),
        KnowEvaluation(facts) => yes_or(knows(account, scope, &facts), NotFound),
        SeePrivateNote(facts) => yes_or(
            facts.kind == Kind::Manager && leads && !is(facts.about.employee) && sees(account, scope, &facts),
            NotFound,
        ),
        WriteDraft(facts) => {
            let own = facts.rater == account.user && may_rate(account, scope, &facts);
            yes_or(
                own && facts.status == Status::Draft,
                unless_known(account, scope, &facts),
            )
        }
        DiscardDraft { draft, left_behind } => yes_or(
            admin && left_behind && draft.status == Status::Draft && !is(draft.about.employee),
            unless_known(account, scope, &draft),
        ),
        ReturnToDraft(facts) => {
            let own = facts.rater == account.user && may_rate(account, scope, &facts);
            yes_or(
                own || may_close(account, scope, &facts),
                unless_known(account, scope, &facts),
            )
        }
        Finalise(facts) | Reopen(facts) => {
            yes_or(may_close(account, scope, &facts), unless_known(account, scope, &facts))
        }
        Release(facts) => {
            let waiting = facts.kind == Kind::SelfRating && facts.status == Status::Submitted;
            yes_or(
                admin && waiting && !is(facts.about.employee),
                unless_known(account, scope, &facts),
            )
        }
        Acknowledge(facts) => yes_or(
            is(facts.about.employee) && facts.kind == Kind::Manager && facts.status == Status::Finalised,
            unless_known(account, scope, &facts),
        ),
        RecordReadOut(facts) => {
            let finalised = facts.kind == Kind::Manager && facts.status == Status::Finalised;
            let others = leads && !is(facts.about.employee) && sees(account, scope, &facts);
            yes_or(finalised && others, unless_known(account, scope, &facts))
        }
        Import(kind) => yes_or(leads && (admin || kind != import::Kind::Catalogue), NotFound),
        // What others imported may be about people a manager does not see.
        SeeImport(kind, by) => {
            let own = leads && by == Some(account.user) && kind != import::Kind::Catalogue;
            yes_or(admin || own, NotFound)
        }
        SeeCatalogue | SeeTargets | EditCatalogue | EditTargets | SeeUsers | ManageUsers | SeeSettings
        | EditSettings | ManageBox | ManageTokens => yes_or(admin, NotFound),
    }
}

/// The answer to a refused act: whoever knows of the evaluation may be told that it is not theirs to do.
fn unless_known(account: &Account, scope: Scope, facts: &EvaluationFacts) -> Decision {
    if knows(account, scope, facts) {
        Decision::Forbidden
    } else {
        Decision::NotFound
    }
}

/// Whether the evaluation may stand as a row in a list: of someone else's draft, and of a self evaluation that is
/// still hidden, an admin knows that it is there; the latter can be released only by who knows of it.
fn knows(account: &Account, scope: Scope, facts: &EvaluationFacts) -> bool {
    let subject = account.employee == Some(facts.about.employee);
    let hidden = facts.status == Status::Draft || facts.kind == Kind::SelfRating;
    (hidden && account.role == Role::Admin && !subject) || sees(account, scope, facts)
}

/// The rater or an admin, never the subject, closes a manager evaluation and opens it again. A draft is its rater's
/// alone: an admin can neither read nor close it.
fn may_close(account: &Account, scope: Scope, facts: &EvaluationFacts) -> bool {
    let rater = facts.rater == account.user;
    let admin = account.role == Role::Admin && facts.status != Status::Draft;
    facts.kind == Kind::Manager && may_rate(account, scope, facts) && (rater || admin)
}

/// A rater keeps the right to a draft only while the roles still allow rating that person.
fn may_rate(account: &Account, scope: Scope, facts: &EvaluationFacts) -> bool {
    let own = account.employee == Some(facts.about.employee);
    match facts.kind {
        Kind::SelfRating => own,
        Kind::Manager => !own && account.role >= Role::Manager && scope.holds(facts.about),
    }
}

/// Who sees what an evaluation says, and when.
fn sees(account: &Account, scope: Scope, facts: &EvaluationFacts) -> bool {
    let subject = account.employee == Some(facts.about.employee);
    let rater = facts.rater == account.user;
    match (facts.kind, facts.status) {
        (_, Status::Draft) => rater && may_rate(account, scope, facts),
        // Before it is finalised a manager evaluation is its rater's and the admins', who may finalise it.
        (Kind::Manager, Status::Submitted) => {
            !subject && scope.holds(facts.about) && (rater || account.role == Role::Admin)
        }
        (Kind::Manager, Status::Finalised) => subject || (account.role >= Role::Manager && scope.holds(facts.about)),
        (Kind::SelfRating, _) => {
            subject || (account.role >= Role::Manager && scope.holds(facts.about) && facts.seen_after_own)
        }
    }
}

#[cfg(test)]
mod tests;
