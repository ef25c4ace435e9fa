//! `import`: records from files. The files are read by the shell, which may see them; what they say
//! goes to the service.

pub mod score_cards;

use super::command::Command;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommands {
    /// Filled paper score cards, as self evaluations
    ScoreCard(score_cards::Flags),
}

impl TryFrom<Subcommands> for Command {
    type Error = anyhow::Error;

    fn try_from(command: Subcommands) -> anyhow::Result<Command> {
        match command {
            Subcommands::ScoreCard(flags) => Ok(Command::ImportScoreCards(Box::new(flags.read()?))),
        }
    }
}
