//! A disk that refuses for a while, at the worst moments too.

use crate::store::samples::employee;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::store::{Disk, Error, Options, Read, State, Store};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tempfile::tempdir;

/// How the disk behaves, turned from outside.
#[derive(Debug, Default)]
struct Mood {
    /// Refuses to write, and to be opened again.
    stubborn: AtomicBool,
    /// Refuses to read as well.
    silent: AtomicBool,
    /// Syncs until one fails, though everything is on the disk; stubborn from then on if `sulks`.
    syncs: AtomicI64,
    sulks: AtomicBool,
}

#[derive(Debug)]
struct Stubborn {
    file: File,
    mood: Arc<Mood>,
}

impl Stubborn {
    fn ask(&self, what: &AtomicBool) -> io::Result<()> {
        if what.load(Ordering::SeqCst) {
            Err(io::Error::other("no"))
        } else {
            Ok(())
        }
    }
}

impl Disk for Stubborn {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.ask(&self.mood.silent)?;
        self.file.read_exact_at(out, offset)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.ask(&self.mood.stubborn)?;
        self.file.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.ask(&self.mood.stubborn)?;
        if self.mood.syncs.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.mood
                .stubborn
                .store(self.mood.sulks.load(Ordering::SeqCst), Ordering::SeqCst);
            return Err(io::Error::other("it may be there or not"));
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.ask(&self.mood.stubborn)?;
        self.file.write_all_at(data, offset)
    }
}

fn options(mood: &Arc<Mood>) -> Options {
    let mood = mood.clone();
    Options {
        cache: 0,
        floor: 0,
        ballast: 0,
        disk: Some(Arc::new(move |path: &Path| {
            if mood.stubborn.load(Ordering::SeqCst) {
                return Err(io::Error::other("no"));
            }
            let file = File::options().read(true).write(true).open(path)?;
            Ok(Box::new(Stubborn {
                file,
                mood: mood.clone(),
            }))
        })),
    }
}

fn ids(store: &Store) -> Vec<u64> {
    let reader = store.read().unwrap();
    reader.verify().unwrap();
    reader.all::<Employee>().unwrap().iter().map(|e| e.id.0).collect()
}

#[test]
fn reading_goes_on_while_the_disk_takes_nothing_and_saving_as_soon_as_it_does() {
    let folder = tempdir().unwrap();
    let mood = Arc::new(Mood::default());
    let store = Store::open(folder.path(), options(&mood)).unwrap();
    store
        .write(|w| (1..=300).try_for_each(|id| w.put(&employee(id))))
        .unwrap();
    mood.stubborn.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        store.write(|w| w.put(&employee(301))).unwrap_err();
        assert_eq!(ids(&store), (1..=300).collect::<Vec<_>>());
        assert_eq!(store.read().unwrap().get(EmployeeId(7)).unwrap(), Some(employee(7)));
        assert!(matches!(store.state(), State::CannotSave(why) if why.to_string().contains("Check the disk")));
    }
    mood.stubborn.store(false, Ordering::SeqCst);
    store.write(|w| w.put(&employee(302))).unwrap();
    assert_eq!(store.state(), State::Saving);
    assert_eq!(ids(&store).len(), 301);
    // Without anyone trying to save, it finds out by itself.
    mood.stubborn.store(true, Ordering::SeqCst);
    store.write(|w| w.put(&employee(303))).unwrap_err();
    mood.stubborn.store(false, Ordering::SeqCst);
    let begun = Instant::now();
    while store.state() != State::Saving {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(ids(&store).len(), 301);
}

#[test]
fn a_read_the_disk_refused_once_does_not_end_reading() {
    let folder = tempdir().unwrap();
    let mood = Arc::new(Mood::default());
    let store = Store::open(folder.path(), options(&mood)).unwrap();
    store
        .write(|w| (1..=300).try_for_each(|id| w.put(&employee(id))))
        .unwrap();
    mood.silent.store(true, Ordering::SeqCst);
    let refused = store.read().and_then(|reader| reader.all::<Employee>());
    assert!(refused.is_err());
    mood.silent.store(false, Ordering::SeqCst);
    assert_eq!(ids(&store).len(), 300);
    store.write(|w| w.put(&employee(301))).unwrap();
}

#[test]
fn a_change_that_took_place_although_the_disk_complained_is_a_success() {
    let folder = tempdir().unwrap();
    let mood = Arc::new(Mood::default());
    let store = Store::open(folder.path(), options(&mood)).unwrap();
    store.write(|w| w.put(&employee(1))).unwrap();
    // A commit syncs twice; the second makes it lasting, and fails once all of it is there.
    mood.syncs.store(2, Ordering::SeqCst);
    let mut published = false;
    store
        .write_and_publish(|w| w.put(&employee(2)), |()| published = true)
        .unwrap();
    assert!(published);
    assert_eq!(ids(&store), [1, 2]);
    assert_eq!(store.state(), State::Saving);
    // The first sync fails: nothing of it is there.
    mood.syncs.store(1, Ordering::SeqCst);
    store.write(|w| w.put(&employee(3))).unwrap_err();
    assert_eq!(ids(&store), [1, 2]);
    store.write(|w| w.put(&employee(3))).unwrap();
    assert_eq!(ids(&store), [1, 2, 3]);
}

#[test]
fn a_change_in_doubt_that_took_place_is_told_once_the_store_is_back() {
    let folder = tempdir().unwrap();
    let mood = Arc::new(Mood::default());
    let store = Store::open(folder.path(), options(&mood)).unwrap();
    store.write(|w| w.put(&employee(1))).unwrap();
    let told = Arc::new(AtomicI64::new(0));
    let tell = told.clone();
    store.on_surprise(move |reader| tell.store(reader.count::<Employee>().unwrap() as i64, Ordering::SeqCst));
    mood.sulks.store(true, Ordering::SeqCst);
    mood.syncs.store(2, Ordering::SeqCst);
    store.write(|w| w.put(&employee(2))).unwrap_err();
    assert_eq!(told.load(Ordering::SeqCst), 0);
    mood.stubborn.store(false, Ordering::SeqCst);
    store.write(|_| Ok::<_, Error>(())).unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 2);
    assert_eq!(ids(&store), [1, 2]);
}
