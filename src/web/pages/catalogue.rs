//! `/catalogue`: what is rated. One page a kind of category, one a category, one form for all kinds.

mod acts;
mod category;
mod certifications;
pub(super) mod filter;
mod form;
mod list;
mod shown;

use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::web::{Access, Body, Route, get, post};

use Access::Admin;
use Body::Form;

pub const ROUTES: &[Route] = &[
    get("/catalogue", Admin, list::skills),
    get("/catalogue/tools", Admin, list::tools),
    get("/catalogue/certifications", Admin, certifications::show),
    // Skill categories.
    get("/catalogue/skill-categories/new", Admin, form::new::<SkillCategory>),
    post(
        "/catalogue/skill-categories",
        Admin,
        Form,
        form::create::<SkillCategory>,
    ),
    get("/catalogue/skill-categories/{id}", Admin, category::skills),
    get(
        "/catalogue/skill-categories/{id}/edit",
        Admin,
        form::show::<SkillCategory>,
    ),
    post(
        "/catalogue/skill-categories/{id}/edit",
        Admin,
        Form,
        form::save::<SkillCategory>,
    ),
    post(
        "/catalogue/skill-categories/{id}/position",
        Admin,
        Form,
        acts::shift::<SkillCategory>,
    ),
    post(
        "/catalogue/skill-categories/{id}/archiving",
        Admin,
        Form,
        acts::archive::<SkillCategory>,
    ),
    post(
        "/catalogue/skill-categories/{id}/archiving/undo",
        Admin,
        Form,
        acts::restore::<SkillCategory>,
    ),
    // Skills.
    get("/catalogue/skills/new", Admin, form::new::<Skill>),
    post("/catalogue/skills", Admin, Form, form::create::<Skill>),
    get("/catalogue/skills/{id}/edit", Admin, form::show::<Skill>),
    post("/catalogue/skills/{id}/edit", Admin, Form, form::save::<Skill>),
    post("/catalogue/skills/{id}/position", Admin, Form, acts::shift::<Skill>),
    post("/catalogue/skills/{id}/archiving", Admin, Form, acts::archive::<Skill>),
    post(
        "/catalogue/skills/{id}/archiving/undo",
        Admin,
        Form,
        acts::restore::<Skill>,
    ),
    // Tool categories.
    get("/catalogue/tool-categories/new", Admin, form::new::<ToolCategory>),
    post("/catalogue/tool-categories", Admin, Form, form::create::<ToolCategory>),
    get("/catalogue/tool-categories/{id}", Admin, category::tools),
    get(
        "/catalogue/tool-categories/{id}/edit",
        Admin,
        form::show::<ToolCategory>,
    ),
    post(
        "/catalogue/tool-categories/{id}/edit",
        Admin,
        Form,
        form::save::<ToolCategory>,
    ),
    post(
        "/catalogue/tool-categories/{id}/position",
        Admin,
        Form,
        acts::shift::<ToolCategory>,
    ),
    post(
        "/catalogue/tool-categories/{id}/archiving",
        Admin,
        Form,
        acts::archive::<ToolCategory>,
    ),
    post(
        "/catalogue/tool-categories/{id}/archiving/undo",
        Admin,
        Form,
        acts::restore::<ToolCategory>,
    ),
    // Tools.
    get("/catalogue/tools/new", Admin, form::new::<Tool>),
    post("/catalogue/tools", Admin, Form, form::create::<Tool>),
    get("/catalogue/tools/{id}/edit", Admin, form::show::<Tool>),
    post("/catalogue/tools/{id}/edit", Admin, Form, form::save::<Tool>),
    post("/catalogue/tools/{id}/position", Admin, Form, acts::shift::<Tool>),
    post("/catalogue/tools/{id}/archiving", Admin, Form, acts::archive::<Tool>),
    post(
        "/catalogue/tools/{id}/archiving/undo",
        Admin,
        Form,
        acts::restore::<Tool>,
    ),
    // Certifications.
    get("/catalogue/certifications/new", Admin, form::new::<CertificationType>),
    post(
        "/catalogue/certifications",
        Admin,
        Form,
        form::create::<CertificationType>,
    ),
    get(
        "/catalogue/certifications/{id}/edit",
        Admin,
        form::show::<CertificationType>,
    ),
    post(
        "/catalogue/certifications/{id}/edit",
        Admin,
        Form,
        form::save::<CertificationType>,
    ),
    post(
        "/catalogue/certifications/{id}/archiving",
        Admin,
        Form,
        acts::archive::<CertificationType>,
    ),
    post(
        "/catalogue/certifications/{id}/archiving/undo",
        Admin,
        Form,
        acts::restore::<CertificationType>,
    ),
];
