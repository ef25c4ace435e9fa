//! `user`: who can sign in.

use super::command::Command;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommands {
    /// Add a user; prints the password for the first sign-in
    Add {
        /// What is typed at sign-in
        name: String,
        /// admin, manager or employee
        #[arg(long, default_value = "employee")]
        role: String,
        #[arg(long)]
        email: Option<String>,
    },
    /// List everyone who can sign in
    List,
    /// Change what a user may do: admin, manager or employee
    Role { name: String, role: String },
    /// Make a one-time link with which a user sets a new password
    ResetPassword { name: String },
    /// Let a user no longer sign in
    Deactivate { name: String },
    /// Let a user sign in again
    Reactivate { name: String },
    /// Where a user is signed in
    Sessions { name: String },
    /// Sign a user out everywhere
    Revoke { name: String },
}

impl From<Subcommands> for Command {
    fn from(command: Subcommands) -> Command {
        match command {
            Subcommands::Add { name, role, email } => Command::UserAdd { name, role, email },
            Subcommands::List => Command::UserList,
            Subcommands::Role { name, role } => Command::UserRole { name, role },
            Subcommands::ResetPassword { name } => Command::UserResetPassword { name },
            Subcommands::Deactivate { name } => Command::UserActive { name, active: false },
            Subcommands::Reactivate { name } => Command::UserActive { name, active: true },
            Subcommands::Sessions { name } => Command::UserSessions { name },
            Subcommands::Revoke { name } => Command::UserRevoke { name },
        }
    }
}
