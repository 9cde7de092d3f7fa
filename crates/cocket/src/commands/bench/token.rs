//! What a tax token costs whoever takes it in: reading, the signature, and what it is bound to; a good one, and one that
//! was altered.

use super::{count, median, ratio};
use crate::failure::Failure;
use clearance::{
    Authorisation, AuthorisationKind, Register, TaxToken, TokenAmount, TokenClaim, TokenFlaw, TokenKeys,
    TokenSubject, consignee_commitment, token_flaw,
};
use evidence::{Opening, SignedLine, SigningKey};
use jiff::civil::date;
use quantity::Decimal;
use serde::Serialize;
use std::hint::black_box;
use tariff::{LawRef, Validity};

/// Vendors with numbers and keys in the register.
const VENDORS: u32 = 1_000;

/// What tokens cost, on one thread.
#[derive(Serialize)]
pub(super) struct TokenReport {
    bench: &'static str,
    tokens: u64,
    rounds: usize,
    bytes_per_token: u64,
    floor_signature_ns: u64,
    verify_ns: u64,
    verify_altered_ns: u64,
    mint_ns: u64,
    ratios: Ratios,
}

#[derive(Serialize)]
struct Ratios {
    verify_to_floor: String,
    verify_altered_to_floor: String,
}

const NUMBER: &str = "XAV0000500";
const NAME: &str = "Ana Example";

/// Measures so many tokens of different orders.
pub(super) fn measure(tokens: u64, rounds: usize) -> Result<TokenReport, Failure> {
    let impossible = || Failure::WrongUse("the made-up tokens cannot be made".to_owned());
    let key = SigningKey::from_seed(&[7; 32]).ok_or_else(impossible)?;
    let register = register(&key).ok_or_else(impossible)?;
    let salt = Opening::from_bytes([9; 32]);
    let claims: Option<Vec<TokenClaim>> = (0..tokens).map(|order| claim(order, &salt)).collect();
    let claims = claims.ok_or_else(impossible)?;
    let minted: Result<Vec<TaxToken>, _> = claims.iter().map(|claim| claim.signed(&key)).collect();
    let minted = minted.map_err(|_| impossible())?;
    let goods = Decimal::parse("100.00").map_err(|_| impossible())?;
    let verified = |text: &str, order: &str| {
        let token = TaxToken::parse(text).ok()?;
        let subject = TokenSubject {
            scheme: "vendor",
            number: NUMBER,
            market: None,
            order: Some(order),
            goods: Some((goods, "EXD")),
            name: Some(NAME),
            postcode: Some("1001"),
            country: Some("XA"),
            salt: Some(salt),
        };
        let day = date(2026, 3, 2);
        Some(token_flaw(&token, Some(&subject), TokenKeys::Registered(&register, day), day))
    };
    let whole: Vec<(&str, &str)> =
        minted.iter().map(|token| (token.text(), token.claim().order.as_str())).collect();
    let altered: Vec<(String, &str)> =
        whole.iter().map(|(text, order)| (text.replace("15.00EXD", "15.01EXD"), *order)).collect();
    let published = key.verifying_key();
    let mut wrong = 0_u64;
    let floor = median(rounds, &minted, |token| {
        let line = token.text().rsplit_once(':').and_then(|(line, _)| SignedLine::of_tax_token(line));
        let is_signed = line.is_some_and(|line| published.has_signed_line(&line, token.signature()));
        wrong += u64::from(!black_box(is_signed));
    });
    let verify = median(rounds, &whole, |(text, order)| {
        wrong += u64::from(black_box(verified(text, order)) != Some(None));
    });
    let verify_altered = median(rounds, &altered, |(text, order)| {
        wrong += u64::from(black_box(verified(text, order)) != Some(Some(TokenFlaw::WrongSignature)));
    });
    let mint = median(rounds, &claims, |claim| drop(black_box(claim.signed(&key))));
    if wrong > 0 {
        return Err(Failure::WrongUse(format!("{wrong} tokens were not judged as they should be")));
    }
    let bytes: usize = whole.iter().map(|(text, _)| text.len()).sum();
    Ok(TokenReport {
        bench: "token",
        tokens,
        rounds,
        bytes_per_token: count(bytes) / tokens.max(1),
        floor_signature_ns: floor,
        verify_ns: verify,
        verify_altered_ns: verify_altered,
        mint_ns: mint,
        ratios: Ratios {
            verify_to_floor: ratio(verify, floor),
            verify_altered_to_floor: ratio(verify_altered, floor),
        },
    })
}

fn claim(order: u64, salt: &Opening) -> Option<TokenClaim> {
    Some(TokenClaim {
        scheme: "vendor".to_owned(),
        number: NUMBER.to_owned(),
        market: None,
        order: format!("2026-{order:08}"),
        goods: TokenAmount::parse("100.00EXD")?,
        tax: TokenAmount::parse("15.00EXD")?,
        expires: date(2026, 4, 30),
        consignee: consignee_commitment(salt, NAME, "1001", "XA"),
    })
}

/// A register of a thousand vendors, all with the same key.
fn register(key: &SigningKey) -> Option<Register> {
    let row = |vendor: u32| Authorisation {
        party: format!("shop-{vendor}"),
        name: format!("Shop {vendor}"),
        kind: AuthorisationKind::TaxScheme,
        scheme: Some("vendor".to_owned()),
        number: Some(format!("XAV{vendor:07}")),
        amount: None,
        secured_percent: None,
        validity: Validity { from: date(2025, 1, 1), to: None },
        law: LawRef::new("made up"),
        key: Some(key.verifying_key()),
    };
    Register::new((1..=VENDORS).map(row).collect()).ok()
}
