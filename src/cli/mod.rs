//! The shell's way in: one file a subcommand.
