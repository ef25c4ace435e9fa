//! What the tests stand on: a site, the browsers that visit it, and the program as a process.

mod answer;
mod browser;
mod process;
mod site;
mod wire;

pub use answer::Answer;
pub use browser::Browser;
pub use process::Process;
pub use site::{PASSWORD, Site};
pub use wire::{Wire, trusting};
