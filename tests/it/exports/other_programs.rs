//! The sheets as other programs read them: openpyxl, and LibreOffice without its windows.

use super::{as_text, csv, sample_company, sign_in, xlsx};
use crate::evaluations::crew;
use crate::support::programs::{Office, PYTHON, openpyxl_is_there};
use crate::support::{Browser, Site};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const FILES: [&str; 6] = [
    "employees?status=all",
    "ratings",
    "tool-marks",
    "evaluations",
    "skills",
    "trend",
];

/// Reads every cell: its value, what kind openpyxl takes it for, and how it is shown.
const READ: &str = r#"
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
rows = []
for cells in book.worksheets[0].iter_rows():
    row = []
    for cell in cells:
        value = cell.value.date().isoformat() if cell.is_date and cell.value is not None else cell.value
        row.append([value, 'd' if cell.is_date else cell.data_type, cell.number_format])
    rows.append(row)
print(json.dumps({"sheets": book.sheetnames, "rows": rows, "frozen": book.worksheets[0].freeze_panes}))
"#;

fn hostile() -> Site {
    let crew = crew();
    crew.edit_employee(crew.eli, |eli| {
        eli.first_name = "=1+1".into();
        eli.last_name = "O\"Neil, \u{1f9f0} <b>&amp;</b>".into();
        eli.phone = "+15550100".into();
        eli.number = Some("007".into());
    });
    crew.edit_employee(crew.zoe, |zoe| zoe.first_name = "1.5".into());
    crew.finalised(crew.eli, "2026-05-02");
    crew.site
}

fn with_each(look: impl Fn(&mut Browser, &str, &Path)) {
    let (sample, hostile) = (sample_company(), hostile());
    let folder = tempfile::tempdir().unwrap();
    for (mut browser, of) in [(sign_in(&sample, 0), "sample"), (hostile.sign_in("anna"), "hostile")] {
        for file in FILES {
            look(&mut browser, file, &folder.path().join(format!("{of}.xlsx")));
        }
    }
}

fn address(file: &str, format: &str) -> String {
    let join = if file.contains('?') { '&' } else { '?' };
    format!("/exports/{file}{join}format={format}")
}

#[test]
fn drill_openpyxl_reads_the_values_and_types_that_were_written() {
    if !openpyxl_is_there() {
        return;
    }
    with_each(|browser, file, path| {
        let answer = browser.get(&address(file, "xlsx"));
        std::fs::write(path, &answer.body).unwrap();
        let out = Command::new(PYTHON).args(["-c", READ]).arg(path).output().unwrap();
        assert!(out.status.success(), "{file}: {}", String::from_utf8_lossy(&out.stderr));
        let read: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(read["frozen"], "A2", "{file}");
        let ours = xlsx(&answer);
        let theirs = read["rows"].as_array().unwrap();
        assert_eq!(theirs.len(), ours.len(), "{file}");
        let kinds: Vec<Value> = browser.get(&address(file, "json")).json()["columns"]
            .as_array()
            .unwrap()
            .clone();
        for (n, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            for ((our, their), column) in ours.iter().zip(theirs.as_array().unwrap()).zip(&kinds) {
                let text = as_text(our);
                let read = match &their[0] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    Value::Number(n) => n.as_f64().unwrap().to_string(),
                    other => panic!("{other}"),
                };
                assert_eq!(read, text, "{file}, row {n}");
                let expected: &[&str] = match column["kind"].as_str().unwrap() {
                    _ if text.is_empty() => &["n", "d"],
                    _ if n == 0 => &["s", "inlineStr"],
                    "date" => &["d"],
                    "number" => &["n"],
                    "level" if text == "n/a" || text == "not needed" => &["s", "inlineStr"],
                    "level" => &["n"],
                    _ => &["s", "inlineStr"],
                };
                let kind = their[1].as_str().unwrap();
                assert!(expected.contains(&kind), "{file}, row {n}: {their} is no {expected:?}");
                assert_ne!(kind, "f", "{file}, row {n}: a formula");
            }
        }
    });
}

#[test]
fn drill_libreoffice_opens_sheets_and_csv_and_shows_the_same() {
    if !Office::is_there() {
        return;
    }
    let office = Office::new();
    with_each(|browser, file, path| {
        let as_csv = browser.get(&address(file, "csv"));
        let expected: Vec<Vec<String>> = csv(&as_csv)
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned())
                    .collect()
            })
            .collect();
        // A sheet, as it is shown: commas, quotes where needed, UTF-8, cells as shown.
        std::fs::write(path, &browser.get(&address(file, "xlsx")).body).unwrap();
        let shown = office.convert(
            path,
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false",
            &[],
        );
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&shown[..]);
        for (n, (shown, expected)) in reader.records().zip(&expected).enumerate() {
            for (shown, expected) in shown.unwrap().iter().zip(expected) {
                // It writes 15 digits of a figure.
                let number = |text: &str| text.parse::<f64>().ok();
                let near = number(shown)
                    .zip(number(expected))
                    .is_some_and(|(a, b)| (a - b).abs() < 1e-12);
                assert!(shown == expected || near, "{file}, row {n}: {shown} for {expected}");
            }
        }
        // A CSV, opened as LibreOffice offers to: nothing in it is calculated.
        let text = path.with_extension("csv");
        std::fs::write(&text, &as_csv.body).unwrap();
        let opened = office.convert(&text, "fods", &["--infilter=CSV:44,34,76,1"]);
        assert!(!String::from_utf8_lossy(&opened).contains("table:formula"), "{file}");
    });
}
