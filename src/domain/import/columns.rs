//! What the columns of a table can be, and what their headings suggest in English and Spanish.

use super::Kind;
use crate::domain::message::Message;
use crate::message;

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

/// The fields of a kind of table; none for what is no table.
pub fn fields(kind: Kind) -> Vec<Field> {
    match kind {
        Kind::Employees => employees(),
        Kind::Catalogue => catalogue(),
        Kind::Evaluations | Kind::ScoreCards => Vec::new(),
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

fn employees() -> Vec<Field> {
    vec![
        one(
            "name",
            message!("Whole name"),
            &[
                "name",
                "full name",
                "employee",
                "employee name",
                "person",
                "worker",
                "nombre completo",
                "empleado",
                "empleada",
                "trabajador",
                "nombre y apellido",
                "nombre y apellidos",
                "nombres y apellidos",
            ],
        ),
        one(
            "first_name",
            message!("First name"),
            &[
                "first name",
                "first",
                "given name",
                "forename",
                "firstname",
                "nombre",
                "nombres",
                "primer nombre",
            ],
        ),
        one(
            "last_name",
            message!("Last name"),
            &[
                "last name",
                "last",
                "surname",
                "family name",
                "lastname",
                "apellido",
                "apellidos",
            ],
        ),
        one(
            "number",
            message!("Employee number"),
            &[
                "employee number",
                "number",
                "no",
                "nr",
                "#",
                "id",
                "employee id",
                "employee no",
                "employee #",
                "emp id",
                "emp no",
                "staff number",
                "payroll number",
                "badge",
                "numero",
                "numero de empleado",
                "n# de empleado",
                "no de empleado",
                "legajo",
                "codigo",
                "clave",
            ],
        ),
        one(
            "hire_date",
            message!("Hire date"),
            &[
                "hire date",
                "hired",
                "hired on",
                "date hired",
                "date of hire",
                "start date",
                "started",
                "start",
                "employed since",
                "since",
                "joined",
                "fecha de ingreso",
                "ingreso",
                "fecha de contratacion",
                "contratacion",
                "fecha de alta",
                "alta",
                "fecha de inicio",
                "desde",
            ],
        ),
        one(
            "last_day",
            message!("Last day"),
            &[
                "last day",
                "last day of work",
                "last working day",
                "end date",
                "ended",
                "left",
                "left on",
                "date left",
                "leaving date",
                "termination date",
                "terminated",
                "until",
                "ultimo dia",
                "ultimo dia de trabajo",
                "fecha de baja",
                "baja",
                "fecha de salida",
                "salida",
                "fecha de egreso",
                "egreso",
                "fecha de cese",
                "hasta",
            ],
        ),
        one(
            "tier",
            message!("Tier"),
            &[
                "tier",
                "level",
                "grade",
                "rank",
                "rango",
                "nivel",
                "categoria",
                "title",
                "job title",
                "position",
                "puesto",
            ],
        ),
        one(
            "manager",
            message!("Reports to"),
            &[
                "reports to",
                "manager",
                "supervisor",
                "boss",
                "foreman",
                "lead",
                "reporta a",
                "jefe",
                "jefa",
                "encargado",
                "responsable",
            ],
        ),
        one(
            "phone",
            message!("Phone"),
            &[
                "phone",
                "telephone",
                "tel",
                "mobile",
                "cell",
                "cell phone",
                "phone number",
                "telefono",
                "celular",
                "movil",
            ],
        ),
        one(
            "email",
            message!("E-mail"),
            &[
                "email",
                "e mail",
                "mail",
                "email address",
                "e mail address",
                "correo",
                "correo electronico",
            ],
        ),
        one(
            "notes",
            message!("Notes"),
            &[
                "notes",
                "note",
                "comments",
                "comment",
                "remarks",
                "notas",
                "nota",
                "comentarios",
                "observaciones",
            ],
        ),
    ]
}

fn catalogue() -> Vec<Field> {
    vec![
        one(
            "category",
            message!("Category"),
            &[
                "category",
                "trade",
                "group",
                "area",
                "section",
                "categoria",
                "oficio",
                "grupo",
                "rubro",
            ],
        ),
        one(
            "name",
            message!("Skill or tool"),
            &[
                "name",
                "skill",
                "tool",
                "skill or tool",
                "item",
                "task",
                "nombre",
                "habilidad",
                "herramienta",
                "tarea",
            ],
        ),
        one(
            "kind",
            message!("Kind: skill or tool"),
            &["kind", "type", "what", "tipo", "clase"],
        ),
        one(
            "description",
            message!("Description"),
            &["description", "details", "text", "descripcion", "detalle", "detalles"],
        ),
        one("weight", message!("Weight"), &["weight", "peso"]),
        one(
            "critical",
            message!("Critical: yes or no"),
            &["critical", "critica", "critico"],
        ),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn headings_suggest_their_field_in_both_languages() {
        let fields = fields(Kind::Employees);
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
        for kind in Kind::ALL {
            let mut seen = BTreeSet::new();
            for field in fields(kind) {
                for heading in field.suggested_by {
                    assert_eq!(plain(heading), *heading, "as it is compared");
                    assert!(seen.insert(*heading), "{heading}");
                }
            }
        }
    }
}
