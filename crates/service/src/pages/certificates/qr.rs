//! A QR code as the outline of an SVG: nothing inline that a browser would have to be allowed.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The white around a code, in modules (ISO/IEC 18004).
const MARGIN: usize = 4;

/// A QR code.
pub(super) struct Qr {
    /// Modules from side to side, with the white around.
    pub(super) size: usize,
    /// The dark modules, as the data of an SVG path.
    pub(super) path: String,
}

impl Qr {
    /// The code of a text; none where it does not fit.
    pub(super) fn of(text: &str) -> Option<Qr> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (width, colors) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, other| one == other) {
                if run.first() == Some(&Color::Dark) {
                    let (left, top, length) = (x + MARGIN, y + MARGIN, run.len());
                    // Writing to a `String` does not fail.
                    let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
                }
                x += run.len();
            }
        }
        Some(Qr { size: width + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evidence::SignedCertificate;

    #[test]
    fn the_longest_code_under_the_longest_address_is_of_version_25_at_most() {
        let address = format!("https://{}/check#", "h".repeat(80));
        let longest = address + &"x".repeat(SignedCertificate::MOST_CODE);
        let code = QrCode::with_error_correction_level(&longest, EcLevel::M).unwrap();
        assert!(matches!(code.version(), qrcode::Version::Normal(..=25)), "{:?}", code.version());
    }

    #[test]
    fn dark_runs_are_drawn_once() {
        let qr = Qr::of("CKT1.").unwrap();
        assert_eq!(qr.size, 21 + 8);
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "the first finder pattern: {}", qr.path);
    }
}
