//! `users`, `sessions`, `one_time_links`: who can sign in, and what stands for it.

use super::{Index, Indexes, Record};
use crate::domain::account::{OneTimeLink, Session, User};
use crate::domain::id::{OneTimeLinkId, SessionId, UserId};
use crate::domain::text::folded;

impl Record for User {
    const TABLE: &'static str = "users";
    const INDEXES: &'static [Index] = &[Index::Unique("name"), Index::Unique("employee")];
    type Id = UserId;

    fn id(&self) -> UserId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("name", folded(&self.name));
        if let Some(employee) = self.employee {
            to.unique("employee", employee);
        }
    }
}

impl Record for Session {
    const TABLE: &'static str = "sessions";
    const INDEXES: &'static [Index] = &[Index::Unique("token_hash"), Index::Many("by_user")];
    type Id = SessionId;

    fn id(&self) -> SessionId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("token_hash", &self.token_hash);
        to.index("by_user", self.user);
    }
}

impl Record for OneTimeLink {
    const TABLE: &'static str = "one_time_links";
    const INDEXES: &'static [Index] = &[Index::Unique("secret_hash")];
    type Id = OneTimeLinkId;

    fn id(&self) -> OneTimeLinkId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("secret_hash", &self.secret_hash);
    }
}
