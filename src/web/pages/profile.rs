//! One person's profile: where they stand, what comes next, how it came about.

mod page;
#[cfg(test)]
mod sample;
