//! What the tests stand on: a site, the browsers that visit it, and the program as a process.

mod answer;
mod browser;
mod site;
mod wire;

pub use answer::Answer;
pub use browser::Browser;
pub use site::Site;
pub use wire::{Wire, trusting};
