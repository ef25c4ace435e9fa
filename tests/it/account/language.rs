//! The language of the pages: the user's choice, or what the browser asks for.

use crate::support::{Browser, PASSWORD, Site};

fn choose(browser: &mut Browser, language: &str) -> crate::support::Answer {
    browser.get("/account").is(200);
    browser.post("/account/language", &[("language", language)])
}

#[test]
fn a_visitor_is_spoken_to_in_the_language_of_the_browser() {
    let site = Site::start();
    for (accepted, language, sentence) in [
        ("es-MX,es;q=0.9,en;q=0.5", "es", "Nombre de usuario"),
        ("en;q=0.5,es", "es", "Nombre de usuario"),
        ("en-US,en;q=0.9,es;q=0.5", "en", "User name"),
        ("de", "en", "User name"),
        ("", "en", "User name"),
    ] {
        let mut visitor = site.visitor().with("accept-language", accepted);
        let page = visitor.get("/sign-in");
        page.is(200)
            .shows(sentence)
            .shows(&format!("<html lang=\"{language}\""));
    }
    let mut visitor = site.visitor().with("accept-language", "es");
    visitor.get("/sign-in");
    visitor
        .post("/sign-in", &[("name", "eli"), ("password", "not this one at all")])
        .is(422)
        .shows("El nombre de usuario y la contraseña no coinciden. Inténtalo de nuevo.");
}

#[test]
fn a_chosen_language_holds_at_once_on_every_device_and_at_the_next_sign_in() {
    let site = Site::start();
    let (mut here, mut there) = (site.sign_in("eli"), site.sign_in("eli"));
    here.get("/account").is(200).shows("Language of the pages");
    choose(&mut here, "es").leads_to("/account");
    here.get("/account")
        .is(200)
        .shows("<html lang=\"es\"")
        .shows("Idioma de las páginas")
        .shows("Firefox en Linux")
        .shows("eli, Empleado");
    there.get("/help").is(200).shows("Cómo salen las cifras");
    let mut later = site.visitor().with("accept-language", "en");
    later.get("/sign-in").is(200).shows("User name");
    later.submit(
        "/sign-in",
        &[("name", "eli"), ("password", PASSWORD), ("next", "/account")],
    );
    later.get("/account").is(200).shows("Tu cuenta");
    choose(&mut later, "").leads_to("/account");
    later.get("/account").is(200).shows("Your account");
    assert!(
        later
            .get("/account")
            .text()
            .contains("name=\"language\" value=\"\" checked")
    );
}

#[test]
fn a_language_that_is_not_there_is_refused() {
    let site = Site::start();
    let mut eli = site.sign_in("eli");
    for language in ["de", "ES", "es-MX", "../es"] {
        choose(&mut eli, language)
            .is(400)
            .shows("Please choose one of the languages on your account page.");
    }
    choose(&mut eli, "es").leads_to("/account");
    choose(&mut eli, "de").is(400).shows("Elige uno de los idiomas");
    eli.get("/account").is(200).shows("Tu cuenta");
}

#[test]
fn errors_and_what_was_just_done_come_in_the_users_language() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    choose(&mut anna, "es").leads_to("/account");
    anna.get("/nowhere").is(404).shows("Aquí no hay nada");
    anna.get("/employees/new").is(200).shows("Número de empleado");
    let typed = |hired: &'static str, name: &'static str| {
        [
            ("first_name", name),
            ("last_name", "Rivas"),
            ("hire_date", hired),
            ("tier", "1"),
            ("manager", ""),
        ]
    };
    anna.post("/employees", &typed("2023-02-29", ""))
        .is(422)
        .shows("No hay un 29 de febrero en el año 2023. Revisa la fecha.")
        .shows("Llena este campo.")
        .shows("2 cosas necesitan tu atención");
    let saved = anna.post("/employees", &typed("2024-05-04", "Luz"));
    anna.follow(saved).is(200).shows("Se agregó a Luz Rivas.");
    let json = anna
        .with("accept", "application/json")
        .post_json("/evaluations/999/saves", &serde_json::json!({}));
    assert_eq!(
        json.is(400).json()["message"],
        "Lo que se iba a guardar no llegó completo. Carga la página de nuevo."
    );
}

#[test]
fn days_in_a_sentence_have_spanish_months() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    choose(&mut anna, "es").leads_to("/account");
    anna.get("/targets/new").is(200);
    let saved = anna.post("/targets", &[("from", "2026-01-04")]);
    anna.follow(saved)
        .is(200)
        .shows("Los objetivos desde el 4 ene 2026 están guardados.");
}

#[test]
fn names_that_come_with_the_program_are_translated_and_those_of_the_company_are_not() {
    let site = Site::start();
    let (mut anna, mut max) = (site.sign_in("anna"), site.sign_in("max"));
    choose(&mut anna, "es").leads_to("/account");
    let page = anna.get("/settings");
    page.is(200)
        .shows("Aprendiz")
        .shows("Aprendiendo")
        .shows("Marca la pauta");
    // All as it is shown, but one tier with a name of their own.
    let mut fields = vec![
        ("company", page.field("company").unwrap()),
        ("time_zone", page.field("time_zone").unwrap()),
        ("interval_months", "6".to_owned()),
    ];
    let names: Vec<String> = ["tier_name", "level_name", "anchor"]
        .iter()
        .flat_map(|name| (1..=5).map(move |n| format!("{name}_{n}")))
        .collect();
    for name in &names {
        let own = if name == "tier_name_2" {
            "Todero".to_owned()
        } else {
            typed_in(&page.text(), name)
        };
        fields.push((name, own));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    anna.post("/settings", &fields).leads_to("/settings");
    anna.get("/settings")
        .is(200)
        .shows("Todero")
        .shows("Aprendiz")
        .shows("Marca la pauta");
    max.get("/employees/new")
        .is(200)
        .shows("Apprentice")
        .shows("Todero")
        .hides("Handyman –")
        .hides("Aprendiz");
    let settings = site.app.projection().settings.clone();
    assert_eq!(settings.tier_names[..3], ["Apprentice", "Todero", "Craftsman"]);
    assert_eq!(
        settings.levels,
        handyman_kpi::domain::settings::Settings::default().levels
    );
}

/// What stands in a field of one line or of several.
fn typed_in(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap();
    let begin = page[..at].rfind('<').unwrap();
    let field = &page[begin..];
    let value = match field.starts_with("<textarea") {
        true => field.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0,
        false => field.split_once("value=\"").unwrap().1.split_once('"').unwrap().0,
    };
    value.replace("&#39;", "'").trim().to_owned()
}
