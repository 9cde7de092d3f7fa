//! Whether the tax scheme that a declaration names counts: somebody else has collected the tax only if it does.

use super::remarks::Remarks;
use super::worth::Worth;
use crate::declaration::DeclaredToken;
use crate::facts::UsedUp;
use crate::fault::{Fault, FaultCode};
use crate::ground::Ground;
use crate::law::Law;
use crate::procedure::{CollectionScheme, TokenRule};
use crate::register::{Register, SchemeNumber};
use crate::submission::{HeaderField, header_pointer};
use crate::tax_token::{TokenClaim, TokenFlaw, TokenId};
use crate::{Declaration, GoodsItem, TaxScheme};
use jiff::civil::Date;
use quantity::{Decimal, ExchangeRate, LocalValue, Rounding, RoundingMode};
use tariff::{ChargeKind, Dated, LawRef};

/// A tax scheme that counts for a declaration.
#[derive(Clone, Copy)]
pub(crate) struct CountingScheme<'a> {
    declared: &'a TaxScheme,
    scheme: &'a Dated<CollectionScheme>,
    /// What items are converted by that must each be within the cap; none where the whole consignment is.
    item_rate: Option<ExchangeRate>,
}

/// The declared tax scheme, if it is known, its number well formed and in force and the consignment within
/// its cap. Where it does not count, charges are due as if no scheme were named.
pub(crate) fn that_counts<'a>(
    declaration: &'a Declaration,
    law: &'a Law,
    register: &Register,
    worth: &Worth,
    day: Date,
    used_up: UsedUp<'_>,
    remarks: &mut Remarks,
) -> Option<CountingScheme<'a>> {
    let declared = declaration.tax_scheme.as_ref()?;
    let scheme = law.procedures.schemes.on(declared.scheme.as_str(), day)?;
    let not_in_force = not_in_force(declared, &scheme.law, register, day);
    let is_in_force = not_in_force.is_none();
    // Without a value nothing is charged, with or without a scheme.
    remarks.grounds.extend(not_in_force.filter(|_| declaration.value.is_some()));
    let token = TokenStanding::of(declaration, scheme.value.token, used_up.spent);
    remarks.grounds.extend(token.refused(declared, &scheme.law));
    let cap = &scheme.value.cap;
    let is_by_item = scheme.value.cap_unit.is_by_item();
    if !is_by_item && worth.values.on(scheme.value.cap_basis) > LocalValue::of_money(*cap) {
        remarks.warnings.push(
            Fault::new(FaultCode::SchemeOverCap, header_pointer(HeaderField::TaxSchemeNumber))
                .with("cap", cap),
        );
        remarks.grounds.extend(above_cap(declaration, scheme, worth).filter(|_| is_in_force));
        return None;
    }
    let counts = is_in_force && token.lets_count() && scheme.value.pattern.matches(&declared.number);
    remarks.grounds.extend(token.counts(declared, &scheme.law).filter(|_| counts));
    counts.then_some(CountingScheme { declared, scheme, item_rate: worth.rate.filter(|_| is_by_item) })
}

/// The ground that tells whoever asks for it back that tax which was collected at the sale is charged here, under schemes
/// whose returns are compared with parcels here.
fn above_cap(declaration: &Declaration, scheme: &Dated<CollectionScheme>, worth: &Worth) -> Option<Ground> {
    let declared = declaration.tax_scheme.as_ref()?;
    let CollectionScheme { cap, cap_basis, period, pattern, .. } = &scheme.value;
    let was_collected = declaration.items.iter().any(|item| item.tax_paid != Some(false));
    let is_meant = was_collected && period.is_some() && pattern.matches(&declared.number);
    let rounding = Rounding::new(RoundingMode::HalfUp, 1)?;
    let value = worth.values.on(*cap_basis).round(rounding, cap.currency())?;
    is_meant.then(|| Ground::TaxedAboveCap {
        scheme_number: declared.number.clone(),
        cap: *cap,
        value,
        law: scheme.law.clone(),
    })
}

/// What a token does for the scheme that is declared with it.
enum TokenStanding<'a> {
    /// The number stands for itself.
    Bare,
    Good(&'a TokenClaim),
    Refused(TokenFlaw),
}

impl<'a> TokenStanding<'a> {
    fn of(declaration: &'a Declaration, rule: TokenRule, spent: &[TokenId]) -> TokenStanding<'a> {
        match (&declaration.tax_token, rule) {
            (None, TokenRule::Accepted) => TokenStanding::Bare,
            (None, TokenRule::Required) => TokenStanding::Refused(TokenFlaw::Missing),
            (Some(DeclaredToken { flaw: Some(flaw), .. }), _) => TokenStanding::Refused(*flaw),
            (Some(declared), _) if spent.contains(&declared.token.id()) => {
                TokenStanding::Refused(TokenFlaw::UsedBefore)
            }
            (Some(declared), _) => TokenStanding::Good(declared.token.claim()),
        }
    }

    fn lets_count(&self) -> bool {
        !matches!(self, TokenStanding::Refused(_))
    }

    fn refused(&self, declared: &TaxScheme, law: &LawRef) -> Option<Ground> {
        let TokenStanding::Refused(flaw) = *self else { return None };
        Some(Ground::TaxTokenRefused { scheme_number: declared.number.clone(), flaw, law: law.clone() })
    }

    fn counts(&self, declared: &TaxScheme, law: &LawRef) -> Option<Ground> {
        let TokenStanding::Good(TokenClaim { tax, expires, .. }) = self else { return None };
        let scheme_number = declared.number.clone();
        Some(Ground::TaxTokenCounts {
            scheme_number,
            tax: tax.in_words(),
            expires: *expires,
            law: law.clone(),
        })
    }
}

/// The ground on which a number does not count: the register knows it for other days, or keeps the scheme's
/// numbers and does not know it. The law is that of its row, else that of the scheme.
fn not_in_force(declared: &TaxScheme, of_scheme: &LawRef, register: &Register, day: Date) -> Option<Ground> {
    let (entered, law) = match register.scheme_number(&declared.scheme, &declared.number, day) {
        SchemeNumber::NotKept | SchemeNumber::InForce(_) => return None,
        SchemeNumber::NotInForce(row) => (Some(row.validity), row.law.clone()),
        SchemeNumber::Unknown => (None, of_scheme.clone()),
    };
    Some(Ground::SchemeNumberNotInForce { scheme_number: declared.number.clone(), day, entered, law })
}

impl CountingScheme<'_> {
    /// What the scheme is called.
    pub(crate) fn name(&self) -> &str {
        &self.declared.scheme
    }

    /// The ground on which somebody else has collected a charge on an item, and its law.
    pub(crate) fn collects(&self, kind: ChargeKind, item: &GoodsItem) -> Option<(Ground, LawRef)> {
        let CollectionScheme { collects, cap, .. } = &self.scheme.value;
        // An item of several pieces holds several articles.
        let pieces = item.quantity.filter(|_| item.unit.as_deref().unwrap_or("C62") == "C62");
        let pieces = pieces.filter(|pieces| *pieces > Decimal::ONE).unwrap_or(Decimal::ONE);
        let cap = LocalValue::of_money(*cap);
        let is_over = |rate: ExchangeRate| {
            // A cap beyond the range of values is above everything.
            cap.per(pieces, Decimal::ONE).is_some_and(|cap| rate.convert(item.value) > cap)
        };
        let is_within = !self.item_rate.is_some_and(is_over);
        (is_within && collects.contains(&kind) && item.tax_paid != Some(false)).then(|| {
            let (scheme_number, law) = (self.declared.number.clone(), self.scheme.law.clone());
            (Ground::TaxCollectedByVendor { scheme_number, law: law.clone() }, law)
        })
    }
}
