//! Evaluations: rating a person.

mod rate_page;
