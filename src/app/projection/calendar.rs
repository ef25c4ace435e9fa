//! Every evaluation of the company by date, in pages of a month: a change copies one page, a list
//! page reads what it shows.

use crate::domain::id::{EmployeeId, EvaluationId};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where an evaluation is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub date: Date,
    pub id: EvaluationId,
    pub employee: EmployeeId,
}

/// All of them, by date, then id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    months: BTreeMap<(i16, i8), Arc<Vec<Place>>>,
    count: usize,
}

impl Calendar {
    pub fn new(mut places: Vec<Place>) -> Self {
        places.sort_unstable();
        let count = places.len();
        let mut months: BTreeMap<_, Vec<Place>> = BTreeMap::new();
        for place in places {
            months.entry(month(place.date)).or_default().push(place);
        }
        Self {
            months: months.into_iter().map(|(m, places)| (m, Arc::new(places))).collect(),
            count,
        }
    }

    pub fn insert(&mut self, place: Place) {
        let places = Arc::make_mut(self.months.entry(month(place.date)).or_default());
        if let Err(at) = places.binary_search(&place) {
            places.insert(at, place);
            self.count += 1;
        }
    }

    pub fn remove(&mut self, place: Place) {
        let Some(places) = self.months.get_mut(&month(place.date)) else {
            return;
        };
        let places = Arc::make_mut(places);
        if let Ok(at) = places.binary_search(&place) {
            places.remove(at);
            self.count -= 1;
        }
        if places.is_empty() {
            self.months.remove(&month(place.date));
        }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    /// Newest first, from the `skip`th on.
    pub fn newest(&self, mut skip: usize) -> impl Iterator<Item = Place> {
        self.months
            .values()
            .rev()
            .filter_map(move |places| {
                let here = skip.min(places.len());
                skip -= here;
                (here < places.len()).then_some(&places[..places.len() - here])
            })
            .flat_map(|places| places.iter().rev().copied())
    }

    /// Oldest first, from the `skip`th on.
    pub fn oldest(&self, mut skip: usize) -> impl Iterator<Item = Place> {
        self.months
            .values()
            .filter_map(move |places| {
                let here = skip.min(places.len());
                skip -= here;
                (here < places.len()).then_some(&places[here..])
            })
            .flat_map(|places| places.iter().copied())
    }
}

fn month(day: Date) -> (i16, i8) {
    (day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn place(year: i16, month: i8, id: u64) -> Place {
        Place {
            date: date(year, month, 1),
            id: EvaluationId(id),
            employee: EmployeeId(1),
        }
    }

    #[test]
    fn pages_from_both_ends() {
        let places = [
            place(2024, 1, 1),
            place(2024, 3, 2),
            place(2024, 3, 3),
            place(2025, 3, 4),
        ];
        let calendar = Calendar::new(places.to_vec());
        for skip in 0..=5 {
            let newest: Vec<_> = calendar.newest(skip).collect();
            let oldest: Vec<_> = calendar.oldest(skip).collect();
            assert_eq!(newest, places.iter().rev().skip(skip).copied().collect::<Vec<_>>());
            assert_eq!(oldest, places.iter().skip(skip).copied().collect::<Vec<_>>());
        }
    }

    #[test]
    fn inserting_and_removing_is_as_if_made_anew() {
        let (a, b) = (place(2024, 1, 1), place(2024, 3, 2));
        let mut calendar = Calendar::new(vec![a]);
        calendar.insert(b);
        calendar.insert(b);
        assert_eq!(calendar, Calendar::new(vec![b, a]));
        calendar.remove(a);
        calendar.remove(a);
        assert_eq!(calendar, Calendar::new(vec![b]));
        assert_eq!(calendar.len(), 1);
    }
}
