//! The way in: what passes the gate, what does not, and how that is said.

mod bodies;
mod catalogue;
mod connections;
mod errors;
mod forms;
mod headers;
mod help;
mod hosts;
mod http2;
mod kept;
mod process;
mod sessions;
mod targets;
