//! The columns of a table of people.

use super::{Field, one};
use crate::message;

pub(super) fn fields() -> Vec<Field> {
    vec![
        whole_name(),
        first_name(),
        last_name(),
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

/// The column of whole names, in any table of people.
pub(super) fn whole_name() -> Field {
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
    )
}

/// The column of first names.
pub(super) fn first_name() -> Field {
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
    )
}

/// The column of last names.
pub(super) fn last_name() -> Field {
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
    )
}
