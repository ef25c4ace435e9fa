//! An evaluation written down at once, without its pages.

use handyman_kpi::app::App;
use handyman_kpi::app::evaluations::{self, New, Then, Whole};
use handyman_kpi::domain::evaluation::{Content, Kind, Source};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::domain::policy::Actor;
use jiff::civil::Date;

pub fn write(
    app: &App,
    rater: &Actor,
    (of, kind, date): (EmployeeId, Kind, Date),
    content: Content,
    then: Then,
) -> EvaluationId {
    let new = New {
        employee: of,
        kind,
        date,
        client_uuid: None,
        source: Source::Screen,
    };
    evaluations::create(app, rater, &Whole { new, content, then }).unwrap()
}
