//! What the tests stand on: a site, the browsers that visit it, the program as a process, a sample company in a folder, a disk that can be filled.

mod answer;
pub mod authority;
mod browser;
#[path = "../../../src/app/projection/sample/catalogue.rs"]
pub mod catalogue;
pub mod company;
pub mod evaluation;
mod own_net;
mod process;
pub mod programs;
pub mod restoring;
mod site;
mod small_disk;
pub mod storage;
pub mod watched;
mod wire;

use handyman_kpi::domain;

pub use answer::{Answer, plain};
pub use browser::Browser;
pub use own_net::OwnNet;
pub use process::Process;
pub use site::{Building, PASSWORD, Site, session};
pub use small_disk::SmallDisk;
pub use wire::{Wire, trusting};
