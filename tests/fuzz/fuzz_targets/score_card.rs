//! Whatever a file holds, reading it as a score card is a card or a sentence: never a panic, and
//! never more memory than the bounds give.
#![no_main]

use handyman_kpi::app::score_card::{catalogue, filled};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

fuzz_target!(|data: &[u8]| {
    let _ = catalogue(data);
    let _ = filled::cards(data);
    // Packed as a workbook, the bytes get past the archive and to the readers of XML.
    let file = workbook(data);
    let _ = catalogue(&file);
    let Ok(cards) = filled::cards(&file) else { return };
    for card in cards {
        assert!(card.skills.iter().all(|skill| (1..=5).contains(&skill.mark)));
        assert!(card.problems.iter().all(|problem| !problem.cells.is_empty()));
    }
});

/// A workbook whose sheet, styles and texts are parts of the bytes, cut at zeros.
fn workbook(data: &[u8]) -> Vec<u8> {
    const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Card" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let mut parts = data.splitn(3, |byte| *byte == 0);
    let [sheet, shared, styles] = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let all = [
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", shared),
        ("xl/styles.xml", styles),
    ];
    for (name, bytes) in all {
        out.start_file(name, options).expect("a name of ours");
        out.write_all(bytes).expect("into memory");
    }
    out.finish().expect("into memory").into_inner()
}
