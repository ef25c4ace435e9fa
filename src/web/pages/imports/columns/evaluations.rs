//! What is said of a table of evaluations beside its fields: its shape, its skills, and who rated.

use super::typed::{Typed, word};
use crate::app::imports::raters;
use crate::app::imports::waiting::Upload;
use crate::domain::import::Kind;
use crate::domain::import::columns::Shape;
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::message;
use crate::view::Choice;
use crate::web::{Ctx, Failure, Request};
use serde::Serialize;

/// Options of skills on one page. A table beyond offers a column that is a skill already only that one.
const OPTIONS_MAX: usize = 10_000;

#[derive(Serialize)]
pub(super) struct OfEvaluations {
    shape: &'static str,
    shapes: Vec<Choice<Message>>,
    by: String,
    kinds: Vec<Choice<Message>>,
    rater: String,
    raters: Vec<Choice>,
    /// How many columns are skills.
    found: usize,
}

impl OfEvaluations {
    pub fn new(ctx: &Ctx, request: &Request, upload: &Upload, typed: &Typed) -> Result<Option<Self>, Failure> {
        if upload.kind != Kind::Evaluations {
            return Ok(None);
        }
        let own = match &request.actor {
            Actor::User(account) => account.user.to_string(),
            _ => String::new(),
        };
        Ok(Some(Self {
            shape: upload.mapping.evaluations.shape.word(),
            shapes: Shape::ALL.map(|shape| Choice::new(shape.word(), shape.name())).into(),
            by: typed.evaluations_by.clone(),
            kinds: vec![
                Choice::new("manager", message!("Manager evaluation")),
                Choice::new("self", message!("Self evaluation")),
            ],
            rater: if typed.rater.is_empty() {
                own
            } else {
                typed.rater.clone()
            },
            raters: raters(&ctx.app, &request.actor)?
                .into_iter()
                .map(|(id, name)| Choice::new(id, name))
                .collect(),
            found: typed.skills().len(),
        }))
    }

    /// The skills each column can be.
    pub fn skills(&self, ctx: &Ctx, typed: &Typed) -> Vec<Vec<Choice>> {
        if self.shape != Shape::Wide.word() {
            return Vec::new();
        }
        let projection = ctx.app.projection();
        let catalogue = &projection.catalogue;
        let named = |skill: &crate::domain::catalogue::Skill| {
            let category = catalogue.skill_category(skill.category);
            let category = category.map_or("", |category| category.name.as_str());
            Choice::new(word(skill.id), format!("{category}: {}", skill.name))
        };
        let all: Vec<Choice> = catalogue.skills.iter().map(named).collect();
        let chosen = typed.skills();
        let few = typed.columns.len() * all.len() <= OPTIONS_MAX;
        let mut left = OPTIONS_MAX;
        (0..typed.columns.len())
            .map(|at| match chosen.get(&at) {
                Some(skill) if !few => catalogue.skill(*skill).map(named).into_iter().collect(),
                _ if all.len() <= left => {
                    left -= all.len();
                    all.clone()
                }
                _ => Vec::new(),
            })
            .collect()
    }
}
