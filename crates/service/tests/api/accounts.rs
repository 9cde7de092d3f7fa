//! The ledger over HTTP: what is charged, paid and owed back, from the sum to the parcel and back.

use crate::harness::{CARRIER, FILER, OTHER_FILER, Server, TAX, declaration, tracking};
use serde_json::{Value, json};

/// The balances of the accounts that a caller sees, by name, with what is expected.
fn balances(server: &Server, token: &str) -> Vec<(String, String, String)> {
    let accounts = server.get(token, "/v1/accounts").expect(200);
    let text = |account: &Value, name: &str| account[name].as_str().unwrap().to_owned();
    let told =
        |account: &Value| (text(account, "account"), text(account, "balance"), text(account, "expected"));
    accounts["accounts"].as_array().unwrap().iter().map(told).collect()
}

fn are(server: &Server, expected: &[(&str, &str, &str)]) {
    let found = balances(server, TAX);
    let found: Vec<(&str, &str, &str)> =
        found.iter().map(|(name, balance, expected)| (&**name, &**balance, &**expected)).collect();
    assert_eq!(found, expected);
}

#[test]
fn charges_are_expected_owed_paid_and_owed_back() {
    let server = Server::start();
    are(&server, &[]);
    let parcel = declaration("category-3-tax-due-by-post", json!({}));
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let consignment = lodged["consignment"].as_str().unwrap();
    are(
        &server,
        &[("receivable/consignee/Sandbox Filer", "0.00", "15.00"), ("revenue/vat", "0.00", "-15.00")],
    );
    let pay = |amount: &str, reference: &str| {
        let path = format!("/v1/consignments/{consignment}/payments");
        let body = json!({ "amount": amount, "currency": "EXD", "reference": reference });
        server.post(TAX, &path, &body).expect(200)
    };
    pay("5.00", "P-1");
    are(
        &server,
        &[
            ("receivable/consignee/Sandbox Filer", "-5.00", "10.00"),
            ("received", "5.00", "5.00"),
            ("revenue/vat", "0.00", "-15.00"),
        ],
    );
    pay("10.00", "P-2");
    let arrived = json!({ "office": "XAPRT1", "consignments": [parcel["tracking_number"]] });
    server.post(CARRIER, "/v1/arrivals", &arrived).expect(200);
    are(
        &server,
        &[
            ("receivable/consignee/Sandbox Filer", "0.00", "0.00"),
            ("received", "15.00", "15.00"),
            ("revenue/vat", "-15.00", "-15.00"),
        ],
    );
    // Sent back, nothing is owed any more, and what was paid is owed back.
    let back = json!({ "consignment": parcel["tracking_number"], "outbound": tracking(6) });
    server.post(CARRIER, "/v1/returns", &back).expect(200);
    are(
        &server,
        &[
            ("receivable/consignee/Sandbox Filer", "0.00", "0.00"),
            ("received", "15.00", "15.00"),
            ("refunds/Sandbox Filer", "-15.00", "-15.00"),
            ("revenue/vat", "0.00", "0.00"),
        ],
    );

    // From the sum to the parcel.
    let vat = server.get(TAX, "/v1/accounts/revenue%2Fvat").expect(200);
    assert_eq!((&vat["opening"], &vat["closing"]), (&json!("0.00"), &json!("0.00")), "{vat}");
    let day = json!({ "day": "2026-03-02", "debits": "15.00", "credits": "15.00", "balance": "0.00" });
    assert_eq!(vat["days"], json!([day]));
    let lines = server.get(TAX, "/v1/accounts/revenue%2Fvat/transfers").expect(200);
    let rows = lines["transfers"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{lines}");
    assert_eq!((&rows[0]["side"], &rows[0]["amount"]), (&json!("credit"), &json!("15.00")));
    assert_eq!(rows[0]["other"], "receivable/consignee/Sandbox Filer");
    assert_eq!(
        (&rows[0]["consignment"], &rows[0]["declaration"]),
        (&lodged["consignment"], &lodged["declaration"])
    );
    assert_eq!(rows[0]["law"], "XA VAT Act s.5");
    let first = server.get(TAX, "/v1/accounts/revenue%2Fvat/transfers?limit=1").expect(200);
    assert_eq!(first["transfers"], json!([rows[0]]));
    let next = first["next"].as_str().unwrap();
    let second = server.get(TAX, &format!("/v1/accounts/revenue%2Fvat/transfers?limit=1&after={next}"));
    assert_eq!(second.expect(200), json!({ "transfers": [rows[1]], "next": null }));
    // The same as a table, and of other days nothing.
    let bearer = format!("Bearer {TAX}");
    let headers = [("authorization", bearer.as_str()), ("accept", "text/csv")];
    let statement = |query: &str| {
        server.call("GET", &format!("/v1/accounts/revenue%2Fvat/transfers{query}"), &headers, b"")
    };
    let table = statement("?from=2026-03-01&to=2026-03-31&limit=10000");
    let rows: Vec<&str> = table.text.lines().collect();
    assert_eq!(rows[0], "day,side,amount,other,consignment,declaration,entry,law,what,reference");
    assert!(rows[1].starts_with("2026-03-02,credit,15.00,receivable/consignee/Sandbox Filer,c_"), "{rows:?}");
    assert_eq!((rows.len(), table.header("cocket-next")), (3, None));
    assert!(statement("?limit=1").header("cocket-next").is_some());
    assert_eq!(statement("?to=2026-03-01").text.lines().count(), 1);
    assert_eq!(statement("?from=2026-03-03").text.lines().count(), 1);
    // The same after a restart, and what comes then is added.
    let server = server.restarted();
    let over = json!({ "reference": "L-9", "tracking_number": tracking(9), "transport": { "document": tracking(9), "office": "XAPRT1" }, "ucr": null });
    server.post(FILER, "/v1/declarations", &declaration("category-3-tax-due-by-post", over)).expect(200);
    are(
        &server,
        &[
            ("receivable/consignee/Sandbox Filer", "0.00", "15.00"),
            ("received", "15.00", "15.00"),
            ("refunds/Sandbox Filer", "-15.00", "-15.00"),
            ("revenue/vat", "0.00", "-15.00"),
        ],
    );
}

#[test]
fn filers_see_their_own_accounts_and_nobody_asks_for_nonsense() {
    let server = Server::start();
    let parcel = declaration("category-3-tax-due-by-post", json!({}));
    server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let names = |token: &str| -> Vec<String> {
        balances(&server, token).into_iter().map(|(name, _, _)| name).collect()
    };
    assert_eq!(names(FILER), ["receivable/consignee/Sandbox Filer"]);
    assert_eq!(names(OTHER_FILER), [""; 0]);
    let own = "/v1/accounts/receivable%2Fconsignee%2FSandbox%20Filer";
    server.get(FILER, own).expect(200);
    server.get(FILER, &format!("{own}?currency=EXD&from=2026-03-01&to=2026-03-02")).expect(200);
    for (token, path) in [
        (OTHER_FILER, own),
        (FILER, "/v1/accounts/revenue%2Fvat"),
        (FILER, "/v1/accounts/revenue%2Fvat/transfers"),
        (TAX, "/v1/accounts/nothing"),
        (TAX, "/v1/accounts/revenue%2Fgold"),
        (TAX, "/v1/accounts/revenue%2Fvat?currency=EUR"),
    ] {
        assert_eq!(server.get(token, path).expect(404)["code"], "not_found", "{path}");
    }
    for query in [
        "?from=2026-03-03&to=2026-03-02",
        "?from=2020-01-01",
        "?from=never",
        "?to=2026-02-30",
        "?days=3",
        "/transfers?limit=0",
        "/transfers?limit=201",
        "/transfers?after=here",
        "/transfers?after=1.",
    ] {
        server.get(FILER, &format!("{own}{query}")).expect(400);
    }
    server.get("nobody", "/v1/accounts").expect(401);
}

#[test]
fn an_account_shows_no_declaration_of_another_filer() {
    let server = Server::start();
    let parcel = declaration("category-3-tax-due-by-post", json!({}));
    let first = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let second = server.post(OTHER_FILER, "/v1/declarations", &parcel).expect(200);
    let (first, second) = (first["declaration"].as_str().unwrap(), second["declaration"].as_str().unwrap());
    let own = "/v1/accounts/receivable%2Fconsignee%2FSandbox%20Filer/transfers";
    let pay = json!({ "amount": "5.00", "currency": "EXD", "reference": "P-1" });
    let house = parcel["tracking_number"].as_str().unwrap();
    server.post(TAX, &format!("/v1/consignments/{house}/payments"), &pay).expect(200);
    assert_eq!(server.get(FILER, own).expect(200)["transfers"][0]["declaration"], first);
    assert_eq!(balances(&server, OTHER_FILER), []);
    // The first filing is taken back: the other governs, and the account of the first is moved to it.
    let path = format!("/v1/declarations/{first}/invalidation");
    server.post(FILER, &path, &json!({ "reason": "twice" })).expect(200);
    assert_eq!(balances(&server, OTHER_FILER).len(), 1);
    let after = server.get(FILER, own).expect(200);
    let rows = after["transfers"].as_array().unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row["declaration"] == first), "{after}");
    assert!(!after.to_string().contains(second), "{after}");
}

#[test]
fn accounts_have_their_place_in_the_chart_of_the_pack() {
    let server = Server::start();
    server.post(FILER, "/v1/declarations", &declaration("category-3-tax-due-by-post", json!({}))).expect(200);
    let accounts = server.get(TAX, "/v1/accounts").expect(200);
    let told = |kind: &str| {
        let all = accounts["accounts"].as_array().unwrap();
        let found = all.iter().find(|account| account["kind"] == kind).unwrap();
        (found["code"].clone(), found["title"]["en"].clone())
    };
    assert_eq!(told("revenue"), (json!("4020"), json!("VAT on imports")));
    assert_eq!(told("receivable"), (json!("1210"), json!("Charges receivable")));
    let vat = server.get(TAX, "/v1/accounts/revenue%2Fvat").expect(200);
    assert_eq!((&vat["code"], &vat["title"]["fr"]), (&json!("4020"), &json!("TVA à l'importation")));
}
