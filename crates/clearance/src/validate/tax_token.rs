//! Reading a tax token, and holding it against the register and what is declared.
//!
//! It is judged here and nowhere else, on the thread that takes a filing in: a signature costs as much as deciding a parcel.

use super::read::{Reading, flaw_fault};
use crate::declaration::DeclaredToken;
use crate::fault::{Fault, FaultCode};
use crate::identifier::Flaw;
use crate::register::Register;
use crate::submission::{HeaderField, header_pointer};
use crate::tax_token::{TOKEN_FORM, TaxToken, TokenFlaw};
use crate::token_check::{TokenKeys, TokenSubject, token_flaw};
use crate::{Declaration, TaxScheme};
use evidence::Opening;
use jiff::civil::Date;

impl Reading<'_, '_> {
    /// The token with its salt: both or neither, each of its form, beside the scheme and number that it is for.
    pub(super) fn tax_token(&mut self) -> Option<DeclaredToken> {
        let texts = (self.text(HeaderField::TaxSchemeToken), self.text(HeaderField::TaxSchemeSalt));
        let (token, salt) = match texts {
            (None, None) => return None,
            (Some(token), Some(salt)) => (token, salt),
            (Some(_), None) => return self.lacks(HeaderField::TaxSchemeSalt),
            (None, Some(_)) => return self.lacks(HeaderField::TaxSchemeToken),
        };
        if self.text(HeaderField::TaxScheme).is_none() && self.text(HeaderField::TaxSchemeNumber).is_none() {
            return self.lacks(HeaderField::TaxScheme);
        }
        let token =
            TaxToken::parse(token).map_err(|_| self.malformed(HeaderField::TaxSchemeToken, TOKEN_FORM));
        let is_salt = Opening::parse(salt).is_some();
        if !is_salt {
            self.malformed(HeaderField::TaxSchemeSalt, "the salt of the token: 44 signs of base64");
        }
        let token = token.ok().filter(|_| is_salt)?;
        Some(DeclaredToken { token, salt: Some(salt.to_owned()), flaw: None })
    }

    fn lacks(&mut self, field: HeaderField) -> Option<DeclaredToken> {
        self.faults.push(Fault::new(FaultCode::Missing, header_pointer(field)));
        None
    }

    fn malformed(&mut self, field: HeaderField, expected: &'static str) {
        self.faults.push(flaw_fault(header_pointer(field), &Flaw::Malformed { expected }));
    }
}

/// Says of a declared token whether it counts: by the register of the day whose law counts, on the day on which it is
/// declared.
pub(super) fn judge(declaration: &mut Declaration, register: &Register, law_of: Date, today: Date) {
    let Some(flaw) = flaw_of(declaration, register, law_of, today) else { return };
    if let Some(declared) = &mut declaration.tax_token {
        declared.flaw = Some(flaw);
    }
}

fn flaw_of(declaration: &Declaration, register: &Register, law_of: Date, today: Date) -> Option<TokenFlaw> {
    let DeclaredToken { token, salt, .. } = declaration.tax_token.as_ref()?;
    let TaxScheme { scheme, number } = declaration.tax_scheme.as_ref()?;
    let Declaration { consignee, platform, order, value, .. } = declaration;
    let subject = TokenSubject {
        scheme,
        number,
        market: platform.as_ref().map(|platform| platform.value.as_str()),
        order: order.number.as_deref(),
        goods: value.as_ref().map(|value| (value.goods, value.currency.code())),
        name: consignee.name.as_deref(),
        postcode: consignee.postcode.as_deref(),
        country: consignee.country.as_ref().map(|country| country.as_str()),
        salt: salt.as_deref().and_then(Opening::parse),
    };
    token_flaw(token, Some(&subject), TokenKeys::Registered(register, law_of), today)
}
