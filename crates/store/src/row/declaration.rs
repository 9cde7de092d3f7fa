//! Twins of a declaration: what stays clear, and the personal texts apart.

use super::flaw::RowFlaw;
use super::kept::{Kept, twins};
use super::personal::{PartyTexts, SellerTexts, Texts};
use clearance::identifier::{Gtin, TrackingNumber, Ucr, canonical};
use clearance::{
    Declaration, DeclaredToken, DeclaredValue, Document, GoodsItem, Identifier, Order, Party, Payment,
    Seller, Stage, TaxScheme, TaxToken, TokenFlaw, Transport,
};
use jiff::Timestamp;
use quantity::{Amount, Currency, Decimal};
use serde::{Deserialize, Serialize};
use tariff::{Channel, CommodityCode, Country, Nature};

/// What stays clear of a declaration.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "'de: 'a"))]
pub(super) struct DeclarationV1<'a> {
    reference: Twin<'a, String>,
    stage: Twin<'a, Stage>,
    channel: Twin<'a, Channel>,
    nature: Twin<'a, Nature>,
    tracking_number: Twin<'a, Option<TrackingNumber>>,
    ucr: Twin<'a, Option<Ucr>>,
    transport: Twin<'a, Transport>,
    packages: Twin<'a, Option<u32>>,
    gross_mass_kg: Twin<'a, Option<Decimal>>,
    consignor: PartyV1<'a>,
    consignee: PartyV1<'a>,
    seller: SellerV1<'a>,
    platform: Twin<'a, Option<Identifier>>,
    platform_name: Twin<'a, Option<String>>,
    order: Twin<'a, Order>,
    payment: PaymentV1<'a>,
    tax_scheme: Twin<'a, Option<TaxScheme>>,
    value: Twin<'a, Option<DeclaredValue>>,
    items: Twin<'a, Vec<GoodsItem>>,
    documents: Twin<'a, Vec<Document>>,
}

type Twin<'a, T> = <T as Kept>::Twin<'a>;

/// What stays clear of a party.
#[derive(Serialize, Deserialize)]
struct PartyV1<'a> {
    #[serde(borrow)]
    country: Option<&'a str>,
    #[serde(borrow)]
    identifier: Option<SchemeV1<'a>>,
}

/// What stays clear of a seller.
#[derive(Serialize, Deserialize)]
struct SellerV1<'a> {
    #[serde(borrow)]
    identifier: Option<SchemeV1<'a>>,
}

/// What stays clear of an identifier. The number is kept as it was written; where its check made one form of
/// it, that form is made again.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct SchemeV1<'a> {
    scheme: &'a str,
    is_canonical: bool,
}

/// What stays clear of a payment.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "'de: 'a"))]
struct PaymentV1<'a> {
    provider: Twin<'a, Option<String>>,
    reference: Twin<'a, Option<String>>,
    amount: Twin<'a, Option<Amount>>,
}

/// What stays clear of a tax token.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "'de: 'a"))]
pub(super) struct TokenV1<'a> {
    token: &'a str,
    flaw: Twin<'a, Option<TokenFlaw>>,
}

twins! {
    /// An identifier of a platform, which is no person.
    struct IdentifierV1 of Identifier { scheme: String, value: String }
    /// How and when the goods arrive.
    struct TransportV1 of Transport {
        document: Option<String>,
        master_document: Option<String>,
        conveyance: Option<String>,
        arrival: Option<Timestamp>,
        office: Option<String>,
    }
    /// The order.
    struct OrderV1 of Order { number: Option<String>, placed: Option<Timestamp>, url: Option<String> }
    /// The scheme that collected the tax.
    struct TaxSchemeV1 of TaxScheme { scheme: String, number: String }
    /// The declared value.
    struct DeclaredValueV1 of DeclaredValue {
        currency: Currency,
        goods: Decimal,
        freight: Decimal,
        insurance: Decimal,
    }
    /// A goods item.
    struct GoodsItemV1 of GoodsItem {
        line: u32,
        description: Option<String>,
        commodity_code: Option<CommodityCode>,
        origin: Option<Country>,
        quantity: Option<Decimal>,
        unit: Option<String>,
        net_mass_kg: Option<Decimal>,
        value: Decimal,
        tax_paid: Option<bool>,
        gtin: Option<Gtin>,
    }
    /// A document that exists elsewhere.
    struct DocumentV1 of Document { kind: String, number: Option<String>, sha256: Option<String> }
}

/// What stays clear of a declaration, and the personal texts.
pub(super) fn split(declaration: &Declaration) -> (DeclarationV1<'_>, Texts<'_>) {
    let Declaration {
        reference,
        stage,
        channel,
        nature,
        tracking_number,
        ucr,
        transport,
        packages,
        gross_mass_kg,
        consignor,
        consignee,
        seller,
        platform,
        platform_name,
        order,
        payment,
        tax_scheme,
        // It came after this form was fixed: the case keeps it apart.
        deferred_payment: _,
        // Tokens stand after the case: the rows of this version have no place for them.
        tax_token,
        value,
        items,
        documents,
    } = declaration;
    let (consignor, consignor_texts) = split_party(consignor);
    let (consignee, consignee_texts) = split_party(consignee);
    let (seller, seller_texts) = split_seller(seller);
    let (payment, payer_texts) = split_payment(payment);
    let clear = DeclarationV1 {
        reference: reference.twin(),
        stage: stage.twin(),
        channel: channel.twin(),
        nature: nature.twin(),
        tracking_number: tracking_number.twin(),
        ucr: ucr.twin(),
        transport: transport.twin(),
        packages: packages.twin(),
        gross_mass_kg: gross_mass_kg.twin(),
        consignor,
        consignee,
        seller,
        platform: platform.twin(),
        platform_name: platform_name.twin(),
        order: order.twin(),
        payment,
        tax_scheme: tax_scheme.twin(),
        value: value.twin(),
        items: items.twin(),
        documents: documents.twin(),
    };
    let texts = Texts {
        consignor: consignor_texts,
        consignee: consignee_texts,
        salt: tax_token.as_ref().and_then(|declared| declared.salt.as_deref()),
        seller: seller_texts,
        payer: payer_texts,
    };
    (clear, texts)
}

/// The declaration again, with its token.
pub(super) fn join(
    clear: DeclarationV1<'_>,
    token: Option<&TokenV1<'_>>,
    texts: Texts<'_>,
) -> Result<Declaration, RowFlaw> {
    let DeclarationV1 {
        reference,
        stage,
        channel,
        nature,
        tracking_number,
        ucr,
        transport,
        packages,
        gross_mass_kg,
        consignor,
        consignee,
        seller,
        platform,
        platform_name,
        order,
        payment,
        tax_scheme,
        value,
        items,
        documents,
    } = clear;
    Ok(Declaration {
        reference: Kept::of_twin(reference)?,
        stage: Kept::of_twin(stage)?,
        channel: Kept::of_twin(channel)?,
        nature: Kept::of_twin(nature)?,
        tracking_number: Kept::of_twin(tracking_number)?,
        ucr: Kept::of_twin(ucr)?,
        transport: Kept::of_twin(transport)?,
        packages: Kept::of_twin(packages)?,
        gross_mass_kg: Kept::of_twin(gross_mass_kg)?,
        consignor: join_party(consignor, texts.consignor)?,
        consignee: join_party(consignee, texts.consignee)?,
        seller: join_seller(seller, texts.seller)?,
        platform: Kept::of_twin(platform)?,
        platform_name: Kept::of_twin(platform_name)?,
        order: Kept::of_twin(order)?,
        payment: join_payment(payment, texts.payer)?,
        tax_scheme: Kept::of_twin(tax_scheme)?,
        deferred_payment: None,
        tax_token: token.map(|token| join_token(token, texts.salt)).transpose()?,
        value: Kept::of_twin(value)?,
        items: Kept::of_twin(items)?,
        documents: Kept::of_twin(documents)?,
    })
}

fn split_party(party: &Party) -> (PartyV1<'_>, PartyTexts<'_>) {
    let Party { name, address_lines, city, postcode, country, identifier, email, phone } = party;
    let (scheme, identifier) = split_identifier(identifier.as_ref());
    let texts = PartyTexts {
        name: name.twin(),
        address_lines: address_lines.twin(),
        city: city.twin(),
        postcode: postcode.twin(),
        identifier,
        email: email.twin(),
        phone: phone.twin(),
    };
    (PartyV1 { country: country.twin(), identifier: scheme }, texts)
}

fn join_party(clear: PartyV1<'_>, texts: PartyTexts<'_>) -> Result<Party, RowFlaw> {
    let PartyV1 { country, identifier: scheme } = clear;
    let PartyTexts { name, address_lines, city, postcode, identifier, email, phone } = texts;
    Ok(Party {
        name: Kept::of_twin(name)?,
        address_lines: Kept::of_twin(address_lines)?,
        city: Kept::of_twin(city)?,
        postcode: Kept::of_twin(postcode)?,
        country: Kept::of_twin(country)?,
        identifier: join_identifier(scheme, identifier),
        email: Kept::of_twin(email)?,
        phone: Kept::of_twin(phone)?,
    })
}

fn split_seller(seller: &Seller) -> (SellerV1<'_>, SellerTexts<'_>) {
    let Seller { name, identifier, url } = seller;
    let (scheme, identifier) = split_identifier(identifier.as_ref());
    (SellerV1 { identifier: scheme }, SellerTexts { name: name.twin(), identifier, url: url.twin() })
}

fn join_seller(clear: SellerV1<'_>, texts: SellerTexts<'_>) -> Result<Seller, RowFlaw> {
    let SellerV1 { identifier: scheme } = clear;
    let SellerTexts { name, identifier, url } = texts;
    let identifier = join_identifier(scheme, identifier);
    Ok(Seller { name: Kept::of_twin(name)?, identifier, url: Kept::of_twin(url)? })
}

/// What stays clear of a token, if the declaration has one.
pub(super) fn split_token(declaration: &Declaration) -> Option<TokenV1<'_>> {
    let DeclaredToken { token, salt: _, flaw } = declaration.tax_token.as_ref()?;
    Some(TokenV1 { token: token.text(), flaw: flaw.twin() })
}

fn join_token(TokenV1 { token, flaw }: &TokenV1<'_>, salt: Option<&str>) -> Result<DeclaredToken, RowFlaw> {
    let token = TaxToken::parse(token).map_err(|_| RowFlaw::NotA("a tax token"))?;
    Ok(DeclaredToken { token, salt: Kept::of_twin(salt)?, flaw: Kept::of_twin(*flaw)? })
}

fn split_payment(payment: &Payment) -> (PaymentV1<'_>, Option<&str>) {
    let Payment { provider, reference, amount, payer } = payment;
    let clear = PaymentV1 { provider: provider.twin(), reference: reference.twin(), amount: amount.twin() };
    (clear, payer.as_deref())
}

fn join_payment(clear: PaymentV1<'_>, name: Option<&str>) -> Result<Payment, RowFlaw> {
    let PaymentV1 { provider, reference, amount } = clear;
    Ok(Payment {
        provider: Kept::of_twin(provider)?,
        reference: Kept::of_twin(reference)?,
        amount: Kept::of_twin(amount)?,
        payer: Kept::of_twin(name)?,
    })
}

/// The scheme, which stays clear, and the number.
fn split_identifier(identifier: Option<&Identifier>) -> (Option<SchemeV1<'_>>, Option<&str>) {
    let Some(Identifier { scheme, value }) = identifier else { return (None, None) };
    (Some(SchemeV1 { scheme, is_canonical: canonical(value) == *value }), Some(value))
}

/// The identifier again.
fn join_identifier(scheme: Option<SchemeV1<'_>>, value: Option<&str>) -> Option<Identifier> {
    // A number that was erased is none, and neither is one that was sent under no scheme that counts.
    let (SchemeV1 { scheme, is_canonical }, value) = scheme.zip(value)?;
    let value = if is_canonical { canonical(value).into_owned() } else { value.to_owned() };
    Some(Identifier { scheme: scheme.to_owned(), value })
}
