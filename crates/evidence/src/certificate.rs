//! A certificate: a short text that the key of a record signs as it is, and its code, which a phone reads from paper.

use crate::base64;
use crate::fields::{FieldFlaw, Fields, write_field};
use crate::key::{Signature, SigningKey, VerifyingKey};

/// The first line: no signature over it can be taken for one over anything else.
const FIRST_LINE: &str = "cocket-certificate-v1";
/// How a code begins.
const MARK: &str = "CKT1.";

/// What is certified of whom, by whom, and from when to when.
///
/// Its text has a line for each field, in their order here, each the field's name, a space and its value, or `-` for
/// what is absent. There is one text for each certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate<'t> {
    /// What it is, in one word.
    pub kind: &'t str,
    /// Its number.
    pub number: &'t str,
    /// Who issued it.
    pub issuer: &'t str,
    /// To whom.
    pub holder: &'t str,
    /// The goods or the authorisation, in words.
    pub about: &'t str,
    /// The consignment's id.
    pub consignment: Option<&'t str>,
    /// Where the goods come from: the country's two letters.
    pub origin_country: Option<&'t str>,
    /// The first day on which it is good (`2026-03-02`), as the caller writes it.
    pub valid_from: &'t str,
    /// The last day on which it is good.
    pub valid_until: &'t str,
    /// When it was issued (RFC 3339), as the caller writes it.
    pub issued: &'t str,
    /// The name of the record whose key signs.
    pub record: &'t str,
}

impl<'t> Certificate<'t> {
    /// The most bytes of a text: its code then has 892 signs at most, which with an address of 100 fit a QR code of
    /// version 25 at level M (997 bytes, ISO/IEC 18004).
    pub const MOST_BYTES: usize = 600;

    /// The text that is signed.
    ///
    /// # Errors
    /// [`CertificateFlaw::Value`] for a text that does not stand clearly in a line, [`CertificateFlaw::TooLong`] for
    /// more than a QR code holds.
    pub fn write(&self) -> Result<String, CertificateFlaw> {
        let mut text = String::with_capacity(Certificate::MOST_BYTES);
        text.push_str(FIRST_LINE);
        text.push('\n');
        write_field("kind", Some(self.kind), &mut text)?;
        write_field("number", Some(self.number), &mut text)?;
        write_field("issuer", Some(self.issuer), &mut text)?;
        write_field("holder", Some(self.holder), &mut text)?;
        write_field("about", Some(self.about), &mut text)?;
        write_field("consignment", self.consignment, &mut text)?;
        write_field("origin_country", self.origin_country, &mut text)?;
        write_field("valid_from", Some(self.valid_from), &mut text)?;
        write_field("valid_until", Some(self.valid_until), &mut text)?;
        write_field("issued", Some(self.issued), &mut text)?;
        write_field("record", Some(self.record), &mut text)?;
        if text.len() > Certificate::MOST_BYTES { Err(CertificateFlaw::TooLong) } else { Ok(text) }
    }

    /// Reads the text that [`write`](Certificate::write) gives, and no other.
    ///
    /// # Errors
    /// The first [`CertificateFlaw`] from the top.
    pub fn parse(text: &'t str) -> Result<Certificate<'t>, CertificateFlaw> {
        if text.len() > Certificate::MOST_BYTES {
            return Err(CertificateFlaw::TooLong);
        }
        let mut fields = Fields::after(FIRST_LINE, text).ok_or(CertificateFlaw::FirstLine)?;
        // The lines are read in the order in which the fields are written here.
        let certificate = Certificate {
            kind: needed(&mut fields, "kind")?,
            number: needed(&mut fields, "number")?,
            issuer: needed(&mut fields, "issuer")?,
            holder: needed(&mut fields, "holder")?,
            about: needed(&mut fields, "about")?,
            consignment: fields.text("consignment")?,
            origin_country: fields.text("origin_country")?,
            valid_from: needed(&mut fields, "valid_from")?,
            valid_until: needed(&mut fields, "valid_until")?,
            issued: needed(&mut fields, "issued")?,
            record: needed(&mut fields, "record")?,
        };
        if fields.is_at_end() { Ok(certificate) } else { Err(CertificateFlaw::TextAfterEnd) }
    }
}

fn needed<'t>(fields: &mut Fields<'t>, name: &'static str) -> Result<&'t str, CertificateFlaw> {
    fields.text(name)?.ok_or(CertificateFlaw::Value(name))
}

/// The text of a certificate with a signature, which may be anybody's until it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCertificate {
    /// The text of a [`Certificate`].
    pub text: String,
    /// The signature over it.
    pub signature: Signature,
}

impl SignedCertificate {
    /// The most signs of a code.
    pub const MOST_CODE: usize = MARK.len() + Certificate::MOST_BYTES.div_ceil(3) * 4 + 1 + 86;

    /// The code for a QR code: `CKT1.`, the text and the signature, both as base64url without padding (RFC 4648
    /// section 5).
    pub fn code(&self) -> String {
        let text = written(self.text.as_bytes());
        format!("{MARK}{text}.{}", written(self.signature.as_bytes()))
    }

    /// Reads the code that [`code`](SignedCertificate::code) gives, and no other. What it says is not believed yet.
    ///
    /// # Errors
    /// [`CertificateFlaw::Code`] for any other text, or the flaw of the certificate in it.
    pub fn read(code: &str) -> Result<SignedCertificate, CertificateFlaw> {
        if code.len() > SignedCertificate::MOST_CODE {
            return Err(CertificateFlaw::Code);
        }
        let (text, signature) =
            code.strip_prefix(MARK).and_then(|rest| rest.split_once('.')).ok_or(CertificateFlaw::Code)?;
        let text = read(text).and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(CertificateFlaw::Code)?;
        let signature =
            read(signature).and_then(|bytes| bytes.try_into().ok()).ok_or(CertificateFlaw::Code)?;
        Certificate::parse(&text)?;
        Ok(SignedCertificate { text, signature: Signature::from_bytes(signature) })
    }

    /// The certificate, where this key has signed it.
    ///
    /// # Errors
    /// [`CertificateFlaw::Signature`], or the flaw of the text.
    pub fn verified(&self, key: &VerifyingKey) -> Result<Certificate<'_>, CertificateFlaw> {
        let certificate = Certificate::parse(&self.text)?;
        match key.is_over(&self.text, &self.signature) {
            true => Ok(certificate),
            false => Err(CertificateFlaw::Signature),
        }
    }
}

impl SigningKey {
    /// Signs a certificate; the same each time.
    ///
    /// # Errors
    /// Those of [`Certificate::write`].
    pub fn sign_certificate(
        &self,
        certificate: &Certificate<'_>,
    ) -> Result<SignedCertificate, CertificateFlaw> {
        let text = certificate.write()?;
        let signature = self.over(&text);
        Ok(SignedCertificate { text, signature })
    }
}

fn written(bytes: &[u8]) -> String {
    let mut text = String::new();
    base64::write(bytes, &mut text);
    text.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

fn read(text: &str) -> Option<Vec<u8>> {
    if text.contains(['+', '/', '=']) {
        return None;
    }
    let padding = "=".repeat(text.len().wrapping_neg() % 4);
    base64::read_any(&(text.replace('-', "+").replace('_', "/") + &padding))
}

/// Why something is no certificate, or a certificate has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum CertificateFlaw {
    /// It is no code of a certificate.
    #[error("this is no code of a certificate: it must be `{MARK}`, a text, `.` and a signature")]
    Code,
    /// The text does not begin as certificates of this version do.
    #[error("the first line is not `{FIRST_LINE}`")]
    FirstLine,
    /// A line is missing, cut off, or not in its place.
    #[error("the line `{0}` is missing or not in its place")]
    Line(&'static str),
    /// The value of this line is missing where it must be there, or cannot be told for certain by who reads it.
    #[error("the value of `{0}` is not one that a certificate can have")]
    Value(&'static str),
    /// Something follows the last line.
    #[error("text follows the last line")]
    TextAfterEnd,
    /// The text is longer than a QR code holds.
    #[error("the text is longer than {} bytes", Certificate::MOST_BYTES)]
    TooLong,
    /// The key has not signed this text.
    #[error("the signature is not by this key over this text")]
    Signature,
}

impl From<FieldFlaw> for CertificateFlaw {
    fn from(flaw: FieldFlaw) -> CertificateFlaw {
        match flaw {
            FieldFlaw::Line(name) => CertificateFlaw::Line(name),
            FieldFlaw::Value(name) => CertificateFlaw::Value(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Origin;
    use crate::fields::is_clear;
    use crate::stated::{Stated, StatedHead};
    use proptest::prelude::*;

    fn example() -> Certificate<'static> {
        Certificate {
            kind: "phytosanitary",
            number: "cert_0000000000042",
            issuer: "plant-health",
            holder: "Δ Seeds, Ltd.",
            about: "tomato seeds, 2 kg",
            consignment: Some("c_0000000000007"),
            origin_country: None,
            valid_from: "2026-03-02",
            valid_until: "2026-06-30",
            issued: "2026-03-02T12:00:00Z",
            record: "customs.example/log",
        }
    }

    const TEXT: &str = "cocket-certificate-v1\n\
        kind phytosanitary\n\
        number cert_0000000000042\n\
        issuer plant-health\n\
        holder Δ Seeds, Ltd.\n\
        about tomato seeds, 2 kg\n\
        consignment c_0000000000007\n\
        origin_country -\n\
        valid_from 2026-03-02\n\
        valid_until 2026-06-30\n\
        issued 2026-03-02T12:00:00Z\n\
        record customs.example/log\n";

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32]).unwrap()
    }

    fn check_flaw(from: &str, to: &str, expected: CertificateFlaw) {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        assert_eq!(Certificate::parse(&TEXT.replace(from, to)), Err(expected), "`{from}` to `{to}`");
    }

    #[test]
    fn the_text_is_the_one_that_was_promised() {
        assert_eq!(example().write().as_deref(), Ok(TEXT));
        assert_eq!(Certificate::parse(TEXT), Ok(example()));
    }

    #[test]
    fn each_way_to_another_text_is_found() {
        check_flaw("certificate-v1", "certificate-v2", CertificateFlaw::FirstLine);
        check_flaw("kind phytosanitary\n", "", CertificateFlaw::Line("kind"));
        check_flaw("holder Δ Seeds, Ltd.\n", "", CertificateFlaw::Line("holder"));
        check_flaw("holder Δ Seeds, Ltd.", "holder -", CertificateFlaw::Value("holder"));
        check_flaw("about tomato", "about  tomato", CertificateFlaw::Value("about"));
        check_flaw("2026-06-30\n", "2026-06-30\r\n", CertificateFlaw::Value("valid_until"));
        check_flaw("log\n", "log", CertificateFlaw::Line("record"));
        check_flaw("log\n", "log\nrecord x\n", CertificateFlaw::TextAfterEnd);
        let long = TEXT.replace("2 kg", &"x".repeat(400));
        assert_eq!(Certificate::parse(&long), Err(CertificateFlaw::TooLong));
    }

    #[test]
    fn a_value_cannot_make_a_line_nor_a_book() {
        for value in ["", "-", " a", "a\nb", "a\r", "a\0b", "a\u{2028}b", "a\u{202e}b"] {
            let refused = Err(CertificateFlaw::Value("about"));
            assert_eq!(Certificate { about: value, ..example() }.write(), refused, "{value:?}");
        }
        let room = Certificate::MOST_BYTES - (TEXT.len() - example().about.len());
        let (full, over) = ("x".repeat(room), "x".repeat(room + 1));
        let signed = key().sign_certificate(&Certificate { about: &full, ..example() }).unwrap();
        assert_eq!(signed.code().len(), SignedCertificate::MOST_CODE);
        assert_eq!(Certificate { about: &over, ..example() }.write(), Err(CertificateFlaw::TooLong));
    }

    #[test]
    fn a_code_brings_the_certificate_and_the_signature() {
        let signed = key().sign_certificate(&example()).unwrap();
        let code = signed.code();
        assert!(
            code.len() < 600 && code.bytes().all(|sign| sign.is_ascii_graphic() && sign != b'='),
            "{code}"
        );
        let read = SignedCertificate::read(&code).unwrap();
        assert_eq!(read, signed);
        assert_eq!(read.verified(&key().verifying_key()), Ok(example()));
        let other = SigningKey::from_seed(&[8; 32]).unwrap().verifying_key();
        assert_eq!(read.verified(&other), Err(CertificateFlaw::Signature));
        for bad in [
            "",
            "CKT1.",
            "CKT1..",
            code.trim_start_matches('C'),
            &format!("{code}="),
            &format!("{code}A"),
            &code.replace("CKT1", "CKT2"),
        ] {
            assert_eq!(SignedCertificate::read(bad), Err(CertificateFlaw::Code), "{bad}");
        }
        assert_eq!(SignedCertificate::read(&"CKT1.".repeat(1_000_000)), Err(CertificateFlaw::Code));
    }

    #[test]
    fn what_signs_a_certificate_signs_nothing_else() {
        let signed = key().sign_certificate(&example()).unwrap();
        let log = Origin::parse("customs.example/log").unwrap();
        for stated in [Stated::Quote, Stated::SellerList, Stated::Backup] {
            let head = StatedHead { stated, log: &log, statement: &signed.text };
            assert!(!key().verifying_key().has_signed_statement(&head, &signed.signature));
            let forged = SignedCertificate { text: head.text(), signature: key().sign_statement(&head) };
            assert_eq!(forged.verified(&key().verifying_key()), Err(CertificateFlaw::FirstLine));
        }
        assert_eq!(Origin::parse(FIRST_LINE), None, "no checkpoint begins like it");
    }

    #[test]
    fn every_changed_sign_of_a_code_is_found() {
        let code = key().sign_certificate(&example()).unwrap().code();
        for at in 0..code.len() {
            let mut bytes = code.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let read = SignedCertificate::read(&String::from_utf8(bytes).unwrap());
            let is_believed = read.is_ok_and(|read| read.verified(&key().verifying_key()).is_ok());
            assert!(!is_believed, "sign {at}");
        }
    }

    proptest! {
        #[test]
        fn round_trips(values: [String; 9], consignment: Option<String>, origin_country: Option<String>) {
            let [kind, number, issuer, holder, about, valid_from, valid_until, issued, record] = &values;
            let certificate = Certificate {
                kind, number, issuer, holder, about,
                consignment: consignment.as_deref(), origin_country: origin_country.as_deref(),
                valid_from, valid_until, issued, record,
            };
            let all = || values.iter().chain(&consignment).chain(&origin_country);
            let clear = all().all(|value| is_clear(value));
            match certificate.write() {
                Ok(text) => {
                    prop_assert!(clear);
                    prop_assert_eq!(text.matches('\n').count(), 12);
                    prop_assert_eq!(Certificate::parse(&text), Ok(certificate));
                    let signed = key().sign_certificate(&certificate).unwrap();
                    prop_assert_eq!(SignedCertificate::read(&signed.code()), Ok(signed));
                }
                Err(CertificateFlaw::TooLong) => prop_assert!(all().map(String::len).sum::<usize>() > 400),
                Err(flaw) => prop_assert!(!clear, "{flaw}"),
            }
        }

        #[test]
        fn short_values_round_trip(values: [String; 3], seed in "[a-z]{1,9}") {
            let clear: Vec<&str> = values.iter().map(|value| if is_clear(value) { value } else { seed.as_str() }).collect();
            let certificate = Certificate { holder: clear[0], about: clear[1], issuer: clear[2], ..example() };
            if let Ok(text) = certificate.write() {
                prop_assert_eq!(Certificate::parse(&text), Ok(certificate));
            }
        }

        #[test]
        fn what_is_read_is_written_the_same(at: prop::sample::Index, insert in "[-\n a\u{202e}=]{0,3}", cut in 0..4_usize) {
            let signs: Vec<char> = TEXT.chars().collect();
            let at = at.index(signs.len() + 1);
            let end = (at + cut).min(signs.len());
            let text: String = signs[..at].iter().copied().chain(insert.chars()).chain(signs[end..].iter().copied()).collect();
            if let Ok(certificate) = Certificate::parse(&text) {
                prop_assert_eq!(certificate.write(), Ok(text.clone()));
            }
        }

        #[test]
        fn any_code_is_answered(text: String, code in "CKT1\\.[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{80,90}") {
            prop_assert!(SignedCertificate::read(&text).is_err());
            prop_assert!(SignedCertificate::read(&code).is_err());
        }
    }
}
