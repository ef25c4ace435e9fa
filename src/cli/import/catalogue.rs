//! `import catalogue`: skills and tools by category.

use super::super::command::Command;
use super::table::Table;
use crate::app::imports::said::Said;
use crate::domain::import::Kind;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Flags {
    #[command(flatten)]
    table: Table,
}

impl Flags {
    pub fn command(self) -> anyhow::Result<Command> {
        self.table.command(Kind::Catalogue, Said::default())
    }
}
