//! The faults: their names, the fields they change, and how.

use crate::draw::Draw;
use crate::parcel::Parcel;
use crate::spoiling::{Fault, in_consignee, in_consignor, in_item, in_sale, rewrite, set, wrong_digit};
use crate::text::Text::{Decimal, Known, Made, Missing};

const VAGUE: [&str; 12] = [
    "gift",
    "sample",
    "parts",
    "goods",
    "accessories",
    "clothes",
    "electronics",
    "various",
    "item",
    "present",
    "stuff",
    "as ordered",
];

const fn fault(
    name: &'static str,
    fields: &'static [&'static str],
    apply: fn(&mut Parcel<'_>, &mut Draw) -> bool,
) -> Fault {
    Fault { name, fields, apply }
}

#[rustfmt::skip] // a table: one fault, one row
pub(crate) static FAULTS: &[Fault] = &[
    fault("reference_missing", &["reference"], |p, _| set(&mut p.reference, Missing)),
    fault("reference_control_characters", &["reference"], |p, _| rewrite(&mut p.reference, |it| it + "\u{0}\u{1b}[2J")),
    fault("stage_unknown", &["stage"], |p, _| set(&mut p.stage, Known("later"))),
    fault("channel_unknown", &["channel"], |p, _| set(&mut p.channel, Known("pigeon"))),
    fault("tracking_check_digit", &["tracking_number", "transport.document"], |p, _| {
        p.channel == Known("post")
            && rewrite(&mut p.tracking_number, |it| wrong_digit(it, 10))
            && set(&mut p.transport.document, p.tracking_number.clone())
    }),
    fault("air_waybill_check_digit", &["transport.master_document"], |p, _| {
        rewrite(&mut p.transport.master_document, |it| wrong_digit(it, 11))
    }),
    fault("office_unknown", &["transport.office"], |p, _| set(&mut p.transport.office, Known("XAZZZ9"))),
    fault("date_impossible", &["transport.arrival"], |p, _| set(&mut p.transport.arrival, Known("2026-02-31T06:40:00Z"))),
    fault("date_without_zone", &["transport.arrival"], |p, _| rewrite(&mut p.transport.arrival, |it| it.replace('T', " ").replace('Z', ""))),
    fault("date_day_first", &["order.placed"], |p, _| in_sale(p, |sale| set(&mut sale.order_placed, Known("24.02.2026 11:02")))),
    fault("packages_zero", &["packages"], |p, _| { p.packages = "0"; true }),
    fault("packages_as_text", &["packages"], |p, _| { p.packages = "\"two\""; true }),
    fault("packages_negative", &["packages"], |p, _| { p.packages = "-1"; true }),
    fault("gross_mass_missing", &["gross_mass_kg"], |p, _| set(&mut p.gross_mass_kg, Missing)),
    fault("gross_mass_with_unit", &["gross_mass_kg"], |p, _| rewrite(&mut p.gross_mass_kg, |it| it + " kg")),
    fault("net_over_gross", &["gross_mass_kg", "goods_items.net_mass_kg"], |p, _| set(&mut p.gross_mass_kg, Decimal { units: 1, places: 3 })),
    fault("nature_unknown", &["nature"], |p, _| set(&mut p.nature, Known("surprise"))),
    fault("consignor_missing", &["consignor"], |p, _| p.consignor.take().is_some()),
    fault("consignor_formula", &["consignor.name"], |p, _| {
        in_consignor(p, |it| set(&mut it.name, Known("=HYPERLINK(\"https://bad.example/\",\"click\")")))
    }),
    fault("country_lower_case", &["consignor.address.country"], |p, _| in_consignor(p, |it| rewrite(&mut it.country, |code| code.to_lowercase()))),
    fault("country_unknown", &["consignor.address.country"], |p, _| in_consignor(p, |it| set(&mut it.country, Known("QZ")))),
    fault("country_written_out", &["consignor.address.country"], |p, _| in_consignor(p, |it| set(&mut it.country, Known("Atlantis")))),
    fault("consignee_missing", &["consignee"], |p, _| p.consignee.take().is_some()),
    fault("consignee_name_blank", &["consignee.name"], |p, _| in_consignee(p, |it| set(&mut it.name, Known("   ")))),
    fault("consignee_name_too_long", &["consignee.name"], |p, _| in_consignee(p, |it| rewrite(&mut it.name, |name| name.repeat(80)))),
    fault("consignee_name_control_characters", &["consignee.name"], |p, _| in_consignee(p, |it| rewrite(&mut it.name, |name| name + "\u{7}\u{8}\t")) ),
    fault("identifier_malformed", &["consignee.identifier"], |p, _| in_consignee(p, |it| rewrite(&mut it.identifier, |id| id.replace('-', "/") + "9"))),
    fault("currency_unknown", &["value.currency"], |p, _| set(&mut p.value.currency, Known("QQQ"))),
    fault("currency_sign", &["value.currency"], |p, _| set(&mut p.value.currency, Known("US$"))),
    fault("currency_missing", &["value.currency"], |p, _| set(&mut p.value.currency, Missing)),
    fault("value_missing", &["value.goods"], |p, _| set(&mut p.value.goods, Missing)),
    fault("value_negative", &["value.goods"], |p, _| rewrite(&mut p.value.goods, |it| format!("-{it}"))),
    fault("value_decimal_comma", &["value.goods"], |p, _| rewrite(&mut p.value.goods, |it| it.replace('.', ","))),
    fault("value_with_thousands", &["value.goods"], |p, _| rewrite(&mut p.value.goods, |it| format!("1,{it:0>6}"))),
    fault("value_exponent", &["value.goods"], |p, _| set(&mut p.value.goods, Known("1e3"))),
    fault("value_too_large", &["value.goods"], |p, _| set(&mut p.value.goods, Known("99999999999999999999999999999999.00"))),
    fault("value_in_words", &["value.goods"], |p, _| set(&mut p.value.goods, Known("twenty"))),
    fault("value_zero", &["value.goods", "goods_items.value"], |p, _| {
        for item in &mut p.goods_items {
            item.value = Known("0.00");
        }
        set(&mut p.value.goods, Known("0.00"))
    }),
    fault("value_sum_mismatch", &["value.goods", "goods_items.value"], |p, _| rewrite(&mut p.value.goods, |it| format!("1{it}"))),
    fault("freight_negative", &["value.freight"], |p, _| rewrite(&mut p.value.freight, |it| format!("-1{it}"))),
    fault("goods_items_missing", &["goods_items"], |p, _| !std::mem::take(&mut p.goods_items).is_empty()),
    fault("line_duplicate", &["goods_items", "value.goods"], |p, _| {
        let copy = p.goods_items.last().cloned();
        p.goods_items.extend(copy);
        true
    }),
    fault("description_vague", &["goods_items.description"], |p, draw| in_item(p, |it| set(&mut it.description, Known(draw.pick(&VAGUE))))),
    fault("description_missing", &["goods_items.description"], |p, _| in_item(p, |it| set(&mut it.description, Missing))),
    fault("description_too_long", &["goods_items.description"], |p, _| in_item(p, |it| set(&mut it.description, Made("very long words ".repeat(300))))),
    fault("description_direction_override", &["goods_items.description"], |p, _| {
        in_item(p, |it| set(&mut it.description, Known("cotton shirt \u{202e}gpj.tset")))
    }),
    fault("description_markup", &["goods_items.description"], |p, _| {
        in_item(p, |it| set(&mut it.description, Known("<script>alert(1)</script> 'lamp'; DROP TABLE parcels --")))
    }),
    fault("commodity_code_unknown_chapter", &["goods_items.commodity_code"], |p, _| in_item(p, |it| set(&mut it.commodity_code, Known("770110")))),
    fault("commodity_code_short", &["goods_items.commodity_code"], |p, _| {
        in_item(p, |it| rewrite(&mut it.commodity_code, |code| code.chars().take(4).collect()))
    }),
    fault("commodity_code_letter", &["goods_items.commodity_code"], |p, _| {
        in_item(p, |it| rewrite(&mut it.commodity_code, |code| code.replace('0', "O").replace('1', "l")))
    }),
    fault("origin_missing", &["goods_items.origin"], |p, _| in_item(p, |it| set(&mut it.origin, Missing))),
    fault("quantity_zero", &["goods_items.quantity"], |p, _| in_item(p, |it| set(&mut it.quantity, Known("0")))),
    fault("quantity_in_words", &["goods_items.quantity"], |p, _| in_item(p, |it| set(&mut it.quantity, Known("a few")))),
    fault("unit_unknown", &["goods_items.unit"], |p, _| in_item(p, |it| set(&mut it.unit, Known("pcs.")))),
    fault("net_mass_decimal_comma", &["goods_items.net_mass_kg"], |p, _| in_item(p, |it| rewrite(&mut it.net_mass_kg, |mass| mass.replace('.', ",")))),
    fault("payment_differs", &["payment.amount"], |p, _| in_sale(p, |sale| rewrite(&mut sale.payment_amount, |it| format!("2{it}")))),
    fault("scheme_number_malformed", &["tax_scheme.number"], |p, _| in_sale(p, |sale| set(&mut sale.scheme_number, Known("XAV-12")))),
    fault("document_hash_malformed", &["documents"], |p, _| p.document.as_mut().is_some_and(|it| set(&mut it.sha256, Known("see attachment")))),
    fault("field_unknown", &["colour"], |p, _| { p.unknown.push(("colour", Known("blue"))); true }),
    fault("field_misspelt", &["tracking_numbr"], |p, _| { p.unknown.push(("tracking_numbr", p.tracking_number.clone())); true }),
];
