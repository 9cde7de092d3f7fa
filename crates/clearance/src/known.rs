//! What a consignment is known by: the number that identifies it, the numbers that link it, who receives it.

use crate::identifier::TrackingNumber;
use crate::{Declaration, Party, Stage};
use jiff::{SignedDuration, Timestamp};
use quantity::words;
use std::borrow::Cow;

words! {
    /// What a consignment is found by.
    KeyKind {
        /// The filer's own reference for advance data.
        AdvanceReference = "advance_reference",
        /// The filer's own reference for a declaration.
        Reference = "reference",
        /// The house number of the transport, which identifies the consignment.
        HouseNumber = "house_number",
        /// The unique consignment reference, which links.
        Ucr = "ucr",
        /// The order, which links.
        Order = "order",
        /// The payment, which links.
        Payment = "payment",
        /// The master transport document, which links what travels together.
        MasterDocument = "master_document",
        /// Who receives the goods.
        Consignee = "consignee",
        /// The telephone of whoever receives the goods.
        Phone = "phone",
        /// The e-mail of whoever receives the goods.
        Email = "email",
        /// Name and postcode of whoever receives the goods.
        Person = "person",
        /// Who sold the goods.
        Seller = "seller",
        /// Who sends the goods.
        Consignor = "consignor",
        /// Who sends them, the words for the first goods, and what they are worth.
        Words = "words",
        /// The vendor's token that the tax was collected.
        TaxToken = "tax_token",
    }
}

impl KeyKind {
    /// Whether signals ask for it of other consignments; the others are asked for when a filing comes in.
    pub(crate) fn is_recalled(self) -> bool {
        use KeyKind::*;
        match self {
            AdvanceReference | Reference | HouseNumber | Ucr | MasterDocument | TaxToken => false,
            Order | Payment | Consignee | Phone | Email | Person | Seller | Consignor | Words => true,
        }
    }
}

/// A value that a consignment is found by, in the parts that make it unique.
pub type Key<'a> = (KeyKind, Vec<Cow<'a, str>>);

/// How long a postal S10 number stands for the same item: the operator may use it again after twelve months
/// (UPU S10).
const S10_STANDS_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

impl Declaration {
    /// The house number that identifies the consignment: the tracking number, else the house transport document.
    pub fn house_number(&self) -> Option<&str> {
        let tracking = self.tracking_number.as_ref().map(|number| number.as_str());
        tracking.or(self.transport.document.as_deref())
    }

    /// Whether it is advance data for a security answer, and no declaration.
    pub fn is_advance(&self) -> bool {
        self.stage == Stage::PreLoading
    }

    /// Everything that the consignment is found by, for a filer.
    pub fn keys<'a>(&'a self, organisation: &'a str) -> Vec<Key<'a>> {
        let one = |kind, text: &'a str| (kind, vec![Cow::Borrowed(text)]);
        let reference = match self.is_advance() {
            true => KeyKind::AdvanceReference,
            false => KeyKind::Reference,
        };
        let mut keys =
            vec![(reference, vec![Cow::Borrowed(organisation), Cow::Borrowed(self.reference.as_str())])];
        keys.extend(self.house_number().map(|number| one(KeyKind::HouseNumber, number)));
        keys.extend(self.ucr.as_ref().map(|ucr| one(KeyKind::Ucr, ucr.as_str())));
        let master = self.transport.master_document.as_deref();
        keys.extend(master.map(|number| one(KeyKind::MasterDocument, number)));
        keys.extend(self.order.number.as_deref().zip(self.sold_by()).map(|(number, mut parts)| {
            parts.push(Cow::Borrowed(number));
            (KeyKind::Order, parts)
        }));
        let payment = self.payment.provider.as_deref().zip(self.payment.reference.as_deref());
        keys.extend(payment.map(|(provider, number)| {
            (KeyKind::Payment, vec![Cow::Borrowed(provider), Cow::Borrowed(number)])
        }));
        keys.extend(self.consignee_key().map(|parts| (KeyKind::Consignee, parts)));
        keys
    }

    /// Everything that signals compare it by with other consignments.
    pub fn signal_keys(&self) -> Vec<Key<'_>> {
        let Declaration { consignee, consignor, .. } = self;
        let normal = |text: &str| -> Cow<'_, str> { Cow::Owned(risk::normalise(text)) };
        let mut keys: Vec<Key<'_>> = Vec::with_capacity(6);
        // Numbers are compared without what stands between their digits.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let phone = consignee.phone.as_deref().map(digits).filter(|digits| digits.len() >= 6);
        keys.extend(phone.map(|phone| (KeyKind::Phone, vec![Cow::Owned(phone)])));
        let email = consignee.email.as_deref().map(|email| Cow::Owned(email.to_lowercase()));
        keys.extend(email.map(|email| (KeyKind::Email, vec![email])));
        keys.extend(consignee.named().map(|parts| (KeyKind::Person, parts)));
        keys.extend(self.seller_key().map(|parts| (KeyKind::Seller, parts)));
        let sender = consignor.name.as_deref().map(normal);
        if let (Some(sender), Some(first), Some(value)) = (&sender, self.items.first(), self.value)
            && let Some(words) = &first.description
        {
            let worth = Cow::Owned(value.goods.micro().to_string());
            keys.push((KeyKind::Words, vec![sender.clone(), normal(words), worth]));
        }
        keys.extend(sender.map(|sender| (KeyKind::Consignor, vec![sender])));
        keys
    }

    /// Who receives the goods: by the number they gave, else by name, postcode and country, in any spelling.
    pub fn consignee_key(&self) -> Option<Vec<Cow<'_, str>>> {
        self.consignee.key()
    }

    /// Who gave the order its number: the market place, else the seller. Every shop has an order 1001, so that a number
    /// of nobody leads nowhere.
    fn sold_by(&self) -> Option<Vec<Cow<'_, str>>> {
        match &self.platform {
            Some(platform) => Some(vec![Cow::Borrowed(platform.value.as_str())]),
            None => self.seller_key(),
        }
    }

    /// Who sold the goods: by the number they gave, else by name.
    pub fn seller_key(&self) -> Option<Vec<Cow<'_, str>>> {
        match &self.seller.identifier {
            Some(number) => Some(vec![Cow::Borrowed(&*number.scheme), Cow::Borrowed(&*number.value)]),
            None => {
                let name = risk::normalise(self.seller.name.as_deref()?);
                Some(vec![Cow::Borrowed("name"), Cow::Owned(name)])
            }
        }
    }

    /// Whether this and another are about one consignment by number. An S10 number stands for one item for
    /// twelve months from when it was first declared.
    pub fn identifies_as(&self, other: &Declaration, other_accepted: Timestamp, now: Timestamp) -> bool {
        let (Some(ours), Some(theirs)) = (self.house_number(), other.house_number()) else { return false };
        let is_postal = matches!(self.tracking_number, Some(TrackingNumber::S10(_)));
        ours == theirs && (!is_postal || now.duration_since(other_accepted) <= S10_STANDS_FOR)
    }
}

impl Party {
    /// Who it is: by the number they gave, else by name, postcode and country, in any spelling.
    pub fn key(&self) -> Option<Vec<Cow<'_, str>>> {
        match &self.identifier {
            Some(number) => Some(vec![Cow::Borrowed(&*number.scheme), Cow::Borrowed(&*number.value)]),
            None => self.named(),
        }
    }

    /// Who it is, by name, postcode and country.
    fn named(&self) -> Option<Vec<Cow<'_, str>>> {
        let name = risk::normalise(self.name.as_deref()?);
        let postcode = risk::normalise(self.postcode.as_deref().unwrap_or_default());
        let country = self.country.as_ref().map_or("", |country| country.as_str());
        Some(vec![
            Cow::Borrowed("name"),
            Cow::Owned(name),
            Cow::Owned(postcode),
            Cow::Owned(country.to_owned()),
        ])
    }
}
