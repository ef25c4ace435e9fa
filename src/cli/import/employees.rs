//! `import employees`: people, new and recorded ones.

use super::super::command::Command;
use super::table::Table;
use crate::app::imports::said::Said;
use crate::domain::import::Kind;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Flags {
    #[command(flatten)]
    table: Table,
    /// The tier of new people whose row has none, 1 to 5
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
    /// The hire date of new people whose row has none
    #[arg(long, value_name = "YYYY-MM-DD")]
    hire_date: Option<String>,
}

impl Flags {
    pub fn command(self) -> anyhow::Result<Command> {
        let Flags { table, tier, hire_date } = self;
        let more = Said {
            tier,
            hire_date,
            ..Said::default()
        };
        table.command(Kind::Employees, more)
    }
}
