//! Runs through a person's counted evaluations once, in order, and notes after each day that
//! changes something what the figures of that day rest on: so that a figure as of any day is one
//! binary search, however long the history.

use super::history::{Counted, standing};
use super::shape::Shape;
use super::slim::tool_mark;
use crate::domain::evaluation::Holding;
use crate::domain::kpi::average::{Overall, Tally, overall};
use crate::domain::kpi::level::Standing;
use crate::domain::kpi::tools::Share;
use crate::domain::kpi::trend::{Change, Matched, overall_change};
use jiff::civil::Date;

/// Figures prepared for every day that changes something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prepared {
    /// By date.
    pub steps: Box<[Step]>,
    /// Per step, one for each category slot.
    cells: Box<[Cell]>,
    /// Per step, one for each tool category slot.
    tool_cells: Box<[ToolCell]>,
    /// Of each month in which something changed, by month end.
    pub months: Box<[Month]>,
    /// Per month, one for each category slot.
    month_cells: Box<[Matched]>,
}

/// From this day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub from: Date,
    pub overall: Overall,
}

/// A category as of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// The official levels.
    pub tally: Tally,
    /// Σ of all levels ever given up to here, and how many: running sums for figures of a period.
    pub given: u32,
    pub given_n: u32,
    /// Counted evaluations up to here that gave a level in this category.
    pub evaluations: u32,
}

/// A tool category as of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ToolCell {
    /// Tools that can be operated, of those asked about.
    pub operate: Share,
    /// Tools owned, on the truck or not.
    pub owned: u16,
    pub truck: u16,
}

/// What changed within a month: the skills matched between the end of the month before and its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    pub end: Date,
    pub overall: Change,
}

impl Prepared {
    /// The step that holds on `day`.
    pub fn step(&self, day: Date) -> Option<usize> {
        self.steps.partition_point(|step| step.from <= day).checked_sub(1)
    }

    /// The categories as of a step.
    pub fn cells(&self, step: usize) -> &[Cell] {
        let width = self.cells.len() / self.steps.len();
        &self.cells[step * width..(step + 1) * width]
    }

    /// The tool categories as of a step.
    pub fn tool_cells(&self, step: usize) -> &[ToolCell] {
        let width = self.tool_cells.len() / self.steps.len();
        &self.tool_cells[step * width..(step + 1) * width]
    }

    /// The month of that end, if something changed in it.
    pub fn month(&self, end: Date) -> Option<usize> {
        self.months.binary_search_by_key(&end, |month| month.end).ok()
    }

    /// The categories of a month.
    pub fn month_cells(&self, month: usize) -> &[Matched] {
        let width = self.month_cells.len() / self.months.len();
        &self.month_cells[month * width..(month + 1) * width]
    }
}

/// Where the run stands.
pub struct Course<'a> {
    shape: &'a Shape,
    /// By skill slot.
    marks: Vec<u8>,
    in_use: Vec<bool>,
    /// By tool slot.
    tool_marks: Vec<u8>,
    tools_in_use: Vec<bool>,
    cells: Vec<Cell>,
    tool_cells: Vec<ToolCell>,
    /// As of the end of the month before.
    before: Vec<Standing>,
}

impl<'a> Course<'a> {
    /// Over evaluations by date; at least one.
    pub fn run(evaluations: &[Counted], shape: &'a Shape) -> Prepared {
        let mut course = Course::begin(shape, evaluations[0].date);
        let days = days(evaluations, shape);
        let mut steps = Vec::with_capacity(days.len());
        let mut cells = Vec::with_capacity(days.len() * shape.categories.len());
        let mut tool_cells = Vec::with_capacity(days.len() * shape.tool_categories.len());
        let (mut months, mut month_cells) = (Vec::new(), Vec::new());
        let mut rest = evaluations;
        for (i, day) in days.iter().enumerate() {
            if i > 0 {
                course.archive(*day);
            }
            let made = rest.partition_point(|e| e.date <= *day);
            let (today, later) = rest.split_at(made);
            rest = later;
            today.iter().for_each(|evaluation| course.take(evaluation));
            let weights = shape.categories.iter().map(|c| c.weight);
            steps.push(Step {
                from: *day,
                overall: overall(course.cells.iter().map(|c| c.tally).zip(weights)),
            });
            cells.extend_from_slice(&course.cells);
            tool_cells.extend_from_slice(&course.tool_cells);
            let end = day.last_of_month();
            if days.get(i + 1).is_none_or(|next| next.last_of_month() != end) {
                let matched = course.close_month();
                let weights = shape.categories.iter().map(|c| c.weight);
                months.push(Month {
                    end,
                    overall: overall_change(matched.iter().copied().zip(weights)),
                });
                month_cells.extend(matched);
            }
        }
        Prepared {
            steps: steps.into(),
            cells: cells.into(),
            tool_cells: tool_cells.into(),
            months: months.into(),
            month_cells: month_cells.into(),
        }
    }

    fn begin(shape: &'a Shape, first: Date) -> Self {
        let used = |archived_on: Option<Date>| super::catalogue::active_on(archived_on, first);
        let mut course = Course {
            shape,
            marks: vec![0; shape.skills.len()],
            in_use: shape.skills.iter().map(|s| used(s.archived_on)).collect(),
            tool_marks: vec![0; shape.tools.len()],
            tools_in_use: shape.tools.iter().map(|t| used(t.archived_on)).collect(),
            cells: vec![Cell::default(); shape.categories.len()],
            tool_cells: vec![ToolCell::default(); shape.tool_categories.len()],
            before: vec![Standing::NotRated; shape.skills.len()],
        };
        for (skill, used) in shape.skills.iter().zip(&course.in_use) {
            if *used {
                course.cells[skill.category].tally.add(Standing::NotRated, skill.weight);
            }
        }
        course
    }

    /// Takes out of use what is archived on this day or was since the last one.
    fn archive(&mut self, day: Date) {
        for (slot, skill) in self.shape.skills.iter().enumerate() {
            if self.in_use[slot] && !super::catalogue::active_on(skill.archived_on, day) {
                self.in_use[slot] = false;
                self.cells[skill.category]
                    .tally
                    .remove(standing(self.marks[slot]), skill.weight);
            }
        }
        for (slot, tool) in self.shape.tools.iter().enumerate() {
            if self.tools_in_use[slot] && !super::catalogue::active_on(tool.archived_on, day) {
                self.tools_in_use[slot] = false;
                self.tool_cells[tool.category].take(self.tool_marks[slot]);
            }
        }
    }

    fn take(&mut self, evaluation: &Counted) {
        let mut rated_in = vec![false; self.cells.len()];
        for (slot, code) in &evaluation.skills {
            let slot = usize::from(*slot);
            let skill = &self.shape.skills[slot];
            let cell = &mut self.cells[skill.category];
            if let Some(level) = standing(*code).level() {
                cell.given += u32::from(level.get());
                cell.given_n += 1;
                cell.evaluations += u32::from(!std::mem::replace(&mut rated_in[skill.category], true));
            }
            if self.in_use[slot] {
                cell.tally.remove(standing(self.marks[slot]), skill.weight);
                cell.tally.add(standing(*code), skill.weight);
            }
            self.marks[slot] = *code;
        }
        for (slot, code) in &evaluation.tools {
            let slot = usize::from(*slot);
            if self.tools_in_use[slot] {
                let cell = &mut self.tool_cells[self.shape.tools[slot].category];
                cell.take(self.tool_marks[slot]);
                cell.add(*code);
            }
            self.tool_marks[slot] = *code;
        }
    }

    fn close_month(&mut self) -> Vec<Matched> {
        let mut matched = vec![Matched::default(); self.cells.len()];
        for (slot, skill) in self.shape.skills.iter().enumerate() {
            let now = if self.in_use[slot] {
                standing(self.marks[slot])
            } else {
                Standing::NotRated
            };
            let before = std::mem::replace(&mut self.before[slot], now);
            matched[skill.category].add(before, now, skill.weight);
        }
        matched
    }
}

impl ToolCell {
    fn add(&mut self, code: u8) {
        let mark = tool_mark(code);
        self.operate.count(mark.can_operate);
        self.owned += u16::from(mark.holding != Holding::None);
        self.truck += u16::from(mark.holding == Holding::Truck);
    }

    /// Takes back what [`add`](Self::add) counted.
    fn take(&mut self, code: u8) {
        let mark = tool_mark(code);
        self.operate.asked -= u32::from(mark.can_operate.is_some());
        self.operate.yes -= u32::from(mark.can_operate == Some(true));
        self.owned -= u16::from(mark.holding != Holding::None);
        self.truck -= u16::from(mark.holding == Holding::Truck);
    }
}

/// The days of evaluations, and those after the first on which something is archived.
fn days(evaluations: &[Counted], shape: &Shape) -> Vec<Date> {
    let first = evaluations[0].date;
    let archived = shape.archive_days.iter().copied().filter(|day| *day > first);
    let mut days: Vec<_> = evaluations.iter().map(|e| e.date).chain(archived).collect();
    days.sort_unstable();
    days.dedup();
    days
}
