//! Whatever a file holds, reading it as a table is a table or a sentence: never a panic.
#![no_main]

use handyman_kpi::app::tables::{Wanted, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let wanted = Wanted {
        rows: 5_000,
        sheet: None,
        is_heading: &|text| text.eq_ignore_ascii_case("name"),
    };
    if let Ok(table) = read(data, &wanted) {
        assert!(table.rows.len() <= wanted.rows);
    }
});
