//! Everything out and in again, and every past schema's dump restored.

use super::samples::{employee, evaluation, event};
use handyman_kpi::domain::account::{LinkPurpose, OneTimeLink, Role, Session, Theme, User};
use handyman_kpi::domain::catalogue::{CertificationType, Holder, Skill, SkillCategory, Tool, ToolCategory};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::{
    AcknowledgedHow, Acknowledgement, Basis, BasisCategory, BasisSkill, BasisToolCategory, Evaluation, Finalised,
    Holding, SpecialSkill, Statement, Status, ToolMark, WithdrawnRevision,
};
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::id::{
    AcknowledgementId, AnsweredRequestId, ApiTokenId, BasisId, CertificationTypeId, EvaluationId, OneTimeLinkId,
    SessionId, SkillCategoryId, SkillId, StatementId, TargetSetId, ToolCategoryId, ToolId, UserId, WithdrawnRevisionId,
};
use handyman_kpi::domain::level::Level;
use handyman_kpi::domain::settings::Settings;
use handyman_kpi::domain::target::{Target, TargetSet};
use handyman_kpi::domain::tier::Tier;
use handyman_kpi::domain::token::{AnsweredRequest, ApiToken, KeptAnswer};
use handyman_kpi::store::{Error, Options, Read, Reader, SETTINGS, Store, Writer, snapshot};
use jiff::civil::date;
use std::fs;
use std::path::PathBuf;
use tempfile::tempdir;

fn dump_of(store: &Store) -> Vec<u8> {
    let mut dump = Vec::new();
    store.read().unwrap().dump(&mut dump).unwrap();
    dump
}

/// One or a few of every record, with every field in use.
fn one_of_each(w: &mut Writer) -> Result<(), Error> {
    let day = date(2026, 2, 28);
    let at = "2026-11-22T10:00:00.123456Z".parse().unwrap();
    w.put(&Settings {
        company: "Müller & Søn 🛠".into(),
        set_up_on: Some(day),
        ..Settings::default()
    })?;
    w.put(&CertificationType {
        id: CertificationTypeId(1),
        name: "EPA 608".into(),
        needed_for: "refrigerant".into(),
        typical_validity: "for life".into(),
        default_validity_months: Some(36),
        holder: Holder::Company,
        note: "federal".into(),
        archived_on: None,
    })?;
    w.put(&SkillCategory {
        id: SkillCategoryId(1),
        name: "Plumbing".into(),
        description: "water".into(),
        order: 1,
        weight: 2,
        must_have: true,
        archived_on: None,
        import: None,
    })?;
    w.put(&Skill {
        id: SkillId(1),
        category: SkillCategoryId(1),
        name: "Faucets".into(),
        description: "d".into(),
        order: 1,
        weight: 3,
        critical: true,
        certification: Some(CertificationTypeId(1)),
        coverage_target: 4,
        archived_on: Some(day),
        import: None,
    })?;
    w.put(&ToolCategory {
        id: ToolCategoryId(1),
        name: "General".into(),
        description: String::new(),
        order: 1,
        archived_on: None,
        import: None,
    })?;
    w.put(&Tool {
        id: ToolId(1),
        category: ToolCategoryId(1),
        name: "Drill".into(),
        description: String::new(),
        order: 1,
        archived_on: None,
        import: None,
    })?;
    let target = Target::Level(Level::COVER);
    w.put(&TargetSet {
        id: TargetSetId(1),
        from: day,
        by_category: [((Tier::ALL[1], SkillCategoryId(1)), target)].into(),
        by_skill: [((Tier::ALL[2], SkillId(1)), Target::NotNeeded)].into(),
    })?;
    w.put(&employee(1))?;
    w.put(&Basis {
        id: BasisId(1),
        hash: "abc".into(),
        tier: Tier::ALL[0],
        tier_name: "Apprentice".into(),
        skill_categories: vec![BasisCategory {
            id: SkillCategoryId(1),
            name: "Plumbing".into(),
            weight: 1,
            must_have: false,
            skills: vec![BasisSkill {
                id: SkillId(1),
                name: "Faucets".into(),
                weight: 1,
                target: Some(target),
            }],
        }],
        tool_categories: vec![BasisToolCategory {
            id: ToolCategoryId(1),
            name: "General".into(),
            tools: vec![(ToolId(1), "Drill".into())],
        }],
    })?;
    let mut one = evaluation(1, 1, day, 60);
    one.status = Status::Finalised;
    one.finalised = Some(Finalised {
        at,
        by: UserId(1),
        tier: Tier::ALL[0],
        basis: BasisId(1),
    });
    one.content.tools = [(
        ToolId(1),
        ToolMark {
            can_operate: Some(false),
            holding: Holding::Truck,
        },
    )]
    .into();
    one.content.special_skills = vec![SpecialSkill {
        name: "Thatching".into(),
        description: String::new(),
        acquired_on: Some(day),
        valid_until: None,
        certification: None,
    }];
    one.content.shared_notes = "line 1\nline 2".into();
    one.content.private_note = "\u{0}\u{7f}שלום".into();
    w.put(&one)?;
    w.put(&WithdrawnRevision {
        id: WithdrawnRevisionId(1),
        withdrawn_at: at,
        withdrawn_by: UserId(1),
        reason: "typo".into(),
        evaluation: evaluation(1, 1, day, 5),
    })?;
    w.put(&Acknowledgement {
        id: AcknowledgementId(1),
        evaluation: EvaluationId(1),
        revision: 1,
        at,
        by: UserId(1),
        how: AcknowledgedHow::ReadOut(day),
        comment: "ok".into(),
    })?;
    w.put(&Statement {
        id: StatementId(1),
        evaluation: EvaluationId(1),
        revision: 1,
        at,
        by: UserId(1),
        text: "I disagree".into(),
    })?;
    w.put(&User {
        id: UserId(1),
        name: "Ann".into(),
        role: Role::Admin,
        email: Some("ann@example.org".into()),
        employee: Some(employee(1).id),
        active: true,
        must_change_password: true,
        password_hash: Some("$argon2id$…".into()),
        language: Some("es".into()),
        theme: Theme::Dark,
        created_at: at,
        last_sign_in_at: Some(at),
        notice_read_at: None,
    })?;
    w.put(&Session {
        handed_over: None,
        id: SessionId(1),
        user: UserId(1),
        token_hash: "aa".into(),
        form_secret: "bb".into(),
        created_at: at,
        last_seen_at: at,
        device: "Firefox on Linux".into(),
        address: "192.0.2.1".into(),
    })?;
    w.put(&OneTimeLink {
        id: OneTimeLinkId(1),
        secret_hash: "cc".into(),
        purpose: LinkPurpose::Reset(UserId(1)),
        expires_at: at,
    })?;
    w.put(&event(1, 1))?;
    w.next_id::<Event>()?;
    Ok(())
}

type Everything = (
    (
        Option<Settings>,
        Vec<CertificationType>,
        Vec<SkillCategory>,
        Vec<Skill>,
        Vec<ToolCategory>,
        Vec<Tool>,
    ),
    (
        Vec<TargetSet>,
        Vec<Employee>,
        Vec<Evaluation>,
        Vec<Basis>,
        Vec<WithdrawnRevision>,
        Vec<Acknowledgement>,
    ),
    (Vec<Statement>, Vec<User>, Vec<Session>, Vec<OneTimeLink>, Vec<Event>),
    (Vec<ApiToken>, Vec<AnsweredRequest>),
);

/// What programs left: not in the dumps of the first days.
fn of_programs(w: &mut Writer) -> Result<(), Error> {
    let at = "2026-11-22T10:00:00Z".parse().unwrap();
    w.put(&ApiToken {
        id: ApiTokenId(1),
        user: UserId(1),
        name: "payroll".into(),
        token_hash: "dd".into(),
        read_only: true,
        created_at: at,
        expires_at: Some(at),
        last_used_at: Some(at),
        revoked_at: Some(at),
    })?;
    w.put(&AnsweredRequest {
        id: AnsweredRequestId(1),
        user: UserId(1),
        key: "ee".into(),
        body: "ff".into(),
        at,
        role: Role::Admin,
        subject: Some(1),
        answer: Some(KeptAnswer {
            status: 201,
            location: Some("/api/v1/employees/1".into()),
            etag: Some("\"00\"".into()),
            body: "{}".into(),
        }),
    })
}

fn everything(r: &Reader) -> Everything {
    let read = || -> Result<Everything, Error> {
        Ok((
            (r.get(SETTINGS)?, r.all()?, r.all()?, r.all()?, r.all()?, r.all()?),
            (r.all()?, r.all()?, r.all()?, r.all()?, r.all()?, r.all()?),
            (r.all()?, r.all()?, r.all()?, r.all()?, r.all()?),
            (r.all()?, r.all()?),
        ))
    };
    read().unwrap()
}

#[test]
fn what_is_dumped_is_what_is_loaded_under_a_new_epoch() {
    let (from, to) = (tempdir().unwrap(), tempdir().unwrap());
    let store = Store::open(from.path(), Options::default()).unwrap();
    store.write(one_of_each).unwrap();
    store.write(of_programs).unwrap();
    let wanted = everything(&store.read().unwrap());
    assert!(wanted.0.0.is_some() && wanted.2.4.len() == 1);
    let dump = dump_of(&store);
    let records = snapshot::load(to.path(), dump.as_slice()).unwrap();
    let loaded = Store::open(to.path(), Options::default()).unwrap();
    let reader = loaded.read().unwrap();
    assert_eq!(reader.verify().unwrap(), records);
    assert!(everything(&reader) == wanted);
    assert_ne!(loaded.epoch(), store.epoch());
    // Sequences go on where they were.
    assert_eq!(loaded.write(|w| w.next_id::<Event>()).unwrap().0, 3);
}

#[test]
fn a_dump_is_one_snapshot_while_changes_go_on() {
    let (from, to) = (tempdir().unwrap(), tempdir().unwrap());
    let store = Store::open(from.path(), Options::default()).unwrap();
    store.write(one_of_each).unwrap();
    let reader = store.read().unwrap();
    store
        .write(|w| (2..=50).try_for_each(|id| w.put(&employee(id))))
        .unwrap();
    let mut dump = Vec::new();
    reader.dump(&mut dump).unwrap();
    snapshot::load(to.path(), dump.as_slice()).unwrap();
    let loaded = Store::open(to.path(), Options::default()).unwrap();
    assert_eq!(loaded.read().unwrap().count::<Employee>().unwrap(), 1);
}

#[test]
fn a_dump_cut_short_or_changed_is_refused_and_leaves_no_store() {
    let from = tempdir().unwrap();
    let store = Store::open(from.path(), Options::default()).unwrap();
    store.write(one_of_each).unwrap();
    let dump = dump_of(&store);
    let mut flipped = dump.clone();
    flipped[dump.len() / 2] ^= 4;
    let text = zstd::encode_all(&b"{\"handyman-kpi\":1}\n"[..], 1).unwrap();
    let cases: [&[u8]; 7] = [
        &dump[..dump.len() - 1],
        &dump[..dump.len() / 2],
        &dump[..4],
        &flipped,
        b"",
        b"PK\x03\x04",
        &text,
    ];
    for (case, bad) in cases.into_iter().enumerate() {
        let to = tempdir().unwrap();
        let refused = snapshot::load(to.path(), bad).expect_err("it should be refused");
        assert!(refused.to_string().contains("not a backup"), "case {case}: {refused}");
        assert!(!to.path().join("kpi.redb").exists() && !to.path().join("kpi.redb.load").exists());
    }
}

#[test]
fn a_dump_of_a_newer_version_is_refused_with_the_version_to_install() {
    let head = br#"{"handyman-kpi":1,"schema":999,"needs":"7.8.9","epoch":"00"}"#;
    let dump = zstd::encode_all(&[&head[..], b"\n"].concat()[..], 1).unwrap();
    let refused = snapshot::load(tempdir().unwrap().path(), dump.as_slice()).unwrap_err();
    assert!(
        refused.to_string().contains("Install version 7.8.9 or newer"),
        "{refused}"
    );
}

#[test]
fn nothing_is_loaded_over_a_store() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    store.write(one_of_each).unwrap();
    let dump = dump_of(&store);
    drop(store);
    let refused = snapshot::load(folder.path(), dump.as_slice()).unwrap_err();
    assert!(refused.to_string().contains("There is a store"), "{refused}");
}

fn fixture(schema: u32) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/store/schema-{schema}.dump.zst"))
}

/// `KPI_WRITE_FIXTURE=1` makes the dump of today's schema, once, when a schema is new.
#[test]
fn the_dump_of_every_schema_can_be_restored() {
    if std::env::var_os("KPI_WRITE_FIXTURE").is_some() {
        let folder = tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        store.write(one_of_each).unwrap();
        fs::write(fixture(1), dump_of(&store)).unwrap();
    }
    let (restored, made) = (tempdir().unwrap(), tempdir().unwrap());
    snapshot::load_file(restored.path(), &fixture(1)).unwrap();
    let restored = Store::open(restored.path(), Options::default()).unwrap();
    let made = Store::open(made.path(), Options::default()).unwrap();
    made.write(one_of_each).unwrap();
    restored.read().unwrap().verify().unwrap();
    assert!(everything(&restored.read().unwrap()) == everything(&made.read().unwrap()));
}
