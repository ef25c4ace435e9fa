//! The company at a glance: figures, charts, what needs attention.

mod page;
#[cfg(test)]
mod sample;
