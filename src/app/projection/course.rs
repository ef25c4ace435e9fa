//! Runs through a person's counted evaluations once, in order, and notes after each day that
//! changes something what the figures of that day rest on: so that a figure as of any day is one
//! binary search, however long the history.

use super::history::{Counted, standing};
use super::shape::Shape;
use super::slim::tool_mark;
use crate::domain::evaluation::Holding;
use crate::domain::kpi::average::{Figure, Overall, Tally, overall};
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
    /// Every month from that of the first step to that of the last: also the way to a day's step.
    months: Box<[MonthEnd]>,
    /// Per month in which something changed, one for each category slot.
    month_cells: Box<[Matched]>,
}

/// From this day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub from: Date,
    /// Counted evaluations up to here.
    pub made: usize,
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

/// The end of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthEnd {
    /// The step that holds.
    pub step: usize,
    /// Counts the months in which something changed; `None`: nothing did in this one.
    changed: Option<usize>,
    /// The overall average.
    pub figure: Figure,
    /// Of the skills matched between the end of the month before and this one.
    pub change: Change,
}

impl Prepared {
    /// The step that holds on `day`.
    pub fn step(&self, day: Date) -> Option<usize> {
        let first = self.steps.first()?.from;
        if day < first {
            return None;
        }
        let last = self.months.len().checked_sub(1)?;
        let month = usize::try_from(month_number(day) - month_number(first)).unwrap_or(0);
        if month > last {
            return Some(self.months[last].step);
        }
        let from = month.checked_sub(1).map_or(0, |before| self.months[before].step);
        let within = &self.steps[from..=self.months[month].step];
        Some(from + within.partition_point(|step| step.from <= day).max(1) - 1)
    }

    /// The end of the month of `day`, and whether something changed in that month. After the last
    /// month nothing changes any more; `None` before the first.
    pub fn month_end(&self, day: Date) -> Option<(&MonthEnd, bool)> {
        let first = self.steps.first()?.from;
        let month = usize::try_from(month_number(day) - month_number(first)).ok()?;
        match self.months.get(month) {
            Some(end) => Some((end, end.changed.is_some())),
            None => Some((self.months.last()?, false)),
        }
    }

    /// What changed in a month, by category slot.
    pub fn month_cells(&self, month: &MonthEnd) -> &[Matched] {
        let Some(changed) = month.changed else {
            return &[];
        };
        let width = self.cells.len() / self.steps.len();
        &self.month_cells[changed * width..(changed + 1) * width]
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
}

fn month_number(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month())
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
        let (mut months, mut month_cells, mut changed) = (Vec::new(), Vec::new(), 0);
        let weights = || shape.categories.iter().map(|c| c.weight);
        let mut made = 0;
        for (i, day) in days.iter().enumerate() {
            if i > 0 {
                course.archive(*day);
            }
            while let Some(evaluation) = evaluations.get(made).filter(|e| e.date <= *day) {
                course.take(evaluation);
                made += 1;
            }
            let overall = overall(course.cells.iter().map(|c| c.tally).zip(weights()));
            cells.extend_from_slice(&course.cells);
            tool_cells.extend_from_slice(&course.tool_cells);
            let later = days
                .get(i + 1)
                .map_or(1, |next| month_number(*next) - month_number(*day));
            if later > 0 {
                let matched = course.close_month();
                months.push(MonthEnd {
                    step: i,
                    changed: Some(changed),
                    figure: overall.figure.clone(),
                    change: overall_change(matched.iter().copied().zip(weights())),
                });
                month_cells.extend(matched);
                changed += 1;
                // Then nothing happens for a while.
                for _ in 1..later {
                    months.push(MonthEnd {
                        step: i,
                        changed: None,
                        figure: overall.figure.clone(),
                        change: Change::none(overall.figure.k),
                    });
                }
            }
            steps.push(Step {
                from: *day,
                made,
                overall,
            });
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
