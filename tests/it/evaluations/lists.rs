//! `/evaluations`.

use super::{crew, save};

#[test]
fn an_empty_list_says_what_to_do_next() {
    let crew = crew();
    crew.site
        .sign_in("max")
        .get("/evaluations")
        .is(200)
        .shows("Rate the first person");
    crew.site
        .sign_in("eli")
        .get("/evaluations")
        .is(200)
        .shows("No evaluations of you yet");
}

#[test]
fn filters_stand_in_the_url_and_are_named() {
    let crew = crew();
    crew.finalised(crew.eli, "2026-05-03");
    let (mut max, id) = crew.draft(crew.zoe);
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    let mut seen = |query: &str| max.get(&format!("/evaluations{query}"));
    seen("").is(200).shows("Eli Stone").shows("Zoë Ladder").shows("1 to 2");
    seen("?q=zo%C3%AB").is(200).shows("Zoë Ladder").hides("Eli Stone");
    seen("?status=draft").is(200).shows("Zoë Ladder").hides("Eli Stone");
    seen("?kind=self").is(200).shows("No evaluation fits these filters");
    seen("?from=2026-05-01&to=2026-05-03")
        .is(200)
        .shows("From 1 May 2026")
        .shows("Eli Stone")
        .hides("Zoë Ladder");
    seen("?sort=person").is(200).shows("Zoë Ladder");
    seen("?employee=1&page=0&from=soon&kind=x&sort=%00")
        .is(200)
        .shows("Eli Stone");
    seen("?page=99999999999999999999").is(200);
    let typed = seen("?q=%3Cscript%3E").is(200).text();
    assert!(!typed.contains("<script>"), "what was searched for is escaped");
}

#[test]
fn each_sees_what_is_theirs_to_know() {
    let crew = crew();
    crew.finalised(crew.eli, "2026-05-03");
    crew.draft(crew.zoe);
    crew.site
        .sign_in("eli")
        .get("/evaluations")
        .is(200)
        .shows("Eli Stone")
        .hides("Zoë Ladder");
    let mut anna = crew.site.sign_in("anna");
    let list = anna.get("/evaluations");
    list.is(200).shows("Zoë Ladder");
    assert!(
        !list.text().contains("/rate\""),
        "a draft of someone else is not opened"
    );
    let mut eli = crew.site.sign_in("eli");
    eli.get(&format!("/evaluations?employee={}", crew.zoe))
        .is(200)
        .hides("Zoë Ladder");
}
