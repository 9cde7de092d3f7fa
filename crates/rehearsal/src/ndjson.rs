//! Writes a parcel with the contract's field names, in the contract's order.

use crate::numbers::push_padded;
use crate::parcel::{Item, Parcel, Party, Sale, Transport, Value};
use crate::text::Text;

/// Appends one parcel as one line of JSON, with its line feed.
pub fn write_ndjson(parcel: &Parcel<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    field(out, "reference", &parcel.reference);
    field(out, "stage", &parcel.stage);
    field(out, "channel", &parcel.channel);
    field(out, "tracking_number", &parcel.tracking_number);
    field(out, "ucr", &parcel.ucr);
    object(out, "transport", |out| transport(out, &parcel.transport));
    if !parcel.packages.is_empty() {
        key(out, "packages");
        out.extend_from_slice(parcel.packages.as_bytes());
    }
    field(out, "gross_mass_kg", &parcel.gross_mass_kg);
    field(out, "nature", &parcel.nature);
    if let Some(consignor) = &parcel.consignor {
        object(out, "consignor", |out| party(out, consignor));
    }
    if let Some(consignee) = &parcel.consignee {
        object(out, "consignee", |out| party(out, consignee));
    }
    if let Some(sold) = &parcel.sale {
        sale(out, sold);
    }
    object(out, "value", |out| value(out, &parcel.value));
    list(out, "goods_items", &parcel.goods_items, item);
    if let Some(document) = &parcel.document {
        list(out, "documents", std::slice::from_ref(document), |out, document| {
            field(out, "type", &Text::Known(document.kind));
            field(out, "number", &document.number);
            field(out, "sha256", &document.sha256);
        });
    }
    field(out, "deferred_payment", &parcel.deferred_payment);
    for (name, text) in &parcel.unknown {
        field(out, name, text);
    }
    out.extend_from_slice(b"}\n");
}

fn transport(out: &mut Vec<u8>, transport: &Transport<'_>) {
    field(out, "document", &transport.document);
    field(out, "master_document", &transport.master_document);
    field(out, "conveyance", &transport.conveyance);
    field(out, "arrival", &transport.arrival);
    field(out, "office", &transport.office);
}

fn party(out: &mut Vec<u8>, party: &Party<'_>) {
    field(out, "name", &party.name);
    object(out, "address", |out| {
        key(out, "lines");
        out.push(b'[');
        party.line.push_json(out);
        out.push(b']');
        field(out, "city", &party.city);
        field(out, "postcode", &party.postcode);
        field(out, "country", &party.country);
    });
    identifier(out, "XA-ID", &party.identifier);
    field(out, "email", &party.email);
}

fn sale(out: &mut Vec<u8>, sale: &Sale<'_>) {
    object(out, "seller", |out| {
        field(out, "name", &sale.seller_name);
        identifier(out, "platform-seller", &sale.seller_identifier);
        field(out, "url", &sale.seller_url);
    });
    if sale.platform != Text::Missing {
        object(out, "platform", |out| identifier(out, "platform", &sale.platform));
    }
    object(out, "order", |out| {
        field(out, "number", &sale.order_number);
        field(out, "placed", &sale.order_placed);
        field(out, "url", &sale.order_url);
    });
    object(out, "payment", |out| {
        field(out, "provider", &sale.payment_provider);
        field(out, "reference", &sale.payment_reference);
        field(out, "amount", &sale.payment_amount);
        field(out, "currency", &sale.payment_currency);
        field(out, "payer", &sale.payer);
    });
    if sale.scheme_number != Text::Missing {
        object(out, "tax_scheme", |out| {
            field(out, "scheme", &Text::Known("vendor"));
            field(out, "number", &sale.scheme_number);
        });
    }
}

fn value(out: &mut Vec<u8>, value: &Value<'_>) {
    field(out, "currency", &value.currency);
    field(out, "goods", &value.goods);
    field(out, "freight", &value.freight);
    field(out, "insurance", &value.insurance);
}

fn item(out: &mut Vec<u8>, item: &Item<'_>) {
    key(out, "line");
    push_padded(out, item.line, 1);
    field(out, "description", &item.description);
    field(out, "commodity_code", &item.commodity_code);
    field(out, "origin", &item.origin);
    field(out, "quantity", &item.quantity);
    field(out, "unit", &item.unit);
    field(out, "net_mass_kg", &item.net_mass_kg);
    field(out, "value", &item.value);
}

fn identifier(out: &mut Vec<u8>, scheme: &'static str, value: &Text<'_>) {
    if *value != Text::Missing {
        object(out, "identifier", |out| {
            field(out, "scheme", &Text::Known(scheme));
            field(out, "value", value);
        });
    }
}

fn object(out: &mut Vec<u8>, name: &str, fields: impl FnOnce(&mut Vec<u8>)) {
    key(out, name);
    out.push(b'{');
    fields(out);
    out.push(b'}');
}

fn list<T>(out: &mut Vec<u8>, name: &str, things: &[T], fields: impl Fn(&mut Vec<u8>, &T)) {
    key(out, name);
    out.push(b'[');
    for (place, thing) in things.iter().enumerate() {
        out.extend_from_slice(if place == 0 { b"{" } else { b",{" });
        fields(out, thing);
        out.push(b'}');
    }
    out.push(b']');
}

fn field(out: &mut Vec<u8>, name: &str, text: &Text<'_>) {
    if *text != Text::Missing {
        key(out, name);
        text.push_json(out);
    }
}

fn key(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(if out.last() == Some(&b'{') { b"\"" } else { b",\"" });
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}
