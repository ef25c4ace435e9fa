//! What goes over the control socket beside a command and its answer: files, in pieces of a known
//! length. A piece of length 0 is the end; what breaks off before it is never taken for a whole.

use std::io::{self, Read, Write};

/// Bytes of a piece.
const PIECE: usize = 64 * 1024;

/// Sends all of `from`; says after each piece how much has gone.
pub fn send(mut from: impl Read, to: &mut impl Write, mut gone: impl FnMut(u64)) -> io::Result<u64> {
    let mut piece = vec![0; PIECE];
    let mut all = 0;
    loop {
        let length = match from.read(&mut piece) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        to.write_all(&(length as u32).to_be_bytes())?;
        if length == 0 {
            to.flush()?;
            return Ok(all);
        }
        to.write_all(&piece[..length])?;
        all += length as u64;
        gone(all);
    }
}

/// Takes what [`send`] sends, at most so many bytes.
pub fn receive(from: &mut impl Read, mut to: impl Write, most: u64, mut came: impl FnMut(u64)) -> io::Result<u64> {
    let mut piece = vec![0; PIECE];
    let mut all = 0;
    loop {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            to.flush()?;
            return Ok(all);
        }
        all += length as u64;
        if length > PIECE || all > most {
            return Err(io::Error::other("more came than was to come"));
        }
        from.read_exact(&mut piece[..length])?;
        to.write_all(&piece[..length])?;
        came(all);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_sent_arrives_whole_whatever_its_length() {
        for length in [0, 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let content: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let mut wire = Vec::new();
            send(&content[..], &mut wire, |_| {}).unwrap();
            let mut arrived = Vec::new();
            receive(&mut &wire[..], &mut arrived, 1 << 20, |_| {}).unwrap();
            assert_eq!(arrived, content);
        }
    }

    #[test]
    fn what_breaks_off_or_is_more_than_was_to_come_is_refused() {
        let mut wire = Vec::new();
        send(&[7; 1000][..], &mut wire, |_| {}).unwrap();
        for cut in [2, 500, wire.len() - 1] {
            assert!(
                receive(&mut &wire[..cut], io::sink(), 1 << 20, |_| {}).is_err(),
                "{cut}"
            );
        }
        assert!(receive(&mut &wire[..], io::sink(), 999, |_| {}).is_err());
        assert!(receive(&mut &[255, 255, 255, 255, 0][..], io::sink(), 1 << 40, |_| {}).is_err());
    }
}
