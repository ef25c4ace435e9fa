//! Stamps version, commit and build date; joins, compresses and hashes what `web/` embeds; nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    let release = env::var("PROFILE")? == "release";
    stamp(release)?;
    println!("cargo::rerun-if-changed=web/css");
    println!("cargo::rerun-if-changed=web/js");
    println!("cargo::rerun-if-changed=web/img");
    if release {
        // A new template or language is only seen by the embedding macro when the crate is compiled again; in the
        // dev profile both are read from disk.
        println!("cargo::rerun-if-changed=web/templates");
        println!("cargo::rerun-if-changed=web/words");
    }
    assets(Path::new("web"), Path::new(&env::var("OUT_DIR")?))
}

/// `KPI_COMMIT` and `KPI_BUILT_ON`. In the dev profile neither is looked up, so that a commit does
/// not compile everything again.
fn stamp(release: bool) -> Done {
    println!("cargo::rerun-if-env-changed=KPI_COMMIT");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let mut commit = env::var("KPI_COMMIT").unwrap_or_default();
    if release && commit.is_empty() {
        if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|p| Path::new(p).exists()) {
            println!("cargo::rerun-if-changed={log}");
        }
        commit = git(&["rev-parse", "--short=10", "HEAD"]).unwrap_or_default();
    }
    println!("cargo::rustc-env=KPI_COMMIT={commit}");
    let seconds = match env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.parse()?,
        Err(_) if release => std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)?
            .as_secs(),
        Err(_) => 0,
    };
    println!("cargo::rustc-env=KPI_BUILT_ON={}", day(seconds / 86_400));
    Ok(())
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// ISO date of a day since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn day(since_1970: u64) -> String {
    let z = since_1970 + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", of_year - (153 * shifted + 2) / 5 + 1)
}

/// Writes `assets.rs`: a table of every asset with its hashed name and its compressed forms.
fn assets(web: &Path, out: &Path) -> Done {
    let mut table = String::from("&[\n");
    let mut add = |path: &str, bytes: &[u8]| -> Done {
        let (stem, extension) = path.rsplit_once('.').ok_or("an asset needs an extension")?;
        let stem = stem.rsplit('/').next().unwrap_or(stem);
        let name = hashed(stem, extension, bytes);
        let file = |suffix: &str, bytes: &[u8]| -> Done<String> {
            let file = out.join(format!("{name}{suffix}"));
            fs::write(&file, bytes)?;
            Ok(format!("include_bytes!({:?})", file.display().to_string()))
        };
        writeln!(
            table,
            "Asset {{ path: {path:?}, name: {name:?}, content_type: {:?}, plain: {}, gzip: {}, zstd: {} }},",
            content_type(extension)?,
            file("", bytes)?,
            file(".gz", &gzip(bytes)?)?,
            file(".zst", &zstd::encode_all(bytes, 19)?)?,
        )?;
        Ok(())
    };
    add("css/app.css", &joined(&style_files(web)?, |_, text| text)?)?;
    add("js/app.js", &joined(&files(&web.join("js/common"), "js")?, block)?)?;
    for (path, text) in modules(&web.join("js"))? {
        add(&format!("js/{path}"), text.as_bytes())?;
    }
    for file in files(&web.join("img"), "svg")? {
        add(&format!("img/{}", name_of(&file)), &fs::read(&file)?)?;
    }
    table.push_str("]\n");
    // What a browser has kept of another set of assets is out of date.
    println!(
        "cargo::rustc-env=KPI_ASSETS={:016x}",
        xxhash_rust::xxh3::xxh3_64(table.as_bytes())
    );
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

fn hashed(stem: &str, extension: &str, bytes: &[u8]) -> String {
    format!("{stem}-{:016x}.{extension}", xxhash_rust::xxh3::xxh3_64(bytes))
}

/// Folders of scripts that are one ES module each, after those they import from.
const MODULES: [&str; 4] = ["offline", "rate", "setup", "trust"];

/// The scripts beside `app.js`, by name: those of a folder joined in the order of their imports, so
/// that a page asks once; the worker stands alone.
fn modules(js: &Path) -> Done<Vec<(String, String)>> {
    let mut done: Vec<(String, String)> = Vec::new();
    for folder in MODULES {
        let mut waiting = Vec::new();
        for file in files(&js.join(folder), "js")? {
            let text = lean(&fs::read_to_string(&file)?);
            waiting.push((format!("./{}", name_of(&file)), text));
        }
        let mut imported: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut all = String::new();
        while !waiting.is_empty() {
            let names: Vec<String> = waiting.iter().map(|(name, _)| name.clone()).collect();
            let waits = |text: &str| {
                text.lines()
                    .filter_map(import)
                    .any(|(_, from)| names.iter().any(|n| n == from))
            };
            let ready = waiting.iter().position(|(_, text)| !waits(text));
            let (_, text) = waiting.remove(ready.ok_or_else(|| format!("{folder}: scripts that import each other"))?);
            for line in text.lines() {
                match import(line) {
                    None => writeln!(all, "{line}")?,
                    Some((_, from)) if from.starts_with("./") => {}
                    Some((what, from)) => {
                        let other = from
                            .split('/')
                            .nth(1)
                            .ok_or("an import names a folder beside its own")?;
                        let what = what
                            .trim_matches(['{', '}', ' '])
                            .split(',')
                            .map(|name| name.trim().to_owned());
                        imported.entry(other.to_owned()).or_default().extend(what);
                    }
                }
            }
        }
        let mut head = String::new();
        for (other, names) in imported {
            let names: Vec<String> = names.into_iter().collect();
            let text = done.iter().find(|(name, _)| *name == format!("{other}.js"));
            let (_, text) = text.ok_or_else(|| format!("{folder} imports from {other}, which comes later"))?;
            let name = hashed(&other, "js", text.as_bytes());
            writeln!(head, "import {{ {} }} from \"/assets/{name}\";", names.join(", "))?;
        }
        done.push((format!("{folder}.js"), head + &all));
    }
    done.push(("sw.js".to_owned(), lean(&fs::read_to_string(js.join("sw.js"))?)));
    Ok(done)
}

/// What an import line imports, and from where.
fn import(line: &str) -> Option<(&str, &str)> {
    let (what, from) = line.strip_prefix("import ")?.strip_suffix("\";")?.rsplit_once('"')?;
    Some((what.trim_end().trim_end_matches("from"), from))
}

/// A script without its comments and indents, which no browser reads.
fn lean(text: &str) -> String {
    let lines = text.lines().map(str::trim_start);
    let mut all = String::with_capacity(text.len());
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        all.push_str(line);
        all.push('\n');
    }
    all
}

/// The style sheet is one request: tokens, then each layer in order.
fn style_files(web: &Path) -> Done<Vec<PathBuf>> {
    let css = web.join("css");
    let mut all: Vec<PathBuf> = ["tokens", "reset", "base", "layout"]
        .iter()
        .map(|name| css.join(format!("{name}.css")))
        .collect();
    all.extend(files(&css.join("components"), "css")?);
    all.push(css.join("utilities.css"));
    all.push(css.join("print.css"));
    Ok(all)
}

fn joined(files: &[PathBuf], wrap: impl Fn(&Path, String) -> String) -> Done<Vec<u8>> {
    let mut all = String::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        all.push_str(&wrap(file, text));
        all.push('\n');
    }
    Ok(all.into_bytes())
}

/// Each behaviour keeps its own scope when the files are joined into one module.
fn block(_: &Path, text: String) -> String {
    format!("{{\n{}}}", lean(&text))
}

fn files(folder: &Path, extension: &str) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn gzip(bytes: &[u8]) -> Done<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn content_type(extension: &str) -> Done<&'static str> {
    Ok(match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        other => return Err(format!("no content type for .{other}").into()),
    })
}
