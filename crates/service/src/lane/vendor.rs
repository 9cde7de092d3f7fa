//! A vendor's return: an entry of the journal, with its lines beside it, in the order of everything else.

use super::ask::{Actor, RequestKey};
use super::batch::Batch;
use super::{Lane, ReturnTold};
use jiff::Timestamp;
use store::{Entry, NewVendorReturn, StoreFailure, What};

/// A return that was read, checked and sealed on the thread that took it in.
pub struct VendorFiling {
    /// Who files.
    pub actor: Actor,
    /// When it came in.
    pub at: Timestamp,
    /// The party whose number it is, where the register knows it.
    pub party: Option<String>,
    /// The return with its lines.
    pub sealed: NewVendorReturn,
    /// The hash of the bytes as they came.
    pub document: [u8; 32],
    /// The key that the request carried.
    pub key: Option<RequestKey>,
}

impl Lane {
    /// Keeps a vendor's return, durable when this returns.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn keep_vendor_return(&mut self, filing: VendorFiling) -> Result<ReturnTold, StoreFailure> {
        let mut batch = self.batch();
        if let Some(key) = &filing.key
            && let Some((fingerprint, subject)) = batch.request(key)?
        {
            return Ok(match fingerprint == key.fingerprint {
                true => ReturnTold::Known(subject),
                false => ReturnTold::KeyUsed,
            });
        }
        let at = filing.at;
        let entry = batch.record_vendor_return(filing)?;
        let made = batch.finish();
        let proofs = self.append(made, at)?;
        Ok(ReturnTold::Kept { entry, receipt: proofs.receipt(entry).map(Box::new) })
    }
}

impl Batch<'_> {
    /// Notes down a return; gives the number of its entry.
    fn record_vendor_return(&mut self, filing: VendorFiling) -> Result<u64, StoreFailure> {
        let VendorFiling { actor, at, party, mut sealed, document, key } = filing;
        let filed = &sealed.filed;
        let mut concerns = vec![actor.organisation.as_str()];
        concerns.extend(party.as_deref().filter(|party| *party != actor.organisation));
        let entry = Entry {
            concerns,
            ..Entry::bare(
                at.as_microsecond(),
                actor.stored(),
                What::VendorReturned {
                    scheme: &filed.scheme,
                    number: &filed.number,
                    period: &filed.period,
                    currency: filed.currency.code(),
                    lines: filed.lines,
                    total: filed.total,
                    content: sealed.content,
                    document,
                },
            )
        };
        let number = self.put(&entry, &[], None)?;
        sealed.filed.entry = number;
        if let Some(key) = key {
            self.keep_request(key, format!("v/{number}"));
        }
        self.vendor_returns.push(sealed);
        Ok(number)
    }
}
