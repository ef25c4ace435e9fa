//! `import evaluations`: past evaluations, one a row or one rating a row.

use super::super::command::Command;
use super::table::Table;
use crate::app::imports::said::Said;
use crate::domain::evaluation;
use crate::domain::import::Kind;
use clap::builder::PossibleValuesParser;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Flags {
    #[command(flatten)]
    table: Table,
    /// One row an evaluation and a column a skill (wide), or one row a rating (long) [default: as the headings say]
    #[arg(long, value_name = "wide|long")]
    form: Option<String>,
    /// Whose view the rows are that do not say it
    #[arg(long, value_parser = PossibleValuesParser::new(["manager", "self"]))]
    kind: Option<String>,
    /// Who rated in rows that do not say it, and who enters self evaluations of people without an account
    #[arg(long, value_name = "USER")]
    rater: Option<String>,
}

impl Flags {
    pub fn command(self) -> anyhow::Result<Command> {
        let kind = self.kind.map(|word| match word.as_str() {
            "self" => evaluation::Kind::SelfRating,
            _ => evaluation::Kind::Manager,
        });
        let more = Said {
            form: self.form,
            view: kind,
            rater: self.rater,
            ..Said::default()
        };
        self.table.command(Kind::Evaluations, more)
    }
}
