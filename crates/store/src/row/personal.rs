//! Personal texts, apart from the rest of a filing: one row for each person or firm.

use super::flaw::RowFlaw;
use super::frame;
use super::kept::Kept;
use super::submission::TextsV1;
use clearance::HeaderField;
use clearance::identifier::Mrn;

/// What is sealed together: the texts of a person in a filing, or a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Who sends the goods.
    Consignor,
    /// Who receives them.
    Consignee,
    /// Who sold them.
    Seller,
    /// Who paid.
    Payer,
    /// A document of a consignment, which may name several people.
    Document,
}

impl Subject {
    /// Every subject of a filing.
    pub const OF_FILINGS: [Subject; 4] =
        [Subject::Consignor, Subject::Consignee, Subject::Seller, Subject::Payer];

    /// Its number on disk.
    pub fn code(self) -> u8 {
        match self {
            Subject::Consignor => 1,
            Subject::Consignee => 2,
            Subject::Seller => 3,
            Subject::Payer => 4,
            Subject::Document => 5,
        }
    }

    /// The subject of a number.
    pub fn from_code(code: u8) -> Option<Subject> {
        let mut all = Subject::OF_FILINGS.into_iter().chain([Subject::Document]);
        all.find(|subject| subject.code() == code)
    }
}

/// The personal texts of one subject in one filing, as a row.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalTexts {
    /// The filing they are of.
    pub number: Mrn,
    /// Whose they are.
    pub subject: Subject,
    /// The row.
    pub texts: Vec<u8>,
}

/// Without the texts: what is debugged is logged.
impl std::fmt::Debug for PersonalTexts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let PersonalTexts { number, subject, texts } = self;
        write!(f, "{subject:?} of {number}: {} bytes", texts.len())
    }
}

/// The personal texts of a declaration.
pub(super) struct Texts<'a> {
    pub(super) consignor: PartyTexts<'a>,
    pub(super) consignee: PartyTexts<'a>,
    /// The salt of the token's commitment to the consignee.
    pub(super) salt: Option<&'a str>,
    pub(super) seller: SellerTexts<'a>,
    pub(super) payer: Option<&'a str>,
}

/// The texts of a consignor or consignee.
#[derive(Default)]
pub(super) struct PartyTexts<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) address_lines: Option<&'a str>,
    pub(super) city: Option<&'a str>,
    pub(super) postcode: Option<&'a str>,
    pub(super) identifier: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) phone: Option<&'a str>,
}

/// The texts of a seller.
#[derive(Default)]
pub(super) struct SellerTexts<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) identifier: Option<&'a str>,
    pub(super) url: Option<&'a str>,
}

/// The fields of a consignor or consignee, in the order of their texts.
const CONSIGNOR: [HeaderField; 7] = [
    HeaderField::ConsignorName,
    HeaderField::ConsignorAddressLines,
    HeaderField::ConsignorCity,
    HeaderField::ConsignorPostcode,
    HeaderField::ConsignorIdentifier,
    HeaderField::ConsignorEmail,
    HeaderField::ConsignorPhone,
];
const CONSIGNEE: [HeaderField; 8] = [
    HeaderField::ConsigneeName,
    HeaderField::ConsigneeAddressLines,
    HeaderField::ConsigneeCity,
    HeaderField::ConsigneePostcode,
    HeaderField::ConsigneeIdentifier,
    HeaderField::ConsigneeEmail,
    HeaderField::ConsigneePhone,
    HeaderField::TaxSchemeSalt,
];
const SELLER: [HeaderField; 3] =
    [HeaderField::SellerName, HeaderField::SellerIdentifier, HeaderField::SellerUrl];
const PAYER: [HeaderField; 1] = [HeaderField::PaymentPayer];

impl<'a> Texts<'a> {
    /// Gives out a row for each subject that has a text: the same that the submission gives.
    #[cfg(test)]
    pub(super) fn write(&self, mut give: impl FnMut(Subject, Vec<u8>)) -> Result<(), RowFlaw> {
        let Texts { consignor, consignee, salt, seller, payer } = self;
        let [name, address_lines, city, postcode, identifier, email, phone] = consignee.in_order();
        let consignee = [name, address_lines, city, postcode, identifier, email, phone, *salt];
        let rows = [
            (Subject::Consignor, row_of(&CONSIGNOR, &consignor.in_order())?),
            (Subject::Consignee, row_of(&CONSIGNEE, &consignee)?),
            (Subject::Seller, row_of(&SELLER, &[seller.name, seller.identifier, seller.url])?),
            (Subject::Payer, row_of(&PAYER, &[*payer])?),
        ];
        rows.into_iter().filter_map(|(subject, row)| Some((subject, row?))).for_each(|(subject, row)| {
            give(subject, row);
        });
        Ok(())
    }

    /// The texts in the rows that are there.
    pub(super) fn read(find: impl Fn(Subject) -> Option<&'a [u8]>) -> Result<Texts<'a>, RowFlaw> {
        let [name, identifier, url] = texts_of(&SELLER, find(Subject::Seller))?;
        let [payer] = texts_of(&PAYER, find(Subject::Payer))?;
        let [consignee @ .., salt] = texts_of(&CONSIGNEE, find(Subject::Consignee))?;
        Ok(Texts {
            consignor: PartyTexts::of(texts_of(&CONSIGNOR, find(Subject::Consignor))?),
            consignee: PartyTexts::of(consignee),
            salt,
            seller: SellerTexts { name, identifier, url },
            payer,
        })
    }
}

impl<'a> PartyTexts<'a> {
    #[cfg(test)]
    fn in_order(&self) -> [Option<&'a str>; 7] {
        let PartyTexts { name, address_lines, city, postcode, identifier, email, phone } = *self;
        [name, address_lines, city, postcode, identifier, email, phone]
    }

    fn of([name, address_lines, city, postcode, identifier, email, phone]: [Option<&'a str>; 7]) -> Self {
        PartyTexts { name, address_lines, city, postcode, identifier, email, phone }
    }
}

/// The row of texts; `None` where there is not one.
#[cfg(test)]
fn row_of(fields: &[HeaderField], texts: &[Option<&str>]) -> Result<Option<Vec<u8>>, RowFlaw> {
    let texts: TextsV1<'_> =
        fields.iter().zip(texts).filter_map(|(field, text)| Some((field.twin(), (*text)?))).collect();
    (!texts.is_empty()).then(|| frame::write(&texts, 128)).transpose()
}

/// The texts of a row, by field.
fn texts_of<'a, const N: usize>(
    fields: &[HeaderField; N],
    row: Option<&'a [u8]>,
) -> Result<[Option<&'a str>; N], RowFlaw> {
    let mut texts = [None; N];
    let Some(row) = row else { return Ok(texts) };
    let kept: TextsV1<'a> = frame::read(row)?;
    for (code, text) in kept {
        let field = HeaderField::of_twin(code)?;
        let place = fields.iter().position(|of| *of == field).ok_or(RowFlaw::Misplaced)?;
        let slot = texts.get_mut(place).ok_or(RowFlaw::Misplaced)?;
        if slot.replace(text).is_some() {
            return Err(RowFlaw::Misplaced);
        }
    }
    Ok(texts)
}
