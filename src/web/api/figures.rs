//! Figures in JSON: unrounded numbers, with what they rest on and how far they can be relied on.

use crate::domain::kpi::average::{self, Figure};
use crate::domain::kpi::exact::Exact;
use schemars::JsonSchema;
use serde::Serialize;

/// How far a figure can be relied on; a page shows it only when it is `ok`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    NotApplicable,
    NotEnoughData,
    Incomplete,
    Ok,
}

impl From<average::State> for State {
    fn from(state: average::State) -> Self {
        match state {
            average::State::NotApplicable => Self::NotApplicable,
            average::State::NotEnoughData => Self::NotEnoughData,
            average::State::Incomplete => Self::Incomplete,
            average::State::Ok => Self::Ok,
        }
    }
}

/// A mean over people: of those it applies to, those with a figure of their own.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TeamFigure {
    /// Absent when there is nothing to compute it from.
    #[serde(skip_serializing_if = "Option::is_none")]
    average: Option<f64>,
    /// People who went in.
    people: u32,
    /// People it applies to.
    of: u32,
    state: State,
}

impl From<&Figure> for TeamFigure {
    fn from(figure: &Figure) -> Self {
        Self {
            average: number(figure.value.as_ref()),
            people: figure.k,
            of: figure.n,
            state: figure.state.into(),
        }
    }
}

/// The nearest number that JSON has.
pub fn number(exact: Option<&Exact>) -> Option<f64> {
    exact.map(Exact::approximate)
}
