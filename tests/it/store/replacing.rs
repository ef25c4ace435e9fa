//! A prepared store in the place of the one in use, and the one in use back where it is not well.

use crate::exports::archive::taken;
use crate::exports::sample_company;
use crate::support::Site;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::store::restoring::Prepared;
use handyman_kpi::store::{Error, Options, Read, State, Store};
use std::fs;
use std::path::Path;

fn prepared(site: &Site, document: &[u8]) -> Prepared {
    Prepared::unpack(site.folder(), site.app.store.options(), document).unwrap()
}

fn employees(store: &Store) -> u64 {
    store.read().unwrap().count::<Employee>().unwrap()
}

/// The files that have to do with the store.
fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("kpi.redb") || name == "restoring")
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_not_well_makes_way_for_what_was_there() {
    let site = sample_company();
    let document = taken(&site);
    site.add_employee("Late", "Comer");
    let (store, epoch) = (&site.app.store, site.app.epoch());
    let count = employees(store);
    let new = prepared(&site, &document);
    let unwell = store.replace::<Error>(&new, false, |reader| {
        assert_eq!(
            reader.count::<Employee>().unwrap(),
            count - 1,
            "it is in use to be looked at"
        );
        Err(Error::Damaged("found unwell".into()))
    });
    assert!(matches!(unwell, Err(Error::Damaged(_))));
    drop(new);
    assert_eq!((employees(store), site.app.epoch()), (count, epoch.clone()));
    assert_eq!(store.state(), State::Saving);
    assert_eq!(files(site.folder()), ["kpi.redb"]);
    site.add_employee("Another", "One");

    // And the same once more, well this time.
    let new = prepared(&site, &document);
    store.replace::<Error>(&new, false, |_| Ok(())).unwrap();
    drop(new);
    assert_eq!(employees(store), count - 1);
    assert_ne!(site.app.epoch(), epoch);
    assert_eq!(files(site.folder()), ["kpi.redb"]);
}

#[test]
fn a_new_file_that_is_no_store_leaves_the_one_in_use_in_use() {
    let site = sample_company();
    let new = prepared(&site, &taken(&site));
    let path = site.folder().join("restoring/kpi.redb");
    let store = &site.app.store;
    let count = employees(store);
    fs::write(&path, "no store").unwrap();
    assert!(store.replace::<Error>(&new, false, |_| Ok(())).is_err());
    assert_eq!(employees(store), count);
    site.add_employee("Late", "Comer");
    assert!(!path.exists(), "it was in place, and then what was there before again");
    assert!(
        store.replace::<Error>(&new, false, |_| Ok(())).is_err(),
        "not there at all"
    );
    assert_eq!(employees(store), count + 1);
    assert_eq!(store.state(), State::Saving);
    drop(new);
    assert_eq!(files(site.folder()), ["kpi.redb"]);
}

#[test]
fn a_snapshot_of_before_does_not_see_what_came_after() {
    let site = sample_company();
    let new = prepared(&site, &taken(&site));
    let store = &site.app.store;
    let reader = store.read().unwrap();
    store.replace::<Error>(&new, false, |_| Ok(())).unwrap();
    // Closed under it: it gives an error, never a record of the other store.
    assert!(reader.all::<Employee>().is_err());
    assert!(employees(store) > 0);
}

/// As a pulled plug leaves the files, and what the next start makes of it.
#[test]
fn a_start_finishes_what_was_cut_short() {
    let open = |folder: &Path| Store::open(folder, Options::default());
    let (old, new) = (sample_company(), sample_company());
    new.add_employee("Late", "Comer");
    let count = employees(&old.app.store);
    let place = |what: &dyn Fn(&Path, &Path, &Path)| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kpi.redb");
        let aside = folder.path().join("kpi.redb.before-restore");
        fs::create_dir(folder.path().join("restoring")).unwrap();
        fs::write(folder.path().join("restoring/kpi.redb"), "half").unwrap();
        let fresh = tempfile::tempdir().unwrap();
        let kept = fresh.path().join("old");
        fs::copy(old.folder().join("kpi.redb"), &kept).unwrap();
        what(&path, &aside, &kept);
        (folder, path)
    };
    let in_place = |what: &dyn Fn(&Path, &Path, &Path)| {
        let (folder, _) = place(what);
        let store = open(folder.path()).unwrap();
        assert_eq!(files(folder.path()), ["kpi.redb"]);
        employees(&store)
    };
    // The old one has two names.
    let two_names = in_place(&|path, aside, kept| {
        fs::copy(kept, path).unwrap();
        fs::hard_link(path, aside).unwrap();
    });
    assert_eq!(two_names, count);
    // The new one is in place, and whole.
    let exchanged = in_place(&|path, aside, kept| {
        fs::copy(kept, aside).unwrap();
        fs::copy(new.folder().join("kpi.redb"), path).unwrap();
    });
    assert_eq!(exchanged, count + 1);
    // The new one is in place, and not whole.
    let broken = in_place(&|path, aside, kept| {
        fs::copy(kept, aside).unwrap();
        fs::write(path, "not whole").unwrap();
    });
    assert_eq!(broken, count);
    // Where there are no two names for a file.
    let moved = in_place(&|_, aside, kept| {
        fs::copy(kept, aside).unwrap();
    });
    assert_eq!(moved, count);
}
