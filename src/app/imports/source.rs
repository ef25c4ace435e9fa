//! A table that is imported, with everything that was said about it.

use super::super::tables::{self, Table};
use super::check::Answers;
use super::mapping::Mapping;
use crate::domain::import::Kind;
use crate::domain::import::dates::Order;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::tier::Tier;
use crate::message;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Everything there is to know about a table that is imported.
pub struct Source<'a> {
    pub kind: Kind,
    /// The file's name.
    pub file: &'a str,
    pub table: &'a Table,
    pub mapping: &'a Mapping,
    pub answers: &'a Answers,
    /// What the tiers are called, the company's own names first.
    pub tiers: &'a [(String, Tier)],
    /// How days are read, by column.
    pub(super) orders: BTreeMap<usize, Option<Order>>,
}

impl<'a> Source<'a> {
    /// Of a table with its mapping.
    pub fn new(
        kind: Kind,
        file: &'a str,
        table: &'a Table,
        mapping: &'a Mapping,
        answers: &'a Answers,
        tiers: &'a [(String, Tier)],
    ) -> Self {
        let columns = 0..table.headings.len();
        Self {
            kind,
            file,
            table,
            mapping,
            answers,
            tiers,
            orders: columns.map(|at| (at, mapping.order_of(table, at))).collect(),
        }
    }
}

impl Source<'_> {
    /// What a row says in the column of a field; empty when there is none.
    pub(super) fn text(&self, row: usize, key: &str) -> String {
        let column = self.mapping.column(key);
        column
            .map(|at| self.table.rows[row].cell(at).text())
            .unwrap_or_default()
    }

    /// The day in the column of a field.
    pub(super) fn day(&self, row: usize, key: &str) -> Result<Option<Date>, Invalid> {
        let Some(at) = self.mapping.column(key) else {
            return Ok(None);
        };
        match self.table.rows[row].cell(at) {
            tables::Cell::Empty | tables::Cell::Failed(_) => Ok(None),
            cell => {
                let order = self.orders.get(&at).copied().flatten();
                let read: Result<Date, Message> = self.table.day(cell, order);
                read.map(Some).map_err(|said| Invalid::one(key, said))
            }
        }
    }

    /// How the column of a field is called; either half of a name may stand in one of whole names.
    pub(super) fn column(&self, key: &str) -> Option<String> {
        let at = self.mapping.column(key).or_else(|| match key {
            "first_name" | "last_name" => self.mapping.column("name"),
            _ => None,
        });
        at.map(|at| self.table.column(at))
    }

    /// What of a formula that came to nothing is said.
    pub(super) fn failed(error: &str) -> Message {
        message!("The formula here comes to nothing ({error}).", error = error)
    }
}
