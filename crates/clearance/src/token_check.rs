//! Whether a tax token counts: held against the key or the register, and against what is declared.

use crate::identifier::canonical;
use crate::register::{Register, SchemeNumber};
use crate::tax_token::{TaxToken, TokenFlaw, consignee_commitment};
use evidence::{Opening, VerifyingKey};
use jiff::civil::Date;
use quantity::Decimal;

/// What a token is presented with: the scheme and number, the order, the goods and who receives them.
#[derive(Clone, Debug, Default)]
pub struct TokenSubject<'d> {
    /// The scheme.
    pub scheme: &'d str,
    /// The number under it.
    pub number: &'d str,
    /// The number of the market place.
    pub market: Option<&'d str>,
    /// The number of the order.
    pub order: Option<&'d str>,
    /// What the goods are worth, and the currency.
    pub goods: Option<(Decimal, &'d str)>,
    /// The name of who receives them.
    pub name: Option<&'d str>,
    /// Their postcode.
    pub postcode: Option<&'d str>,
    /// Their country.
    pub country: Option<&'d str>,
    /// What opens the commitment to them.
    pub salt: Option<Opening>,
}

/// By what a signature is checked.
#[derive(Clone, Copy, Debug)]
pub enum TokenKeys<'k> {
    /// A key that somebody has been given.
    Given(&'k VerifyingKey),
    /// The keys of the number, by the register of a day.
    Registered(&'k Register, Date),
}

/// The first thing that is wrong with a token on a day; what it is presented with is compared where that is said.
///
/// What it claims is believed only once its signature is good. Whether it was used before is not known here.
pub fn token_flaw(
    token: &TaxToken,
    subject: Option<&TokenSubject<'_>>,
    keys: TokenKeys<'_>,
    today: Date,
) -> Option<TokenFlaw> {
    let claim = token.claim();
    let is_its = |subject: &TokenSubject<'_>| {
        claim.scheme == subject.scheme && canonical(&claim.number) == canonical(subject.number)
    };
    if !subject.is_none_or(is_its) {
        return Some(TokenFlaw::OtherNumber);
    }
    let flaw = match keys {
        TokenKeys::Given(key) => (!token.is_signed_by(key)).then_some(TokenFlaw::WrongSignature),
        TokenKeys::Registered(register, day) => flaw_of_signature(token, register, day),
    };
    if flaw.is_some() {
        return flaw;
    }
    if claim.expires < today {
        return Some(TokenFlaw::Expired);
    }
    subject.and_then(|subject| flaw_of_binding(token, subject))
}

fn flaw_of_signature(token: &TaxToken, register: &Register, day: Date) -> Option<TokenFlaw> {
    let claim = token.claim();
    match register.scheme_number(&claim.scheme, &claim.number, day) {
        SchemeNumber::NotKept => return Some(TokenFlaw::UnknownKey),
        SchemeNumber::NotInForce(_) | SchemeNumber::Unknown => return Some(TokenFlaw::NotInForce),
        SchemeNumber::InForce(_) => {}
    }
    let mut keys = register.keys_of(&claim.scheme, &claim.number, day).peekable();
    match keys.peek() {
        None => Some(TokenFlaw::UnknownKey),
        Some(_) => (!keys.any(|key| token.is_signed_by(key))).then_some(TokenFlaw::WrongSignature),
    }
}

/// Whether it is for this order, these goods and this person.
fn flaw_of_binding(token: &TaxToken, subject: &TokenSubject<'_>) -> Option<TokenFlaw> {
    let claim = token.claim();
    let is_of_market = claim.market.as_deref().map(canonical) == subject.market.map(canonical);
    if subject.order != Some(&claim.order) || !is_of_market {
        return Some(TokenFlaw::OtherOrder);
    }
    if subject.goods != Some((claim.goods.value(), claim.goods.currency())) {
        return Some(TokenFlaw::OtherValue);
    }
    let receives = subject.salt.as_ref().zip(subject.name).map(|(salt, name)| {
        let (postcode, country) = (subject.postcode.unwrap_or_default(), subject.country.unwrap_or_default());
        consignee_commitment(salt, name, postcode, country)
    });
    (receives != Some(claim.consignee)).then_some(TokenFlaw::OtherConsignee)
}
