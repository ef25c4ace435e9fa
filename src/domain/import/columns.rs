//! What the columns of a table can be, and what their headings suggest in English and Spanish.

mod catalogue;
mod employees;
mod evaluations;

pub use evaluations::Shape;

use super::Kind;
use crate::domain::message::Message;

/// Something a column can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub key: &'static str,
    pub label: Message,
    /// More than one column may be it.
    pub many: bool,
    suggested_by: &'static [&'static str],
}

fn one(key: &'static str, label: Message, suggested_by: &'static [&'static str]) -> Field {
    Field {
        key,
        label,
        many: false,
        suggested_by,
    }
}

/// The fields of a kind of table; none for what is no table. The shape is one of evaluations.
pub fn fields(kind: Kind, shape: Shape) -> Vec<Field> {
    match kind {
        Kind::Employees => employees::fields(),
        Kind::Catalogue => catalogue::fields(),
        Kind::Evaluations => evaluations::fields(shape),
        Kind::ScoreCards => Vec::new(),
    }
}

/// The fields of a kind in all shapes: what a row of headings is known by.
pub fn in_any_shape(kind: Kind) -> Vec<Field> {
    match kind {
        Kind::Evaluations => Shape::ALL.into_iter().flat_map(evaluations::fields).collect(),
        _ => fields(kind, Shape::Wide),
    }
}

/// The field a heading suggests.
pub fn suggested(fields: &[Field], heading: &str) -> Option<&'static str> {
    let heading = plain(heading);
    let suggests = |field: &&Field| field.suggested_by.contains(&heading.as_str());
    fields.iter().find(suggests).map(|field| field.key)
}

/// A heading without case, accents, punctuation and doubled spaces.
pub fn plain(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let letters = lower.chars().filter_map(|c| match c {
        'á' | 'à' | 'â' | 'ä' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'í' | 'ì' | 'ï' => Some('i'),
        'ó' | 'ò' | 'ö' => Some('o'),
        'ú' | 'ù' | 'ü' => Some('u'),
        'ñ' => Some('n'),
        '#' | 'º' | '°' => Some('#'),
        c if c.is_alphanumeric() => Some(c),
        '.' | '\'' | '*' | ':' | '?' => None,
        _ => Some(' '),
    });
    let letters: String = letters.collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn headings_suggest_their_field_in_both_languages() {
        let fields = fields(Kind::Employees, Shape::Wide);
        for (heading, key) in [
            ("First Name", "first_name"),
            ("  LAST   name ", "last_name"),
            ("Apellidos:", "last_name"),
            ("E-Mail", "email"),
            ("Teléfono", "phone"),
            ("Fecha de contratación", "hire_date"),
            ("Nº de empleado", "number"),
            ("Employee #", "number"),
            ("Name*", "name"),
        ] {
            assert_eq!(suggested(&fields, heading), Some(key), "{heading}");
        }
        for heading in ["", "Shoe size", "🛠"] {
            assert_eq!(suggested(&fields, heading), None);
        }
    }

    #[test]
    fn no_heading_suggests_two_fields() {
        for (kind, shape) in Kind::ALL
            .into_iter()
            .flat_map(|kind| Shape::ALL.map(|shape| (kind, shape)))
        {
            let mut seen = BTreeSet::new();
            for field in fields(kind, shape) {
                for heading in field.suggested_by {
                    assert_eq!(plain(heading), *heading, "as it is compared");
                    assert!(seen.insert(*heading), "{heading}");
                }
            }
        }
    }
}
