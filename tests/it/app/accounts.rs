//! Users, sessions and one-time links.

use super::Office;
use handyman_kpi::app::sessions::{self, From};
use handyman_kpi::app::{Error, users};
use handyman_kpi::domain::account::User;
use handyman_kpi::domain::policy::Actor;
use jiff::SignedDuration;

const HERE: From = From {
    device: "Firefox on Linux",
    address: "192.0.2.7",
};

fn user(at: &Office, name: &str) -> User {
    users::by_name(&at.app, name).unwrap().unwrap()
}

#[test]
fn a_user_signs_in_with_the_first_password_in_whatever_case_the_name_is_typed() {
    let at = Office::new();
    let password = at.user("Maria", "admin");
    let token = sessions::sign_in(&at.app, "mARIA", &password, &HERE).unwrap().unwrap();
    let signed = sessions::resolve(&at.app, &token).unwrap().unwrap();
    assert_eq!(signed.user.name, "Maria");
    assert!(signed.user.must_change_password);
    assert!(signed.user.last_sign_in_at.is_some());
}

#[test]
fn a_wrong_password_an_unknown_name_and_a_deactivated_user_are_all_just_refused() {
    let at = Office::new();
    at.user("boss", "admin");
    let password = at.user("sam", "manager");
    assert_eq!(sessions::sign_in(&at.app, "sam", "wrong", &HERE).unwrap(), None);
    assert_eq!(sessions::sign_in(&at.app, "nobody", &password, &HERE).unwrap(), None);
    users::set_active(&at.app, &Actor::Program, user(&at, "sam").id, false).unwrap();
    assert_eq!(sessions::sign_in(&at.app, "sam", &password, &HERE).unwrap(), None);
}

#[test]
fn deactivating_signs_out_everywhere_at_once() {
    let at = Office::new();
    at.user("boss", "admin");
    let password = at.user("sam", "manager");
    let token = sessions::sign_in(&at.app, "sam", &password, &HERE).unwrap().unwrap();
    users::set_active(&at.app, &Actor::Program, user(&at, "sam").id, false).unwrap();
    assert!(sessions::resolve(&at.app, &token).unwrap().is_none());
    users::set_active(&at.app, &Actor::Program, user(&at, "sam").id, true).unwrap();
    assert!(
        sessions::resolve(&at.app, &token).unwrap().is_none(),
        "the old session stays ended"
    );
}

#[test]
fn a_session_ends_when_unused_and_in_the_end_in_any_case() {
    let at = Office::new();
    let password = at.user("boss", "admin");
    let idle = sessions::sign_in(&at.app, "boss", &password, &HERE).unwrap().unwrap();
    let used = sessions::sign_in(&at.app, "boss", &password, &HERE).unwrap().unwrap();
    for _ in 0..5 {
        at.wait(SignedDuration::from_hours(5 * 24));
        assert!(sessions::resolve(&at.app, &used).unwrap().is_some());
    }
    assert!(sessions::resolve(&at.app, &idle).unwrap().is_none());
    at.wait(SignedDuration::from_hours(5 * 24 + 1));
    assert!(sessions::resolve(&at.app, &used).unwrap().is_none(), "after 30 days");
    sessions::sweep(&at.app).unwrap();
    assert!(sessions::of_user(&at.app, user(&at, "boss").id).unwrap().is_empty());
}

#[test]
fn a_reset_link_works_once_and_for_half_an_hour() {
    let at = Office::new();
    let password = at.user("boss", "admin");
    let session = sessions::sign_in(&at.app, "boss", &password, &HERE).unwrap().unwrap();
    let boss = user(&at, "boss").id;
    let link = users::reset_link(&at.app, &Actor::Program, boss).unwrap();
    assert!(
        sessions::resolve(&at.app, &session).unwrap().is_none(),
        "making the link ends the sessions"
    );

    let new = "three ladders on a truck";
    let signed_in = users::reset_password(&at.app, &link, new, &HERE).unwrap();
    assert!(
        !sessions::resolve(&at.app, &signed_in)
            .unwrap()
            .unwrap()
            .user
            .must_change_password
    );
    assert!(matches!(
        users::reset_password(&at.app, &link, new, &HERE),
        Err(Error::NotFound)
    ));
    assert!(sessions::sign_in(&at.app, "boss", new, &HERE).unwrap().is_some());

    let late = users::reset_link(&at.app, &Actor::Program, boss).unwrap();
    at.wait(SignedDuration::from_mins(30));
    assert!(matches!(
        users::reset_password(&at.app, &late, new, &HERE),
        Err(Error::NotFound)
    ));
}

#[test]
fn a_newer_reset_link_replaces_the_older_one() {
    let at = Office::new();
    at.user("boss", "admin");
    let boss = user(&at, "boss").id;
    let first = users::reset_link(&at.app, &Actor::Program, boss).unwrap();
    let second = users::reset_link(&at.app, &Actor::Program, boss).unwrap();
    assert!(users::of_reset_link(&at.app, &first).unwrap().is_none());
    assert!(users::of_reset_link(&at.app, &second).unwrap().is_some());
}

#[test]
fn the_only_active_admin_stays_one() {
    let at = Office::new();
    at.user("boss", "admin");
    at.user("sam", "manager");
    let boss = user(&at, "boss").id;
    let demoted = users::Draft::parse("boss", "manager", "", "").unwrap();
    assert!(matches!(
        users::edit(&at.app, &Actor::Program, boss, &demoted),
        Err(Error::Conflict(_))
    ));
    assert!(matches!(
        users::set_active(&at.app, &Actor::Program, boss, false),
        Err(Error::Conflict(_))
    ));
    assert!(user(&at, "boss").active, "nothing is half done");
    let promoted = users::Draft::parse("sam", "admin", "", "").unwrap();
    users::edit(&at.app, &Actor::Program, user(&at, "sam").id, &promoted).unwrap();
    users::edit(&at.app, &Actor::Program, boss, &demoted).unwrap();
}

#[test]
fn two_users_of_one_name_are_refused_at_the_field() {
    let at = Office::new();
    at.user("Maria", "admin");
    let again = users::Draft::parse("MARIA", "employee", "", "").unwrap();
    let Err(Error::Invalid(wrong)) = users::add(&at.app, &Actor::Program, &again) else {
        panic!("accepted")
    };
    assert!(wrong.of("name").unwrap().to_string().contains("already a user"));
}

#[test]
fn changing_the_password_asks_for_the_old_one_and_ends_the_other_sessions() {
    let at = Office::new();
    let password = at.user("boss", "admin");
    let other = sessions::sign_in(&at.app, "boss", &password, &HERE).unwrap().unwrap();
    let own = sessions::sign_in(&at.app, "boss", &password, &HERE).unwrap().unwrap();
    let signed = sessions::resolve(&at.app, &own).unwrap().unwrap();
    let change = |old: &str, new: &str| users::change_password(&at.app, &signed.actor, signed.session.id, old, new);
    assert!(matches!(
        change("wrong", "three ladders on a truck"),
        Err(Error::Invalid(_))
    ));
    assert!(matches!(change(&password, "too short"), Err(Error::Invalid(_))));
    assert!(matches!(change(&password, &password), Err(Error::Invalid(_))));
    change(&password, "three ladders on a truck").unwrap();
    assert!(sessions::resolve(&at.app, &other).unwrap().is_none());
    let after = sessions::resolve(&at.app, &own).unwrap().unwrap();
    assert!(!after.user.must_change_password);
}

#[test]
fn nobody_but_an_admin_manages_users() {
    let at = Office::new();
    at.user("boss", "admin");
    let password = at.user("sam", "manager");
    let token = sessions::sign_in(&at.app, "sam", &password, &HERE).unwrap().unwrap();
    let sam = sessions::resolve(&at.app, &token).unwrap().unwrap().actor;
    let draft = users::Draft::parse("new", "admin", "", "").unwrap();
    assert!(matches!(users::add(&at.app, &sam, &draft), Err(Error::NotFound)));
    assert!(matches!(users::list(&at.app, &sam), Err(Error::NotFound)));
    assert!(matches!(
        users::reset_link(&at.app, &sam, user(&at, "boss").id),
        Err(Error::NotFound)
    ));
}

#[test]
fn hundreds_of_sign_ins_at_once_are_answered_or_turned_away_never_lost() {
    let at = Office::new();
    let password = at.user("boss", "admin");
    let (mut done, mut busy) = (0, 0);
    std::thread::scope(|threads| {
        let all: Vec<_> = (0..200)
            .map(|_| threads.spawn(|| sessions::sign_in(&at.app, "boss", &password, &HERE)))
            .collect();
        for one in all {
            match one.join().unwrap() {
                Ok(token) => done += usize::from(token.is_some()),
                Err(Error::Busy) => busy += 1,
                Err(other) => panic!("{other}"),
            }
        }
    });
    assert_eq!(done + busy, 200);
    assert!(done > 0);
}
