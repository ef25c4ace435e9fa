//! A text as a code for the camera of a phone, as `macros/show.html` draws it.

use crate::web::Failure;
use serde::Serialize;

/// The dark squares of it.
#[derive(Serialize)]
pub struct Qr {
    size: usize,
    path: String,
}

impl Qr {
    pub fn of(text: &str) -> Result<Self, Failure> {
        let code = qrcode::QrCode::new(text).map_err(|error| Failure::Broken(error.to_string()))?;
        let size = code.width();
        let dark = code.to_colors().into_iter().enumerate();
        let path = dark
            .filter(|(_, color)| *color == qrcode::Color::Dark)
            .map(|(n, _)| format!("M{} {}h1v1h-1z", n % size + 4, n / size + 4))
            .collect();
        // With the quiet zone that cameras need.
        Ok(Self { size: size + 8, path })
    }
}
