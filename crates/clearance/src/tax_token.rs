//! The tax token: one line by which a vendor says, in its own hand, that it has collected the tax on one consignment.
//!
//! ```text
//! taxtoken1:scheme:number:market:order:goods:tax:expires:consignee:signature
//! └──────────────────────── signed, as it stands ────────────────┘
//! ```
//!
//! Nothing is decoded before the signature is checked over the bytes that came. Each claim has one way to be written, so
//! that another text is another token.

use evidence::{Hash, Opening, Signature, SignedLine, SigningKey, TAX_TOKEN, VerifyingKey};
use evidence::{content_hash, document_commitment};
use jiff::civil::Date;
use quantity::{Decimal, words};
use std::fmt;

/// What a vendor claims at the sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenClaim {
    /// The scheme under which the tax was collected, as the pack names it.
    pub scheme: String,
    /// The vendor's number under it.
    pub number: String,
    /// The number of the market place, if the goods were sold on one.
    pub market: Option<String>,
    /// The number of the order.
    pub order: String,
    /// What the goods of the consignment are worth.
    pub goods: TokenAmount,
    /// The tax that was collected.
    pub tax: TokenAmount,
    /// The last day on which the token can be used, by the calendar of the country.
    pub expires: Date,
    /// The commitment to who receives the goods.
    pub consignee: Hash,
}

/// An amount as a token has it: `24.90USD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenAmount {
    value: Decimal,
    currency: String,
}

/// A token of the right form. Whether it is genuine is for a key to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxToken {
    claim: TokenClaim,
    text: String,
    signature: Signature,
}

/// What tells tokens apart: the first bytes of the hash of what was signed.
///
/// The signature is not part of it, since a vendor can sign the same claim in many ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId([u8; 16]);

words! {
    /// Why a token does not count.
    TokenFlaw {
        /// There is none, and the scheme requires one.
        Missing = "missing",
        /// It is for another scheme or number than the declared one.
        OtherNumber = "other_number",
        /// The number is not in force.
        NotInForce = "not_in_force",
        /// The register has no key of the number.
        UnknownKey = "unknown_key",
        /// No key of the number has signed it.
        WrongSignature = "wrong_signature",
        /// Its last day is over.
        Expired = "expired",
        /// It is for another order, or for one of another market place.
        OtherOrder = "other_order",
        /// It is for goods of another value.
        OtherValue = "other_value",
        /// It is for goods to somebody else.
        OtherConsignee = "other_consignee",
        /// Another consignment has used it.
        UsedBefore = "used_before",
    }
}

/// The bytes of a token are not those of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{TOKEN_FORM}")]
pub struct MalformedToken;

/// The form of a token, for people.
pub const TOKEN_FORM: &str =
    "taxtoken1:scheme:number:market:order:goods:tax:expires:consignee:signature, 512 signs at most";

/// The longest token.
pub const TOKEN_LIMIT: usize = 512;

impl TokenClaim {
    /// The token of the claim, signed.
    ///
    /// # Errors
    /// A claim that no token can hold: a part is empty or too long, or the token would be.
    pub fn signed(&self, key: &SigningKey) -> Result<TaxToken, MalformedToken> {
        let mut line = TAX_TOKEN.to_owned();
        for part in [&self.scheme, &self.number, self.market.as_deref().unwrap_or_default(), &self.order] {
            write_part(part, &mut line);
            line.push(':');
        }
        let TokenClaim { goods, tax, expires, consignee, .. } = self;
        line.push_str(&format!("{goods}:{tax}:{expires}:{consignee}"));
        let signature = key.sign_line(&SignedLine::of_tax_token(&line).ok_or(MalformedToken)?);
        let token = TaxToken::parse(&format!("{line}:{signature}"))?;
        (token.claim == *self).then_some(token).ok_or(MalformedToken)
    }
}

impl TaxToken {
    /// Reads a token. Its signature is not checked.
    ///
    /// # Errors
    /// Any text but the one that a claim is written as.
    pub fn parse(text: &str) -> Result<TaxToken, MalformedToken> {
        read(text).ok_or(MalformedToken)
    }

    /// The whole token.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it claims.
    pub fn claim(&self) -> &TokenClaim {
        &self.claim
    }

    /// The signature, checked or not.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// What tells it apart.
    pub fn id(&self) -> TokenId {
        let hash = content_hash(self.line().as_bytes());
        let mut id = [0; 16];
        id.iter_mut().zip(hash.as_bytes()).for_each(|(id, byte)| *id = *byte);
        TokenId(id)
    }

    /// Whether a key has signed it.
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let line = SignedLine::of_tax_token(self.line());
        line.is_some_and(|line| key.has_signed_line(&line, &self.signature))
    }

    /// What was signed: all before the last colon.
    fn line(&self) -> &str {
        self.text.rsplit_once(':').map_or("", |(line, _)| line)
    }
}

impl TokenId {
    /// The id of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> TokenId {
        TokenId(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl TokenAmount {
    /// An amount of a currency; none where the currency is not three capital letters, or the amount is below zero.
    pub fn new(value: Decimal, currency: &str) -> Option<TokenAmount> {
        let is_code = currency.len() == 3 && currency.bytes().all(|sign| sign.is_ascii_uppercase());
        (is_code && !value.is_negative()).then(|| TokenAmount { value, currency: currency.to_owned() })
    }

    /// Reads `24.90USD`.
    pub fn parse(text: &str) -> Option<TokenAmount> {
        let (value, currency) = text.split_at_checked(text.len().checked_sub(3)?)?;
        TokenAmount::new(Decimal::parse(value).ok()?, currency)
    }

    /// For people: `24.90 USD`.
    pub fn in_words(&self) -> String {
        format!("{} {}", self.value.text(2), self.currency)
    }

    /// The number.
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// The currency's three letters.
    pub fn currency(&self) -> &str {
        &self.currency
    }
}

impl fmt::Display for TokenAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.value.text(2), self.currency)
    }
}

/// The commitment to who receives the goods, by what a shop and a carrier write alike: name, postcode and country.
///
/// Of name and postcode only letters, digits and signs beyond ASCII count, and capitals of ASCII are small: the rest is
/// what labels and systems change. One line each, and the salt is the key of an HMAC-SHA256 over them.
pub fn consignee_commitment(salt: &Opening, name: &str, postcode: &str, country: &str) -> Hash {
    let kept = |text: &str| -> String {
        let kept = text.chars().filter(|sign| sign.is_ascii_alphanumeric() || !sign.is_ascii());
        kept.map(|sign| sign.to_ascii_lowercase()).collect()
    };
    let text = format!("{}\n{}\n{}\n", kept(name), kept(postcode), kept(country));
    document_commitment(salt, text.as_bytes())
}

fn read(text: &str) -> Option<TaxToken> {
    // Before any work: a hostile text may be long.
    if text.len() > TOKEN_LIMIT {
        return None;
    }
    let mut parts = text.strip_prefix(TAX_TOKEN)?.split(':');
    let claim = TokenClaim {
        scheme: read_part(parts.next()?, 35)?,
        number: read_part(parts.next()?, 35)?,
        market: match parts.next()? {
            "" => None,
            market => Some(read_part(market, 70)?),
        },
        order: read_part(parts.next()?, 70)?,
        goods: read_whole(parts.next()?, TokenAmount::parse)?,
        tax: read_whole(parts.next()?, TokenAmount::parse)?,
        expires: read_whole(parts.next()?, |text| text.parse().ok())?,
        consignee: Hash::parse(parts.next()?)?,
    };
    let signature = Signature::parse(parts.next()?)?;
    parts.next().is_none().then(|| TaxToken { claim, text: text.to_owned(), signature })
}

/// A value whose text is the one that it is written as.
fn read_whole<T: fmt::Display>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    read(text).filter(|value| value.to_string() == text)
}

/// A sign that stands for itself (RFC 3986, unreserved); every other byte is written as `%` and two capital digits.
fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn write_part(part: &str, out: &mut String) {
    for byte in part.bytes() {
        match stands_for_itself(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// A part with so many signs at most, not empty, without control characters, and written in the one way.
fn read_part(text: &str, most: usize) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            b'%' => {
                let (digits, after) = after.split_first_chunk::<2>()?;
                let digit = |sign: &u8| match sign {
                    b'0'..=b'9' => Some(sign - b'0'),
                    b'A'..=b'F' => Some(sign - b'A' + 10),
                    _ => None,
                };
                let [high, low] = digits;
                let byte = digit(high)? << 4 | digit(low)?;
                bytes.push(Some(byte).filter(|byte| !stands_for_itself(*byte))?);
                after
            }
            byte if stands_for_itself(*byte) => {
                bytes.push(*byte);
                after
            }
            _ => return None,
        };
    }
    let part = String::from_utf8(bytes).ok()?;
    let signs = part.chars().count();
    ((1..=most).contains(&signs) && !part.chars().any(char::is_control)).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32]).unwrap()
    }

    fn amount(text: &str) -> TokenAmount {
        TokenAmount::parse(text).unwrap()
    }

    fn claim() -> TokenClaim {
        TokenClaim {
            scheme: "vendor".to_owned(),
            number: "XAV0012345".to_owned(),
            market: None,
            order: "99817".to_owned(),
            goods: amount("100.00EXD"),
            tax: amount("15.00EXD"),
            expires: date(2026, 4, 30),
            consignee: consignee_commitment(&Opening::from_bytes([9; 32]), "Ana Example", "1001", "XA"),
        }
    }

    /// The token of the guide (docs/guide/tax-token.md), which other programs are checked by.
    #[test]
    fn the_guides_token() {
        let token = claim().signed(&key()).unwrap();
        let guide = include_str!("../../../docs/guide/tax-token.md");
        for text in [
            token.text().to_owned(),
            key().verifying_key().to_string(),
            Opening::from_bytes([9; 32]).to_string(),
            claim().consignee.to_string(),
            token.id().to_string(),
        ] {
            assert!(guide.contains(&text), "the guide lacks {text}");
        }
        assert!(token.is_signed_by(&key().verifying_key()));
        assert!(!token.is_signed_by(&SigningKey::from_seed(&[8; 32]).unwrap().verifying_key()));
    }

    #[test]
    fn a_consignee_is_known_however_a_label_writes_them() {
        let salt = Opening::from_bytes([9; 32]);
        let of = |name: &str, postcode: &str| consignee_commitment(&salt, name, postcode, "XA");
        let ana = of("Ana Example", "1001");
        for (name, postcode) in
            [("ANA EXAMPLE", "1001"), ("ana  example.", "10 01"), ("Ana-Example", "1001 ")]
        {
            assert_eq!(of(name, postcode), ana, "{name} {postcode}");
        }
        for (name, postcode) in [("Ana Example", "1002"), ("Anna Example", "1001"), ("Ana Examplé", "1001")]
        {
            assert_ne!(of(name, postcode), ana, "{name} {postcode}");
        }
        assert_ne!(consignee_commitment(&salt, "Ana Example", "1001", "XB"), ana);
        assert_ne!(consignee_commitment(&Opening::from_bytes([8; 32]), "Ana Example", "1001", "XA"), ana);
        // What is beside a line's end is another line.
        assert_ne!(of("Ana", "Example1001"), of("AnaExample", "1001"));
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        let text = claim().signed(&key()).unwrap().text().to_owned();
        let with = |from: &str, to: &str| text.replacen(from, to, 1);
        for other in [
            String::new(),
            "taxtoken1".to_owned(),
            "taxtoken1:::::::::".to_owned(),
            ":".repeat(100_000),
            with("taxtoken1", "taxtoken2"),
            with("taxtoken1", "TAXTOKEN1"),
            with(":vendor:", "::"),
            with(":vendor:", ":vendor:vendor:"),
            with("99817", ""),
            with("99817", "998 17"),
            with("99817", "99%3817"),
            with("99817", "99%c3%a9"),
            with("99817", "99%C3"),
            with("99817", "99%0A"),
            with("99817", "99%"),
            with("99817", &"9".repeat(71)),
            with("99817", &"%C3%A9".repeat(70)),
            with("100.00EXD", "100EXD"),
            with("100.00EXD", "0100.00EXD"),
            with("100.00EXD", "-100.00EXD"),
            with("100.00EXD", "1e2EXD"),
            with("100.00EXD", "100.00exd"),
            with("100.00EXD", "EXD"),
            with("100.00EXD", "é"),
            with("2026-04-30", "20260430"),
            with("2026-04-30", "2026-02-30"),
            format!("{text}:"),
            format!(" {text}"),
            format!("{text}\n"),
            text.strip_suffix('=').unwrap().to_owned(),
        ] {
            assert_eq!(TaxToken::parse(&other), Err(MalformedToken), "{other}");
        }
    }

    proptest! {
        /// Whatever a vendor sells is read as it was written.
        #[test]
        fn a_claim_comes_back(
            scheme in "[a-z-]{1,35}", number in "[A-Z0-9]{1,35}", market in prop::option::of("[A-Za-z0-9 é:%/]{1,20}"),
            order in "[ -~é中]{1,30}", goods in 0..1_000_000_000_000_i64, tax in 0..1_000_000_000_i64, days in 0..40_000_i32,
            consignee: [u8; 32],
        ) {
            let expires = date(2000, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let of = |micro| TokenAmount::new(Decimal::from_micro(micro).unwrap(), "EUR").unwrap();
            let claim = TokenClaim {
                scheme, number, market, order, goods: of(goods), tax: of(tax), expires, consignee: Hash::from_bytes(consignee),
            };
            let token = claim.signed(&key()).unwrap();
            prop_assert_eq!(token.claim(), &claim);
            prop_assert!(token.is_signed_by(&key().verifying_key()));
            prop_assert_eq!(TaxToken::parse(token.text()).unwrap(), token);
        }

        /// No token stays good when any byte of it is another, or is gone, or comes twice.
        #[test]
        fn a_changed_byte_is_refused(place: prop::sample::Index, change in 1..=255_u8, how in 0..3) {
            let token = claim().signed(&key()).unwrap();
            let mut bytes = token.text().as_bytes().to_vec();
            let place = place.index(bytes.len());
            match how {
                0 => bytes[place] ^= change,
                1 => drop(bytes.remove(place)),
                _ => bytes.insert(place, change),
            }
            let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
            let is_good = TaxToken::parse(&text).is_ok_and(|token| token.is_signed_by(&key().verifying_key()));
            prop_assert!(!is_good || text == token.text(), "{}", text);
        }

        /// Texts of any kind are read or not, and never anything else.
        #[test]
        fn any_text_is_answered(text in "(taxtoken1:)?[ -~é:%]{0,600}") {
            if let Ok(token) = TaxToken::parse(&text) {
                prop_assert_eq!(token.text(), text);
            }
        }
    }
}
