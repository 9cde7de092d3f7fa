//! Identifiers of natural persons. No flaw repeats the value: see [`Flaw::CheckDigit`].

use super::Flaw;
use super::arithmetic::{iso_7064_mod_11_2, sign_of, value_of, verhoeff, weighted};
use super::text::Text;
use super::trader::br_mod_11;

/// China, resident identity number: area, birth date, sequence, check digit or `X`.
///
/// GB 11643-1999; ISO 7064 mod 11-2, which finds every wrong digit and every swap of neighbours.
pub(super) fn cn_resident_id(text: &str) -> Result<(), Flaw> {
    let expected = "18 signs: 6 digits of the area, birth date as YYYYMMDD, 3 digits, check digit or X";
    let text = Text::<18>::of_shape("################## #################X", text, expected)?;
    if text.part(0..1) == "0" || !is_a_day(text.part(6..14)) {
        return Err(Flaw::Malformed { expected });
    }
    let check_sign = match iso_7064_mod_11_2(text.signs().take(17)) {
        10 => b'X',
        digit => sign_of(digit),
    };
    text.must_be(text.with(17, check_sign)).map(drop).map_err(Flaw::without_value)
}

/// Whether eight digits are a day of the calendar, from 1800 on.
fn is_a_day(yyyymmdd: &str) -> bool {
    let number = yyyymmdd.bytes().map(value_of).fold(0, |number, digit| number * 10 + digit);
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last_day = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year >= 1800 && (1..=last_day).contains(&day)
}

/// Brazil, Cadastro de Pessoas Físicas: nine digits, two check digits modulo 11.
///
/// Instrução Normativa RFB 2.172/2024. One digit repeated eleven times has right check digits and is given to
/// nobody.
pub(super) fn br_cpf(text: &str) -> Result<(), Flaw> {
    let text = Text::<11>::of_shape("###########", text, "11 digits, without dots or hyphen")?;
    let mut pairs = text.signs().zip(text.signs().skip(1));
    if pairs.all(|(one, next)| one == next) {
        return Err(Flaw::Reserved { purpose: "nobody (one digit repeated)" });
    }
    let check_digit = |text: Text<11>, heaviest: u32| {
        sign_of(br_mod_11(weighted(text.signs().map(value_of), (2..=heaviest).rev())))
    };
    let right = text.with(9, check_digit(text, 10));
    let right = right.with(10, check_digit(right, 11));
    text.must_be(right).map(drop).map_err(Flaw::without_value)
}

/// India, number of a resident: the first digit 2 to 9, the last Verhoeff's check digit.
///
/// Aadhaar (Enrolment and Update) Regulations 2016; UIDAI, A UID Numbering Scheme, 2010.
pub(super) fn in_aadhaar(text: &str) -> Result<(), Flaw> {
    let expected = "12 digits, the first 2 to 9, without spaces";
    let text = Text::<12>::of_shape("############", text, expected)?;
    if matches!(text.part(0..1), "0" | "1") {
        return Err(Flaw::Malformed { expected });
    }
    let right = text.with(11, sign_of(verhoeff(text.part(0..11).bytes())));
    text.must_be(right).map(drop).map_err(Flaw::without_value)
}

/// India, permanent account number: five letters, four digits, one letter; the rule of the last is not
/// public.
///
/// Income-tax Rules 1962, rule 114. The fourth letter is the kind of holder: `P` a person, `C` a company.
pub(super) fn in_pan(text: &str) -> Result<(), Flaw> {
    let expected = "5 letters (the fourth a kind of holder, as P or C), 4 digits other than 0000, 1 letter";
    let text = Text::<10>::of_shape("@@@@@####@", text, expected)?;
    let has_kind = text.part(3..4).bytes().all(|kind| b"ABCEFGHJKLPT".contains(&kind));
    if has_kind && text.part(5..9) != "0000" { Ok(()) } else { Err(Flaw::Malformed { expected }) }
}

/// Korea, personal customs clearance code: `P` and twelve digits; there is no public check digit.
///
/// Korea Customs Service, Unipass.
pub(super) fn kr_pccc(text: &str) -> Result<(), Flaw> {
    Text::<13>::of_shape("P############", text, "`P` and 12 digits").map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG_DIGIT: Result<(), Flaw> = Err(Flaw::CheckDigit { correct: None });

    fn malformed(answer: Result<(), Flaw>) -> bool {
        matches!(answer, Err(Flaw::Malformed { .. }))
    }

    #[test]
    fn chinese_residents() {
        for text in ["11010519491231002X", "11010519491231002x", "360426199101010071"] {
            assert_eq!(cn_resident_id(text), Ok(()), "{text}");
        }
        for text in ["110105194912310021", "360426199101010072", "36042619910101007X"] {
            assert_eq!(cn_resident_id(text), WRONG_DIGIT, "{text}");
        }
        for text in [
            "11010519491331002X",
            "11010519490230002X",
            "11010517991231002X",
            "01010519491231002X",
            "1101051949123100X2",
            "11010519491231002",
            "110105491231002",
            "11010519491231002XX",
        ] {
            assert!(malformed(cn_resident_id(text)), "{text}");
        }
    }

    #[test]
    fn every_wrong_digit_of_a_chinese_number_is_found() {
        let right = Text::<18>::joined(&[b"360426199101010071"]).unwrap();
        for place in 0..18 {
            for digit in (b'0'..=b'9').filter(|digit| *digit != right.as_str().as_bytes()[place]) {
                assert!(cn_resident_id(right.with(place, digit).as_str()).is_err(), "{place} {digit}");
            }
        }
    }

    #[test]
    fn days() {
        for (day, expected) in [
            ("20000229", true),
            ("19000229", false),
            ("20240229", true),
            ("20230229", false),
            ("20230431", false),
            ("20230430", true),
            ("20231231", true),
            ("20230100", false),
            ("20230001", false),
        ] {
            assert_eq!(is_a_day(day), expected, "{day}");
        }
    }

    #[test]
    fn brazilians() {
        assert_eq!(br_cpf("39053344705"), Ok(()));
        for text in ["23100299900", "39053344706", "39053344715", "39053344750"] {
            assert_eq!(br_cpf(text), WRONG_DIGIT, "{text}");
        }
        for digit in 0..10 {
            assert!(matches!(br_cpf(&digit.to_string().repeat(11)), Err(Flaw::Reserved { .. })), "{digit}");
        }
        for text in ["3905334470", "390533447055", "390.533.447-05", "3905334470X"] {
            assert!(malformed(br_cpf(text)), "{text}");
        }
    }

    #[test]
    fn indians() {
        assert_eq!(in_aadhaar("234123412346"), Ok(()));
        for text in ["234123412347", "234123421346", "324123412346"] {
            assert_eq!(in_aadhaar(text), WRONG_DIGIT, "{text}");
        }
        for text in ["134123412346", "034123412346", "23412341234", "2341234123466", "2341 2341 2346"] {
            assert!(malformed(in_aadhaar(text)), "{text}");
        }
        assert_eq!((in_pan("ACUPA7085R"), in_pan("acupa7085r")), (Ok(()), Ok(())));
        for text in ["ACUPA7085", "ACUPA7085RR", "ACUPA70855", "ACUXA7085R", "ACUPA0000R", "234123412347"] {
            assert!(malformed(in_pan(text)), "{text}");
        }
    }

    #[test]
    fn koreans() {
        assert_eq!((kr_pccc("P123456789012"), kr_pccc("p123456789012")), (Ok(()), Ok(())));
        for text in ["P12345678901", "P1234567890123", "1234567890123", "M123456789012", "P12345678901A"] {
            assert!(malformed(kr_pccc(text)), "{text}");
        }
    }
}
