//! Strong, weak and single skills.

use super::*;

#[test]
fn the_strongest_and_the_weakest_share_no_skill_and_leave_out_what_is_hardly_known() {
    let levels = [(1, 5), (2, 1), (3, 3)];
    let crew = Crew::with_skills(&[4])
        .hire(1, "Ann Lee", &[])
        .hire(2, "Bob Ray", &[])
        .rate(1, date(2026, 3, 1), &[&levels[..], &[(4, 5)]].concat())
        .rate(2, date(2026, 3, 1), &levels);
    let dashboard = crew.see(|_| {});
    let ids = |list: &[SkillFigure]| list.iter().map(|s| s.skill.0).collect::<Vec<_>>();
    assert_eq!(ids(&dashboard.strongest), [1, 3]);
    assert_eq!(ids(&dashboard.weakest), [2]);
    assert_eq!(dashboard.skills_without_enough, 1);
    assert_eq!(
        (dashboard.strongest[0].figure.k, dashboard.strongest[0].figure.n),
        (2, 2)
    );
}

#[test]
fn a_skill_that_rests_on_one_person_needs_a_backup_critical_ones_first() {
    let mut critical = skill(3, 1);
    critical.critical = true;
    let crew = Crew::with_skills(&[4])
        .change(Changed::Skill(Written::Put(critical)))
        .hire(1, "Ann Lee", &[])
        .hire(2, "Bob Ray", &[])
        .rate(1, date(2026, 3, 1), &[(1, 3), (2, 4), (3, 5), (4, 2)])
        .rate(2, date(2026, 3, 1), &[(1, 3), (2, 2)]);
    let attention = crew.see(|_| {}).attention;
    let singles: Vec<_> = attention
        .single_points
        .first
        .iter()
        .map(|s| (s.skill.0, s.employee.0))
        .collect();
    assert_eq!(singles, [(3, 1), (2, 1)]);
    assert_eq!(
        (attention.uncovered, attention.thin, attention.bus_factor),
        (1, 0, Some(1))
    );
    // Cover does not end at a filter: Ann's skill 1 has a backup in Bob.
    let of_bob = crew.see(|filter| filter.employee = Some(EmployeeId(2))).attention;
    assert_eq!(of_bob.single_points.total, 0);
    let of_ann = crew.see(|filter| filter.employee = Some(EmployeeId(1))).attention;
    assert_eq!(of_ann.single_points.total, 2);
}

#[test]
fn without_its_valid_certification_a_level_is_no_cover() {
    let mut gas = skill(1, 1);
    gas.certification = Some(CertificationTypeId(1));
    let licence = |holder| CertificationType {
        id: CertificationTypeId(1),
        name: "Gas licence".into(),
        needed_for: String::new(),
        typical_validity: String::new(),
        default_validity_months: None,
        holder,
        note: String::new(),
        archived_on: None,
    };
    let crew = |until, holder| {
        Crew::with_skills(&[1])
            .change(Changed::Skill(Written::Put(gas.clone())))
            .change(Changed::CertificationType(Written::Put(licence(holder))))
            .hire(1, "Ann Lee", &[])
            .rate_and(1, date(2026, 3, 1), &[(1, 4)], |one| {
                one.content.special_skills.push(SpecialSkill {
                    name: "Gas".into(),
                    description: String::new(),
                    acquired_on: None,
                    valid_until: Some(until),
                    certification: Some(CertificationTypeId(1)),
                });
            })
            .see(|_| {})
            .attention
    };
    assert_eq!(crew(TODAY, Holder::Person).uncovered, 0);
    assert_eq!(crew(TODAY - 1.day(), Holder::Person).uncovered, 1);
    assert_eq!(crew(TODAY - 1.day(), Holder::Company).uncovered, 0);
}

#[test]
fn an_archived_skill_leaves_from_that_day_on() {
    let mut old = skill(2, 1);
    old.archived_on = Some(date(2026, 4, 1));
    let crew = Crew::with_skills(&[2])
        .change(Changed::Skill(Written::Put(old)))
        .hire(1, "Ann Lee", &[])
        .rate(1, date(2026, 3, 1), &[(1, 2), (2, 4)]);
    assert_eq!(shown(&crew.see(|_| {}).average), "2.00");
    assert_eq!(shown(&crew.see(|filter| filter.to = date(2026, 3, 31)).average), "3.00");
    let trend = crew.see(|_| {}).trend;
    let april = &trend.points[trend.points.len() - 2];
    let change = april.change.clone().unwrap();
    assert_eq!((change.mean, change.matched, change.gone), (Some(Exact::ZERO), 1, 1));
}
