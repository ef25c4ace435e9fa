//! The columns of a table of past evaluations, in either of its shapes. Those of skills are not here:
//! they are known by the company's own names.

use super::employees;
use super::{Field, one, plain, suggested};
use crate::domain::message::Message;
use crate::message;

/// What one row of a table of evaluations is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// An evaluation, with a column a skill.
    #[default]
    Wide,
    /// A rating: rows of the same person, date, kind and rater are one evaluation.
    Long,
}

impl Shape {
    /// Both.
    pub const ALL: [Shape; 2] = [Shape::Wide, Shape::Long];

    /// `wide` or `long`.
    pub const fn word(self) -> &'static str {
        match self {
            Shape::Wide => "wide",
            Shape::Long => "long",
        }
    }

    /// The shape of that [word](Self::word).
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.word() == word)
    }

    /// What a row of it is, for people.
    pub fn name(self) -> Message {
        match self {
            Shape::Wide => message!("One row an evaluation, a column a skill"),
            Shape::Long => message!("One row a rating"),
        }
    }

    /// What headings look like: only a table of ratings has a column of skills and one of levels.
    pub fn of<'a>(headings: impl Iterator<Item = &'a String>) -> Self {
        let long = fields(Shape::Long);
        let keys: Vec<&str> = headings
            .filter_map(|heading| suggested(&long, &plain(heading)))
            .collect();
        match keys.contains(&"skill") && keys.contains(&"level") {
            true => Shape::Long,
            false => Shape::Wide,
        }
    }
}

pub(super) fn fields(shape: Shape) -> Vec<Field> {
    let mut fields = about();
    match shape {
        Shape::Wide => fields.extend(notes()),
        Shape::Long => fields.extend(rating()),
    }
    fields
}

/// What says which evaluation it is.
fn about() -> Vec<Field> {
    vec![
        employees::whole_name(),
        employees::first_name(),
        employees::last_name(),
        one(
            "number",
            message!("Employee number"),
            &[
                "employee number",
                "number",
                "no",
                "nr",
                "#",
                "employee id",
                "employee no",
                "employee #",
                "emp id",
                "emp no",
                "staff number",
                "numero",
                "numero de empleado",
                "n# de empleado",
                "no de empleado",
                "legajo",
            ],
        ),
        one(
            "date",
            message!("Date"),
            &[
                "date",
                "day",
                "evaluation date",
                "date of evaluation",
                "evaluated on",
                "rated on",
                "review date",
                "assessment date",
                "effective date",
                "fecha",
                "fecha de evaluacion",
                "fecha de la evaluacion",
            ],
        ),
        one(
            "kind",
            message!("Kind: manager or self"),
            &[
                "kind",
                "type",
                "evaluation kind",
                "evaluation type",
                "kind of evaluation",
                "tipo",
                "tipo de evaluacion",
            ],
        ),
        one(
            "rater",
            message!("Rated by"),
            &[
                "rated by",
                "rater",
                "evaluated by",
                "evaluator",
                "assessed by",
                "assessor",
                "reviewed by",
                "reviewer",
                "quien califico",
                "calificado por",
                "evaluado por",
                "evaluador",
                "evaluadora",
            ],
        ),
        one(
            "state",
            message!("State: draft, submitted or finalised"),
            &["state", "status", "estado"],
        ),
    ]
}

fn notes() -> Vec<Field> {
    vec![
        one(
            "notes",
            message!("Shared notes"),
            &[
                "shared notes",
                "notes",
                "note",
                "comments",
                "comment",
                "remarks",
                "notas compartidas",
                "notas",
                "nota",
                "comentarios",
                "observaciones",
            ],
        ),
        one(
            "private",
            message!("Private note"),
            &["private note", "private notes", "nota privada", "notas privadas"],
        ),
    ]
}

fn rating() -> Vec<Field> {
    vec![
        one(
            "category",
            message!("Category"),
            &["category", "trade", "skill category", "categoria", "oficio", "rubro"],
        ),
        one(
            "skill",
            message!("Skill"),
            &["skill", "skill name", "task", "habilidad", "tarea"],
        ),
        one(
            "level",
            message!("Level"),
            &[
                "level",
                "rating",
                "score",
                "mark",
                "skill level",
                "nivel",
                "calificacion",
                "puntaje",
            ],
        ),
        one(
            "note",
            message!("Note"),
            &[
                "note",
                "notes",
                "comment",
                "comments",
                "remarks",
                "nota",
                "notas",
                "comentario",
                "comentarios",
                "observaciones",
            ],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_the_shape() {
        let of = |headings: &[&str]| Shape::of(headings.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>().iter());
        assert_eq!(of(&["Employee", "Date", "Skill", "Level"]), Shape::Long);
        assert_eq!(of(&["Empleado", "Fecha", "Habilidad", "Nivel"]), Shape::Long);
        assert_eq!(of(&["Employee", "Date", "Hanging drywall", "Level"]), Shape::Wide);
        assert_eq!(of(&[]), Shape::Wide);
    }
}
