//! Charts as SVG, the same string for page and paper. Text is text; colours for print are
//! attributes, those for the screen are classes that override them.

use crate::domain::message::Message;
use serde::Serialize;

/// A chart with the words and numbers it stands for.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    pub title: Message,
    /// What it shows, in one sentence.
    pub summary: Message,
    /// The drawing; empty when there is nothing to draw.
    pub svg: String,
    pub table: Table,
}

/// The chart's numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    pub head: Vec<Message>,
    pub rows: Vec<Vec<String>>,
}
