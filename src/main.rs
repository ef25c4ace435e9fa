//! Parse, call the library, exit code.

fn main() {}
