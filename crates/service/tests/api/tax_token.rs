//! Tax tokens: a good one counts for one consignment, and no other counts at all.

use crate::harness::{CARRIER, FILER, OFFICER, OTHER_FILER, Server, declaration, tracking};
use clearance::{TokenAmount, TokenClaim, consignee_commitment};
use evidence::{Opening, Origin, SigningKey};
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::{Value, json};
use service::Replay;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32]).unwrap()
}

/// Two vendors, one of which files here as well, and a number without a key.
fn register() -> String {
    let (one, two) = (key(7).verifying_key(), key(8).verifying_key());
    format!(
        "party,name,kind,scheme,number,valid_from,valid_to,law,key\n\
         Other Filer,Bright Shop,tax_scheme,vendor,XAV0012345,2025-01-01,,XA VAT Ruling 12/2025,{one}\n\
         dim-shop,Dim Shop,tax_scheme,vendor,XAV0054321,2025-01-01,,XA VAT Ruling 13/2025,{two}\n\
         old-shop,Old Shop,tax_scheme,vendor,XAV0000001,2025-01-01,2025-12-31,XA VAT Ruling 14/2025,{one}\n\
         bare-shop,Bare Shop,tax_scheme,vendor,XAV0000002,2025-01-01,,XA VAT Ruling 15/2025,\n"
    )
}

fn claim(order: &str) -> TokenClaim {
    let amount = |text| TokenAmount::parse(text).unwrap();
    TokenClaim {
        scheme: "vendor".to_owned(),
        number: "XAV0012345".to_owned(),
        market: None,
        order: order.to_owned(),
        goods: amount("100.00EXD"),
        tax: amount("15.00EXD"),
        expires: date(2026, 3, 31),
        consignee: consignee_commitment(&salt(), "Ana Example", "1001", "XA"),
    }
}

fn salt() -> Opening {
    Opening::from_bytes([9; 32])
}

fn scheme(token: &str) -> Value {
    json!({ "scheme": "vendor", "number": "XAV0012345", "token": token, "salt": salt().to_string() })
}

/// A parcel of an order.
fn parcel(serial: u32, order: &str, scheme: Value) -> Value {
    let number = tracking(serial);
    let transport = json!({ "document": number, "master_document": "160-12345675", "office": "XAPRT1" });
    declaration(
        "vendor-number-in-force",
        json!({ "reference": format!("T-{serial}"), "tracking_number": number, "transport": transport,
                "order": { "number": order }, "tax_scheme": scheme }),
    )
}

fn good(order: &str) -> String {
    claim(order).signed(&key(7)).unwrap().text().to_owned()
}

fn lodge(server: &Server, token: &str, parcel: &Value) -> Value {
    server.post(token, "/v1/declarations", parcel).expect(200)
}

/// Why a token does not count by a decision; none where it counts.
fn flaw(decision: &Value) -> Option<String> {
    let grounds = decision["grounds"].as_array().unwrap();
    let of = |code: &str| grounds.iter().filter(|ground| ground["code"] == code).collect::<Vec<_>>();
    let (counts, refused) = (of("tax_token_counts"), of("tax_token_refused"));
    assert_eq!(counts.len() + refused.len(), 1, "{decision}");
    let is_due = decision["assessment"]["payable"] != "0.00";
    assert_eq!(is_due, counts.is_empty(), "tax is due unless the token counts: {decision}");
    let waits = decision["gates"].as_array().unwrap().iter().any(|gate| gate["gate"] == "document");
    assert_eq!(waits, counts.is_empty(), "{decision}");
    let flaw = refused.first().map(|ground| ground["facts"]["flaw"].as_str().unwrap().to_owned());
    assert_eq!(flaw.is_some(), decision["phase"] == "held" && waits, "{decision}");
    flaw
}

/// Everything that was decided is decided again, from what was recorded alone.
fn replays(server: &Server) {
    let (reader, signing) = store::open_for_reading(server.folder()).unwrap();
    let origin = Origin::parse(&reader.about("origin").unwrap().unwrap()).unwrap();
    let verifying = SigningKey::from_seed(&signing).unwrap().verifying_key();
    let replayed = Replay::new(&reader, verifying, origin).all(|_| {}).unwrap();
    assert!(replayed.differences.is_empty(), "{:?}", replayed.differences);
    assert_eq!(replayed.entries, replayed.agreed);
}

fn events(server: &Server, token: &str) -> Vec<Value> {
    server.get(token, "/v1/events?limit=200").expect(200)["events"].as_array().unwrap().clone()
}

#[test]
fn a_good_token_counts_for_one_consignment_only() {
    let server = Server::with_register(&register());
    let token = good("99817");
    let first = lodge(&server, FILER, &parcel(1, "99817", scheme(&token)));
    assert_eq!((flaw(&first), &first["phase"]), (None, &json!("accepted")), "{first}");
    let told =
        first["grounds"].as_array().unwrap().iter().find(|ground| ground["code"] == "tax_token_counts");
    let facts = json!({ "scheme_number": "XAV0012345", "tax": "15.00 EXD", "expires": "2026-03-31" });
    assert_eq!(told.unwrap()["facts"], facts, "{first}");
    // A copy on another parcel, and the same parcel again.
    let copied = lodge(&server, FILER, &parcel(2, "99817", scheme(&token)));
    assert_eq!(flaw(&copied).as_deref(), Some("used_before"), "{copied}");
    let again = lodge(&server, FILER, &parcel(1, "99817", scheme(&token)));
    assert_eq!((&again["declaration"], flaw(&again)), (&first["declaration"], None), "{again}");
    // Another filer of the same parcel has the same token, and it is no second use.
    let mut second = parcel(1, "99817", scheme(&token));
    second["reference"] = json!("C-1");
    server.post(CARRIER, "/v1/declarations", &second).expect(200);
    let arrival = json!({ "office": "XAPRT1", "consignments": [tracking(1), tracking(2)] });
    server.post(CARRIER, "/v1/arrivals", &arrival).expect(200);
    let path = |decision: &Value| format!("/v1/declarations/{}", decision["declaration"].as_str().unwrap());
    let (first, copied) =
        (server.get(FILER, &path(&first)).expect(200), server.get(FILER, &path(&copied)).expect(200));
    assert_eq!((flaw(&first), &first["phase"]), (None, &json!("cleared")), "{first}");
    assert_eq!(
        (flaw(&copied).as_deref(), &copied["phase"]),
        (Some("used_before"), &json!("held")),
        "{copied}"
    );
    replays(&server);
    let server = server.restarted();
    let late = lodge(&server, FILER, &parcel(3, "99817", scheme(&token)));
    assert_eq!(flaw(&late).as_deref(), Some("used_before"), "{late}");
}

#[test]
fn a_token_that_is_not_good_does_not_count_and_takes_nothing_from_one_that_is() {
    let server = Server::with_register(&register());
    let with = |change: &dyn Fn(&mut TokenClaim)| {
        let mut claim = claim("99817");
        change(&mut claim);
        claim.signed(&key(7)).unwrap().text().to_owned()
    };
    let of_number = |number: &str| {
        let token = with(&|claim| claim.number = number.to_owned());
        json!({ "scheme": "vendor", "number": number, "token": token, "salt": salt().to_string() })
    };
    let forged = claim("99817").signed(&key(9)).unwrap().text().to_owned();
    let dearer = TokenAmount::parse("100.01EXD").unwrap();
    let dollars = TokenAmount::parse("100.00USD").unwrap();
    let mut of_another_salt = scheme(&good("99817"));
    of_another_salt["salt"] = json!(Opening::from_bytes([8; 32]).to_string());
    let table = [
        (scheme(&with(&|claim| claim.number = "XAV0054321".to_owned())), "other_number"),
        (of_number("XAV0000001"), "not_in_force"),
        (of_number("XAV9999999"), "not_in_force"),
        (of_number("XAV0000002"), "unknown_key"),
        (of_number("XAV0054321"), "wrong_signature"),
        (scheme(&forged), "wrong_signature"),
        (scheme(&good("99817").replace("15.00EXD", "16.00EXD")), "wrong_signature"),
        (scheme(&with(&|claim| claim.expires = date(2026, 3, 1))), "expired"),
        (scheme(&with(&|claim| claim.order = "99818".to_owned())), "other_order"),
        (scheme(&with(&|claim| claim.market = Some("bazaar".to_owned()))), "other_order"),
        (scheme(&with(&|claim| claim.goods = dearer.clone())), "other_value"),
        (scheme(&with(&|claim| claim.goods = dollars.clone())), "other_value"),
        (
            scheme(&with(&|claim| {
                claim.consignee = consignee_commitment(&salt(), "Ben Example", "1001", "XA")
            })),
            "other_consignee",
        ),
        (of_another_salt, "other_consignee"),
    ];
    for (serial, (scheme, expected)) in (10..).zip(&table) {
        let decision = lodge(&server, FILER, &parcel(serial, "99817", scheme.clone()));
        assert_eq!(flaw(&decision).as_deref(), Some(*expected), "{decision}");
    }
    let genuine = lodge(&server, FILER, &parcel(1, "99817", scheme(&good("99817"))));
    assert_eq!(flaw(&genuine), None, "{genuine}");
    replays(&server);
}

#[test]
fn what_is_no_token_goes_back_with_its_place() {
    let server = Server::with_register(&register());
    let token = good("99817");
    let salt = salt().to_string();
    for (scheme, place, code) in [
        (json!({ "token": "x" }), "/tax_scheme/token", "malformed_identifier"),
        (json!({ "token": token.strip_suffix('=').unwrap() }), "/tax_scheme/token", "malformed_identifier"),
        (
            json!({ "token": token.replace("taxtoken1", "taxtoken9") }),
            "/tax_scheme/token",
            "malformed_identifier",
        ),
        (json!({ "token": format!("{token}{}", "x".repeat(600)) }), "/tax_scheme/token", "too_long"),
        (json!({ "token": "taxtoken1:\u{0}" }), "/tax_scheme/token", "control_character"),
        (json!({ "token": 7 }), "/tax_scheme/token", "malformed_identifier"),
        (json!({ "token": [token] }), "/tax_scheme/token", "wrong_type"),
        (json!({ "salt": "AAAA" }), "/tax_scheme/salt", "malformed_identifier"),
        (json!({ "salt": salt.replace('=', "A") }), "/tax_scheme/salt", "malformed_identifier"),
        (json!({ "salt": null }), "/tax_scheme/salt", "missing"),
        (json!({ "token": null }), "/tax_scheme/token", "missing"),
        (json!({ "scheme": null, "number": null }), "/tax_scheme/scheme", "missing"),
    ] {
        let mut whole = self::scheme(&token);
        for (name, value) in scheme.as_object().unwrap() {
            match value.is_null() {
                true => drop(whole.as_object_mut().unwrap().remove(name)),
                false => whole[name.as_str()] = value.clone(),
            }
        }
        let problem = server.post(FILER, "/v1/declarations", &parcel(1, "99817", whole)).expect(422);
        let is_told = |error: &Value| error["pointer"] == place && error["code"] == code;
        assert!(problem["errors"].as_array().unwrap().iter().any(is_told), "{place} {code}: {problem}");
        assert!(!problem.to_string().contains(&salt), "{problem}");
    }
}

#[test]
fn an_amendment_closes_the_hold_and_an_invalidated_declaration_gives_its_token_back() {
    let server = Server::with_register(&register());
    let bare = json!({ "scheme": "vendor", "number": "XAV0012345" });
    let (token, other) = (good("99817"), good("99818"));
    let amended = |decision: &Value, parcel: &Value| {
        let path = format!("/v1/declarations/{}/amendments", decision["declaration"].as_str().unwrap());
        server.post(FILER, &path, parcel).expect(200)
    };
    let first = lodge(&server, FILER, &parcel(1, "99817", scheme(&token)));
    let held = lodge(&server, FILER, &parcel(2, "99817", scheme(&token)));
    assert_eq!((flaw(&first), flaw(&held).as_deref()), (None, Some("used_before")));
    // Without a token the number counts as it always did, and without a scheme the tax is due.
    let with_number = amended(&held, &parcel(2, "99817", bare.clone()));
    assert_eq!(
        (&with_number["phase"], &with_number["assessment"]["payable"]),
        (&json!("accepted"), &json!("0.00"))
    );
    let without = amended(&held, &parcel(2, "99817", Value::Null));
    assert_eq!(without["assessment"]["payable"], "15.00", "{without}");
    // The right token for another order.
    let right = amended(&held, &parcel(2, "99818", scheme(&other)));
    assert_eq!(flaw(&right), None, "{right}");
    // The first is made invalid: its token is free, once.
    let invalidation = format!("/v1/declarations/{}/invalidation", first["declaration"].as_str().unwrap());
    server.post(FILER, &invalidation, &json!({ "reason": "never sent" })).expect(200);
    let third = lodge(&server, FILER, &parcel(3, "99817", scheme(&token)));
    let fourth = lodge(&server, FILER, &parcel(4, "99817", scheme(&token)));
    assert_eq!((flaw(&third), flaw(&fourth).as_deref()), (None, Some("used_before")));
    // Amended away, it is free again; what comes back to it later finds it used.
    amended(&third, &parcel(3, "99817", bare));
    let fourth = amended(&fourth, &parcel(4, "99817", scheme(&token)));
    let third = amended(&third, &parcel(3, "99817", scheme(&token)));
    assert_eq!((flaw(&fourth), flaw(&third).as_deref()), (None, Some("used_before")));
    replays(&server);
}

/// Whoever gives a token back again and again has used it up.
#[test]
fn a_token_cannot_be_lent_for_ever() {
    let server = Server::with_register(&register());
    let token = good("99817");
    let mut flaws = Vec::new();
    for serial in 1..=10 {
        let decision = lodge(&server, FILER, &parcel(serial, "99817", scheme(&token)));
        flaws.push(flaw(&decision));
        let path = format!("/v1/declarations/{}/invalidation", decision["declaration"].as_str().unwrap());
        server.post(FILER, &path, &json!({ "reason": "never sent" })).expect(200);
    }
    let counted = flaws.iter().filter(|flaw| flaw.is_none()).count();
    assert_eq!((counted, flaws[9].as_deref()), (8, Some("used_before")), "{flaws:?}");
    replays(&server);
}

#[test]
fn two_consignments_that_are_one_have_one_token() {
    let server = Server::with_register(&register());
    let token = good("99817");
    let first = lodge(&server, FILER, &parcel(1, "99817", scheme(&token)));
    let second = lodge(&server, CARRIER, &parcel(2, "99817", scheme(&token)));
    assert_eq!((flaw(&first), flaw(&second).as_deref()), (None, Some("used_before")));
    let joined = |stays: &Value, goes: &Value| {
        let path = format!("/v1/consignments/{}/join", stays["consignment"].as_str().unwrap());
        server
            .post(OFFICER, &path, &json!({ "other": goes["consignment"], "reason": "one parcel" }))
            .expect(200)
    };
    // The one that was refused stays: it counts there now.
    let whole = joined(&second, &first);
    assert_eq!(flaw(&whole), None, "{whole}");
    let third = lodge(&server, OTHER_FILER, &parcel(3, "99817", scheme(&token)));
    assert_eq!(flaw(&third).as_deref(), Some("used_before"));
    replays(&server);
}

#[test]
fn the_vendor_is_told_of_a_refused_token_and_of_nothing_else() {
    let server = Server::with_register(&register());
    let token = good("99817");
    lodge(&server, FILER, &parcel(1, "99817", scheme(&token)));
    assert_eq!(events(&server, OTHER_FILER), Vec::<Value>::new(), "a token that counts is no news");
    let copied = lodge(&server, FILER, &parcel(2, "99817", scheme(&token)));
    lodge(&server, FILER, &parcel(3, "99817", scheme(&token.replace("15.00", "16.00"))));
    let told = events(&server, OTHER_FILER);
    let of = |event: &Value| (event["type"].clone(), event["tax_token"].clone());
    let notice = |flaw: &str| json!({ "scheme_number": "XAV0012345", "order": "99817", "flaw": flaw });
    let expected = [notice("used_before"), notice("wrong_signature")];
    assert_eq!(told.iter().map(of).collect::<Vec<_>>(), expected.map(|it| (json!("tax_token.refused"), it)));
    for event in &told {
        for closed in ["consignment", "declaration", "reference", "phase", "outcome"] {
            assert!(event[closed].is_null(), "{event}");
        }
    }
    // Nor by another way.
    for path in [
        format!("/v1/declarations/{}", copied["declaration"].as_str().unwrap()),
        format!("/v1/consignments/{}", copied["consignment"].as_str().unwrap()),
    ] {
        assert_eq!(server.get(OTHER_FILER, &path).status, 404, "{path}");
    }
    // What happens to the parcel later is not told, and the same flaw is told once.
    let amended = parcel(2, "99817", scheme(&token));
    let path = format!("/v1/declarations/{}/amendments", copied["declaration"].as_str().unwrap());
    server.post(FILER, &path, &amended).expect(200);
    let arrival = json!({ "office": "XAPRT1", "consignments": [tracking(2)] });
    server.post(CARRIER, "/v1/arrivals", &arrival).expect(200);
    assert_eq!(events(&server, OTHER_FILER), told);
    let officers = events(&server, OFFICER);
    let refused: Vec<_> = officers.iter().filter(|event| event["type"] == "tax_token.refused").collect();
    assert_eq!(refused.len(), 2);
    assert_eq!(refused[0]["consignment"], copied["consignment"]);
    assert!(events(&server, FILER).iter().all(|event| event["type"] != "tax_token.refused"));
}

#[test]
fn an_old_key_verifies_what_it_signed_until_it_is_taken_out() {
    let (old, new) = (key(7).verifying_key(), key(8).verifying_key());
    let register = |old: &str| {
        format!(
            "party,name,kind,scheme,number,valid_from,valid_to,law,key\n\
             shop,Shop,tax_scheme,vendor,XAV0012345,2025-01-01,2026-02-28,XA VAT Ruling 12/2025,{old}\n\
             shop,Shop,tax_scheme,vendor,XAV0012345,2026-03-01,,XA VAT Ruling 1/2026,{new}\n"
        )
    };
    let server = Server::with_register(&register(&old.to_string()));
    let by_new = claim("2").signed(&key(8)).unwrap().text().to_owned();
    for (serial, order, token) in [(1, "1", good("1")), (2, "2", by_new)] {
        let decision = lodge(&server, FILER, &parcel(serial, order, scheme(&token)));
        assert_eq!(flaw(&decision), None, "{decision}");
    }
    let server = server.registered(&register(""));
    let stolen = lodge(&server, FILER, &parcel(3, "3", scheme(&good("3"))));
    assert_eq!(flaw(&stolen).as_deref(), Some("wrong_signature"), "{stolen}");
    // A declaration that was taken before is not judged anew, and sent again it has the same answer.
    let again = lodge(&server, FILER, &parcel(1, "1", scheme(&good("1"))));
    assert_eq!(flaw(&again), None, "{again}");
    server.later(SignedDuration::from_hours(24 * 40));
    let expired = lodge(&server, FILER, &parcel(1, "1", scheme(&good("1"))));
    assert_eq!((flaw(&expired), &expired["declaration"]), (None, &again["declaration"]));
    replays(&server);
}

/// Many at once send the same tokens on parcels of their own, with forged and altered ones between them: each good
/// token counts once, whoever comes first, and nothing else ever does.
fn many_at_once(server: &Server, tokens: u32, copies: u32, forged_each: u32) -> BTreeMap<String, u64> {
    const SENDERS: usize = 4;
    const FILE: usize = 500;
    let per_token = copies + forged_each;
    let line = |place: u32| {
        let (token, variant) = (place / per_token, place % per_token);
        let order = format!("O-{token}");
        let good = good(&order);
        let sent = match variant.checked_sub(copies) {
            None => good,
            Some(other) if other % 2 == 0 => claim(&order).signed(&key(9)).unwrap().text().to_owned(),
            Some(other) => good.replace("15.00EXD", &format!("15.{:02}EXD", 1 + other % 99)),
        };
        parcel(place, &order, scheme(&sent)).to_string() + "\n"
    };
    let mut places: Vec<u32> = (0..tokens * per_token).collect();
    // Copies of a token go to all senders, far apart and near, in an order that is the same each time.
    places.sort_by_key(|place| place.wrapping_mul(0x9e37_79b1));
    let next = AtomicUsize::new(0);
    let files: Vec<&[u32]> = places.chunks(FILE).collect();
    let told = Mutex::new(BTreeMap::<String, u64>::new());
    std::thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let body: String = file.iter().map(|place| line(*place)).collect();
                    let headers =
                        [("authorization", "Bearer sandbox-filer"), ("content-type", "application/x-ndjson")];
                    let batch = server.call("POST", "/v1/batches", &headers, body.as_bytes()).expect(200);
                    assert_eq!(batch["state"], "finished", "{batch}");
                    let results = server.get(FILER, batch["results"].as_str().unwrap());
                    let mut counts = BTreeMap::<String, u64>::new();
                    for decision in results.text.lines() {
                        let decision: Value = serde_json::from_str(decision).unwrap();
                        let flaw = flaw(&decision)
                            .unwrap_or_else(|| format!("counts {}", decision["reference"].as_str().unwrap()));
                        *counts.entry(flaw).or_default() += 1;
                    }
                    let mut told = told.lock().unwrap();
                    counts.into_iter().for_each(|(flaw, count)| *told.entry(flaw).or_default() += count);
                }
            });
        }
    });
    let told = told.into_inner().unwrap();
    let good: Vec<u32> = told
        .keys()
        .filter_map(|name| name.strip_prefix("counts T-")?.parse().ok())
        .map(|place: u32| place / per_token)
        .collect();
    let mut once = good.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!((once.len(), good.len()), (tokens as usize, tokens as usize), "each counts once");
    let (copied, forged) = (told["used_before"], told["wrong_signature"]);
    assert_eq!(copied, u64::from(tokens * (copies - 1)));
    assert_eq!(forged, u64::from(tokens * forged_each));
    told.into_iter().filter(|(name, _)| !name.starts_with("counts")).collect()
}

/// With `COCKET_TOKENS=10000` it is the whole show: ten thousand good tokens and a million that are not, in some minutes
/// and gigabytes.
#[test]
fn many_at_once_use_each_token_once() {
    let asked = std::env::var("COCKET_TOKENS").ok().map(|count| count.parse().unwrap());
    let (tokens, copies, forged_each) = asked.map_or((60, 4, 6), |tokens| (tokens, 21, 80));
    let server = Server::with_register(&register());
    let told = many_at_once(&server, tokens, copies, forged_each);
    println!("{tokens} good tokens and {told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
    replays(&server);
}
