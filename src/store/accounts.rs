//! `users`, `sessions`, `one_time_links`, `api_tokens`, `answered_requests`: who can sign in, and what
//! stands for it.

use super::{Index, Indexes, Record};
use crate::domain::account::{OneTimeLink, Session, User};
use crate::domain::id::{AnsweredRequestId, ApiTokenId, OneTimeLinkId, SessionId, UserId};
use crate::domain::text::folded;
use crate::domain::token::{AnsweredRequest, ApiToken};

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

impl Record for ApiToken {
    const TABLE: &'static str = "api_tokens";
    const INDEXES: &'static [Index] = &[Index::Unique("token_hash"), Index::Many("by_user")];
    type Id = ApiTokenId;

    fn id(&self) -> ApiTokenId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("token_hash", &self.token_hash);
        to.index("by_user", self.user);
    }
}

impl Record for AnsweredRequest {
    const TABLE: &'static str = "answered_requests";
    const INDEXES: &'static [Index] = &[Index::Unique("key"), Index::Many("by_at")];
    type Id = AnsweredRequestId;

    fn id(&self) -> AnsweredRequestId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("key", &self.key);
        to.index("by_at", self.at);
    }
}
