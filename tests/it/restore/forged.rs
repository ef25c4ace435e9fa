//! Archives that somebody made up: any record, any number, with sums that are right nonetheless; and
//! compressed files that are nothing like what they say.

use serde_json::{Value, json};
use std::io::Write;
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

/// An archive taken apart.
#[derive(Clone)]
pub struct Forged {
    pub manifest: Value,
    /// By table: the records with their ids, as they stand.
    pub tables: Vec<(String, Vec<(u64, String)>)>,
}

impl Forged {
    /// Of a backup.
    pub fn of(packed: &[u8]) -> Self {
        let text = String::from_utf8(zstd::decode_all(packed).unwrap()).unwrap();
        let mut lines = text.lines();
        let first = lines.next().unwrap().strip_prefix("{\"manifest\":").unwrap();
        let manifest = serde_json::from_str(first.strip_suffix(',').unwrap()).unwrap();
        let mut tables: Vec<(String, Vec<(u64, String)>)> = Vec::new();
        for line in lines {
            let line = line.strip_suffix(',').unwrap_or(line);
            if let Some(name) = line.strip_suffix("\":[") {
                tables.push((name.trim_start_matches('"').to_owned(), Vec::new()));
            } else if let Some(inside) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let (id, value) = inside.split_once(',').unwrap();
                tables
                    .last_mut()
                    .unwrap()
                    .1
                    .push((id.parse().unwrap(), value.to_owned()));
            }
        }
        Self { manifest, tables }
    }

    /// The records of a table.
    pub fn table(&mut self, name: &str) -> &mut Vec<(u64, String)> {
        &mut self.tables.iter_mut().find(|(table, _)| table == name).unwrap().1
    }

    /// What the manifest says of a table.
    pub fn says_of(&mut self, name: &str) -> &mut Value {
        let all = self.manifest["tables"].as_array_mut().unwrap();
        all.iter_mut().find(|table| table["table"] == name).unwrap()
    }

    /// Counts and adds up anew, as if nobody had touched it.
    pub fn summed(mut self) -> Self {
        for (name, records) in self.tables.clone() {
            let hash = |(id, value): &(u64, String)| {
                xxh3_128_with_seed(value.as_bytes(), xxh3_64_with_seed(name.as_bytes(), *id))
            };
            let sum = records.iter().map(hash).fold(0u128, u128::wrapping_add);
            let says = self.says_of(&name);
            says["records"] = json!(records.len());
            says["sum"] = json!(format!("{sum:032x}"));
            let last = records.last().map_or(0, |(id, _)| *id);
            says["last"] = json!(last.max(says["last"].as_u64().unwrap()));
        }
        self
    }

    /// As an archive.
    pub fn text(&self) -> String {
        let mut text = format!("{{\"manifest\":{},\n\"records\":{{", self.manifest);
        for (i, (name, records)) in self.tables.iter().enumerate() {
            text += if i == 0 { "\n" } else { ",\n" };
            text += &format!("\"{name}\":[");
            for (i, (id, value)) in records.iter().enumerate() {
                text += if i == 0 { "\n" } else { ",\n" };
                text += &format!("[{id},{value}]");
            }
            text += "\n]";
        }
        let all: usize = self.tables.iter().map(|(_, records)| records.len()).sum();
        text += &format!("\n}},\n\"end\":{all}}}\n");
        text
    }
}

/// As a backup is packed.
pub fn packed(text: &[u8]) -> Vec<u8> {
    let mut to = zstd::Encoder::new(Vec::new(), 3).unwrap();
    to.include_checksum(true).unwrap();
    to.write_all(text).unwrap();
    to.finish().unwrap()
}

/// The head of a frame with a window of 2 to the power of `window`, and no checksum.
fn head(window: u8) -> Vec<u8> {
    vec![0x28, 0xb5, 0x2f, 0xfd, 0, (window - 10) << 3]
}

/// So many times 128 KiB of one byte: four bytes each.
pub fn of_one_byte(byte: u8, blocks: u32) -> Vec<u8> {
    let mut frame = head(21);
    for n in 1..=blocks {
        let says = u32::from(n == blocks) | 1 << 1 | (128 << 10) << 3;
        frame.extend(&says.to_le_bytes()[..3]);
        frame.push(byte);
    }
    frame
}

/// Says that it needs a window of 2 to the power of `window` to be unpacked.
pub fn with_window(window: u8, text: &[u8]) -> Vec<u8> {
    let mut frame = head(window);
    raw(&mut frame, text);
    frame
}

/// Says that it can only be unpacked with a dictionary.
pub fn with_dictionary(text: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 1, (21 - 10) << 3, 77];
    raw(&mut frame, text);
    frame
}

/// One block, as it is.
fn raw(frame: &mut Vec<u8>, text: &[u8]) {
    let text = &text[..text.len().min(128 << 10)];
    let says = 1 | (text.len() as u32) << 3;
    frame.extend(&says.to_le_bytes()[..3]);
    frame.extend(text);
}

/// A frame that is passed over, with this in it.
pub fn passed_over(inside: &[u8]) -> Vec<u8> {
    let size = (inside.len() as u32).to_le_bytes();
    [&[0x50, 0x2a, 0x4d, 0x18][..], &size, inside].concat()
}
