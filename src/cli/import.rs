//! `import`: many records from a file, which the shell reads itself and hands over; what was
//! imported, and taking it back.

pub mod all;
mod catalogue;
mod done;
mod employees;
mod evaluations;
pub mod score_cards;
mod table;
mod told;

pub(super) use done::{list, undo};
pub use table::Asked;
pub(super) use table::run;

use super::command::Command;
use super::output::Output;
use super::{Common, tell};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommands {
    /// Everything of a company, as `export all` wrote it, into a box that is not set up yet
    All(all::Flags),
    #[command(flatten)]
    Records(Records),
}

/// What is brought into what is there, and taken back.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Records {
    /// Employees from a table (.csv or .xlsx): all of them or, if anything is wrong, none
    Employees(employees::Flags),
    /// Filled paper score cards (.xlsx), one, or all of a folder: as self evaluations
    ScoreCard(score_cards::Flags),
    /// Skills and tools from a table (.csv or .xlsx), by category: all of them or none
    Catalogue(catalogue::Flags),
    /// Past evaluations from a table (.csv or .xlsx), one a row or one rating a row: all of them or none
    Evaluations(evaluations::Flags),
    /// List what was imported, the newest first
    List,
    /// Undo an import, but for what somebody changed or used since
    Undo {
        /// Its number, from the list
        id: u64,
    },
}

pub(super) fn dispatch(common: &Common, command: Subcommands, output: &Output) -> anyhow::Result<u8> {
    match command {
        Subcommands::All(flags) => all::run(common, &flags, output),
        Subcommands::Records(records) => tell(common, records.command()?, output),
    }
}

impl Records {
    /// With the file read.
    fn command(self) -> anyhow::Result<Command> {
        match self {
            Records::Employees(flags) => flags.command(),
            Records::ScoreCard(flags) => Ok(Command::ImportScoreCards(Box::new(flags.read()?))),
            Records::Catalogue(flags) => flags.command(),
            Records::Evaluations(flags) => flags.command(),
            Records::List => Ok(Command::ImportList),
            Records::Undo { id } => Ok(Command::ImportUndo { id }),
        }
    }
}
