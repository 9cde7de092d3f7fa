//! Filers' pages: a file goes in, comes back with what to fix, and goes in again.

use crate::harness::{Browser, FILER, OTHER_FILER, Reply, Server, field, harmless, tracking};
use serde_json::json;

/// A file as a browser sends it from a form.
fn upload(browser: &Browser<'_>, name: &str, file: &str) -> Reply {
    let proof = field(&browser.get("/trade").text, "proof");
    upload_with(browser, &proof, name, file)
}

fn upload_with(browser: &Browser<'_>, proof: &str, name: &str, file: &str) -> Reply {
    let part = |head: &str, body: &str| {
        format!("--b0undary\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let body = [
        part("name=\"proof\"", proof),
        part(&format!("name=\"file\"; filename=\"{name}\""), file),
        "--b0undary--\r\n".to_owned(),
    ]
    .concat();
    browser.post_bytes("/trade/files", "multipart/form-data; boundary=b0undary", body.as_bytes())
}

/// A table of declarations, with a hostile text in one that is sound and faults in two others.
fn table() -> String {
    let head = "reference,stage,channel,tracking_number,transport.office,packages,consignor.name,consignor.address.country,\
                consignee.name,consignee.address.lines,consignee.address.city,consignee.address.country,\
                value.currency,value.goods,gross_mass_kg,nature,goods_items.0.description,\
                goods_items.0.commodity_code,goods_items.0.origin,goods_items.0.quantity,\
                goods_items.0.value,goods_items.0.net_mass_kg\n";
    let row = |reference: &str, serial: u32, country: &str, value: &str, goods: &str| {
        format!(
            "{reference},pre_arrival,post,{},XAPRT1,1,Shop,{country},Ana,Street 1,Town,XA,USD,{value},0.400,sale,{goods},\
             61091010,CN,2,{value},0.300\n",
            tracking(serial)
        )
    };
    [
        head.to_owned(),
        row("T-1", 61, "CN", "12.00", "men's cotton t-shirt"),
        row("T-2", 62, "cn", "12.00", "women's cotton t-shirt"),
        row("T-3", 63, "CN", "12;00", "=cmd()"),
    ]
    .concat()
}

#[test]
fn a_file_comes_back_with_what_to_fix_and_is_accepted_corrected() {
    let server = Server::start();
    let filer = server.enter("filer");
    let sent = upload(&filer, "Parcels.CSV", &table());
    assert_eq!(sent.status, 303, "{sent:?}");
    let path = sent.header("location").unwrap().to_owned();
    let page = filer.get(&path);
    let all = filer.get(&format!("{path}?all=1"));
    assert!(page.text.contains("T-2") && page.text.contains("T-3"), "{}", page.text);
    assert!(
        page.text.contains("consignor.address.country") && page.text.contains("Did you mean CN?"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("T-1") && all.text.contains("T-1"), "{}", all.text);

    let back = filer.get(&format!("{path}/corrections.csv"));
    assert!(back.header("content-disposition").unwrap().contains("corrections.csv"));
    let text = back.text.trim_start_matches('\u{feff}');
    assert!(text.starts_with("fix,fault_fields,reference,"), "{text}");
    assert!(text.contains("\"'=cmd()\"") && !text.contains("T-1"), "{text}");
    let corrected =
        back.text.replace(",cn,", ",CN,").replace("12;00", "12.00").replace("'=cmd()", "USB cable");
    let again = upload(&filer, "corrected.csv", &corrected);
    let page = filer.get(again.header("location").unwrap());
    assert!(page.text.contains("Nothing is to be corrected"), "{}", page.text);
    let quality = filer.get("/trade/quality");
    assert!(quality.text.contains("cocket-chart") && quality.text.contains("<table"), "{}", quality.text);

    let other = server.enter("other-filer");
    for theirs in [path.clone(), format!("{path}/corrections.csv"), "/trade/files/b_0000000099".to_owned()] {
        assert_eq!(other.get(&theirs).status, 404, "{theirs}");
    }
}

#[test]
fn what_is_no_file_of_declarations_is_told() {
    let server = Server::start();
    let filer = server.enter("filer");
    assert_eq!(upload_with(&filer, "0000000000000000", "a.csv", &table()).status, 403);
    assert_eq!(upload(&filer, "empty.csv", "").status, 400);
    for (name, bytes) in [
        ("a.csv", "x,y\n1,2\n"),
        ("a.json", "[[[[[[[[[["),
        ("a.png", "\u{1}\u{2}PNG"),
        ("a.csv", "reference\n"),
    ] {
        let sent = upload(&filer, name, bytes);
        assert!(matches!(sent.status, 303 | 400), "{name}: {sent:?}");
        if let Some(path) = sent.header("location") {
            let page = filer.get(path);
            assert_eq!(page.status, 200, "{page:?}");
            assert!(
                page.text.contains("not decided to its end") || page.text.contains("correct"),
                "{}",
                page.text
            );
        }
    }
}

#[test]
fn a_filer_sees_their_own_by_phase_and_nothing_of_others() {
    let server = Server::start();
    let mut parcel = harmless("P-1", &tracking(71));
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    parcel["reference"] = json!("P-2");
    parcel["consignee"]["name"] = json!("Somebody Else");
    server.post(OTHER_FILER, "/v1/declarations", &parcel).expect(200);
    let (filer, other) = (server.enter("filer"), server.enter("other-filer"));
    let mine = format!("/trade/consignments/{}", lodged["consignment"].as_str().unwrap());
    assert!(filer.get("/trade/consignments?phase=accepted").text.contains("P-1"));
    let page = filer.get(&mine);
    assert!(page.text.contains("P-1") && !page.text.contains("P-2") && !page.text.contains("Other Filer"));
    let theirs = other.get(&mine);
    assert!(
        theirs.text.contains("P-2") && !theirs.text.contains("P-1") && !theirs.text.contains("cocket-sum")
    );
    let third = server.post(FILER, "/v1/declarations", &harmless("P-3", &tracking(72))).expect(200);
    let path = format!("/trade/consignments/{}", third["consignment"].as_str().unwrap());
    assert_eq!((filer.get(&path).status, other.get(&path).status), (200, 404));
}
