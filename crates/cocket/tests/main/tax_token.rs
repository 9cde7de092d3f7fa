//! `cocket tax-token` from outside, and tokens in a file of declarations.

use crate::command::cocket;
use crate::golden::root;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;

/// A folder with a vendor's private key, and the public one.
fn keys(name: &str) -> (PathBuf, String) {
    let dir = std::env::temp_dir().join(format!("cocket-tax-token-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    let made = run(&["key", "--json", "--out", dir.join("shop.key").to_str().unwrap()], b"");
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    (dir, made["key"].as_str().unwrap().to_owned())
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    cocket(&[&["tax-token"], arguments].concat(), input)
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

const OF_A_SHOP: [&str; 6] = ["--scheme", "vendor", "--number", "XAV0012345", "--expires", "2026-04-30"];

#[test]
fn what_is_minted_is_verified_and_nothing_else() {
    let (dir, public) = keys("one");
    let key = dir.join("shop.key");
    let key = key.to_str().unwrap();
    let order =
        ["--order", "A/7", "--goods", "10.00EXD", "--tax", "1.50EXD", "--name", "Ana", "--country", "XA"];
    let mint = [&["mint", "--json", "--key", key], OF_A_SHOP.as_slice(), &order].concat();
    let minted = run(&mint, b"");
    let minted: Value = serde_json::from_slice(&minted.stdout).unwrap();
    let token = minted["token"].as_str().unwrap();
    let verify = |token: &str, more: &[&str]| {
        let output = run(&[&["verify", "--json", token], more].concat(), b"");
        (serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(), code(&output))
    };
    let by_key = ["--key", public.as_str(), "--on", "2026-04-30"];
    let (good, exit) = verify(token, &by_key);
    assert_eq!((good["good"].as_bool(), exit), (Some(true), 0), "{good}");
    assert_eq!(
        (&good["order"], &good["goods"], &good["market"]),
        (&json!("A/7"), &json!("10.00 EXD"), &Value::Null)
    );
    let (_, other) = keys("other");
    for (token, more, flaw) in [
        (token.to_owned(), ["--key", &public, "--on", "2026-05-01"], "expired"),
        (token.to_owned(), ["--key", &other, "--on", "2026-04-30"], "wrong_signature"),
        (token.replace("1.50EXD", "1.51EXD"), by_key, "wrong_signature"),
        (token.replace("EXD", "exd"), by_key, "malformed"),
        ("nonsense".to_owned(), by_key, "malformed"),
        ("x".repeat(100_000), by_key, "malformed"),
    ] {
        let (told, exit) = verify(&token, &more);
        assert_eq!(
            (told["flaw"].as_str(), told["good"].as_bool(), exit),
            (Some(flaw), Some(false), 1),
            "{told}"
        );
    }
    for wrong in [vec!["--key", "short"], vec![], vec!["--register", "no/such/file"]] {
        assert!(verify(token, &wrong).1 > 1, "{wrong:?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let before = std::fs::read(key).unwrap();
    assert!(code(&run(&["key", "--out", key], b"")) > 1);
    assert_eq!(std::fs::read(key).unwrap(), before, "a key that is there is left alone");
}

#[test]
fn orders_of_a_file_are_minted_line_by_line() {
    let (dir, public) = keys("file");
    let key = dir.join("shop.key");
    let mint =
        [&["mint", "--key", key.to_str().unwrap(), "--file", "-", "--json"], OF_A_SHOP.as_slice()].concat();
    let csv = "order,goods,tax,name,postcode,country\n\
               1,10.00EXD,1.50EXD,Ana,1001,XA\n\
               \"A,2\",10EXD,1.5EXD,\"O\"\"Neil\",,XA\n\
               3,10,1,Ana,1,XA\n\
               4,10.00EXD\n\
               5,10.00EXD,1.50EXD,\"open,1,XA\n\
               6,10.00EXD,1.50EXD,Ana,1,xa\n\
               ,10.00EXD,1.50EXD,Ana,1,XA\n\
               \n\
               8,10.00EXD,1.50EXD,Ana,1,XA\n";
    let long = format!("9,{}\n10,10.00EXD,1.50EXD,Ana,1,XA\n", "x".repeat(200_000));
    let output = run(&mint, (csv.to_owned() + &long).as_bytes());
    let minted: Vec<Value> = String::from_utf8(output.stdout.clone())
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let orders: Vec<&str> = minted.iter().map(|line| line["order"].as_str().unwrap()).collect();
    assert_eq!((orders, code(&output)), (vec!["1", "A,2", "8", "10"], 1));
    let told = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = told.lines().filter_map(|line| line.split(':').nth(1)).collect();
    assert_eq!(lines, [" line 4", " line 5", " line 6", " line 7", " line 8", " line 11"], "{told}");
    for line in &minted {
        let token = line["token"].as_str().unwrap();
        let verified = run(&["verify", token, "--key", &public, "--on", "2026-04-01"], b"");
        assert_eq!(code(&verified), 0, "{line}");
    }
    let ndjson = b"{\"order\":\"1\",\"goods\":\"1.00EXD\",\"tax\":\"0.15EXD\",\"name\":\"A\",\"country\":\"XA\"}\n[]\n{\"x\":\"1\"}\n";
    let output = run(&mint, ndjson);
    assert_eq!((output.stdout.iter().filter(|byte| **byte == b'\n').count(), code(&output)), (1, 1));
    for bad in [&b"order,price\n"[..], b"\xff\n", b"order\n"] {
        let output = run(&mint, bad);
        assert!(output.stdout.is_empty(), "{output:?}");
    }
    assert_eq!(code(&run(&mint, b"order,price\n")), 2);
}

#[test]
fn a_declaration_is_held_against_its_token_offline() {
    let case = "cases/tax-token-used-twice";
    let register = format!("{case}/register.csv");
    let text = std::fs::read_to_string(root().join(case).join("declaration.json")).unwrap();
    let verify = |text: &str| {
        let asked = ["verify", "--json", "--register", &register, "--declaration", "-", "--on", "2026-03-02"];
        let output = run(&asked, text.as_bytes());
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (told["flaw"].as_str().map(str::to_owned), code(&output))
    };
    assert_eq!(verify(&text), (None, 0));
    for (from, to, flaw) in [
        ("Ana Example", "Ben Example", "other_consignee"),
        ("CQkJCQ", "CQkJCA", "other_consignee"),
        (r#""number": "99817""#, r#""number": "99818""#, "other_order"),
        (r#""goods": "100.00""#, r#""goods": "99.99""#, "other_value"),
        (r#""number": "XAV0012345""#, r#""number": "XAV0054321""#, "other_number"),
        ("taxtoken1", "taxtoken2", "malformed"),
    ] {
        assert!(text.contains(from), "{from}");
        assert_eq!(verify(&text.replacen(from, to, 1)), (Some(flaw.to_owned()), 1), "{from}");
    }
    assert_eq!(verify("{}").1, 2);
    assert_eq!(verify("no json").1, 2);
}

/// A file answers as a server does that takes line after line: the first that has a token has used it.
#[test]
fn a_token_counts_once_in_a_file() {
    let case = root().join("cases/tax-token-used-twice");
    let first: Value =
        serde_json::from_str(&std::fs::read_to_string(case.join("declaration.json")).unwrap()).unwrap();
    let parcel = |reference: &str, tracking: &str, with_token: bool| {
        let mut parcel = first.clone();
        parcel["reference"] = json!(reference);
        parcel["tracking_number"] = json!(tracking);
        parcel["transport"]["document"] = json!(tracking);
        if !with_token {
            parcel["tax_scheme"] = json!({ "scheme": "vendor", "number": "XAV0012345" });
        }
        parcel.to_string() + "\n"
    };
    let input = [
        parcel("R-1", "PARCEL000001", false),
        parcel("R-2", "PARCEL000002", true),
        parcel("R-3", "PARCEL000003", true),
        parcel("R-2", "PARCEL000002", true),
        parcel("R-4", "PARCEL000004", true),
    ]
    .concat();
    let register = case.join("register.csv");
    let asked = ["assess", "--pack", "packs/examplia", "--as-of", "2026-03-01", "--json", "--register"];
    let output = cocket(&[&asked[..], &[register.to_str().unwrap(), "-"]].concat(), input.as_bytes());
    let flaws: Vec<Option<String>> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let decision: Value = serde_json::from_str(line).unwrap();
            let grounds = decision["grounds"].as_array().unwrap().clone();
            let refused = grounds.iter().find(|ground| ground["code"] == "tax_token_refused");
            refused.map(|ground| ground["facts"]["flaw"].as_str().unwrap().to_owned())
        })
        .collect();
    let used = || Some("used_before".to_owned());
    assert_eq!(flaws, [None, None, used(), None, used()]);
}
