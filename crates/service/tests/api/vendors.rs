//! What vendors declare in their returns, beside the parcels that used their numbers.

use crate::harness::{CARRIER, FILER, OFFICER, OTHER_FILER, Server, TAX, declaration, tracking};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// The number of the vendor, who is the other filer; the sandbox's filer is whoever declares its parcels.
const NUMBER: &str = "XAV0000002";
const REGISTER: &str = "\
party,name,kind,scheme,number,valid_from,valid_to,law
Other Filer,Other Filer,tax_scheme,vendor,XAV0000002,2026-01-01,,XA VAT Ruling 1/2026
somebody,Somebody,tax_scheme,vendor,XAV0000003,2026-01-01,,XA VAT Ruling 2/2026
Sandbox Carrier,Carrier,mandate,somebody,,2026-01-01,,Mandate 1/2026
early,Early,tax_scheme,vendor,XAV0000004,2020-01-01,2020-12-31,XA VAT Ruling 3/2019
";

/// A parcel of the vendor; each has 3.85 of VAT collected on it.
fn parcel(serial: u32, over: Value) -> Value {
    let number = tracking(serial);
    let mut parcel = declaration(
        "contract-example",
        json!({
            "reference": format!("V-{serial}"), "tracking_number": number, "ucr": null,
            "order": { "number": format!("O-{serial}") },
            "payment": null,
            "tax_scheme": { "scheme": "vendor", "number": NUMBER },
            "transport": { "document": number, "conveyance": "CX251", "office": "XAPRT1" },
        }),
    );
    parcel.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    parcel
}

fn filed(server: &Server, parcel: &Value) -> Value {
    server.post(FILER, "/v1/declarations", parcel).expect(200)
}

fn arrived(server: &Server, serials: impl IntoIterator<Item = u32>) {
    let numbers: Vec<String> = serials.into_iter().map(tracking).collect();
    let report = json!({ "office": "XAPRT1", "consignments": numbers });
    server.post(CARRIER, "/v1/arrivals", &report).expect(200);
}

fn days(server: &Server, days: i64) {
    server.later(SignedDuration::from_hours(24 * days));
}

fn line(serial: u32, tax: &str) -> Value {
    json!({ "tracking_number": tracking(serial), "tax_amount": tax, "currency": "EXD" })
}

fn declared(period: &str, lines: &[Value]) -> Value {
    json!({ "scheme": "vendor", "number": NUMBER, "period": period, "lines": lines })
}

/// What differs: the kind, what was collected, what is declared.
fn differing(told: &Value) -> Vec<(&str, &str, &str)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned().leak() as &str;
    let rows = told["differences"].as_array().unwrap();
    rows.iter().map(|row| (text(row, "kind"), text(row, "collected"), text(row, "declared"))).collect()
}

fn path_of(told: &Value) -> String {
    told["path"].as_str().unwrap().to_owned()
}

#[test]
fn a_return_is_compared_with_the_parcels_of_its_number() {
    let server = Server::with_register(REGISTER);
    // 1 and 2 are declared as they came, 3 too low, 4 not at all; 5 waits; 6 goes back; 7 is above the cap.
    let dear = json!({ "value": { "currency": "USD", "goods": "240.90", "freight": "3.00", "insurance": "0.00" },
        "goods_items": [{ "line": 1, "description": "LED desk lamp, 5 W, USB", "commodity_code": "940521", "origin": "CN",
            "quantity": "1", "unit": "C62", "net_mass_kg": "0.420", "value": "240.90" }] });
    let vat = "3.85";
    for serial in [1, 2, 3, 4, 6] {
        let lodged = filed(&server, &parcel(serial, json!({})));
        assert_eq!(lodged["assessment"]["payable"], "0.00", "{lodged}");
    }
    let account = "/v1/accounts/vendor%2Fvendor%2FXAV0000002";
    let expected = server.get(OTHER_FILER, account).expect(200);
    assert_eq!((&expected["balance"], &expected["scheme_number"]), (&json!("0.00"), &json!(NUMBER)));
    assert_eq!(expected["expected"], "19.25");
    arrived(&server, [1, 2, 3, 4, 6]);
    let collected = server.get(TAX, account).expect(200);
    assert_eq!((&collected["balance"], &collected["expected"]), (&json!("19.25"), &json!("19.25")));
    assert_eq!(server.get(TAX, "/v1/accounts/collected%2Fvat").expect(200)["balance"], "-19.25");
    let lines = server.get(OTHER_FILER, &format!("{account}/transfers")).expect(200);
    assert_eq!(lines["transfers"].as_array().unwrap().len(), 5);
    for (token, path) in [(FILER, account), (FILER, "/v1/accounts/collected%2Fvat")] {
        assert_eq!(server.get(token, path).status, 404);
    }
    let back = json!({ "consignment": tracking(6), "outbound": tracking(66) });
    server.post(CARRIER, "/v1/returns", &back).expect(200);
    days(&server, 28);
    filed(&server, &parcel(5, json!({})));
    let taxed = filed(&server, &parcel(7, dear));
    assert_ne!(taxed["assessment"]["payable"], "0.00", "{taxed}");

    let lines = [
        line(1, vat),
        line(2, vat),
        line(3, "3.00"),
        line(5, vat),
        line(6, vat),
        line(7, vat),
        line(8, "1.00"),
    ];
    let open = server.post(OTHER_FILER, "/v1/vendor-returns", &declared("2026-03", &lines)).expect(422);
    assert_eq!(open["errors"][0]["code"], "period_open", "{open}");
    days(&server, 7);
    let told = server.post(OTHER_FILER, "/v1/vendor-returns", &declared("2026-03", &lines)).expect(201);
    assert_eq!((&told["lines"], &told["declared"]), (&json!(7), &json!("23.25")));
    assert!(told["receipt"]["statement"].as_str().unwrap().contains("Other Filer"), "{told}");

    let found = server.get(OTHER_FILER, &path_of(&told)).expect(200);
    assert_eq!(
        differing(&found),
        [
            ("amount_differs", "3.85", "3.00"),
            ("not_released", "0.00", vat),
            ("returned", "0.00", vat),
            ("taxed_at_border", "0.00", vat),
            ("not_seen", "0.00", "1.00"),
            ("not_declared", "3.85", "0.00"),
        ],
        "{found}"
    );
    assert_eq!((&found["parcels"], &found["agreed"]), (&json!(4), &json!(2)));
    assert_eq!([&found["collected"], &found["declared"], &found["difference"]], ["15.40", "23.25", "-7.85"]);
    assert_eq!(found["differences"][5]["tracking_number"], tracking(4));
    assert_eq!(
        (&found["differences"][5]["filer"], &found["not_declared_by_filer"]),
        (&Value::Null, &Value::Null)
    );
    let tax = server.get(TAX, &path_of(&told)).expect(200);
    assert_eq!(tax["not_declared_by_filer"]["filers"][0]["filer"], "Sandbox Filer");
    assert_eq!(tax["differences"][5]["filer"], "Sandbox Filer");

    // Page by page, by kind, and as a table.
    let page = server.get(TAX, &format!("{}?limit=2&after=4", path_of(&told))).expect(200);
    assert_eq!((differing(&page).len(), &page["next"]), (2, &Value::Null));
    let page = server.get(TAX, &format!("{}?limit=2", path_of(&told))).expect(200);
    assert_eq!((differing(&page).len(), &page["next"]), (2, &json!(2)));
    let page = server.get(TAX, &format!("{}?kind=not_seen", path_of(&told))).expect(200);
    assert_eq!(differing(&page), [("not_seen", "0.00", "1.00")]);
    let bearer = format!("Bearer {OTHER_FILER}");
    let headers = [("authorization", bearer.as_str()), ("accept", "text/csv")];
    let table = server.call("GET", &path_of(&told), &headers, b"");
    assert_eq!(table.text.lines().count(), 7, "{table:?}");
    let row = format!("not_seen,7,{},,,,0.00,1.00,-1.00,", tracking(8));
    assert!(table.text.contains(&row), "{}", table.text);
    for token in [FILER, CARRIER] {
        assert_eq!(server.get(token, &path_of(&told)).status, 404);
    }

    // A later return counts instead; both are kept, and replay reaches both.
    let key = server
        .post_keyed(TAX, "/v1/vendor-returns", &declared("2026-03", &[line(1, vat)]), "R-2")
        .expect(201);
    let again = server
        .post_keyed(TAX, "/v1/vendor-returns", &declared("2026-03", &[line(1, vat)]), "R-2")
        .expect(201);
    assert_eq!(path_of(&key), path_of(&again));
    server.post_keyed(TAX, "/v1/vendor-returns", &declared("2026-03", &[line(2, vat)]), "R-2").expect(422);
    let before = server.get(OTHER_FILER, &path_of(&told)).expect(200);
    assert_eq!((&before["counts"], &before["return"]["replaced_by"]), (&json!(false), &key["return"]));
    let now = server.get(OTHER_FILER, "/v1/vendor-accounts/vendor/XAV0000002?period=2026-03").expect(200);
    assert_eq!((&now["return"]["return"], &now["counts"]), (&key["return"], &json!(true)));
    assert_eq!(now["differing"][0]["count"], 3);
    let events = server.get(OTHER_FILER, "/v1/events?limit=200").expect(200);
    assert!(events.to_string().contains("vendor_return.filed"), "{events}");
    let server = server.restarted();
    assert_eq!(server.get(OTHER_FILER, &path_of(&key)).expect(200)["agreed"], 1);
}

#[test]
fn what_is_declared_in_another_period_is_told_and_goods_that_go_back_later() {
    let server = Server::with_register(REGISTER);
    days(&server, 25);
    for serial in 1..=3 {
        filed(&server, &parcel(serial, json!({})));
    }
    arrived(&server, [1, 2]);
    days(&server, 10);
    arrived(&server, [3]);
    let vat = "3.85";
    let march = [line(1, vat), line(3, vat)];
    let march = server.post(OTHER_FILER, "/v1/vendor-returns", &declared("2026-03", &march)).expect(201);
    let found = server.get(TAX, &path_of(&march)).expect(200);
    assert_eq!(differing(&found), [("other_period", "0.00", vat), ("not_declared", vat, "0.00")]);
    let back = json!({ "consignment": tracking(1), "outbound": tracking(66) });
    server.post(CARRIER, "/v1/returns", &back).expect(200);
    let found = server.get(TAX, &path_of(&march)).expect(200);
    assert_eq!(found["agreed"], 1, "what goes back later is taken off then: {found}");
    days(&server, 32);
    let april = server.get(OTHER_FILER, "/v1/vendor-accounts/vendor/xav0000002").expect(200);
    assert_eq!((&april["period"], &april["return"]), (&json!("2026-04"), &Value::Null));
    assert_eq!(differing(&april), [("returned", "-3.85", "0.00"), ("other_period", "3.86", "0.00")]);
    let april = [line(1, "-3.85"), line(2, vat)];
    let april = server.post(OTHER_FILER, "/v1/vendor-returns", &declared("2026-04", &april)).expect(201);
    let found = server.get(TAX, &path_of(&april)).expect(200);
    assert_eq!(differing(&found), [("other_period", "0.00", vat), ("other_period", "3.86", "0.00")]);
    let found = server.get(TAX, &path_of(&march)).expect(200);
    assert_eq!(differing(&found), [("other_period", "0.00", vat), ("other_period", vat, "0.00")]);
}

#[test]
fn numbers_that_are_used_and_not_declared_are_listed() {
    let server = Server::with_register(REGISTER);
    filed(&server, &parcel(1, json!({})));
    filed(&server, &parcel(2, json!({ "tax_scheme": { "scheme": "vendor", "number": "XAV0000003" } })));
    // An unknown number collects nothing.
    filed(&server, &parcel(3, json!({ "tax_scheme": { "scheme": "vendor", "number": "XAV0000009" } })));
    arrived(&server, [1, 2, 3]);
    days(&server, 35);
    let numbers = |token: &str, query: &str| {
        let told = server.get(token, &format!("/v1/vendor-accounts?scheme=vendor{query}")).expect(200);
        let rows = told["numbers"].as_array().unwrap().clone();
        rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(TAX, "&missing=true"), ["XAV0000002", "XAV0000003"]);
    assert_eq!(numbers(OTHER_FILER, ""), ["XAV0000002"]);
    // The carrier holds the mandate of somebody.
    assert_eq!(numbers(CARRIER, ""), ["XAV0000003"]);
    assert_eq!(numbers(FILER, ""), [""; 0]);
    assert_eq!(numbers(TAX, "&period=2026-02"), [""; 0]);
    let theirs = json!({ "scheme": "vendor", "number": "XAV0000003", "period": "2026-03", "lines": [line(2, "3.85")] });
    server.post(OTHER_FILER, "/v1/vendor-returns", &theirs).expect(422);
    server.post(CARRIER, "/v1/vendor-returns", &theirs).expect(201);
    assert_eq!(numbers(OFFICER, "&missing=true&period=2026-03"), ["XAV0000002"]);
    // A page at a time, in the order of the numbers.
    let first = server.get(TAX, "/v1/vendor-accounts?scheme=vendor&period=2026-03&limit=1").expect(200);
    assert_eq!(
        (&first["numbers"][0]["number"], &first["next"]),
        (&json!("XAV0000002"), &json!("XAV0000002"))
    );
    assert_eq!(numbers(TAX, "&period=2026-03&limit=1&after=XAV0000002"), ["XAV0000003"]);
    let last = server.get(TAX, "/v1/vendor-accounts?scheme=vendor&period=2026-03&limit=2").expect(200);
    assert_eq!(last["next"], Value::Null);
    for query in ["limit=0", "limit=1001", "limit=x"] {
        let path = format!("/v1/vendor-accounts?scheme=vendor&period=2026-03&{query}");
        assert_eq!(server.get(TAX, &path).status, 400, "{query}");
    }
    // The pages say the same, to the same.
    let (officer, other) = (server.enter("officer"), server.enter("filer"));
    let list = officer.get("/vendors").text;
    assert_eq!(list.matches("data-row").count(), 2, "{list}");
    assert_eq!(list.matches("no return").count(), 1, "{list}");
    let later = officer.get("/vendors?scheme=vendor&period=2026-03&after=XAV0000002").text;
    assert_eq!(later.matches("data-row").count(), 1, "{later}");
    assert!(other.get("/vendors").text.contains("No number that you may see was used"));
    let silent = officer.get("/vendors/vendor/XAV0000002?period=2026-03");
    assert_eq!(silent.status, 200, "{silent:?}");
    assert!(silent.text.contains("not in the return") && silent.text.contains(&tracking(1)), "{silent:?}");
    // From a parcel back to the number, for those who may see it.
    let back = "href=\"/vendors/vendor/XAV0000002?period=2026-03\"";
    let parcel = tracking(1);
    assert!(officer.get(&format!("/control/{parcel}")).text.contains(back));
    let filers = other.get(&format!("/trade/consignments/{parcel}"));
    assert_eq!((filers.status, filers.text.contains("/vendors/vendor")), (200, false));
    let agrees = officer.get("/vendors/vendor/XAV0000003?period=2026-03").text;
    assert!(agrees.contains("Nothing differs.") && agrees.contains("Sandbox Carrier"), "{agrees}");
    for path in ["vendor/XAV0000002?period=2026-03", "vendor/XAV0000002", "vendor/x?period=2026-03"] {
        assert_eq!(other.get(&format!("/vendors/{path}")).status, 404, "{path}");
    }
    for path in
        ["vendor/x", "nothing/XAV0000002", "vendor/XAV0000002?period=now", "vendor/XAV0000002?period=2026-Q1"]
    {
        assert_eq!(officer.get(&format!("/vendors/{path}")).status, 404, "{path}");
    }
    assert_eq!(officer.get("/vendors?scheme=%3Cb%3E&period=-1&after=x").status, 200);
}

#[test]
fn orders_stand_for_all_their_parcels_in_files_of_either_kind() {
    let server = Server::with_register(REGISTER);
    for serial in 1..=3 {
        let order = if serial < 3 { "BOTH" } else { "ONE" };
        filed(&server, &parcel(serial, json!({ "order": { "number": order } })));
    }
    arrived(&server, [1, 2, 3]);
    days(&server, 35);
    let send = |kind: &str, text: &str| {
        let bearer = format!("Bearer {OTHER_FILER}");
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        let path = "/v1/vendor-returns?scheme=vendor&number=XAV0000002&period=2026-03";
        server.call("POST", path, &headers, text.as_bytes())
    };
    let csv = "order_number,market_place,tax_amount,currency\nBOTH,market.example,7.70,EXD\nONE,market.example,3.85,EXD\n";
    let told = send("text/csv", csv).expect(201);
    assert_eq!(server.get(OTHER_FILER, &path_of(&told)).expect(200)["agreed"], 2);
    let lines = "{\"order_number\":\"BOTH\",\"market_place\":\"market.example\",\"tax_amount\":\"7.70\",\"currency\":\"EXD\"}\n";
    let told = send("application/x-ndjson", lines).expect(201);
    let found = server.get(OTHER_FILER, &path_of(&told)).expect(200);
    assert_eq!((&found["agreed"], differing(&found)), (&json!(1), vec![("not_declared", "3.85", "0.00")]));
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_kept() {
    let server = Server::with_register(REGISTER);
    days(&server, 35);
    let code = |token: &str, body: Value, status: u16| {
        let told = server.post(token, "/v1/vendor-returns", &body).expect(status);
        let errors = told["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let with = |name: &str, value: Value| {
        let mut body = declared("2026-03", &[line(1, "1.00")]);
        body[name] = value;
        body
    };
    assert_eq!(code(OTHER_FILER, with("scheme", json!("moonlight")), 422), ["unknown_scheme"]);
    assert_eq!(code(OTHER_FILER, with("number", json!("XAV2")), 422), ["malformed_number"]);
    assert_eq!(code(OTHER_FILER, with("period", json!("2026-Q1")), 422), ["malformed_period"]);
    assert_eq!(code(OTHER_FILER, with("period", json!("2026-04")), 422), ["period_open"]);
    assert_eq!(code(OTHER_FILER, with("period", json!("2999-01")), 422), ["period_open"]);
    assert_eq!(
        code(OTHER_FILER, with("period", json!("2025-12")), 422),
        ["unknown_number"],
        "it begins later"
    );
    assert_eq!(code(OTHER_FILER, with("period", json!("2021-12")), 422), ["scheme_not_in_force"]);
    for number in ["XAV0000009", "XAV0000003", "XAV0000004"] {
        assert_eq!(code(OTHER_FILER, with("number", json!(number)), 422), ["unknown_number"], "{number}");
    }
    assert_eq!(code(TAX, with("number", json!("XAV0000009")), 422), ["unknown_number"]);
    assert_eq!(code(FILER, declared("2026-03", &[]), 422), ["unknown_number"]);
    assert_eq!(code(OTHER_FILER, with("more", json!(1)), 400), ["unreadable"]);
    let lines = [
        line(1, "1.00"),
        line(1, "2.00"),
        json!({ "tracking_number": tracking(2).to_lowercase(), "tax_amount": "1.00", "currency": "USD" }),
        line(3, "1.005"),
        line(4, "1e3"),
        line(5, "99999999999999999999"),
        json!({ "order_number": "1001", "tax_amount": "1.00", "currency": "EXD" }),
        json!({ "tax_amount": "1.00", "currency": "EXD" }),
        json!({ "tracking_number": "A", "order_number": "1", "tax_amount": "1.00", "currency": "EXD" }),
        json!({ "tracking_number": "A".repeat(101), "tax_amount": "1.00", "currency": "EXD" }),
    ];
    let expected = [
        "duplicate_line",
        "other_currency",
        "malformed_amount",
        "malformed_amount",
        "malformed_amount",
        "missing",
        "missing",
        "two_numbers",
        "too_long",
    ];
    assert_eq!(code(OTHER_FILER, declared("2026-03", &lines), 422), expected);
    let many: Vec<Value> = (0..5_000).map(|_| line(1, "x")).collect();
    assert_eq!(code(OTHER_FILER, declared("2026-03", &many), 422).len(), 100);
    let send = |kind: &str, query: &str, text: &[u8]| {
        let bearer = format!("Bearer {OTHER_FILER}");
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        server.call("POST", &format!("/v1/vendor-returns{query}"), &headers, text)
    };
    let query = "?scheme=vendor&number=XAV0000002&period=2026-03";
    assert_eq!(send("text/csv", "", b"a\n").status, 400);
    assert_eq!(send("text/plain", query, b"a\n").status, 415);
    assert_eq!(send("text/csv", query, b"a,b\n1,2\n").status, 422);
    assert_eq!(send("application/x-ndjson", query, b"{\"tax_amount\":1}\n").status, 422);
    assert_eq!(send("application/x-ndjson", query, b"\xff\xfe\n").status, 422);
    let kept = server.get(TAX, "/v1/vendor-accounts?scheme=vendor&period=2026-03").expect(200);
    assert_eq!(kept["numbers"], json!([]), "nothing was kept");
    assert_eq!(send("text/csv", query, b"").status, 400, "nothing at all is no return");
    // What is kept is listed, also of a number that nobody has used.
    let none =
        server.post(OTHER_FILER, "/v1/vendor-returns", &declared("2026-03", &[line(1, "5.00")])).expect(201);
    let kept = server.get(TAX, "/v1/vendor-accounts?scheme=vendor&period=2026-03").expect(200);
    assert_eq!(kept["numbers"][0]["return"]["return"], none["return"]);
    assert_eq!(kept["numbers"][0]["difference"], "-5.00");
    for path in [
        "/v1/vendor-returns/v_0000000000009",
        "/v1/vendor-returns/9",
        "/v1/vendor-accounts/vendor/XAV0000009",
    ] {
        assert_eq!(server.get(OTHER_FILER, path).status, 404, "{path}");
    }
    assert_eq!(server.get(TAX, "/v1/vendor-accounts?scheme=moonlight").status, 422);
}

/// What was charged at the border and what was collected at the sale of VAT, in minor units.
fn vat(server: &Server) -> (i64, i64) {
    let accounts = server.get(TAX, "/v1/accounts").expect(200);
    let expected = |name: &str| {
        let accounts = accounts["accounts"].as_array().unwrap();
        let found = accounts.iter().find(|account| account["account"] == name);
        found.map_or(0, |account| {
            -account["expected"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap()
        })
    };
    (expected("revenue/vat"), expected("collected/vat"))
}

#[test]
fn nobody_is_charged_twice() {
    let register =
        format!("{REGISTER}late,Late,tax_scheme,vendor,XAV0000005,2026-03-03,,XA VAT Ruling 4/2026\n");
    let server = Server::with_register(&register);
    let mut so_far = (0, 0);
    let mut comes_to = |expected: (i64, i64), why: &str| {
        let now = vat(&server);
        assert_eq!((now.0 - so_far.0, now.1 - so_far.1), expected, "{why}");
        so_far = now;
    };
    let scheme = |number: &str| json!({ "tax_scheme": { "scheme": "vendor", "number": number } });
    filed(&server, &parcel(1, json!({})));
    comes_to((0, 385), "collected at the sale");
    // Another filer says nothing of a scheme: the first declaration governs, and there is one debt.
    let other = parcel(1, json!({ "reference": "OTHER", "tax_scheme": null }));
    server.post(OTHER_FILER, "/v1/declarations", &other).expect(200);
    comes_to((0, 0), "two filers");
    filed(&server, &parcel(2, json!({ "tax_scheme": null })));
    comes_to((385, 0), "no scheme");
    let told = filed(&server, &parcel(3, scheme("XAV0000009")));
    assert!(told.to_string().contains("scheme_number_not_in_force"), "{told}");
    comes_to((385, 0), "an unknown number");
    filed(&server, &parcel(4, scheme("XAV0000004")));
    comes_to((385, 0), "a number that ended");
    let mut mixed = parcel(5, json!({}));
    mixed["goods_items"][0]["tax_paid"] = json!(false);
    mixed["goods_items"][1]["tax_paid"] = json!(true);
    filed(&server, &mixed);
    comes_to((230, 155), "item by item");
    // Above the cap all of it is charged here, and a ground tells whoever asks the seller for it back.
    let mut dear = parcel(
        6,
        json!({ "value": { "currency": "USD", "goods": "174.90", "freight": "3.00", "insurance": "0.00" } }),
    );
    dear["goods_items"][0]["value"] = json!("164.90");
    let told = filed(&server, &dear);
    let grounds = told["grounds"].as_array().unwrap();
    let ground = grounds.iter().find(|ground| ground["code"] == "taxed_above_cap").unwrap();
    assert_eq!(ground["facts"]["scheme_number"], NUMBER, "{ground}");
    let charged = told["assessment"]["lines"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|line| line["charges"].as_array().unwrap());
    let charged: i64 = charged
        .filter(|charge| charge["kind"] == "vat")
        .map(|charge| charge["amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap())
        .sum();
    comes_to((charged, 0), "above the cap");
    // Corrected to less it is collected at the sale, and nothing is charged here any more.
    let number = told["declaration"].as_str().unwrap();
    let less = parcel(6, json!({}));
    server.post(FILER, &format!("/v1/declarations/{number}/amendments"), &less).expect(200);
    comes_to((-charged, 385), "amended");

    // A number that begins on the day of arrival: what was paid at the border before is owed back.
    let told = filed(&server, &parcel(7, scheme("XAV0000005")));
    comes_to((385, 0), "not yet in force");
    let reference = told["payment_reference"].as_str().unwrap();
    let payment = json!({ "reference": reference, "payment": "P-1", "amount": "3.85", "currency": "EXD" });
    server.post(TAX, "/v1/payments", &payment).expect(200);
    days(&server, 1);
    arrived(&server, [7]);
    comes_to((-385, 385), "in force on arrival");
    assert_eq!(server.get(TAX, "/v1/accounts/refunds%2FSandbox%20Filer").expect(200)["balance"], "-3.85");
}

#[test]
fn a_number_is_seen_by_who_had_it_in_the_period() {
    let register = "\
party,name,kind,scheme,number,valid_from,valid_to,law
Other Filer,Other Filer,tax_scheme,vendor,XAV0000002,2026-01-01,2026-03-31,XA VAT Ruling 1/2026
Sandbox Carrier,Carrier,tax_scheme,vendor,XAV0000002,2026-04-01,,XA VAT Ruling 2/2026
";
    let server = Server::with_register(register);
    filed(&server, &parcel(1, json!({})));
    arrived(&server, [1]);
    days(&server, 40);
    let told =
        server.post(OTHER_FILER, "/v1/vendor-returns", &declared("2026-03", &[line(1, "3.85")])).expect(201);
    let of = |period: &str| format!("/v1/vendor-accounts/vendor/{NUMBER}?period={period}");
    for (token, march, april) in [(OTHER_FILER, 200, 404), (CARRIER, 404, 200), (TAX, 200, 200)] {
        assert_eq!(server.get(token, &of("2026-03")).status, march, "{token}");
        assert_eq!(server.get(token, &of("2026-04")).status, april, "{token}");
    }
    assert_eq!(server.get(CARRIER, &path_of(&told)).status, 404);
    // The account of all its time is neither's.
    for token in [OTHER_FILER, CARRIER] {
        assert_eq!(server.get(token, "/v1/accounts/vendor%2Fvendor%2FXAV0000002").status, 404);
    }
}

#[test]
fn nothing_declared_elsewhere_hides_nothing() {
    let server = Server::with_register(REGISTER);
    filed(&server, &parcel(1, json!({})));
    arrived(&server, [1]);
    days(&server, 70);
    let kinds = || {
        let told =
            server.get(TAX, &format!("/v1/vendor-accounts/vendor/{NUMBER}?period=2026-03")).expect(200);
        differing(&told).iter().map(|(kind, ..)| kind.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(), ["not_declared"]);
    for (tax, kind) in [("0.00", "not_declared"), ("3.80", "not_declared"), ("3.85", "other_period")] {
        server.post(OTHER_FILER, "/v1/vendor-returns", &declared("2026-04", &[line(1, tax)])).expect(201);
        assert_eq!(kinds(), [kind], "{tax}");
    }
}
