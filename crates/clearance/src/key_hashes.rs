//! The hashes of what a declaration is found under and compared by.

use crate::Declaration;
use crate::known::KeyKind;
use crate::law::Law;

/// The hashes that a declaration is found under, and those that signals compare it by. That of the master document,
/// which nobody asks for here, is not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyHashes {
    /// What its filer calls it.
    pub reference: u64,
    /// The house number.
    pub house: Option<u64>,
    /// The unique consignment reference.
    pub ucr: Option<u64>,
    /// Who receives the goods.
    pub consignee: Option<u64>,
    /// The order.
    pub order: Option<u64>,
    /// The payment.
    pub payment: Option<u64>,
    /// The consignee's telephone.
    pub phone: Option<u64>,
    /// The consignee's e-mail.
    pub email: Option<u64>,
    /// The consignee's name and postcode.
    pub person: Option<u64>,
    /// The same sender, words and value.
    pub words: Option<u64>,
    /// Who sold the goods: nothing is found under it, but what examinations came to.
    pub seller: Option<u64>,
    /// Who sends the goods, likewise.
    pub consignor: Option<u64>,
    /// Whether they are those of advance data.
    pub is_advance: bool,
}

impl KeyHashes {
    /// The hashes of a declaration's keys for a filer; those for signals only under a law that has any. `link` is given
    /// that of the master document.
    pub fn of(
        declaration: &Declaration,
        organisation: &str,
        law: &Law,
        hash: impl Fn(KeyKind, &[&str]) -> u64,
        mut link: impl FnMut(u64),
    ) -> KeyHashes {
        let signals = if law.signals.is_empty() { Vec::new() } else { declaration.signal_keys() };
        let mut keys = KeyHashes { is_advance: declaration.is_advance(), ..KeyHashes::default() };
        for (kind, parts) in declaration.keys(organisation).into_iter().chain(signals) {
            let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
            let hash = hash(kind, &parts);
            match kind {
                KeyKind::MasterDocument => link(hash),
                _ => keys.take(kind, hash),
            }
        }
        keys
    }

    pub(crate) fn take(&mut self, kind: KeyKind, hash: u64) {
        let slot = match kind {
            KeyKind::AdvanceReference | KeyKind::Reference => return self.reference = hash,
            // Under a token a consignment is found once it has used it, and not because it names it.
            KeyKind::MasterDocument | KeyKind::TaxToken => return,
            KeyKind::HouseNumber => &mut self.house,
            KeyKind::Ucr => &mut self.ucr,
            KeyKind::Consignee => &mut self.consignee,
            KeyKind::Order => &mut self.order,
            KeyKind::Payment => &mut self.payment,
            KeyKind::Phone => &mut self.phone,
            KeyKind::Email => &mut self.email,
            KeyKind::Person => &mut self.person,
            KeyKind::Words => &mut self.words,
            KeyKind::Seller => &mut self.seller,
            KeyKind::Consignor => &mut self.consignor,
        };
        *slot = Some(hash);
    }

    /// The keys that a consignment is found by, the reference first. By those of signals only declarations are found:
    /// nobody can hide them behind advance data of which none comes.
    pub fn found_by(&self) -> [Option<u64>; 10] {
        let KeyHashes {
            reference, house, ucr, consignee, order, payment, phone, email, person, words, ..
        } = *self;
        let declared = [phone, email, person, words].map(|key| key.filter(|_| !self.is_advance));
        let [phone, email, person, words] = declared;
        [Some(reference), house, ucr, consignee, order, payment, phone, email, person, words]
    }
}
