//! `/exports` and everything below it.

pub mod archive;
mod lies;
mod lists;
mod other_programs;

use crate::support::{Answer, Browser, Site};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use handyman_kpi::app::sample::{self, Plan, SIGN_INS};
use handyman_kpi::app::sessions::{self, From};
use std::io::Cursor;

/// The cells of a CSV, head and all, as text.
pub fn csv(answer: &Answer) -> Vec<Vec<String>> {
    let bytes = answer.body.strip_prefix(b"\xEF\xBB\xBF").expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// The cells of the first sheet.
pub fn xlsx(answer: &Answer) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.body.clone())).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

/// A cell as the CSV has it.
pub fn as_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(n) => n.to_string(),
        Data::DateTime(day) => {
            let days = jiff::Span::new().days(day.as_f64() as i64);
            jiff::civil::date(1899, 12, 30).checked_add(days).unwrap().to_string()
        }
        Data::String(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

/// The links to files on a page, as written there.
pub fn links(page: &Answer) -> Vec<String> {
    let text = page.text();
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| link.starts_with("/exports/"))
        .map(crate::support::plain)
        .collect()
}

/// A sample company.
pub fn sample_company() -> Site {
    let site = Site::empty();
    fill_sample(&site);
    site
}

/// The same on a box of its own kind.
pub fn fill_sample(site: &Site) {
    let plan = Plan {
        employees: 8,
        years: 2,
        ..Plan::default()
    };
    sample::fill(&site.app, &plan).unwrap();
}

/// A browser one of the sample's sign-ins uses: owner, manager, employee.
pub fn sign_in(site: &Site, which: usize) -> Browser {
    let from = From {
        device: "Firefox on Linux",
        address: "192.0.2.1",
    };
    let (name, password) = (SIGN_INS[which].name, SIGN_INS[which].password);
    let token = sessions::sign_in(&site.app, name, password, &from).unwrap().unwrap();
    let mut browser = site.visitor();
    browser.cookies.insert("__Host-session".into(), token);
    browser
}
