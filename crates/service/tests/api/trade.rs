//! Filers' pages: a file goes in, comes back with what to fix, and goes in again; what is of others is not there.

use crate::harness::{Browser, CARRIER, FILER, OFFICER, OTHER_FILER, Reply, Server, declaration, field};
use crate::harness::{harmless, tracking};
use serde_json::{Value, json};

/// A file as a browser sends it from a form.
fn upload(browser: &Browser<'_>, name: &str, file: &[u8]) -> Reply {
    let proof = field(&browser.get("/trade").text, "proof");
    upload_with(browser, &[("proof", proof.as_str())], name, file)
}

fn upload_with(browser: &Browser<'_>, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Reply {
    let mut body = Vec::new();
    for (field, text) in fields {
        let head =
            format!("--b0undary\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    let head = format!(
        "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--b0undary--\r\n");
    browser.post_bytes("/trade/files", "multipart/form-data; boundary=b0undary", &body)
}

/// The path of the page of a file that was taken.
#[track_caller]
fn taken(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{reply:?}");
    reply.header("location").unwrap().to_owned()
}

/// The numbers on top of a page; of a file: lines, taken, to correct, known before.
#[track_caller]
fn numbers(page: &Reply) -> Vec<String> {
    assert_eq!(page.status, 200, "{page:?}");
    let stats = page.text.split("<dl class=\"cocket-stats\">").nth(1).unwrap().split("</dl>").next().unwrap();
    stats.split("<dd>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

const HEAD: &str = "reference,stage,channel,tracking_number,transport.office,packages,consignor.name,\
                    consignor.address.country,consignee.name,consignee.address.lines,consignee.address.city,\
                    consignee.address.country,consignee.phone,value.currency,value.goods,gross_mass_kg,nature,\
                    goods_items.0.description,goods_items.0.commodity_code,goods_items.0.origin,\
                    goods_items.0.quantity,goods_items.0.value,goods_items.0.net_mass_kg\n";

/// A row: some of it may be wrong.
fn row(serial: u32, country: &str, currency: &str, value: &str, goods: &str) -> String {
    format!(
        "T-{serial},pre_arrival,post,{},XAPRT1,1,Shop,{country},Ana,\"Street 1\nFlat 2\",Town,XA,'+49 30 1234,\
         {currency},{value},0.400,sale,{goods},61091010,CN,2,{value},0.300\n",
        tracking(serial)
    )
}

#[test]
fn a_file_of_500_rows_with_40_faults_is_corrected_and_taken() {
    let server = Server::start();
    let filer = server.enter("filer");
    let (shirt, hostile) = ("men's cotton t-shirt", "\"=HYPERLINK(\"\"http://x\"\")\"");
    let mut table = HEAD.to_owned();
    for serial in 1000..1500 {
        table += &match serial % 50 {
            0 => row(serial, "cn", "USD", "12.00", shirt),
            1 => row(serial, "CN", "USD", "12;00", shirt),
            2 => row(serial, "CN", "USD", "-12.00", shirt),
            3 => row(serial, "CN", "usd", "12.00", hostile),
            _ => row(serial, "CN", "USD", "12.00", shirt),
        };
    }
    let path = taken(&upload(&filer, "Parcels.CSV", table.as_bytes()));
    let page = filer.get(&path);
    assert_eq!(numbers(&page), ["500", "460", "40", "0"]);
    assert_eq!(page.text.matches("data-row").count(), 40);
    assert!(page.text.contains("T-1000") && !page.text.contains("T-1004"), "{}", page.text);
    assert!(page.text.contains("consignor.address.country") && page.text.contains("Did you mean CN?"));
    assert!(filer.get("/trade").text.contains("40 lines to correct"));

    let back = filer.get(&format!("{path}/corrections.csv"));
    let name = back.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment; filename=\"b_") && name.ends_with("-corrections.csv\""), "{name}");
    let table = back.text.strip_prefix('\u{feff}').unwrap();
    assert!(table.starts_with("fix,fault_fields,reference,stage,"), "{table}");
    assert_eq!(table.matches("\r\n").count(), 41);
    for cell in [",\"'+49 30 1234\",", ",-12.00,", ",\"'=HYPERLINK(\"\"http://x\"\")\","] {
        assert!(table.contains(cell), "{cell}: {table}");
    }

    // Sent as it is, nothing of it is taken, and nobody wonders about the two columns.
    let same = taken(&upload(&filer, "same.csv", back.text.as_bytes()));
    assert_eq!(numbers(&filer.get(&same)), ["40", "0", "40", "0"]);
    assert_eq!(filer.get(&format!("{same}/corrections.csv")).text, back.text);

    let corrected = back.text.replace(",cn,", ",CN,").replace("\"12;00\"", "12.00");
    let corrected = corrected.replace("-12.00", "12.00").replace(",usd,", ",USD,");
    let last = filer.get(&taken(&upload(&filer, "corrected.csv", corrected.as_bytes())));
    assert_eq!(numbers(&last), ["40", "40", "0", "0"], "{}", last.text);
    assert!(last.text.contains("Every line was taken"), "{}", last.text);
    let seen = server.get(FILER, &format!("/v1/consignments/{}", tracking(1003))).expect(200);
    assert_eq!((&seen["reference"], &seen["phase"]), (&json!("T-1003"), &json!("accepted")));
    let shown = filer.get(&format!("/trade/consignments/{}", tracking(1003)));
    assert!(shown.text.contains("<bdi>=HYPERLINK(&#34;http://x&#34;)</bdi>"), "as it was: {}", shown.text);
}

#[test]
fn every_line_of_a_file_is_shown_with_its_answer_and_leads_to_its_consignment() {
    let server = Server::start();
    let filer = server.enter("filer");
    let first = harmless("A-1", &tracking(31)).to_string();
    let faulty =
        json!({ "reference": "=A-2", "tracking_number": "<b>x</b>", "consignee": { "name": "\u{2066}x" } });
    let file = [first.clone(), faulty.to_string(), "{\"reference\": ".to_owned(), first].join("\n");
    let path = taken(&upload(&filer, "parcels.ndjson", file.as_bytes()));
    let page = filer.get(&path);
    assert_eq!(numbers(&page), ["4", "1", "2", "1"]);
    assert!(!page.text.contains("<b>x</b>") && !page.text.contains("A-1"), "{}", page.text);
    assert!(page.text.contains("is not readable JSON"), "{}", page.text);
    let all = filer.get(&format!("{path}?all=1"));
    assert_eq!(all.text.matches("data-row").count(), 4);
    let link = all.text.split("href=\"/trade/consignments/").nth(1).unwrap().split('"').next().unwrap();
    let shown = filer.get(&format!("/trade/consignments/{link}"));
    assert!(shown.text.contains("A-1") && shown.text.contains("cocket-sum"), "{}", shown.text);

    let back = filer.get(&format!("{path}/corrections.csv")).text;
    let rows: Vec<&str> = back.split("\r\n").collect();
    assert_eq!(rows.len(), 4, "{back}");
    assert!(rows[1].contains(",\"'=A-2\",<b>x</b>"), "{back}");
    assert!(rows[2].ends_with(&",".repeat(rows[0].matches(',').count() - 1)), "nothing else: {back}");
    let all = filer.get(&format!("{path}/corrections.csv?all=1")).text;
    assert_eq!(all.matches("\r\n").count(), 5, "{all}");
    let again = filer.get(&taken(&upload(&filer, "all.csv", all.as_bytes())));
    assert_eq!(numbers(&again), ["4", "0", "2", "2"], "what was taken is known: {}", again.text);

    let arabic = filer.get(&format!("{path}?lang=ar"));
    assert!(arabic.text.contains("dir=\"rtl\"") && arabic.text.contains("نزّل الملف"), "{}", arabic.text);
    let arabic = filer.get(&format!("{path}/corrections.csv?lang=ar")).text;
    assert!(arabic.contains("الحقل") && arabic.contains("fix,fault_fields,"), "{arabic}");
}

#[test]
fn long_files_are_shown_in_pages() {
    let server = Server::start();
    let filer = server.enter("filer");
    let file: String = (0..120).map(|n| format!("{{\"reference\": \"L-{n:03}\"}}\n")).collect();
    let path = taken(&upload(&filer, "parcels.json", file.as_bytes()));
    let mut seen = Vec::new();
    let mut next = Some(path);
    while let Some(here) = next {
        let page = filer.get(&here);
        assert_eq!(page.status, 200, "{page:?}");
        seen.extend(
            page.text.split("<bdi>L-").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()),
        );
        let link = page.text.split("rel=\"next\" href=\"").nth(1);
        next = link.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
    }
    let expected: Vec<String> = (0..120).map(|n| format!("{n:03}")).collect();
    assert_eq!(seen, expected);
}

#[test]
fn what_is_no_file_of_declarations_is_told() {
    let server = Server::start();
    let filer = server.enter("filer");
    let proof = field(&filer.get("/trade").text, "proof");
    let file = [HEAD, &row(1, "CN", "USD", "12.00", "t-shirt")].concat();
    let file = file.as_bytes();
    let other = field(&server.enter("filer").get("/trade").text, "proof");
    for forged in [vec![], vec![("proof", "0000000000000000")], vec![("proof", other.as_str())]] {
        assert_eq!(upload_with(&filer, &forged, "a.csv", file).status, 403, "{forged:?}");
    }
    assert_eq!(filer.post_as_it_is("/trade/files", &[("proof", &proof)], &[]).status, 400);
    let own = [("proof", proof.as_str())];
    let told = |name: &str, file: &[u8], text: &str| {
        let reply = upload_with(&filer, &own, name, file);
        assert_eq!(reply.status, 400, "{name}: {reply:?}");
        assert!(reply.text.contains(text) && reply.text.contains("govuk-error-message"), "{}", reply.text);
    };
    told("empty.csv", b"", "Choose a file");
    told("parcels.xlsx", b"PK\x03\x04", "Save it as");
    told("large.csv", &vec![b'x'; 17 << 20], "larger than 16 MB");
    assert!(filer.get("/trade").text.contains("You have sent no file yet"), "nothing was opened");

    for (name, bytes, text) in [
        ("a.csv", b"x,y\n1,2\n".as_slice(), "no column is a field of a declaration"),
        ("a.csv", b"fix,fault_fields\n1,2\n", "no column is a field of a declaration"),
        ("a.csv", b"reference,reference\n1,2\n", "two columns have this name"),
        ("a.csv", b"reference\n", "the body holds no declaration"),
        ("a.png", b"\x01\x02PNG", "no column is a field"),
        ("a.csv", b"\xff\xfer\0e\0", "not_utf8"),
    ] {
        let page = filer.get(&taken(&upload_with(&filer, &own, name, bytes)));
        let is_told = page.text.contains("not decided to its end") && page.text.contains(text);
        assert!(is_told, "{name}: {}", page.text);
    }
    let page = filer.get(&taken(&upload_with(&filer, &own, "a.json", b"[[[[[[")));
    assert_eq!(numbers(&page)[0], "1", "{}", page.text);
}

#[test]
fn what_is_of_another_organisation_is_not_there() {
    let server = Server::start();
    let (filer, other) = (server.enter("filer"), server.enter("other-filer"));
    let file = [HEAD, &row(41, "cn", "USD", "12.00", "t-shirt")].concat();
    let path = taken(&upload(&filer, "parcels.csv", file.as_bytes()));
    let wild =
        ["b_0000000099", "b_99", "b_", "x", "%00", "..%2Ffiles"].map(|id| format!("/trade/files/{id}"));
    let theirs = [path.clone(), format!("{path}?all=1"), format!("{path}/corrections.csv")];
    for path in theirs.iter().chain(&wild) {
        assert_eq!(other.get(path).status, 404, "{path}");
    }
    assert!(!other.get("/trade").text.contains("b_0000000001"));

    let mut parcel = harmless("P-1", &tracking(71));
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    parcel["reference"] = json!("P-2");
    parcel["consignee"]["name"] = json!("Somebody Else");
    server.post(OTHER_FILER, "/v1/declarations", &parcel).expect(200);
    let mine = format!("/trade/consignments/{}", lodged["consignment"].as_str().unwrap());
    let listed = |browser: &Browser<'_>, phase: &str, reference: &str| {
        browser.get(&format!("/trade/consignments?phase={phase}")).text.contains(reference)
    };
    let phase = server.get(FILER, &format!("/v1/consignments/{}", tracking(71))).expect(200)["phase"].clone();
    assert!(listed(&filer, phase.as_str().unwrap(), "P-1"));
    assert!(
        listed(&other, "received", "P-2") && !listed(&other, phase.as_str().unwrap(), "P-2"),
        "told less"
    );
    let page = filer.get(&mine);
    assert!(page.text.contains("P-1") && page.text.contains("cocket-sum") && !page.text.contains("P-2"));
    assert!(!page.text.contains("Other Filer") && !page.text.contains("Somebody Else"), "{}", page.text);
    let theirs = other.get(&mine);
    assert!(
        theirs.text.contains("P-2") && !theirs.text.contains("P-1") && !theirs.text.contains("cocket-sum")
    );
    let third = server.post(FILER, "/v1/declarations", &harmless("P-3", &tracking(72))).expect(200);
    for name in
        [third["consignment"].as_str().unwrap(), third["declaration"].as_str().unwrap(), &tracking(72)]
    {
        let path = format!("/trade/consignments/{name}");
        assert_eq!((filer.get(&path).status, other.get(&path).status), (200, 404), "{path}");
    }
}

#[test]
fn a_filer_sees_what_waits_for_them_and_no_words_of_officers() {
    let server = Server::start();
    let filer = server.enter("filer");
    let parcel = declaration("permit-missing-cured-by-amendment", json!({}));
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let id = lodged["consignment"].as_str().unwrap().to_owned();
    let home = filer.get("/trade");
    assert_eq!(home.text.matches("data-row").count(), 1, "{}", home.text);
    assert!(
        home.text.contains("Produce the missing document") && home.text.contains("needs a document of type")
    );
    let held = filer.get("/trade/consignments?phase=held");
    assert!(held.text.contains(&format!("/trade/consignments/{id}")), "{}", held.text);

    let decision = json!({ "decision": "examine", "reason": "smells of smoke" });
    server.post(OFFICER, &format!("/v1/consignments/{id}/decision"), &decision).expect(200);
    let shown = filer.get(&format!("/trade/consignments/{id}"));
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("was selected for a control"), "{}", shown.text);
    assert!(!shown.text.contains("smells of smoke") && !shown.text.contains("{$"), "{}", shown.text);
    for page in
        ["/trade/consignments?phase=nothing&after=x", "/trade/files/x?from=y", "/trade/consignments/%00"]
    {
        assert!(filer.get(page).status < 500, "{page}");
    }
}

#[test]
fn the_quality_of_data_is_counted() {
    let server = Server::start();
    let filer = server.enter("filer");
    assert!(filer.get("/trade/quality").text.contains("Nothing was found wanting"));
    let mut table = HEAD.to_owned();
    for serial in 1..=8 {
        let (country, goods) =
            (if serial < 4 { "cn" } else { "CN" }, if serial == 8 { "gift" } else { "t-shirt" });
        table += &row(serial, country, "USD", "12.00", goods);
    }
    taken(&upload(&filer, "parcels.csv", table.as_bytes()));
    server.post(CARRIER, "/v1/declarations", &json!({ "reference": "X" })).expect(422);
    let page = filer.get("/trade/quality");
    assert_eq!(numbers(&page)[..2], ["5", "3"], "{}", page.text);
    assert!(numbers(&page)[2].starts_with("37.5"), "{}", page.text);
    let bars = page.text.matches("<svg class=\"cocket-bar\"").count();
    assert!(bars >= 2 && page.text.contains("unknown_country") && page.text.contains("description_vague"));
    assert!(page.text.find("unknown_country") < page.text.find("description_vague"), "the worst first");
    assert!(!page.text.contains("{$"), "{}", page.text);
}

#[test]
fn pages_and_api_say_the_same_of_a_line() {
    let server = Server::start();
    let filer = server.enter("filer");
    let file = [HEAD, &row(51, "cn", "USD", "12;00", "t-shirt")].concat();
    let path = taken(&upload(&filer, "parcels.csv", file.as_bytes()));
    let id = path.rsplit('/').next().unwrap();
    let told = server.get(FILER, &format!("/v1/batches/{id}/results"));
    let decision: Value = serde_json::from_str(told.text.trim()).unwrap();
    let page = filer.get(&path).text.replace("&#39;", "'");
    let faults = decision["faults"].as_array().unwrap();
    assert!(!faults.is_empty());
    for fault in faults {
        for text in ["message", "fix"] {
            assert!(page.contains(fault[text].as_str().unwrap()), "{fault}: {page}");
        }
    }
}

#[test]
fn rows_that_cannot_be_read_are_named_by_their_lines() {
    let server = Server::start();
    let filer = server.enter("filer");
    let whole = |serial| row(serial, "cn", "USD", "12.00", "shirt");
    let file = format!("{HEAD}{}T-2,too,short\n{}", whole(2001), whole(2002));
    let path = taken(&upload(&filer, "parcels.csv", file.as_bytes()));
    assert_eq!(numbers(&filer.get(&path)), ["3", "0", "3", "0"]);
    let back = filer.get(&format!("{path}/corrections.csv")).text;
    let rows: Vec<&str> = back.split("\r\n").collect();
    let unread = rows.iter().find(|row| row.contains("could not be read")).unwrap();
    // The row before it takes two lines of the file.
    assert!(unread.contains("Line 4 of your file could not be read"), "{back}");
    assert!(unread.contains("The row has 3 cells, the header has 23"), "{back}");
    assert_eq!(back.matches("could not be read").count(), 1, "{back}");
}

#[test]
fn whoever_must_produce_a_document_is_told_how() {
    let server = Server::start();
    let filer = server.enter("filer");
    let seeds = declaration("permit-missing-cured-by-amendment", json!({}));
    let lodged = server.post(FILER, "/v1/declarations", &seeds).expect(200);
    let (number, id) = (lodged["declaration"].as_str().unwrap(), lodged["consignment"].as_str().unwrap());
    let page = format!("/trade/consignments/{id}");
    let amendments = format!("/v1/declarations/{number}/amendments");
    let shown = filer.get(&page).expect_page(200);
    assert!(shown.contains("How to produce a document"), "{shown}");
    assert!(shown.contains("the amendment goes over the API only") && shown.contains(&amendments), "{shown}");

    // As it says: not in a file once more, but by an amendment.
    let mut named = seeds;
    named["documents"] = json!([{ "type": "phytosanitary_certificate", "number": "PHY-1" }]);
    let again = taken(&upload(&filer, "again.json", named.to_string().as_bytes()));
    assert!(filer.get(&again).expect_page(200).contains("Send an amendment of that declaration"));
    server.post(FILER, &amendments, &named).expect(200);
    assert!(!filer.get(&page).expect_page(200).contains("How to produce a document"));
}
