//! `uninstall`: the service and the program away; what is recorded only when that is asked for by name.

use super::place::Place;
use super::{checks, live, plan, refuse, step};
use crate::cli::command::Command;
use crate::cli::output::Output;
use crate::cli::{Common, control, load};
use crate::config::Config;
use crate::host::accounts;
use anyhow::bail;
use serde_json::json;
use std::io::{BufRead, IsTerminal};
use std::os::unix::fs::MetadataExt;

/// Typed where there is no company yet.
const NO_COMPANY: &str = "handyman-kpi";

#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Flags {
    /// Delete everything recorded and the configuration as well
    #[arg(long)]
    purge: bool,
    /// The company's name, instead of typing it when asked
    #[arg(long, value_name = "NAME", requires = "purge")]
    yes: Option<String>,
}

pub(in crate::cli) fn run(common: &Common, flags: &Flags, output: &Output) -> anyhow::Result<u8> {
    if !rustix::process::geteuid().is_root() {
        bail!("Only root can take a service away. Run it as: sudo handyman-kpi uninstall");
    }
    let place = Place::new(None);
    let foreign = checks::units(&place);
    if !foreign.is_empty() {
        return refuse(&foreign, output);
    }
    if flags.purge {
        confirm(&load(common, Vec::new())?, flags.yes.as_deref(), output)?;
    }
    let before = live::Ran::now()?;
    let owner = std::fs::metadata(plan::DATA)
        .ok()
        .map(|folder| accounts::name_of(folder.uid()));
    let mut steps = plan::uninstall(&place, flags.purge);
    let done = step::run(&mut steps, |what| output.note(what), || before.again())?;
    let mut text = if done.is_empty() {
        "Nothing changed: it is not installed.".to_owned()
    } else {
        "The service and the program are gone.".to_owned()
    };
    let kept: Vec<&str> = [plan::DATA, plan::CONFIGURATION]
        .into_iter()
        .filter(|path| place.at(path).exists())
        .collect();
    if !kept.is_empty() {
        text += &format!(
            "\nKept: {}. Another install goes on with it; delete it with: handyman-kpi uninstall --purge, or by hand.",
            kept.join(" and ")
        );
    }
    output.either(&text, &json!({ "changed": done, "kept": kept, "data_owner": owner }))?;
    Ok(0)
}

/// Whoever deletes a company's records says which company.
fn confirm(config: &Config, yes: Option<&str>, output: &Output) -> anyhow::Result<()> {
    if !config.data_dir.exists() {
        return Ok(());
    }
    let told = control::ask(config, &Command::Status)?
        .map(|answer| answer.json)
        .unwrap_or_default();
    let name = told["company"].as_str().unwrap_or(NO_COMPANY).to_owned();
    let typed = match yes {
        Some(typed) => typed.to_owned(),
        None if std::io::stdin().is_terminal() => {
            output.note(&format!(
                "Everything recorded in {} is deleted for good. Type {name} to do that:",
                config.data_dir.display()
            ));
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
            line.trim().to_owned()
        }
        None => bail!("Nothing was changed. Say whose records are to be deleted: --yes {name:?}"),
    };
    if typed != name {
        bail!("Nothing was changed: {typed:?} was typed, but the records are those of {name:?}.");
    }
    Ok(())
}
