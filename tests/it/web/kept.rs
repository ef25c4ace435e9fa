//! Which pages a browser may keep, and the worker that keeps them.

use crate::support::Site;
use handyman_kpi::app::users;

#[test]
fn the_worker_comes_from_the_root_is_asked_for_each_time_and_knows_the_assets() {
    let site = Site::start();
    let worker = site.visitor().get("/sw.js");
    worker
        .is(200)
        .has("content-type", "text/javascript; charset=utf-8")
        .has("cache-control", "no-cache");
    let policy = worker.header("content-security-policy").unwrap();
    assert!(policy.contains("worker-src 'self'") && policy.contains("connect-src 'self'"));
    let text = worker.text();
    let facts = text.lines().next().unwrap();
    let facts = facts.strip_prefix("const KEPT = ").unwrap().strip_suffix(';').unwrap();
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap();
    let assets = facts["assets"].as_array().unwrap();
    assert!(assets.len() > 4);
    for asset in assets {
        site.visitor().get(asset.as_str().unwrap()).is(200);
    }
    assert_eq!(facts["pages"].as_array().unwrap().len(), 3);
}

#[test]
fn only_ones_own_page_and_the_draft_one_writes_may_be_kept_and_say_for_whom() {
    let site = Site::start();
    let user = users::by_name(&site.app, "eli").unwrap().unwrap();
    let own = format!("/employees/{}", user.employee.unwrap());
    let mut eli = site.sign_in("eli");
    let kept = eli.get(&own);
    let owner = kept.is(200).header("x-keep").unwrap();
    assert_eq!(owner, format!("{}.{}", site.app.epoch(), user.id));
    assert!(kept.text().contains(&format!("name=\"owner\" content=\"{owner}\"")));
    for path in ["/evaluations", "/account", "/help"] {
        assert_eq!(eli.get(path).is(200).header("x-keep"), None, "{path}");
    }
    let mut max = site.sign_in("max");
    assert_eq!(max.get(&own).is(200).header("x-keep"), None, "somebody else's page");
    let mut visitor = site.visitor();
    assert_eq!(visitor.get("/sign-in").is(200).header("x-keep"), None);
    assert_eq!(visitor.get(&own).header("x-keep"), None);
    assert!(!visitor.get("/sign-in").text().contains("name=\"owner\""));
}
