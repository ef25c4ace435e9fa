//! `demo`: makes a sample company in a folder of its own and serves it.

use super::output::Output;
use super::{Common, open, serve};
use crate::app::backups::offsite;
use crate::app::sample::{self, Plan};
use crate::domain::policy::Actor;
use anyhow::Context;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub(super) struct Flags {
    /// How many people work there
    #[arg(long, default_value_t = 25)]
    employees: usize,
    /// How many years of evaluations there are
    #[arg(long, default_value_t = 3)]
    years: u32,
    /// Address and port of the pages
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8443")]
    listen: String,
    /// Make the company and stop
    #[arg(long)]
    no_serve: bool,
}

pub(super) fn run(common: &Common, flags: &Flags, output: &Output) -> anyhow::Result<u8> {
    let folder = match &common.data_dir {
        Some(folder) => folder.into(),
        None => own_folder(&format!("demo-{}x{}", flags.employees, flags.years)),
    };
    std::fs::create_dir_all(&folder).with_context(|| format!("The folder {} cannot be made", folder.display()))?;
    let values = [
        ("data_dir", Some(folder.display().to_string())),
        ("listen", Some(flags.listen.clone())),
        ("http_listen", Some("off".to_owned())),
        ("log_level", Some("warn".to_owned())),
    ];
    let config = crate::config::Config::load(&values, common.config.as_deref(), |_| None)?;
    serve::log_to_stderr(config.log_level);
    let app = open::app(&config)?;
    if app.is_set_up() {
        output.line(&format!("Going on with the sample company in {}", folder.display()))?;
    } else {
        output.line(&format!("Making a sample company in {} …", folder.display()))?;
        let plan = Plan {
            employees: flags.employees,
            years: flags.years,
            ..Plan::default()
        };
        sample::fill(&app, &plan)?;
        // What is made up need not outlive the box.
        offsite::not_now(&app, &Actor::Program)?;
    }
    let say = |at: &open::Addresses| -> anyhow::Result<()> {
        output.line(&format!("\nOpen {}\n", at.urls("/").join(" or ")))?;
        for account in sample::SIGN_INS {
            output.line(&format!(
                "  {:<9} {:<8} password: {}",
                account.role.word(),
                account.name,
                account.password
            ))?;
        }
        output.line("\nYour browser will warn about the certificate: this box issued it itself. Stop with Ctrl-C.")?;
        Ok(())
    };
    if flags.no_serve {
        say(&open::Addresses::of(&config))?;
    } else {
        serve::until_stopped(&app, &config, say)?;
    }
    Ok(0)
}

/// In the user's own cache, where nobody else can put something in its place.
fn own_folder(name: &str) -> PathBuf {
    let home = |variable| {
        std::env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    home("XDG_CACHE_HOME")
        .or_else(|| home("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(std::env::temp_dir)
        .join("handyman-kpi")
        .join(name)
}
