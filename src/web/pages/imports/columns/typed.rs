//! What was chosen on the page of columns.

use crate::app::App;
use crate::app::imports::waiting::Upload;
use crate::app::imports::{Mapping, OfEvaluations};
use crate::domain::day;
use crate::domain::evaluation::Kind;
use crate::domain::id::{SkillId, UserId};
use crate::domain::import::columns::fields;
use crate::domain::import::dates::Order;
use crate::domain::invalid::Invalid;
use crate::domain::tier::Tier;
use crate::message;
use crate::web::Request;
use std::collections::BTreeMap;

/// What was chosen, as it is sent.
pub(super) struct Typed {
    /// The key of a field, or `skill_7`.
    pub columns: Vec<String>,
    pub order: String,
    pub tier: String,
    pub hire_date: String,
    /// Whose evaluations they are: `manager` or `self`.
    pub evaluations_by: String,
    pub rater: String,
}

const SKILL: &str = "skill_";

/// What a column of a skill is sent as.
pub(super) fn word(skill: SkillId) -> String {
    format!("{SKILL}{skill}")
}

impl Typed {
    pub fn of(mapping: &Mapping) -> Self {
        let chosen = |(at, key): (usize, &Option<&str>)| match (key, mapping.evaluations.skills.get(&at)) {
            (Some(key), _) => (*key).to_owned(),
            (None, Some(skill)) => word(*skill),
            (None, None) => String::new(),
        };
        Self {
            columns: mapping.columns.iter().enumerate().map(chosen).collect(),
            order: mapping.order.map_or("", Order::word).to_owned(),
            tier: mapping.tier.map(|tier| tier.get().to_string()).unwrap_or_default(),
            hire_date: mapping.hire_date.map(|day| day.to_string()).unwrap_or_default(),
            evaluations_by: match mapping.evaluations.kind {
                Kind::Manager => "manager".into(),
                Kind::SelfRating => "self".into(),
            },
            rater: mapping.evaluations.rater.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    pub fn read(request: &Request, upload: &Upload) -> Self {
        let text = |name: &str| request.form.text(name).to_owned();
        Self {
            columns: (0..upload.table.headings.len())
                .map(|at| text(&format!("column_{at}")))
                .collect(),
            order: text("order"),
            tier: text("tier"),
            hire_date: text("hire_date"),
            evaluations_by: text("evaluations_by"),
            rater: text("rater"),
        }
    }

    /// The columns that are fields.
    pub fn fields(&self, upload: &Upload) -> Vec<Option<&'static str>> {
        let fields = fields(upload.kind, upload.mapping.evaluations.shape);
        let key = |typed: &String| fields.iter().find(|field| field.key == typed).map(|field| field.key);
        self.columns.iter().map(key).collect()
    }

    /// The columns that are skills.
    pub fn skills(&self) -> BTreeMap<usize, SkillId> {
        let skill = |typed: &String| typed.strip_prefix(SKILL).and_then(|id| id.parse().ok()).map(SkillId);
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(at, typed)| Some((at, skill(typed)?))).collect()
    }

    pub fn mapping(&self, app: &App, upload: &Upload) -> Result<Mapping, Invalid> {
        let mut invalid = Invalid::new();
        let mut skills = self.skills();
        skills.retain(|_, id| app.projection().catalogue.skill(*id).is_some());
        let mapping = Mapping {
            columns: self.fields(upload),
            order: Order::parse(&self.order),
            tier: self.tier.trim().parse().ok().and_then(Tier::new),
            hire_date: invalid.take(day::optional("hire_date", &self.hire_date)),
            evaluations: OfEvaluations {
                shape: upload.mapping.evaluations.shape,
                skills,
                kind: match self.evaluations_by.as_str() {
                    "self" => Kind::SelfRating,
                    _ => Kind::Manager,
                },
                rater: self.rater.parse().ok().map(UserId),
            },
        };
        if mapping.order.is_none() && !mapping.unclear_days(&upload.table).is_empty() {
            let said = message!("Please choose whether the day or the month comes first in this table.");
            invalid.add("order", said);
        }
        invalid.take(mapping.checked(upload.kind, &upload.table));
        invalid.into_result(mapping)
    }
}
