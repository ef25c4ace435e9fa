//! The list: filters, order, pages.

use super::*;

#[test]
fn the_list_filters_sorts_and_pages() {
    let app = company();
    let mut day = date(2026, 1, 1);
    let mut ids = Vec::new();
    for _ in 0..PAGE + 3 {
        ids.push(finished(&app, day));
        day = day.tomorrow().unwrap();
    }
    let own = draft(&app);
    let by = |filter: Filter| list(&app, &anna(), &filter).unwrap();
    let first = by(Filter::default());
    assert_eq!((first.rows.len(), first.more, first.rows[0].id), (PAGE, true, own));
    assert!(first.rows[0].own_draft);
    assert_eq!((first.rows[1].rater.as_str(), first.rows[1].rated), ("Anna Lead", 2));
    let second = by(Filter {
        page: 2,
        ..Filter::default()
    });
    assert_eq!((second.rows.len(), second.more), (4, false));
    for sort in [Sort::Oldest, Sort::Person, Sort::PersonBackwards] {
        let rows = by(Filter {
            sort,
            ..Filter::default()
        })
        .rows;
        assert_eq!(rows[0].id, if sort == Sort::Oldest { ids[0] } else { own }, "{sort:?}");
    }
    let days = Filter {
        from: Some(date(2026, 1, 2)),
        to: Some(date(2026, 1, 3)),
        ..Filter::default()
    };
    assert_eq!(
        by(days).rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        [ids[2], ids[1]]
    );
    let drafts = Filter {
        status: Some(Status::Draft),
        ..Filter::default()
    };
    assert_eq!(by(drafts).rows.len(), 1);
    for (search, n) in [("ben", PAGE), ("work BEN", PAGE), ("anna", 0), ("%", 0)] {
        let found = by(Filter {
            search: search.into(),
            ..Filter::default()
        });
        assert_eq!(found.rows.len(), n, "{search}");
    }
    let nobody = Filter {
        rater: Some(UserId(4)),
        ..Filter::default()
    };
    assert!(by(nobody).rows.is_empty());
}

#[test]
fn a_manager_who_sees_own_reports_lists_nobody_else() {
    let app = company();
    finished(&app, TODAY);
    let mut settings = Settings::clone(&app.projection().settings);
    settings.managers_see = ManagersSee::OwnReports;
    app.change(&Actor::Program, |change| change.put(&settings)).unwrap();
    assert!(list(&app, &anna(), &Filter::default()).unwrap().rows.is_empty());
    assert_eq!(list(&app, &admin(), &Filter::default()).unwrap().rows.len(), 1);
}
