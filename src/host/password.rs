//! Password hashing with argon2id on a bounded number of threads, so that many sign-ins at once
//! cost time and not memory. Each thread reuses one block of memory and gives it back when idle.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const THREADS: usize = 2;
const QUEUE: usize = 64;
const IDLE: Duration = Duration::from_secs(3);
/// glibc maps and unmaps an allocation over 32 MiB on its own every time; a smaller one would teach
/// its allocator to keep such blocks for good. Only the part that is used becomes resident.
const RESERVED_BLOCKS: usize = 33 * 1024;

/// How costly a hash is.
#[derive(Clone, Copy, Debug)]
pub struct Strength {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Strength {
    /// argon2id 19 MiB, 2 passes, 1 lane: OWASP's first recommendation.
    pub const STRONG: Strength = Strength {
        memory: 19 * 1024,
        passes: 2,
    };
    /// For tests, where thousands of sign-ins prove nothing about the hash.
    pub const QUICK: Strength = Strength { memory: 64, passes: 1 };
}

/// So many wait already that a new one is turned away.
#[derive(Debug, PartialEq, Eq)]
pub struct Busy;

/// The hashing threads. Clones share them; they end with the last clone.
#[derive(Clone)]
pub struct Passwords {
    queue: SyncSender<Work>,
    /// A hash of nothing anyone knows: checked for unknown users, so that they take the same time.
    dummy: Arc<str>,
}

enum Work {
    Hash(String, SyncSender<String>),
    Verify(String, String, SyncSender<bool>),
}

impl Passwords {
    /// Starts the threads.
    pub fn start(strength: Strength) -> Self {
        let (queue, work) = sync_channel(QUEUE);
        let work = Arc::new(Mutex::new(work));
        for _ in 0..THREADS {
            let work = work.clone();
            std::thread::spawn(move || serve(&work, strength));
        }
        let mut passwords = Self {
            queue,
            dummy: "".into(),
        };
        let dummy = passwords
            .hash(&crate::host::secret::token())
            .expect("the queue is empty at start");
        passwords.dummy = dummy.into();
        passwords
    }

    /// The PHC string to store for a new password.
    pub fn hash(&self, password: &str) -> Result<String, Busy> {
        self.ask(|reply| Work::Hash(password.to_owned(), reply))
    }

    /// Whether a password fits the stored PHC string. With none it takes the same time and is false.
    pub fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Busy> {
        let against = stored.unwrap_or(&self.dummy).to_owned();
        let fits = self.ask(|reply| Work::Verify(password.to_owned(), against, reply))?;
        Ok(fits && stored.is_some())
    }

    fn ask<T>(&self, work: impl FnOnce(SyncSender<T>) -> Work) -> Result<T, Busy> {
        let (reply, answer) = sync_channel(1);
        match self.queue.try_send(work(reply)) {
            Ok(()) => answer.recv().map_err(|_| Busy),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Busy),
        }
    }
}

fn serve(work: &Mutex<Receiver<Work>>, strength: Strength) {
    let mut memory = Vec::new();
    loop {
        // The lock is held while waiting: the other thread waits for the lock instead, which is the same.
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(IDLE);
        match next {
            // Whoever asked may have gone away.
            Ok(Work::Hash(password, reply)) => drop(reply.send(hash(&password, strength, &mut memory))),
            Ok(Work::Verify(password, stored, reply)) => drop(reply.send(verify(&password, &stored, &mut memory))),
            Err(RecvTimeoutError::Timeout) => memory = Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn hash(password: &str, strength: Strength, memory: &mut Vec<Block>) -> String {
    let params = Params::new(strength.memory, strength.passes, 1, Some(32)).expect("the strengths above are valid");
    let salt = Salt::new(&crate::host::secret::random::<16>()).expect("16 bytes are a valid salt");
    let output = derive(password, &salt, &params, memory).expect("valid parameters give a hash");
    PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).expect("the parameters can be written down"),
        salt: Some(salt),
        hash: Some(output),
    }
    .to_string()
}

fn verify(password: &str, stored: &str, memory: &mut Vec<Block>) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else {
        return false;
    };
    let (Some(salt), Some(expected), Ok(params)) = (stored.salt, stored.hash, Params::try_from(&stored)) else {
        return false;
    };
    derive(password, &salt, &params, memory).is_some_and(|output| output == expected)
}

fn derive(password: &str, salt: &Salt, params: &Params, memory: &mut Vec<Block>) -> Option<Output> {
    let blocks = params.block_count();
    if memory.capacity() < blocks {
        *memory = Vec::with_capacity(blocks.max(RESERVED_BLOCKS));
    }
    memory.resize(blocks, Block::default());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut out = [0; 32];
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt.as_ref(), &mut out, &mut memory[..blocks])
        .ok()?;
    Output::new(&out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::start(Strength::QUICK);
        let stored = passwords.hash("correct horse battery").expect("not busy");
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        assert_eq!(passwords.verify("correct horse battery", Some(&stored)), Ok(true));
        assert_eq!(passwords.verify("wrong", Some(&stored)), Ok(false));
        assert_eq!(passwords.verify("wrong", None), Ok(false));
        assert_eq!(passwords.verify("wrong", Some("no hash at all")), Ok(false));
    }

    #[test]
    fn two_hashes_of_one_password_differ() {
        let passwords = Passwords::start(Strength::QUICK);
        assert_ne!(passwords.hash("same"), passwords.hash("same"));
    }

    #[test]
    fn the_standard_strength_reads_hashes_of_any_strength() {
        let quick = Passwords::start(Strength::QUICK).hash("moved").expect("not busy");
        assert_eq!(
            Passwords::start(Strength::STRONG).verify("moved", Some(&quick)),
            Ok(true)
        );
    }
}
