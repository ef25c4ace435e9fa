//! The shell's way in: one file a subcommand. What a command does to the store is a
//! [`command::Command`], run by the service over its socket or, when nothing runs, by the shell itself.

pub mod backup;
mod bringing;
mod command;
mod config_show;
pub mod control;
mod demo;
mod doctor;
pub mod export;
mod given;
mod import;
mod install;
mod open;
mod output;
mod owner;
mod pulse;
mod qr;
mod restore;
mod secret;
mod serve;
mod status;
mod token;
mod transfer;
mod user;
mod written;

use crate::config::Config;
use anyhow::Context;
use clap::{Args, CommandFactory, Parser, Subcommand};
use command::Command;
use output::Output;
use std::path::PathBuf;
use std::process::ExitCode;

/// Skill ratings for a small trades business: one binary, one box.
#[derive(Debug, Parser)]
#[command(name = "handyman-kpi", version = crate::VERSION, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Subcommands,
}

/// What every command takes.
#[derive(Args, Debug)]
struct Common {
    /// The configuration file [default: /etc/handyman-kpi/config.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder that holds everything recorded [default: /var/lib/handyman-kpi]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// Print stable machine output instead of sentences
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// Serve the pages until stopped
    Serve(serve::Flags),
    /// Make a sample company in a folder of its own and serve it
    Demo(demo::Flags),
    /// Say how the system is doing; exit 0 well, 1 needs attention, 2 broken
    Status,
    /// Install this program as a service of this box; a second time brings up to date what differs
    Install(install::Flags),
    /// Take the service and the program away; what is recorded stays unless --purge
    Uninstall(install::uninstall::Flags),
    /// Look at everything around the program that can go wrong; exit as status does
    Doctor,
    /// Make a one-time link: to set the company up, or for a user who cannot sign in
    SetupLink {
        /// Make the link for this user, and sign them out everywhere
        #[arg(long, value_name = "USER")]
        reset: Option<String>,
    },
    /// Who can sign in: add, list, change
    #[command(subcommand)]
    User(user::Subcommands),
    /// Bring in what a file holds
    #[command(subcommand)]
    Import(import::Subcommands),
    /// Write a list, or everything, to a file
    #[command(subcommand)]
    Export(export::Subcommands),
    /// Everything recorded in a file of its own: create, list, verify, prune; its key; copies off this box
    #[command(subcommand)]
    Backup(backup::Subcommands),
    /// Put a backup in the place of what is here: shown first, then done as a whole or not at all
    Restore(restore::Flags),
    /// API tokens: create, list, revoke
    #[command(subcommand)]
    Token(token::Subcommands),
    /// The configuration of this box
    #[command(subcommand)]
    Config(config_show::Subcommands),
    /// What root has the owner of the data do while nothing runs
    #[command(hide = true)]
    Answer,
    /// Print shell completions
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for man -l -; or write one for each command
    Man {
        /// Write the pages of all commands into this folder
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
    },
}

/// Parses the command line and runs it.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.common.json);
    match dispatch(cli, &output) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output.error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli, output: &Output) -> anyhow::Result<u8> {
    let common = cli.common;
    match cli.command {
        Subcommands::Serve(flags) => serve::run(&load(&common, flags.values())?, output),
        Subcommands::Demo(flags) => demo::run(&common, &flags, output),
        Subcommands::Status => status::run(&load(&common, Vec::new())?, output),
        Subcommands::Install(flags) => install::run(&common, &flags, output),
        Subcommands::Uninstall(flags) => install::uninstall::run(&common, &flags, output),
        Subcommands::Doctor => doctor::run(&load(&common, Vec::new())?, output),
        Subcommands::Answer => owner::answer(&load(&common, Vec::new())?),
        Subcommands::SetupLink { reset } => tell(&common, Command::SetupLink { reset }, output),
        Subcommands::User(command) => tell(&common, command.into(), output),
        Subcommands::Import(command) => import::dispatch(&common, command, output),
        Subcommands::Export(command) => export::run(&common, command, output),
        Subcommands::Backup(command) => tell(&common, command.command()?, output),
        Subcommands::Restore(flags) => restore::run(&common, &flags, output),
        Subcommands::Token(command) => tell(&common, command.into(), output),
        Subcommands::Config(command) => config_show::run(&load(&common, Vec::new()), &command, &common, output),
        Subcommands::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "handyman-kpi", &mut text);
            output.raw(&text)?;
            Ok(0)
        }
        Subcommands::Man { to: Some(folder) } => {
            let written = clap_mangen::generate_to(Cli::command(), &folder);
            written.with_context(|| format!("The manual cannot be written into {}", folder.display()))?;
            Ok(0)
        }
        Subcommands::Man { to: None } => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut text)?;
            output.raw(&text)?;
            Ok(0)
        }
    }
}

type FlagValues = Vec<(&'static str, Option<String>)>;

fn load(common: &Common, mut flags: FlagValues) -> Result<Config, crate::config::Error> {
    flags.push(("data_dir", common.data_dir.clone()));
    Config::load(&flags, common.config.as_deref(), |name| std::env::var(name).ok())
}

/// Has the running service do it, or does it here when none runs.
fn tell(common: &Common, command: Command, output: &Output) -> anyhow::Result<u8> {
    let config = load(common, Vec::new())?;
    let is_link = matches!(command, Command::SetupLink { .. } | Command::UserResetPassword { .. });
    let is_key = matches!(command, Command::BackupKey(backup::key::Asked::New));
    let answer = match control::ask(&config, &command)? {
        Some(answer) => answer,
        None => command::run(
            &*open::app(&config)?,
            &open::shell_actor(),
            &open::Addresses::of(&config),
            command,
        ),
    };
    output.answer(&answer)?;
    if !answer.failed && output.is_for_a_person() && is_link {
        let code = qr::for_a_phone(&answer.json["urls"]).and_then(qr::of);
        output.line(&format!("\n{}", code.unwrap_or_default()))?;
    }
    if !answer.failed && output.is_for_a_person() && is_key {
        let code = answer.json["key"].as_str().and_then(qr::of);
        output.line(&format!("\n{}", code.unwrap_or_default()))?;
    }
    Ok(answer.code)
}
