//! `evaluations`, and what belongs to them: `bases`, `withdrawn_revisions`, `acknowledgements`, `statements`.

use super::{Index, Indexes, Record};
use crate::domain::evaluation::{Acknowledgement, Basis, Evaluation, Kind, Statement, Status, WithdrawnRevision};
use crate::domain::id::{AcknowledgementId, BasisId, EvaluationId, StatementId, WithdrawnRevisionId};

impl Record for Evaluation {
    const TABLE: &'static str = "evaluations";
    /// `client_uuid`; `manager_day`: (employee, date) of a submitted or finalised manager
    /// evaluation; `by_employee`: (employee, date); `by_date`; `by_rater`: (rater, date).
    const INDEXES: &'static [Index] = &[
        Index::Unique("client_uuid"),
        Index::Unique("manager_day"),
        Index::Many("by_employee"),
        Index::Many("by_date"),
        Index::Many("by_rater"),
    ];
    type Id = EvaluationId;

    fn id(&self) -> EvaluationId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        if let Some(uuid) = &self.client_uuid {
            to.unique("client_uuid", uuid);
        }
        if self.kind == Kind::Manager && self.status != Status::Draft {
            to.unique("manager_day", (self.employee, self.date));
        }
        to.index("by_employee", (self.employee, self.date));
        to.index("by_date", self.date);
        to.index("by_rater", (self.rater, self.date));
    }
}

impl Record for Basis {
    const TABLE: &'static str = "bases";
    const INDEXES: &'static [Index] = &[Index::Unique("hash")];
    type Id = BasisId;

    fn id(&self) -> BasisId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("hash", &self.hash);
    }
}

impl Record for WithdrawnRevision {
    const TABLE: &'static str = "withdrawn_revisions";
    /// `by_evaluation`: (evaluation, revision).
    const INDEXES: &'static [Index] = &[Index::Many("by_evaluation")];
    type Id = WithdrawnRevisionId;

    fn id(&self) -> WithdrawnRevisionId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.index(
            "by_evaluation",
            (self.evaluation.id, u64::from(self.evaluation.revision)),
        );
    }
}

impl Record for Acknowledgement {
    const TABLE: &'static str = "acknowledgements";
    /// `by_evaluation`: (evaluation, revision).
    const INDEXES: &'static [Index] = &[Index::Many("by_evaluation")];
    type Id = AcknowledgementId;

    fn id(&self) -> AcknowledgementId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.index("by_evaluation", (self.evaluation, u64::from(self.revision)));
    }
}

impl Record for Statement {
    const TABLE: &'static str = "statements";
    /// `by_evaluation`: (evaluation, revision).
    const INDEXES: &'static [Index] = &[Index::Many("by_evaluation")];
    type Id = StatementId;

    fn id(&self) -> StatementId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.index("by_evaluation", (self.evaluation, u64::from(self.revision)));
    }
}
