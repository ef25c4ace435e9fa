//! A filled card: the real blank one with text in some of its cells.

use handyman_kpi::app::score_card::EMBEDDED;
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The card with these texts, by cell. Each cell is on the blank card.
pub fn filled(cells: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(EMBEDDED)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        if name == "xl/worksheets/sheet1.xml" {
            let mut xml = String::from_utf8(bytes).unwrap();
            cells.iter().for_each(|(cell, text)| write(&mut xml, cell, text));
            bytes = xml.into_bytes();
        }
        out.start_file(name, options).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn write(xml: &mut String, cell: &str, text: &str) {
    let tag = format!(r#"<c r="{cell}""#);
    let start = xml.find(&tag).unwrap_or_else(|| panic!("the card has no cell {cell}"));
    let close = start + xml[start..].find('>').unwrap();
    let end = match xml.as_bytes()[close - 1] {
        b'/' => close + 1,
        _ => close + xml[close..].find("</c>").unwrap() + 4,
    };
    xml.replace_range(
        start..end,
        &format!(r#"{tag} t="inlineStr"><is><t>{text}</t></is></c>"#),
    );
}
