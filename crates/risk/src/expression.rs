//! What criteria cannot say: fields compared with each other, sums and quotients, questions over all goods items.
//!
//! The language has no loops but those over goods items, no clock, no chance and no rounding. Everything it
//! does not know is refused when the expression is read, so that what is read always gives yes or no.

mod exact;
mod flaw;
mod read;
mod token;
mod tree;

use crate::field::Field;
use crate::observed::Observed;
pub use flaw::{ExpressionFault, ExpressionFlaw};
use tree::Truth;
pub(crate) use tree::Unreckoned;

/// A condition over one consignment as a whole, beside the criteria of a profile.
///
/// ```
/// # use risk::Expression;
/// assert!(Expression::parse("sum(goods_items.value_local) > 2 * payment_local").is_ok());
/// let flaw = Expression::parse("value_local > rand()").unwrap_err();
/// assert_eq!(flaw.at, 15);
/// ```
#[derive(Clone, Debug)]
pub struct Expression {
    text: String,
    truth: Truth,
    fields: Vec<Field>,
}

impl Expression {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Expression, ExpressionFlaw> {
        let (truth, fields) = read::read(text)?;
        Ok(Expression { text: text.to_owned(), truth, fields })
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The fields it asks about, each once, in the order of the text.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether it holds. What hangs on a value that nobody said does not hold, as in criteria; what cannot
    /// be reckoned with the values that were said holds, because such a consignment wants a look.
    pub(crate) fn holds(&self, observed: &Observed<'_>) -> bool {
        self.truth.answer(observed).map_or(true, |answer| answer == Some(true))
    }

    /// Why it cannot be reckoned, if so.
    pub(crate) fn unreckoned(&self, observed: &Observed<'_>) -> Option<Unreckoned> {
        self.truth.answer(observed).err()
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.text == other.text
    }
}

impl Eq for Expression {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use quantity::Decimal;

    fn number(text: &str) -> Value<'static> {
        Value::Number(Decimal::parse(text).unwrap())
    }

    fn parcel() -> Observed<'static> {
        let mut parcel = Observed::new();
        parcel.set(Field::ValueLocal, number("30.00"));
        parcel.set(Field::PaymentLocal, number("90.00"));
        parcel.set(Field::GrossMassKg, number("0"));
        parcel.set(Field::ConsigneeName, Value::Text("Ana Example"));
        parcel.set(Field::PaymentPayer, Value::Text("EXAMPLE, Ana"));
        parcel.set(Field::SellerName, Value::Text("ána-example"));
        parcel.set(Field::ListedOn, Value::Names(&["denied"]));
        for (code, value, quantity) in [(8_517_130_000, "10.00", "3"), (8_517_130_000, "20.00", "7")] {
            parcel.push_item();
            parcel.set(Field::CommodityCode, Value::Digits { digits: code, length: 10 });
            parcel.set(Field::ItemValueLocal, number(value));
            parcel.set(Field::Quantity, number(quantity));
        }
        parcel.set(Field::Origin, Value::Text("CN"));
        parcel
    }

    #[test]
    fn answers() {
        for (text, holds) in [
            ("payment_local >= 3 * value_local", true),
            ("payment_local > 3 * value_local", false),
            ("value_local / 7 * 7 = 30", true),
            ("1 - 2 - 3 = -4 and value_local > 0", true),
            ("2 + 3 * 4 == 14 and not (value_local < 30 or value_local > 30)", true),
            ("value_local not in [10, 20]", true),
            ("packages > 0", false),
            ("not packages > 0", false),
            ("not present(packages) or packages > 0", true),
            ("packages > 0 or value_local > 1", true),
            ("packages > 0 and value_local > 1", false),
            ("payment.payer != consignee.name", true),
            ("seller.name = consignee.name", true),
            ("filer = 'x'", false),
            ("listed_on in [\"denied\", 'sellers']", true),
            ("listed_on not in ['denied']", false),
            ("sum(goods_items.value_local) = value_local", true),
            ("any(goods_items.value_local > 15 and goods_items.quantity < 5)", false),
            ("all(goods_items.commodity_code in ['8517', '61'])", true),
            ("all(goods_items.origin = 'CN')", false),
            ("any(goods_items.origin = \"cn\")", true),
            ("count(goods_items.origin = 'CN') = 1", true),
            ("sum(goods_items.value_local / goods_items.quantity) > 6", true),
            ("any(goods_items.value_local > value_local / 2)", true),
        ] {
            let expression = Expression::parse(text).unwrap();
            assert_eq!(
                (expression.holds(&parcel()), expression.unreckoned(&parcel())),
                (holds, None),
                "{text}"
            );
        }
        let all = Expression::parse("all(goods_items.quantity > 0)").unwrap();
        assert!(!all.holds(&Observed::new()));
    }

    #[test]
    fn what_cannot_be_reckoned_holds() {
        let zero = Expression::parse("value_local / gross_mass_kg > 5").unwrap();
        assert!(zero.holds(&parcel()));
        assert_eq!(zero.unreckoned(&parcel()), Some(Unreckoned::DivisionByZero));
        let guarded = Expression::parse("gross_mass_kg > 0 and value_local / gross_mass_kg > 5").unwrap();
        assert!(!guarded.holds(&parcel()));
        let square = ["value_local"; 24].join(" * ");
        let vast = Expression::parse(&format!("({square}) * ({square}) > 0")).unwrap();
        assert_eq!(vast.unreckoned(&parcel()), Some(Unreckoned::OutOfRange));
    }

    #[test]
    fn what_is_not_known_is_refused_where_it_stands() {
        let deep = format!("{}value_local > 1{}", "(".repeat(25), ")".repeat(25));
        let negated = format!("{} value_local > 1", "not ".repeat(100));
        let minus = format!("value_local > {}1", "-".repeat(100));
        let sum = format!("value_local > {}", ["1"; 30].join("+"));
        let long = format!("value_local > 1{}", " ".repeat(1000));
        for (text, at) in [
            ("", 1),
            ("1 < 2", 1),
            ("value_local", 1),
            ("value_local > ", 15),
            ("value_local > 1 value_local", 17),
            ("value_local value_local", 13),
            ("value_local > 'x'", 13),
            ("value_local > 0.1234567", 15),
            ("consignee.name > 'x'", 16),
            ("consignee.name", 1),
            ("consignee.name in []", 20),
            ("consignee.name in ['']", 16),
            ("consignee.name = ' - '", 16),
            ("listed_on = consignee.name", 11),
            ("goods_items.quantity > 1", 1),
            ("any(value_local > 1)", 1),
            ("any(any(goods_items.quantity > 1))", 5),
            ("any(goods_items.commodity_code = '85x')", 32),
            ("any(goods_items.quantity)", 5),
            ("sum(goods_items.quantity > 1)", 26),
            ("now() > 1", 1),
            ("value_local > rand()", 15),
            ("filer matches 'a'", 7),
            ("date('now') > 1", 1),
            ("value_local > 1 & value_local < 2", 17),
            ("é > 1", 1),
            ("filer = 'ab", 9),
            ("present(3)", 9),
            ("map(goods_items.quantity)", 1),
            (&deep, 26),
            (&negated, 101),
            (&minus, 40),
            (&sum, 65),
            (&long, 1001),
        ] {
            let flaw = Expression::parse(text).err();
            assert_eq!(flaw.as_ref().map(|flaw| flaw.at), Some(at), "{text}: {flaw:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[a-z0-9 ().,'<>=+*/-]{0,80}|\\PC{0,40}|(any|not|value_local|[(] |1 |> |- ){0,300}") {
            if let Ok(expression) = Expression::parse(&text) {
                expression.holds(&parcel());
            }
        }
    }
}
