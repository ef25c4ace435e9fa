//! `/sw.js`: the script that opens what was kept without a connection. Stands at the root, because a
//! worker sees only what is below it; changes with every asset, so that browsers take the new one.

use crate::view::assets;
use crate::web::{Access, Ctx, Failure, Reply, Request, Route, get, kept};
use http::header;
use serde_json::json;

pub const ROUTES: &[Route] = &[get("/sw.js", Access::Public, show)];

fn show(_: &Ctx, _: &Request) -> Result<Reply, Failure> {
    let script = assets::all()
        .find(|asset| asset.path == "js/sw.js")
        .ok_or_else(|| Failure::Broken("there is no worker".into()))?;
    let script = std::str::from_utf8(script.plain).map_err(|error| Failure::Broken(error.to_string()))?;
    let needed = assets::all().filter(|asset| asset.path != "js/sw.js");
    let needed: Vec<String> = needed.map(|asset| format!("/assets/{}", asset.name)).collect();
    let pages = kept::PAGES.map(|path| format!("^{}$", path.replace("{id}", "\\d+")));
    let facts = json!({ "version": assets::VERSION, "assets": needed, "pages": pages });
    Ok(Reply::script(format!("const KEPT = {facts};\n{script}")).with_header(header::CACHE_CONTROL, "no-cache"))
}
