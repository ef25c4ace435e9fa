//! One thing that an installation does, and the engine that does a list of them: what is done already is
//! left alone, and if one fails, those of this run are undone in reverse.

use std::fmt;

/// One thing to do on the box.
pub trait Step {
    /// For people: "the program in /opt/handyman-kpi/versions/1.0.0".
    fn what(&self) -> String;
    /// Whether there is nothing to do; `changed`: something before it in this run was done.
    fn is_done(&self, changed: bool) -> anyhow::Result<bool>;
    fn act(&mut self) -> anyhow::Result<()>;
    /// As it was before [`act`](Self::act), also when that failed half way.
    fn undo(&mut self) -> anyhow::Result<()>;
    /// All steps are done: what was kept for undoing may go.
    fn keep(&mut self) -> anyhow::Result<()> {
        Ok(())
    }
}

/// The steps of an installation, in order.
pub type Steps = Vec<Box<dyn Step>>;

/// What failed, and what became of the rest.
#[derive(Debug)]
pub struct Failed {
    what: String,
    why: anyhow::Error,
    /// What could not be undone, and why.
    left: Vec<String>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "This could not be done: {}", self.what)?;
        writeln!(f, "{:#}", self.why)?;
        if self.left.is_empty() {
            writeln!(f, "Everything this run did before has been undone.")?;
        } else {
            writeln!(
                f,
                "What this run did before has been undone, except: {}",
                self.left.join("; ")
            )?;
        }
        f.write_str(remedy(&self.why))
    }
}

impl std::error::Error for Failed {}

/// What to do about it.
fn remedy(why: &anyhow::Error) -> &'static str {
    use std::io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    let io = why.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    match io.map(std::io::Error::kind) {
        Some(StorageFull | QuotaExceeded) => {
            "Make room on that disk (200 MB are enough for the program), then run it again."
        }
        Some(ReadOnlyFilesystem) => {
            "That disk is mounted read-only. On a system whose /opt or /etc cannot be written this program cannot be installed; else: mount -o remount,rw"
        }
        Some(PermissionDenied) => "Run it as root: sudo handyman-kpi install",
        _ => "When that is put right, run it again.",
    }
}

/// Does what is not done yet and says each; gives what was done. `settle` runs after a failure, when
/// everything is as it was before.
///
/// # Errors
/// What failed; by then the rest is undone.
pub fn run(
    steps: &mut Steps,
    mut say: impl FnMut(&str),
    settle: impl FnOnce() -> anyhow::Result<()>,
) -> Result<Vec<String>, Failed> {
    let mut done: Vec<usize> = Vec::new();
    let mut failure = None;
    for (at, step) in steps.iter_mut().enumerate() {
        match step.is_done(!done.is_empty()) {
            Ok(true) => continue,
            Ok(false) => done.push(at),
            Err(why) => {
                failure = Some((step.what(), why));
                break;
            }
        }
        if let Err(why) = step.act() {
            failure = Some((step.what(), why));
            break;
        }
        say(&step.what());
    }
    let Some((what, why)) = failure else {
        for step in steps.iter_mut() {
            if let Err(error) = step.keep() {
                tracing::warn!(what = step.what(), %error, "something that is no longer needed could not be removed");
            }
        }
        return Ok(done.into_iter().map(|at| steps[at].what()).collect());
    };
    let mut left = Vec::new();
    for at in done.into_iter().rev() {
        if let Err(error) = steps[at].undo() {
            left.push(format!("{} ({error:#})", steps[at].what()));
        }
    }
    if let Err(error) = settle() {
        left.push(format!("{error:#}"));
    }
    Err(Failed { what, why, left })
}

/// What would be done, without doing it. A step that waits for an earlier one counts as to be done.
pub fn would(steps: &Steps) -> anyhow::Result<Vec<String>> {
    let mut would: Vec<String> = Vec::new();
    for step in steps {
        if !step.is_done(!would.is_empty())? {
            would.push(step.what());
        }
    }
    Ok(would)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    struct Noted {
        name: &'static str,
        fails: bool,
        done: bool,
        log: Rc<RefCell<Vec<String>>>,
    }

    impl Step for Noted {
        fn what(&self) -> String {
            self.name.to_owned()
        }
        fn is_done(&self, _: bool) -> anyhow::Result<bool> {
            Ok(self.done)
        }
        fn act(&mut self) -> anyhow::Result<()> {
            self.log.borrow_mut().push(format!("do {}", self.name));
            if self.fails {
                return Err(std::io::Error::from(std::io::ErrorKind::StorageFull).into());
            }
            self.done = true;
            Ok(())
        }
        fn undo(&mut self) -> anyhow::Result<()> {
            self.log.borrow_mut().push(format!("undo {}", self.name));
            Ok(())
        }
    }

    fn steps(failing: &'static str) -> (Steps, Rc<RefCell<Vec<String>>>) {
        let log = Rc::new(RefCell::new(Vec::new()));
        let step = |name| -> Box<dyn Step> {
            Box::new(Noted {
                name,
                fails: name == failing,
                done: name == "there",
                log: Rc::clone(&log),
            })
        };
        (vec![step("a"), step("there"), step("b"), step("c")], log)
    }

    #[test]
    fn what_fails_undoes_this_run_in_reverse_and_leaves_what_was_there() {
        let (mut steps, log) = steps("c");
        let mut settled = false;
        let failed = run(
            &mut steps,
            |_| {},
            || {
                settled = true;
                Ok(())
            },
        )
        .unwrap_err();
        assert_eq!(*log.borrow(), ["do a", "do b", "do c", "undo c", "undo b", "undo a"]);
        assert!(settled);
        let said = failed.to_string();
        assert!(
            said.contains("has been undone.") && said.contains("Make room on that disk"),
            "{said}"
        );
    }

    #[test]
    fn a_second_run_does_nothing() {
        let (mut steps, log) = steps("nothing");
        assert_eq!(would(&steps).unwrap(), ["a", "b", "c"]);
        assert_eq!(run(&mut steps, |_| {}, || Ok(())).unwrap(), ["a", "b", "c"]);
        log.borrow_mut().clear();
        assert!(run(&mut steps, |_| {}, || Ok(())).unwrap().is_empty());
        assert!(log.borrow().is_empty() && would(&steps).unwrap().is_empty());
    }
}
