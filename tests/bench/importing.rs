//! 5,000 employees and 8,000 past evaluations from tables, by the pages, while others use the program.

mod evaluations;

use super::Extent;
use super::client::{Answer, Connection, Target};
use super::company::Company;
use super::process::Server;
use rust_xlsxwriter::Workbook;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const PEOPLE: usize = 5_000;
const COLUMNS: [(&str, &str); 8] = [
    ("Employee number", "number"),
    ("First name", "first_name"),
    ("Last name", "last_name"),
    ("Hire date", "hire_date"),
    ("Tier", "tier"),
    ("Phone", "phone"),
    ("E-mail", "email"),
    ("Notes", "notes"),
];

/// A file on its way in.
struct Case {
    kind: &'static str,
    name: &'static str,
    file: Vec<u8>,
    /// What the page of columns sends.
    columns: Vec<(String, String)>,
    /// What the button of the dry run says.
    button: &'static str,
    /// Seconds it may take.
    most: f64,
}

pub fn measure(_: &Extent, company: &Company) {
    println!(
        "\n{PEOPLE} employees and {} evaluations from tables: upload, columns, dry run, import",
        evaluations::ALL
    );
    let people = |name, file| Case {
        kind: "employees",
        name,
        file,
        columns: COLUMNS
            .iter()
            .enumerate()
            .map(|(at, (_, key))| (format!("column_{at}"), (*key).to_owned()))
            .collect(),
        button: "Import 5000 rows",
        most: 3.0,
    };
    let cases = [
        people("people.csv", csv()),
        people("people.xlsx", xlsx()),
        evaluations::case(company),
    ];
    for case in cases {
        let server = Server::start(company.folder.path());
        let target = server.target(company);
        let mut connection = Connection::open(&target).unwrap();
        for _ in 0..3 {
            connection.get("/employees").unwrap();
        }
        let before = server.memory("VmHWM");
        let done = Arc::new(AtomicBool::new(false));
        let others = meanwhile(&target, &done);
        let began = Instant::now();
        let (page, steps) = import(&mut connection, &case);
        let took = began.elapsed();
        done.store(true, Ordering::Relaxed);
        let mut times: Vec<Duration> = others.into_iter().flat_map(|other| other.join().unwrap()).collect();
        times.sort();
        let p99 = times[times.len() * 99 / 100].as_secs_f64() * 1e3;
        println!(
            "  {:<16} {:>5.2} s ({}; at most {})   memory + {:.0} MiB (at most 64)   pages meanwhile p99 {p99:.1} ms of {} (at most 50)",
            case.name,
            took.as_secs_f64(),
            steps
                .iter()
                .map(|(step, took)| format!("{step} {:.2}", took.as_secs_f64()))
                .collect::<Vec<_>>()
                .join(", "),
            case.most,
            server.memory("VmHWM") - before,
            times.len(),
        );
        let began = Instant::now();
        assert_eq!(post(&mut connection, &page, &format!("{page}/undo"), &[]).status, 303);
        println!("  {:<16} undone in {:.2} s", "", began.elapsed().as_secs_f64());
        server.stop();
    }
}

/// Two people who look at the list and the dashboard, a page every 20 ms each.
fn meanwhile(target: &Target, done: &Arc<AtomicBool>) -> Vec<std::thread::JoinHandle<Vec<Duration>>> {
    let look = |path: &'static str| {
        let (target, done) = (target.clone(), Arc::clone(done));
        std::thread::spawn(move || {
            let mut connection = Connection::open(&target).unwrap();
            let mut times = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let asked = Instant::now();
                assert_eq!(connection.get(path).unwrap().status, 200);
                times.push(asked.elapsed());
                std::thread::sleep(Duration::from_millis(20));
            }
            times
        })
    };
    vec![look("/employees"), look("/evaluations")]
}

type Steps = Vec<(&'static str, Duration)>;

fn import(connection: &mut Connection, case: &Case) -> (String, Steps) {
    let name = case.name;
    let mut steps = Steps::new();
    let mut timed = |step, began: Instant| steps.push((step, began.elapsed()));
    let token = token(connection, "/imports/new");
    let began = Instant::now();
    let mut body = Vec::new();
    for (field, value) in [("form_token", token.as_str()), ("kind", case.kind)] {
        body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes());
    body.extend_from_slice(&case.file);
    body.extend(b"\r\n--cut--\r\n");
    let headers = "sec-fetch-site: same-origin\r\ncontent-type: multipart/form-data; boundary=cut\r\n";
    let here = location(connection.post("/imports/uploads", headers, &body).unwrap());
    timed("upload", began);
    let began = Instant::now();
    let check = location(post(connection, &here, &here, &case.columns));
    timed("columns", began);
    let began = Instant::now();
    let page = connection.get(&check).unwrap();
    assert!(page.text().contains(case.button), "{}", page.text());
    timed("dry run", began);
    let began = Instant::now();
    let done = location(post(connection, &check, &format!("{here}/import"), &[]));
    timed("import", began);
    (done, steps)
}

fn token(connection: &mut Connection, page: &str) -> String {
    let page = connection.get(page).unwrap().text();
    page.split("name=\"form-token\" content=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

/// Sends a form of a page.
fn post(connection: &mut Connection, page: &str, to: &str, fields: &[(String, String)]) -> Answer {
    let token = token(connection, page);
    let rest: String = fields.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    let headers = "sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    connection
        .post(to, headers, format!("form_token={token}{rest}").as_bytes())
        .unwrap()
}

fn location(answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").unwrap().to_owned()
}

fn row(n: usize) -> [String; 8] {
    [
        format!("T-{n}"),
        format!("First{n}"),
        format!("Last{n}"),
        format!("20{:02}-{:02}-{:02}", n % 25, n % 12 + 1, n % 28 + 1),
        (n % 5 + 1).to_string(),
        format!("555-{n:07}"),
        format!("person{n}@example.com"),
        format!("Came with the list of {n}; knows the houses on the hill."),
    ]
}

fn csv() -> Vec<u8> {
    let mut text = COLUMNS.map(|(heading, _)| heading).join(",") + "\n";
    for n in 0..PEOPLE {
        text += &(row(n).join(",") + "\n");
    }
    text.into_bytes()
}

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, COLUMNS.map(|(heading, _)| heading)).unwrap();
    for n in 0..PEOPLE {
        sheet.write_row(n as u32 + 1, 0, row(n)).unwrap();
    }
    book.save_to_buffer().unwrap()
}
