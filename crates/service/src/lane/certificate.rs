//! Certificates: issued under the number of their entry, which the text names, and revoked, each an entry of the journal.

use super::Lane;
use super::act::{Act, Acted, Acting};
use super::batch::consignment_id;
use clearance::{CertificateDays, CertificateKind};
use evidence::{Certificate, CertificateFlaw};
use store::{CertificateRow, Mark, StoreFailure, What};
use tariff::Country;

/// A certificate that somebody may issue: what it will say beside its number.
#[derive(Clone, Debug)]
pub struct Certifying {
    /// What is certified.
    pub kind: CertificateKind,
    /// To whom.
    pub holder: String,
    /// The goods or the authorisation, in words.
    pub about: String,
    /// The consignment; 0 for none.
    pub consignment: u64,
    /// Where the goods come from.
    pub origin_country: Option<Country>,
    /// The days on which it is good.
    pub days: CertificateDays,
    /// Another organisation that is told, where the holder is not called as it is here.
    pub told: Option<String>,
}

impl Lane {
    /// Issues a certificate, durable when this returns; or says why there is no text of it.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn certify(
        &mut self,
        acting: Acting,
        certifying: &Certifying,
    ) -> Result<Result<Acted, CertificateFlaw>, StoreFailure> {
        if let Some(acted) = self.acted(&acting)? {
            return Ok(Ok(acted));
        }
        // Acts are alone in their batch: the entry gets this number.
        let (number, consignment) = (certificate_id(self.writer.next_entry()), certifying.consignment);
        let (from, until) = (certifying.days.from().to_string(), certifying.days.until().to_string());
        let id = (consignment != 0).then(|| consignment_id(consignment));
        let certificate = Certificate {
            kind: certifying.kind.as_str(),
            number: &number,
            issuer: &acting.actor.organisation.clone(),
            holder: &certifying.holder,
            about: &certifying.about,
            consignment: id.as_deref(),
            origin_country: certifying.origin_country.as_ref().map(Country::as_str),
            valid_from: &from,
            valid_until: &until,
            issued: &acting.at.round(jiff::Unit::Second).unwrap_or(acting.at).to_string(),
            record: &self.origin.to_string(),
        };
        let text = match certificate.write() {
            Ok(text) => text,
            Err(flaw) => return Ok(Err(flaw)),
        };
        let holder = certifying.told.as_deref().unwrap_or(&certifying.holder);
        let what = What::Certified { text: &text };
        let act = Act { consignment, concerns: &[holder], what, salts: &[] };
        let acted =
            self.act(acting, &act, |entry| Mark::Certificate(CertificateRow::of(entry, &certificate)));
        acted.map(Ok)
    }

    /// Revokes a certificate, durable when this returns. There must be one of that number.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn revoke_certificate(
        &mut self,
        acting: Acting,
        certificate: u64,
        reason: &str,
        told: &[&str],
    ) -> Result<Acted, StoreFailure> {
        if let Some(acted) = self.acted(&acting)? {
            return Ok(acted);
        }
        let row = self.writer.certificate(certificate)?;
        if row.ok_or(StoreFailure::Corrupt("no certificate to revoke"))?.revoked_by.is_some() {
            return Ok(Acted::AsItIs);
        }
        let what = What::CertificateRevoked { certificate, reason };
        let act = Act { consignment: 0, concerns: told, what, salts: &[] };
        self.act(acting, &act, |by| Mark::CertificateRevoked { certificate, by })
    }
}

/// The number of the certificate that an entry issued.
pub(crate) fn certificate_id(entry: u64) -> String {
    format!("cert_{entry:013}")
}

/// The entry that issued the certificate of a number.
pub(crate) fn certificate_entry(number: &str) -> Option<u64> {
    let digits = number.strip_prefix("cert_")?;
    (digits.len() == 13 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}
