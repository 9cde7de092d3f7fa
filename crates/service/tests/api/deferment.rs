//! Deferred payment over HTTP: what a filer may owe, its statements, payments that come, bounce and come late.

use crate::harness::{
    CARRIER, FILER, OFFICER, OTHER_FILER, OTHER_TAX, Reply, Server, TAX, declaration, replays, tracking,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::time::Duration;

const GRN: &str = "26XA0000000000016";
const ACCOUNT: &str = "/v1/accounts/deferred%2FSandbox%20Filer";

/// A server whose register lets the filer pay later up to 40.00.
fn server() -> Server {
    let server = Server::start();
    register(&server, "40.00");
    server
}

/// Lets a register count and waits until it does.
fn register(server: &Server, amount: &str) {
    let csv = format!(
        "party,name,kind,scheme,number,valid_from,valid_to,law,amount,secured_percent\n\
         Sandbox Filer,Filer,deferment,,XADEF1,2025-01-01,,XA Decision 1,,\n\
         Sandbox Filer,Filer,guarantee,,{GRN},2025-01-01,,XA Decision 2,{amount} EXD,\n"
    );
    let register = pack::register(csv.as_bytes()).unwrap();
    let text = pack::register_csv(&register);
    let hash = *evidence::content_hash(text.as_bytes()).as_bytes();
    store::Registers::open(server.folder()).unwrap().replace(hash, "test", text.as_bytes()).unwrap();
    until(|| {
        let answer = server.get(FILER, "/v1/guarantees");
        answer.status == 200 && answer.json()["guaranteed"] == *amount
    });
}

/// Waits until something is so.
#[track_caller]
fn until(is_so: impl Fn() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it does not come to be so");
}

fn lodge(server: &Server, serial: u32) -> (Value, Value) {
    let number = tracking(serial);
    let parcel = declaration(
        "category-3-tax-due-by-post",
        json!({
            "reference": format!("L-{serial}"), "tracking_number": number, "ucr": null, "order": null,
            "transport": { "document": number, "office": "XAPRT1" }, "deferred_payment": "xadef1",
        }),
    );
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    (parcel, lodged)
}

fn arrive(server: &Server, parcel: &Value) {
    let arrived = json!({ "office": "XAPRT1", "consignments": [parcel["tracking_number"]] });
    server.post(CARRIER, "/v1/arrivals", &arrived).expect(200);
}

fn enter(server: &Server, kind: &str, reference: &str, amount: &str, more: Value) -> Reply {
    let mut body = json!({ "kind": kind, "reference": reference, "amount": amount, "currency": "EXD" });
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    server.post(TAX, &format!("{ACCOUNT}/entries"), &body)
}

fn phase(server: &Server, lodged: &Value) -> Value {
    let path = format!("/v1/declarations/{}", lodged["declaration"].as_str().unwrap());
    server.get(FILER, &path).expect(200)["phase"].clone()
}

/// The statements of the filer: period, charged, left and state.
fn statements(server: &Server) -> Vec<[String; 4]> {
    let told = server.get(FILER, "/v1/statements").expect(200);
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let all = told["statements"].as_array().unwrap().iter();
    all.map(|one| ["statement", "charged", "left", "state"].map(|name| text(one, name))).collect()
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[test]
fn charges_stand_on_a_statement_until_it_is_paid() {
    let server = server();
    let (one, lodged) = lodge(&server, 11);
    let grounds = lodged["grounds"].as_array().unwrap();
    let deferred = grounds.iter().find(|ground| ground["code"] == "payment_deferred").unwrap();
    assert_eq!(deferred["facts"], json!({ "number": "XADEF1", "amount": "15.00 EXD", "due": "2026-04-15" }));
    assert_eq!(lodged["assessment"]["payable"], "0.00");
    let (two, _) = lodge(&server, 12);
    let security = server.get(FILER, "/v1/guarantees").expect(200);
    let told = ["owed", "expected", "most", "room"].map(|name| security[name].as_str().unwrap());
    assert_eq!(told, ["0.00", "30.00", "40.00", "10.00"]);
    // The third has no room: it is held until it is paid or there is room.
    let (three, held) = lodge(&server, 13);
    assert_eq!((&held["phase"], &held["gates"][0]["gate"]), (&json!("held"), &json!("payment")));
    [&one, &two, &three].into_iter().for_each(|parcel| arrive(&server, parcel));
    assert_eq!(phase(&server, &lodged), "cleared");
    assert_eq!(phase(&server, &held), "held");
    let security = server.get(TAX, "/v1/guarantees?organisation=Sandbox%20Filer").expect(200);
    assert_eq!((&security["owed"], &security["expected"]), (&json!("30.00"), &json!("0.00")));
    assert_eq!(statements(&server), [["2026-03", "30.00", "30.00", "open"]]);

    // Something is paid before it is due, and what waited for room is let go by itself.
    server.later(days(5));
    enter(&server, "payment", "BANK-0", "4.99", json!({})).expect(200);
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(phase(&server, &held), "held");
    enter(&server, "payment", "BANK-1", "0.01", json!({})).expect(200);
    until(|| phase(&server, &held) == "cleared");
    server.later(days(29));
    assert_eq!(
        statements(&server),
        [["2026-04", "0.00", "0.00", "open"], ["2026-03", "45.00", "40.00", "due"]]
    );
    enter(&server, "payment", "BANK-2", "40.00", json!({})).expect(200);
    assert_eq!(statements(&server)[1], ["2026-03", "45.00", "0.00", "paid"]);
    // On paper, for whoever may see it.
    let paper = |token: &str| {
        let headers =
            [("authorization", format!("Bearer {token}")), ("accept", "application/pdf".to_owned())];
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        server.call("GET", "/v1/statements/2026-03?organisation=Sandbox%20Filer", &headers, b"")
    };
    let printed = paper(TAX);
    assert_eq!((printed.status, printed.header("content-type")), (200, Some("application/pdf")));
    assert!(printed.text.starts_with("%PDF-"));
    assert_eq!(paper(OTHER_FILER).status, 404);
    // From the total to the parcel and back.
    let march = server.get(FILER, "/v1/statements/2026-03").expect(200);
    assert_eq!(march["by_kind"], json!([{ "kind": "vat", "amount": "45.00", "postings": 3 }]));
    assert_eq!(march["entries"][0]["reference"], "BANK-0");
    let lines = server.get(FILER, march["lines"].as_str().unwrap()).expect(200);
    let lines = lines["transfers"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]["consignment"]), (5, &lodged["consignment"]));
    assert_eq!((&lines[2]["what"], &lines[2]["consignment"]), (&json!("payment"), &Value::Null));
    let back = "href=\"/statements/2026-03?organisation=Sandbox%20Filer\"";
    let parcel = lodged["consignment"].as_str().unwrap();
    for (door, path) in [("officer", "/control"), ("filer", "/trade/consignments")] {
        let page = server.enter(door).get(&format!("{path}/{parcel}"));
        assert!(page.text.contains(back), "{door}: {page:?}");
    }
    let bearer = format!("Bearer {FILER}");
    let headers = [("authorization", bearer.as_str()), ("accept", "text/csv")];
    let table = server.call("GET", "/v1/statements/2026-03", &headers, b"").text;
    assert_eq!(
        table,
        "day,what,reference,amount\n2026-03-01,opening,,0.00\n2026-03-31,vat,,45.00\n\
         2026-03-07,payment,BANK-0,-4.99\n2026-03-07,payment,BANK-1,-0.01\n2026-03-31,closing,,40.00\n"
    );
    // The same after a restart.
    let server = server.restarted();
    assert_eq!(statements(&server).len(), 2);
    assert!(enter(&server, "payment", "BANK-1", "0.01", json!({})).header("idempotent-replayed").is_some());
    replays(&server);
}

#[test]
fn a_payment_bounces_interest_is_charged_and_the_guarantor_is_called() {
    let server = server();
    let (one, _) = lodge(&server, 21);
    arrive(&server, &one);
    server.later(days(40));
    enter(&server, "payment", "BANK-7", "15.00", json!({})).expect(200);
    assert_eq!(statements(&server)[1], ["2026-03", "15.00", "0.00", "paid"]);
    assert_eq!(enter(&server, "reversal", "BANK-7", "15.00", json!({})).status, 409);
    let bounced = json!({ "reason": "no funds" });
    enter(&server, "reversal", "BANK-7", "15.00", bounced.clone()).expect(200);
    assert!(
        enter(&server, "reversal", "BANK-7", "15.00", bounced).header("idempotent-replayed").is_some(),
        "told again it is no other one"
    );
    let again = enter(&server, "reversal", "BANK-7", "15.00", json!({ "reason": "again" })).expect(409);
    assert_eq!(again["code"], "already_reversed");
    assert_eq!(statements(&server)[1], ["2026-03", "15.00", "15.00", "due"]);
    // Nobody is called yet.
    let call = |amount: &str| {
        let more = json!({ "guarantee": GRN, "reason": "not paid" });
        enter(&server, "call", &format!("CALL-{amount}"), amount, more)
    };
    assert_eq!(call("15.00").expect(409)["code"], "more_than_callable");
    // On 20 May it was late for 15 days of April: 15.00 at 8 % for 15 of 365 days, rounded down.
    server.later(days(39));
    until(|| statements(&server).iter().any(|one| one[0] == "2026-05"));
    let april = || server.get(FILER, "/v1/statements/2026-05").expect(200)["interest"].clone();
    until(|| april() == "0.04");
    assert_eq!(statements(&server)[2], ["2026-03", "15.00", "15.00", "overdue"]);
    assert_eq!(call("15.01").expect(409)["code"], "more_than_callable");
    let other = json!({ "guarantee": "26XA0000000000025", "reason": "not paid" });
    assert_eq!(enter(&server, "call", "C", "1.00", other).expect(409)["code"], "unknown_guarantee");
    call("15.00").expect(200);
    assert_eq!(statements(&server)[2], ["2026-03", "15.00", "0.00", "paid"]);
    let security = server.get(FILER, "/v1/guarantees").expect(200);
    assert_eq!((&security["called"], &security["room"]), (&json!("15.00"), &json!("24.96")));
    assert_eq!(
        enter(&server, "guarantor_payment", "G-1", "15.01", json!({})).expect(409)["code"],
        "more_than_called"
    );
    enter(&server, "guarantor_payment", "G-1", "15.00", json!({})).expect(200);
    assert_eq!(server.get(FILER, "/v1/guarantees").expect(200)["called"], "0.00");
    // A higher guarantee counts at once.
    register(&server, "90.00");
    assert_eq!(server.get(FILER, "/v1/guarantees").expect(200)["room"], "89.96");
    replays(&server);
}

#[test]
fn nonsense_about_accounts_is_answered_and_changes_nothing() {
    let server = server();
    let (one, _) = lodge(&server, 31);
    arrive(&server, &one);
    enter(&server, "payment", "P", "1.00", json!({})).expect(200);
    let before = server.get(TAX, "/v1/accounts").expect(200);
    assert_eq!(enter(&server, "payment", "P", "2.00", json!({})).expect(409)["code"], "reference_used");
    for (kind, reference, amount, status) in [
        ("payment", "Q", "0.00", 400),
        ("payment", "Q", "-5.00", 400),
        ("payment", "Q", "1.005", 400),
        ("payment", "Q", "ten", 400),
        ("payment", "", "1.00", 400),
        ("payment", &"x".repeat(71), "1.00", 400),
        ("payment", "Q\u{0}1", "1.00", 400),
        ("payment", "Q\n1", "1.00", 400),
        ("interest", "2026-03", "1.00", 400),
        ("gift", "Q", "1.00", 400),
        ("reversal", "unknown", "1.00", 409),
        ("call", "K", "1.00", 409),
    ] {
        assert_eq!(enter(&server, kind, reference, amount, json!({})).status, status, "{kind} {amount}");
    }
    assert_eq!(enter(&server, "payment", "Q", "1.00", json!({ "currency": "EUR" })).status, 409);
    assert_eq!(enter(&server, "payment", "Q", "1.00", json!({ "more": 1 })).status, 400);
    let body = json!({ "kind": "payment", "reference": "Q", "amount": "1.00", "currency": "EXD" });
    for account in ["deferred%2Fnobody", "received", "revenue%2Fvat", "deferred", "%2F"] {
        let path = format!("/v1/accounts/{account}/entries");
        assert_eq!(server.post(TAX, &path, &body).status, 404, "{account}");
    }
    for token in [FILER, CARRIER, OFFICER] {
        assert_eq!(server.post(token, &format!("{ACCOUNT}/entries"), &body).status, 403, "{token}");
    }
    for path in [
        "/v1/statements?organisation=Sandbox%20Filer",
        "/v1/statements/2026-03?organisation=Sandbox%20Filer",
        "/v1/guarantees?organisation=Sandbox%20Filer",
        "/v1/guarantees",
    ] {
        assert_eq!(server.get(OTHER_FILER, path).status, 404, "{path}");
    }
    assert_eq!(server.get(OTHER_FILER, "/v1/statements").expect(200)["statements"], json!([]));
    for period in ["2026-02", "2026-13", "2026-Q1", "2026-W10", "now", "2026-03-01"] {
        assert_eq!(server.get(FILER, &format!("/v1/statements/{period}")).status, 404, "{period}");
    }
    assert_eq!(server.get(TAX, "/v1/accounts").expect(200), before);
    // A request that comes twice is carried out once.
    let pay = || server.post_keyed(TAX, &format!("{ACCOUNT}/entries"), &body, "key-1");
    pay().expect(200);
    assert!(pay().header("idempotent-replayed").is_some());
    let other = json!({ "kind": "payment", "reference": "R", "amount": "1.00", "currency": "EXD" });
    assert_eq!(server.post_keyed(TAX, &format!("{ACCOUNT}/entries"), &other, "key-1").status, 422);
}

/// What nobody will pay of a statement is given up by two of the tax authority; security has room for it again.
#[test]
fn what_is_overdue_is_given_up_by_two() {
    let server = server();
    let (one, _) = lodge(&server, 11);
    arrive(&server, &one);
    let why = || json!({ "reason": "the estate is closed" });
    let early = enter(&server, "write_off", "W-1", "15.00", why());
    assert_eq!(early.expect(409)["code"], "more_than_overdue");
    server.later(days(60));
    let left = || statements(&server).iter().map(|one| one[2].clone()).collect::<Vec<_>>();
    let interest = || balance_of(&server, "interest");
    until(|| interest() != "none");
    let overdue = left()[2].clone();
    assert_eq!(overdue, "15.00");
    assert_eq!(enter(&server, "write_off", "W-1", "15.00", json!({})).expect(409)["code"], "reason_missing");
    assert_eq!(enter(&server, "write_off", "W-1", "15.00", why()).expect(202)["kind"], "write_off");
    assert_eq!(enter(&server, "write_off", "W-1", "15.00", why()).status, 202, "the same again");
    assert_eq!(left()[2], "15.00", "nothing has moved yet");
    let second = |amount: &str| {
        let body = json!({ "kind": "write_off", "reference": "W-1", "amount": amount, "currency": "EXD",
            "reason": "the estate is closed" });
        server.post(OTHER_TAX, &format!("{ACCOUNT}/entries"), &body)
    };
    assert_eq!(second("14.00").expect(409)["code"], "reference_used", "another sum is another proposal");
    second("15.00").expect(200);
    second("15.00").expect(200);
    assert_eq!(left()[2], "0.00");
    assert_eq!(balance_of(&server, "written_off"), "15.00");
    let security = server.get(FILER, "/v1/guarantees").expect(200);
    assert_eq!(security["expected"], "0.00");
    replays(&server);
}

fn balance_of(server: &Server, account: &str) -> String {
    let accounts = server.get(TAX, "/v1/accounts").expect(200);
    let mut accounts = accounts["accounts"].as_array().unwrap().iter();
    let found = accounts.find(|known| known["account"] == account);
    found.map_or("none".to_owned(), |account| account["balance"].as_str().unwrap().to_owned())
}
