//! Reading single fields of a submission: what cannot be read becomes a fault at its place.

use crate::Transport;
use crate::fault::{Fault, FaultCode};
use crate::identifier::{AirWaybill, Flaw, TrackingNumber, Ucr};
use crate::law::Law;
use crate::submission::{HeaderField, Submission, header_pointer};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{Currency, Decimal, DecimalFlaw};
use tariff::Country;

/// A submission being read by the law of a day, and the faults found so far.
pub(super) struct Reading<'s, 'l> {
    pub(super) submission: &'s Submission<'s>,
    pub(super) law: &'l Law,
    pub(super) day: Date,
    pub(super) faults: Vec<Fault>,
}

impl<'s, 'l> Reading<'s, 'l> {
    pub(super) fn new(submission: &'s Submission<'s>, law: &'l Law) -> Reading<'s, 'l> {
        Reading { submission, law, day: Date::MIN, faults: submission.faults.clone() }
    }

    pub(super) fn text(&self, field: HeaderField) -> Option<&'s str> {
        self.submission.text(field)
    }

    pub(super) fn owned(&self, field: HeaderField) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    /// The filer's own number; without it no answer could be told from another.
    pub(super) fn reference(&mut self) -> String {
        match self.text(HeaderField::Reference) {
            Some(text) => text.to_owned(),
            None => {
                self.faults.push(Fault::new(FaultCode::Missing, header_pointer(HeaderField::Reference)));
                String::new()
            }
        }
    }

    /// One of a closed list of words; the default stands where the field is not there.
    pub(super) fn word<T>(
        &mut self,
        field: HeaderField,
        from_name: fn(&str) -> Option<T>,
        unknown: FaultCode,
        default: T,
    ) -> T {
        match self.text(field).map(|text| (text, from_name(text))) {
            None => default,
            Some((_, Some(word))) => word,
            Some((text, None)) => {
                self.faults.push(Fault::new(unknown, header_pointer(field)).with("found", text));
                default
            }
        }
    }

    pub(super) fn timestamp(&mut self, field: HeaderField) -> Option<Timestamp> {
        let text = self.text(field)?;
        match text.parse() {
            Ok(moment) => Some(moment),
            Err(_) => {
                self.faults
                    .push(Fault::new(FaultCode::MalformedDate, header_pointer(field)).with("found", text));
                None
            }
        }
    }

    /// A number that is not below zero.
    pub(super) fn decimal(&mut self, field: HeaderField) -> Option<Decimal> {
        let text = self.text(field)?;
        self.number(text, || header_pointer(field))
    }

    /// The number in a text, or a fault at a place.
    pub(super) fn number(&mut self, text: &str, pointer: impl FnOnce() -> String) -> Option<Decimal> {
        let code = match Decimal::parse(text) {
            Ok(number) if !number.is_negative() => return Some(number),
            Ok(_) => FaultCode::Negative,
            Err(DecimalFlaw::Malformed) => FaultCode::MalformedAmount,
            Err(DecimalFlaw::TooPrecise | DecimalFlaw::OutOfRange) => FaultCode::OutOfRange,
        };
        let mut fault = Fault::new(code, pointer()).with("found", text);
        let with_point = text.replace(',', ".");
        if code == FaultCode::MalformedAmount && Decimal::parse(&with_point).is_ok() {
            fault = fault.with("correct", with_point);
        }
        self.faults.push(fault);
        None
    }

    pub(super) fn packages(&mut self) -> Option<u32> {
        let text = self.text(HeaderField::Packages)?;
        let count = counting_number(text);
        if count.is_none() {
            let pointer = header_pointer(HeaderField::Packages);
            self.faults.push(Fault::new(FaultCode::MalformedAmount, pointer).with("found", text));
        }
        count
    }

    pub(super) fn country(&mut self, field: HeaderField) -> Option<Country> {
        let text = self.text(field)?;
        self.country_in(text, || header_pointer(field))
    }

    /// The country of a code, or a fault at a place.
    pub(super) fn country_in(&mut self, text: &str, pointer: impl FnOnce() -> String) -> Option<Country> {
        let known = |country: &Country| self.law.procedures.countries.on(country, self.day).is_some();
        if let Some(country) = Country::parse(text).filter(known) {
            return Some(country);
        }
        let mut fault = Fault::new(FaultCode::UnknownCountry, pointer()).with("found", text);
        if let Some(country) = Country::parse(&text.to_ascii_uppercase()).filter(known) {
            fault = fault.with("correct", country);
        }
        self.faults.push(fault);
        None
    }

    pub(super) fn currency(&mut self, field: HeaderField) -> Option<Currency> {
        let text = self.text(field)?;
        let known = |code: &str| self.law.procedures.currencies.on(code, self.day).map(|found| found.value);
        if let Some(currency) = known(text) {
            return Some(currency);
        }
        let mut fault = Fault::new(FaultCode::UnknownCurrency, header_pointer(field)).with("found", text);
        if let Some(currency) = known(&text.to_ascii_uppercase()) {
            fault = fault.with("correct", currency);
        }
        self.faults.push(fault);
        None
    }

    pub(super) fn tracking_number(&mut self) -> Option<TrackingNumber> {
        let text = self.text(HeaderField::TrackingNumber)?;
        TrackingNumber::parse(text).map_err(|flaw| self.flawed(HeaderField::TrackingNumber, &flaw)).ok()
    }

    pub(super) fn ucr(&mut self) -> Option<Ucr> {
        let text = self.text(HeaderField::Ucr)?;
        Ucr::parse(text).map_err(|flaw| self.flawed(HeaderField::Ucr, &flaw)).ok()
    }

    fn flawed(&mut self, field: HeaderField, flaw: &Flaw) {
        self.faults.push(flaw_fault(header_pointer(field), flaw));
    }

    pub(super) fn transport(&mut self, expected: Option<Timestamp>) -> Transport {
        Transport {
            document: self.owned(HeaderField::TransportDocument),
            master_document: self.master_document(),
            conveyance: self.owned(HeaderField::TransportConveyance),
            arrival: expected,
            office: self.office(),
        }
    }

    /// The master document; one with the shape of an air waybill must have its check digit.
    fn master_document(&mut self) -> Option<String> {
        let text = self.text(HeaderField::TransportMasterDocument)?;
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_air_waybill = digits == 11 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        match AirWaybill::parse(text) {
            Err(flaw) if is_air_waybill => {
                self.flawed(HeaderField::TransportMasterDocument, &flaw);
                None
            }
            _ => Some(text.to_owned()),
        }
    }

    fn office(&mut self) -> Option<String> {
        let text = self.text(HeaderField::TransportOffice)?;
        if self.law.procedures.offices.on(text, self.day).is_some() {
            return Some(text.to_owned());
        }
        let pointer = header_pointer(HeaderField::TransportOffice);
        self.faults.push(Fault::new(FaultCode::UnknownOffice, pointer).with("found", text));
        None
    }
}

/// A whole number above zero, in digits alone.
pub(super) fn counting_number(text: &str) -> Option<u32> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_digits && *number > 0)
}

/// The fault of an identifier, with the right one where the check digit tells it.
pub(super) fn flaw_fault(pointer: String, flaw: &Flaw) -> Fault {
    match flaw {
        Flaw::Malformed { expected } => {
            Fault::new(FaultCode::MalformedIdentifier, pointer).with("expected", expected)
        }
        Flaw::Reserved { purpose } => Fault::new(FaultCode::MalformedIdentifier, pointer)
            .with("expected", format_args!("not a number reserved for {purpose}")),
        Flaw::CheckDigit { correct } => {
            let fault = Fault::new(FaultCode::CheckDigit, pointer);
            match correct {
                Some(correct) => fault.with("correct", correct),
                None => fault,
            }
        }
    }
}
