//! A secret that is typed or piped in: it stands in no list of processes and not on the screen.

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io::{self, BufRead, IsTerminal, Read, Stdin, Write};

/// The longest one that is read.
const LONGEST: u64 = 64 * 1024;

/// What stands in stdin; from a terminal one line, after asking for it.
pub(super) fn read(asking: &str) -> io::Result<String> {
    let stdin = io::stdin();
    let mut text = String::new();
    if !stdin.is_terminal() {
        stdin.lock().take(LONGEST).read_to_string(&mut text)?;
        return Ok(text);
    }
    write!(io::stderr(), "{asking} ")?;
    let unseen = Unseen::begin(&stdin);
    let read = stdin.lock().take(LONGEST).read_line(&mut text);
    if unseen.is_some() {
        // The line break was not shown either.
        writeln!(io::stderr())?;
    }
    read.map(|_| text)
}

/// Nothing that is typed is shown until this is dropped.
struct Unseen<'a> {
    terminal: &'a Stdin,
    before: Termios,
}

impl<'a> Unseen<'a> {
    /// `None`: this terminal shows it whatever one does.
    fn begin(terminal: &'a Stdin) -> Option<Self> {
        let before = tcgetattr(terminal).ok()?;
        let mut without = before.clone();
        without.local_modes.remove(LocalModes::ECHO);
        tcsetattr(terminal, OptionalActions::Flush, &without).ok()?;
        Some(Self { terminal, before })
    }
}

impl Drop for Unseen<'_> {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing more.
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}
