//! Identifiers of traders: customs, value added tax, business registers.

use super::Flaw;
use super::arithmetic::{luhn_36, sign_of, value_of, weighted};
use super::pattern::fits;
use super::text::{Text, reads_as_text};

/// The number under which a trader is known to customs in the European Union and the United Kingdom.
///
/// Country and up to fifteen letters and digits (Implementing Regulation (EU) 2015/2447, annex 12-01). What
/// stands after the country is national; whether the number was given to anybody is a question to the
/// register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Eori(Text<17>);

impl Eori {
    /// Reads an economic operator's registration and identification number.
    ///
    /// # Errors
    /// [`Flaw::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        country_and_up_to_15(text).map(Self)
    }

    /// The country that gave the number, ISO 3166-1 alpha-2 or `XI`.
    pub fn country(&self) -> &str {
        self.0.part(0..2)
    }
}

/// The number under which a seller has registered for the import one-stop shop.
///
/// `IM`, three digits of the member state of identification (ISO 3166-1 numeric), seven digits (Directive
/// 2006/112/EC art. 369q). The last digit is a check digit whose rule is not public: only the structure is
/// checked, the rest is for the register of the Union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ioss(Text<12>);

impl Ioss {
    /// Reads a number of the import one-stop shop.
    ///
    /// # Errors
    /// [`Flaw::Reserved`] for the number of an intermediary (`IN`), which is no one's number for the tax;
    /// [`Flaw::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        if fits("IN##########", text) {
            let purpose = "intermediaries (`IN`); give the seller's own number, which begins with `IM`";
            return Err(Flaw::Reserved { purpose });
        }
        Text::of_shape("IM##########", text, "`IM` and 10 digits").map(Self)
    }

    /// The member state of identification, ISO 3166-1 numeric (`900` for Northern Ireland).
    pub fn member_state(&self) -> &str {
        self.0.part(2..5)
    }
}

reads_as_text!(Eori, Ioss);

/// Trader identification number: country and up to fifteen letters and digits.
///
/// WCO Guidelines on Trader Identification Number, June 2018.
pub(super) fn tin(text: &str) -> Result<(), Flaw> {
    country_and_up_to_15(text).map(drop)
}

fn country_and_up_to_15(text: &str) -> Result<Text<17>, Flaw> {
    let expected = "2 letters of the country, then 1 to 15 letters or digits";
    let text = Text::<17>::of_signs(|sign| sign.is_ascii_alphanumeric(), text, expected)?;
    let begins_with_country = text.part(0..2).bytes().all(|sign| sign.is_ascii_uppercase());
    if begins_with_country && text.as_str().len() > 2 { Ok(text) } else { Err(Flaw::Malformed { expected }) }
}

/// Brazil, Cadastro Nacional da Pessoa Jurídica: twelve letters or digits, two check digits modulo 11.
///
/// A sign counts its ASCII code less 48, so that the numbers with letters, given out since July 2026, have
/// the rule of those without (Instrução Normativa RFB 2.229/2024).
pub(super) fn br_cnpj(text: &str) -> Result<(), Flaw> {
    let text = Text::<14>::of_shape(
        "************##",
        text,
        "12 letters or digits and 2 digits, without dots, slash or hyphen",
    )?;
    if text.signs().all(|sign| sign == b'0') {
        return Err(Flaw::Reserved { purpose: "nobody (nothing but zeros)" });
    }
    let check_digit = |text: Text<14>, weights: &[u32]| {
        let values = text.signs().map(|sign| u32::from(sign.saturating_sub(b'0')));
        sign_of(br_mod_11(weighted(values, weights.iter().copied())))
    };
    let right = text.with(12, check_digit(text, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    let right = right.with(13, check_digit(right, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    text.must_be(right).map(drop)
}

/// Brazil's check digit of a weighted sum: up to the next multiple of 11, 10 and 11 as 0.
pub(super) fn br_mod_11(sum: u32) -> u32 {
    match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    }
}

/// India, goods and services tax: state, PAN, number of the registration, sign of its kind, check sign.
///
/// Central Goods and Services Tax Rules 2017, rule 10. The check sign is Luhn's in base 36.
pub(super) fn in_gstin(text: &str) -> Result<(), Flaw> {
    let expected = "15 signs: 2 digits of the state, the PAN (10), 2 letters or digits, check sign";
    let text = Text::<15>::of_shape("##@@@@@####@***", text, expected)?;
    if text.part(0..2) == "00" || text.part(12..13) == "0" {
        return Err(Flaw::Malformed { expected });
    }
    text.must_be(text.with(14, sign_of(luhn_36(text.part(0..14).bytes())))).map(drop)
}

/// Australia, business number: two check digits, then nine digits; weighted sum divisible by 89.
///
/// A New Tax System (Australian Business Number) Act 1999; the rule is the registrar's. It finds every wrong
/// digit.
pub(super) fn au_abn(text: &str) -> Result<(), Flaw> {
    let expected = "11 digits, the first not 0, without spaces";
    let text = Text::<11>::of_shape("###########", text, expected)?;
    if text.part(0..1) == "0" {
        return Err(Flaw::Malformed { expected });
    }
    // The rule takes one from the first digit, which weighs 10, so the first two count as the number they are
    // written as, less 10; the registrar gives out 11 to 99.
    let others = weighted(text.signs().skip(2).map(value_of), [3, 5, 7, 9, 11, 13, 15, 17, 19]);
    let first_two = 99 - others % 89;
    text.must_be(text.with(0, sign_of(first_two / 10)).with(1, sign_of(first_two % 10))).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correct(text: &str) -> Result<(), Flaw> {
        Err(Flaw::CheckDigit { correct: Some(text.to_owned()) })
    }

    fn malformed<T: std::fmt::Debug>(answer: Result<T, Flaw>) -> bool {
        matches!(answer, Err(Flaw::Malformed { .. }))
    }

    #[test]
    fn economic_operators_and_trader_identification() {
        for text in
            ["DE1234567", "GB123456789000", "XI123456789000", "FR12345678901234A", "AEOSG123456789012", "US1"]
        {
            assert_eq!(Eori::parse(&text.to_lowercase()).unwrap().as_str(), text);
            assert_eq!(tin(text), Ok(()));
        }
        assert_eq!(Eori::parse("gb123456789000").unwrap().country(), "GB");
        for text in ["", "DE", "D", "D1234", "12345", "DE 123", "DE1234567890123456", "DE12é", "DE-1"] {
            assert!(malformed(Eori::parse(text)) && malformed(tin(text)), "{text}");
        }
    }

    #[test]
    fn import_one_stop_shop() {
        let number = Ioss::parse("im2760000001").unwrap();
        assert_eq!((number.as_str(), number.member_state()), ("IM2760000001", "276"));
        assert!(Ioss::parse("IM9000000001").is_ok());
        assert!(matches!(Ioss::parse("IN2760000001"), Err(Flaw::Reserved { .. })));
        assert!(matches!(Ioss::parse("in2760000001"), Err(Flaw::Reserved { .. })));
        for text in
            ["IM276000000", "IM27600000011", "EU276000001", "2760000001", "IM276000000A", "IN276000000"]
        {
            assert!(malformed(Ioss::parse(text)), "{text}");
        }
    }

    #[test]
    fn brazilian_firms() {
        // The second is the specimen with letters that the Receita Federal published.
        for text in ["11222333000181", "12ABC34501DE35", "12abc34501de35", "33000167000101", "00000000000191"]
        {
            assert_eq!(br_cnpj(text), Ok(()), "{text}");
        }
        assert_eq!(br_cnpj("11222333000171"), correct("11222333000181"));
        assert_eq!(br_cnpj("12abc34501de53"), correct("12ABC34501DE35"));
        assert!(matches!(br_cnpj("00000000000000"), Err(Flaw::Reserved { .. })));
        for text in ["1122233300018", "112223330001811", "1122233300018X", "11.222.333/0001-81"] {
            assert!(malformed(br_cnpj(text)), "{text}");
        }
    }

    #[test]
    fn indian_firms() {
        assert_eq!(in_gstin("27AAPFU0939F1ZV"), Ok(()));
        assert_eq!(in_gstin("27aapfu0939f1zo"), correct("27AAPFU0939F1ZV"));
        for text in
            ["00AAPFU0939F1ZV", "27AAPFU0939F0ZV", "27AAPFU0939F1Z", "27AAPFU09391ZVV", "2AAAPFU0939F1ZV"]
        {
            assert!(malformed(in_gstin(text)), "{text}");
        }
    }

    #[test]
    fn australian_firms() {
        // The last is at the edge of the rule: 10 would leave the same remainder and is not given out.
        for text in ["51824753556", "53004085616", "99829917970"] {
            assert_eq!(au_abn(text), Ok(()), "{text}");
        }
        assert_eq!(au_abn("52824753556"), correct("51824753556"));
        assert_eq!(au_abn("10829917970"), correct("99829917970"));
        for text in ["01824753556", "5182475355", "518247535566", "51 824 753 556"] {
            assert!(malformed(au_abn(text)), "{text}");
        }
    }

    #[test]
    fn every_wrong_digit_of_an_australian_number_is_found() {
        let right = Text::<11>::joined(&[b"51824753556"]).unwrap();
        for place in 0..11 {
            for digit in (b'0'..=b'9').filter(|digit| *digit != right.as_str().as_bytes()[place]) {
                assert!(au_abn(right.with(place, digit).as_str()).is_err(), "{place} {digit}");
            }
        }
    }
}
