//! Reading parties, identifiers, schemes, orders and payments.

use super::read::{Reading, flaw_fault};
use crate::fault::{Fault, FaultCode};
use crate::identifier::{Check, Sha256, canonical};
use crate::submission::{DocumentField, HeaderField, document_pointer, header_pointer};
use crate::{Document, Identifier, Order, Party, Payment, Seller, TaxScheme};
use quantity::Amount;

impl Reading<'_, '_> {
    pub(super) fn consignor(&mut self) -> Party {
        Party {
            name: self.owned(HeaderField::ConsignorName),
            address_lines: self.owned(HeaderField::ConsignorAddressLines),
            city: self.owned(HeaderField::ConsignorCity),
            postcode: self.owned(HeaderField::ConsignorPostcode),
            country: self.country(HeaderField::ConsignorCountry),
            identifier: self
                .identifier(HeaderField::ConsignorIdentifierScheme, HeaderField::ConsignorIdentifier),
            email: self.owned(HeaderField::ConsignorEmail),
            phone: self.owned(HeaderField::ConsignorPhone),
        }
    }

    pub(super) fn consignee(&mut self) -> Party {
        Party {
            name: self.owned(HeaderField::ConsigneeName),
            address_lines: self.owned(HeaderField::ConsigneeAddressLines),
            city: self.owned(HeaderField::ConsigneeCity),
            postcode: self.owned(HeaderField::ConsigneePostcode),
            country: self.country(HeaderField::ConsigneeCountry),
            identifier: self
                .identifier(HeaderField::ConsigneeIdentifierScheme, HeaderField::ConsigneeIdentifier),
            email: self.owned(HeaderField::ConsigneeEmail),
            phone: self.owned(HeaderField::ConsigneePhone),
        }
    }

    pub(super) fn seller(&mut self) -> Seller {
        Seller {
            name: self.owned(HeaderField::SellerName),
            identifier: self.identifier(HeaderField::SellerIdentifierScheme, HeaderField::SellerIdentifier),
            url: self.owned(HeaderField::SellerUrl),
        }
    }

    /// A number under a scheme of the pack: both or neither, of the scheme's form, with a right check digit.
    pub(super) fn identifier(&mut self, scheme: HeaderField, value: HeaderField) -> Option<Identifier> {
        let number = self.text(value)?;
        let Some(name) = self.text(scheme) else {
            self.faults.push(Fault::new(FaultCode::Missing, header_pointer(scheme)));
            return None;
        };
        let Some(known) = self.law.procedures.identifiers.on(name, self.day) else {
            self.faults
                .push(Fault::new(FaultCode::UnknownScheme, header_pointer(scheme)).with("found", name));
            return None;
        };
        if !known.value.pattern.matches(number) {
            self.faults.push(
                Fault::new(FaultCode::MalformedIdentifier, header_pointer(value))
                    .with("expected", known.value.pattern.as_str()),
            );
            return None;
        }
        if let Err(flaw) = known.value.check.check(number) {
            self.faults.push(flaw_fault(header_pointer(value), &flaw));
            return None;
        }
        let value = match known.value.check {
            Check::Pattern => number.to_owned(),
            _ => canonical(number).into_owned(),
        };
        Some(Identifier { scheme: name.to_owned(), value })
    }

    pub(super) fn order(&mut self) -> Order {
        Order {
            number: self.owned(HeaderField::OrderNumber),
            placed: self.timestamp(HeaderField::OrderPlaced),
            url: self.owned(HeaderField::OrderUrl),
        }
    }

    pub(super) fn payment(&mut self) -> Payment {
        let value = self.decimal(HeaderField::PaymentAmount);
        let currency = self.currency(HeaderField::PaymentCurrency);
        if value.is_some() && self.text(HeaderField::PaymentCurrency).is_none() {
            self.faults.push(Fault::new(FaultCode::Missing, header_pointer(HeaderField::PaymentCurrency)));
        }
        Payment {
            provider: self.owned(HeaderField::PaymentProvider),
            reference: self.owned(HeaderField::PaymentReference),
            amount: value.zip(currency).map(|(value, currency)| Amount { value, currency }),
            payer: self.owned(HeaderField::PaymentPayer),
        }
    }

    pub(super) fn tax_scheme(&mut self) -> Option<TaxScheme> {
        let number = self.text(HeaderField::TaxSchemeNumber);
        let name = self.text(HeaderField::TaxScheme);
        let (name, number) = match (name, number) {
            (None, None) => return None,
            (Some(name), Some(number)) => (name, number),
            (None, Some(_)) => {
                self.faults.push(Fault::new(FaultCode::Missing, header_pointer(HeaderField::TaxScheme)));
                return None;
            }
            (Some(_), None) => {
                self.faults
                    .push(Fault::new(FaultCode::Missing, header_pointer(HeaderField::TaxSchemeNumber)));
                return None;
            }
        };
        let Some(scheme) = self.law.procedures.schemes.on(name, self.day) else {
            let pointer = header_pointer(HeaderField::TaxScheme);
            self.faults.push(Fault::new(FaultCode::UnknownScheme, pointer).with("found", name));
            return None;
        };
        if !scheme.value.pattern.matches(number) {
            self.faults.push(
                Fault::new(FaultCode::MalformedIdentifier, header_pointer(HeaderField::TaxSchemeNumber))
                    .with("expected", scheme.value.pattern.as_str()),
            );
            return None;
        }
        Some(TaxScheme { scheme: name.to_owned(), number: canonical(number).into_owned() })
    }

    pub(super) fn deferred_payment(&mut self) -> Option<String> {
        self.text(HeaderField::DeferredPayment).map(|number| canonical(number).into_owned())
    }

    pub(super) fn documents(&mut self) -> Vec<Document> {
        let mut documents = Vec::with_capacity(self.submission.documents.len());
        for (place, text) in self.submission.documents.iter().enumerate() {
            let hash = text.text(DocumentField::Sha256);
            if let Some(Err(flaw)) = hash.map(Sha256::parse) {
                self.faults.push(flaw_fault(document_pointer(place, DocumentField::Sha256), &flaw));
            }
            match text.text(DocumentField::Type) {
                None => self
                    .faults
                    .push(Fault::new(FaultCode::Missing, document_pointer(place, DocumentField::Type))),
                Some(kind) => documents.push(Document {
                    kind: kind.to_owned(),
                    number: text.text(DocumentField::Number).map(str::to_owned),
                    sha256: hash.map(str::to_ascii_lowercase),
                }),
            }
        }
        documents
    }
}
