//! The columns of a table of skills and tools.

use super::{Field, one};
use crate::message;

pub(super) fn fields() -> Vec<Field> {
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
