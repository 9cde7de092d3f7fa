//! The server as a process: the same decisions as for a file, and nothing lost when it is killed.

use crate::golden::root;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A server of its own, killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// What it has written to standard error.
    said: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    pub(crate) fn start(data: &Path) -> Server {
        Server::start_with(data, "packs/examplia", "2026-03-02", &[])
    }

    pub(crate) fn start_with(data: &Path, pack: &str, as_of: &str, more: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cocket"))
            .args(["serve", "--sandbox", "--as-of", as_of, "--pack", pack])
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .current_dir(root())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("serving at") {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "the server ended");
        }
        let address = line.trim_end().trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keeping = Arc::clone(&kept);
        thread::spawn(move || {
            for line in said.split(b'\n').map_while(Result::ok) {
                keeping.lock().unwrap().extend([line, vec![b'\n']].concat());
            }
        });
        Server { child, address, said: kept }
    }

    /// What it has written to standard error since it serves.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }

    pub(crate) fn send_as(&self, token: &str, path: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        send_as(&self.address, token, "POST", path, "application/json", body)
    }

    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        send(&self.address, method, path, kind, body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request; none where the server went away before its whole answer.
fn send(address: &str, method: &str, path: &str, kind: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
    send_as(address, "sandbox-filer", method, path, kind, body)
}

fn send_as(
    address: &str,
    token: &str,
    method: &str,
    path: &str,
    kind: &str,
    body: &[u8],
) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?.to_ascii_lowercase();
    let body = &answer[end + 4..];
    let status = head.split(' ').nth(1)?.parse().ok()?;
    if head.contains("transfer-encoding: chunked") {
        return Some((status, unchunked(body)?));
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    (body.len() == length.parse::<usize>().ok()?).then(|| (status, body.to_vec()))
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}

pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cocket-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

pub(crate) fn cocket(arguments: &[&str]) -> (Vec<u8>, i32) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_cocket")).args(arguments).current_dir(root()).output().unwrap();
    (output.stdout, output.status.code().unwrap())
}

fn made_up(parcels: &str, mix: &str) -> Vec<u8> {
    cocket(&["rehearse", "--parcels", parcels, "--seed", "11", "--mix", mix]).0
}

/// A file with what goes wrong in files: faults, broken lines, the same parcel again and otherwise.
fn mixed() -> Vec<u8> {
    let mut file = std::fs::read(root().join("samples/parcels.ndjson")).unwrap();
    file.extend(made_up("300", "ordinary"));
    file.extend(made_up("100", "faulty"));
    let first = file.split(|byte| *byte == b'\n').next().unwrap().to_vec();
    let mut other: Value = serde_json::from_slice(&first).unwrap();
    other["packages"] = json!(7);
    let mut reused: Value = serde_json::from_slice(&first).unwrap();
    (reused["tracking_number"], reused["transport"]["document"]) =
        (json!("OTHERPARCEL1"), json!("OTHERPARCEL1"));
    for line in [first, b"{ broken".to_vec(), other.to_string().into(), reused.to_string().into()] {
        file.extend(line);
        file.push(b'\n');
    }
    file
}

/// The decisions of an NDJSON, without what a server gives and a file has not.
fn comparable(ndjson: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(ndjson).unwrap();
    text.lines()
        .map(|line| {
            let mut decision: Value = serde_json::from_str(line).unwrap();
            let given = decision["consignment"].as_str().unwrap_or_default().to_owned();
            let number = decision["declaration"].as_str().unwrap_or_default().to_owned();
            let mut text = std::mem::take(&mut decision);
            for name in ["declaration", "consignment", "receipt", "payment_reference"] {
                text[name] = Value::Null;
            }
            let mut text = text.to_string();
            // Controls are numbered within their consignment, and faults name the declaration before.
            if !given.is_empty() {
                text = text.replace(&given, "c").replace(&number, "d");
            }
            let mut decision: Value = serde_json::from_str(&text).unwrap();
            for fault in decision["faults"].as_array_mut().into_iter().flatten() {
                if fault["code"] == "consignment_already_declared"
                    || fault["code"] == "reference_already_used"
                {
                    fault["message"] = Value::Null;
                }
            }
            decision
        })
        .collect()
}

#[test]
fn a_file_and_an_empty_server_give_the_same_decisions() {
    let (file, data) = (mixed(), folder("parity"));
    let path = data.with_extension("ndjson");
    std::fs::write(&path, &file).unwrap();
    let server = Server::start(&data);
    let (status, taken) = server.send("POST", "/v1/batches", "application/x-ndjson", &file).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&taken));
    let taken: Value = serde_json::from_slice(&taken).unwrap();
    let results = taken["results"].as_str().unwrap();
    let (_, served) = server.send("GET", results, "application/json", b"").unwrap();
    let (_, again) =
        server.send("POST", "/v1/batches", "application/x-ndjson", &made_up("700", "one_item")).unwrap();
    let counted = |taken: &[u8], name: &str| serde_json::from_slice::<Value>(taken).unwrap()[name].as_u64();
    assert_eq!(counted(&again, "lines"), Some(700));
    let returned = counted(&again, "returned").unwrap();
    let (_, again) =
        server.send("POST", "/v1/batches", "application/x-ndjson", &made_up("700", "one_item")).unwrap();
    assert_eq!((counted(&again, "lines"), counted(&again, "repeated")), (Some(700), Some(700 - returned)));
    let assess = ["assess", "--pack", "packs/examplia", "--as-of", "2026-03-02", "--json", "--as-filer"];
    let filer = ["--filer", "Sandbox Filer", path.to_str().unwrap()];
    let (decided, _) = cocket(&[assess.as_slice(), &filer].concat());
    let (served, decided) = (comparable(&served), comparable(&decided));
    assert_eq!(served.len(), decided.len());
    for (line, (served, decided)) in (1..).zip(served.iter().zip(&decided)) {
        assert_eq!(served, decided, "line {line}");
    }
    drop(server);
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::remove_file(&path).unwrap();
}

/// Sends lines until the server is killed; gives what was acknowledged, by reference, and puts back what was not.
fn under_load(
    address: &str,
    lines: &Mutex<VecDeque<Vec<u8>>>,
    told: &Mutex<BTreeMap<String, String>>,
    end: &AtomicBool,
) {
    while !end.load(Ordering::Relaxed) {
        let Some(line) = lines.lock().unwrap().pop_front() else { return };
        let answer = send(address, "POST", "/v1/declarations", "application/json", &line);
        let Some((status, body)) = answer else {
            lines.lock().unwrap().push_front(line);
            return;
        };
        if status == 200 {
            let decision: Value = serde_json::from_slice(&body).unwrap();
            let text = |name: &str| decision[name].as_str().unwrap().to_owned();
            let before = told.lock().unwrap().insert(text("reference"), text("declaration"));
            assert!(before.is_none_or(|before| before == text("declaration")), "two numbers for one");
        } else {
            assert_eq!(status, 422, "{}", String::from_utf8_lossy(&body));
        }
    }
}

/// `COCKET_KILLS` says how often; a few times without it.
#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed_under_load() {
    let kills: u64 = std::env::var("COCKET_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let data = folder("killed");
    let file = made_up(&(200 * kills).to_string(), "one_item");
    let sent: Vec<Vec<u8>> =
        file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect();
    let lines = Mutex::new(VecDeque::from(sent.clone()));
    let told = Mutex::new(BTreeMap::new());
    for kill in 0..kills {
        // Some of what was acknowledged is sent again: it must get the same number.
        let again = sent.iter().skip(usize::try_from(kill).unwrap() * 7).take(3).cloned();
        lines.lock().unwrap().extend(again);
        let mut server = Server::start(&data);
        let (address, end) = (server.address.clone(), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| under_load(&address, &lines, &told, &end));
            }
            thread::sleep(Duration::from_millis(40 + kill * 37 % 150));
            server.child.kill().unwrap();
            end.store(true, Ordering::Relaxed);
        });
    }
    let told = told.into_inner().unwrap();
    assert!(!told.is_empty(), "nothing was acknowledged before the first kill");
    let server = Server::start(&data);
    for (reference, number) in &told {
        let path = format!("/v1/declarations/{number}");
        let (status, body) = server.send("GET", &path, "application/json", b"").unwrap();
        assert_eq!(status, 200, "{reference} is missing");
        let decision: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(decision["reference"].as_str(), Some(reference.as_str()));
    }
    drop(server);
    let (replayed, code) = cocket(&["replay", "--all", "--json", "--data", data.to_str().unwrap()]);
    let replayed: Value = serde_json::from_slice(&replayed).unwrap();
    assert_eq!((code, &replayed["differences"]), (0, &json!([])), "{replayed}");
    std::fs::remove_dir_all(&data).unwrap();
}

/// A parcel of one item for one person.
fn parcel(number: usize, value: (&str, &str), more: Value) -> Value {
    let (amount, currency) = value;
    let mut parcel = json!({
        "reference": format!("SUM-{number}"), "stage": "on_arrival", "channel": "express", "nature": "sale",
        "tracking_number": format!("SUM{number:08}"),
        "consignor": { "address": { "country": "JP" } },
        "value": { "currency": currency, "goods": amount },
    });
    for (name, field) in more.as_object().unwrap() {
        parcel[name] = field.clone();
    }
    for item in parcel["goods_items"].as_array_mut().unwrap() {
        item["line"] = json!(1);
        item["value"] = json!(amount);
        item["net_mass_kg"] = json!("0.300");
    }
    parcel
}

/// What is to pay on each line of a file, by the file and by the server, and that a replay agrees.
fn payable(name: &str, pack: &str, as_of: &str, parcels: &[Value]) -> Vec<String> {
    let (data, path) = (folder(name), folder(&format!("{name}-file")).with_extension("ndjson"));
    let file: Vec<u8> = parcels.iter().flat_map(|parcel| format!("{parcel}\n").into_bytes()).collect();
    std::fs::write(&path, &file).unwrap();
    let assess = ["assess", "--pack", pack, "--as-of", as_of, "--json", "--as-filer"];
    let filer = ["--filer", "Sandbox Filer", path.to_str().unwrap()];
    let (decided, _) = cocket(&[assess.as_slice(), &filer].concat());
    let server = Server::start_with(&data, pack, as_of, &[]);
    let (_, taken) = server.send("POST", "/v1/batches", "application/x-ndjson", &file).unwrap();
    let taken: Value = serde_json::from_slice(&taken).unwrap();
    let (_, served) =
        server.send("GET", taken["results"].as_str().unwrap(), "application/json", b"").unwrap();
    assert_eq!(comparable(&served), comparable(&decided), "{name}");
    let told = String::from_utf8(served).unwrap();
    assert!(!told.contains("earlier"), "a filer learns what others sent to the person: {told}");
    drop(server);
    let (replayed, code) = cocket(&["replay", "--all", "--json", "--data", data.to_str().unwrap()]);
    let replayed: Value = serde_json::from_slice(&replayed).unwrap();
    assert_eq!((code, &replayed["differences"]), (0, &json!([])), "{replayed}");
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::remove_file(&path).unwrap();
    let decisions = decided.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    decisions
        .map(|line| {
            let decision: Value = serde_json::from_slice(line).unwrap();
            decision["assessment"]["payable"].as_str().unwrap_or("goes back").to_owned()
        })
        .collect()
}

/// China's e-commerce limit of CNY 26,000 a person and year is reached within one file: 5 x 4,500 are within it, the
/// sixth parcel is taxed as general trade, and one of CNY 3,500 still fits.
#[test]
fn a_yearly_limit_is_reached_in_the_middle_of_a_file() {
    let perfume = json!({
        "tax_scheme": { "scheme": "cn-cbec", "number": "3301960ABC" },
        "consignee": { "identifier": { "scheme": "cn-resident-id", "value": "11010519491231002X" } },
        "goods_items": [{ "commodity_code": "330300", "origin": "FR" }],
    });
    let values = ["4500.00", "4500.00", "4500.00", "4500.00", "4500.00", "4500.00", "3500.00", "100.00"];
    let parcels: Vec<Value> =
        (1..).zip(values).map(|(n, value)| parcel(n, (value, "CNY"), perfume.clone())).collect();
    let payable = payable("cn-year", "packs/cn", "2024-05-20", &parcels);
    // 555.88 of consumption tax and 481.76 of VAT, each rounded: 23.0588 % of 4,500. General trade: duty 3 %, consumption tax inside, VAT 13 %, in full.
    assert_eq!(payable[..5], ["1037.64"; 5]);
    assert_ne!(payable[5], "1037.64", "the sixth is above the year's limit");
    assert!(payable[5].parse::<f64>().unwrap() > 1_600.0, "{}", payable[5]);
    assert_eq!(payable[6], "807.06", "what is taxed as general trade uses up nothing");
    assert!(payable[7].parse::<f64>().unwrap() > 35.0, "the limit is reached: {}", payable[7]);
}

/// USD 800 a person and day are admitted free: what was charged uses up nothing, and a cent more than is left is charged.
#[test]
fn what_was_charged_uses_up_no_relief() {
    let sale = |n: usize, value: &str| {
        let more = json!({
            "consignee": { "name": "Pat Doe", "address": { "postcode": "10001", "country": "US" } },
            "goods_items": [{ "commodity_code": "610910", "origin": "BD" }],
        });
        parcel(n, (value, "USD"), more)
    };
    let parcels = [sale(1, "900.00"), sale(2, "100.00"), sale(3, "700.00"), sale(4, "0.01")];
    let paid = payable("us-day", "packs/us", "2024-06-10", &parcels);
    assert_ne!(paid[0], "0.00");
    assert_eq!(paid[1..3], ["0.00", "0.00"], "100 and 700 are 800");
    assert_eq!(paid[3], "0.00", "the duty of a cent is nothing");
    let one_more = [sale(1, "800.00"), sale(2, "1.00")];
    let one_more = payable("us-one-more", "packs/us", "2024-06-10", &one_more);
    assert_ne!(one_more[1], "0.00", "{one_more:?}");
}

/// Two orders of one day from one seller are added up, those of two sellers are not any more; before 17 November 2022
/// the same day and recipient was enough.
#[test]
fn orders_of_one_day_are_added_up_by_seller() {
    let order = |n: usize, seller: &str| {
        let more = json!({
            "seller": { "identifier": { "scheme": "platform-seller", "value": seller } },
            "consignee": { "name": "Kim Minji", "address": { "postcode": "04524", "country": "KR" } },
            "goods_items": [{ "commodity_code": "610910", "origin": "CN" }],
        });
        parcel(n, ("100.00", "USD"), more)
    };
    let one_seller = [order(1, "S-1"), order(2, "S-1")];
    let two_sellers = [order(1, "S-1"), order(2, "S-2")];
    for (day, parcels, second_is_free) in [
        ("2024-05-20", &one_seller, false),
        ("2024-05-20", &two_sellers, true),
        ("2022-11-17", &two_sellers, true),
        ("2022-11-16", &two_sellers, false),
        ("2022-11-16", &one_seller, false),
    ] {
        let payable = payable("kr-day", "packs/kr", day, parcels);
        assert_eq!(payable[0], "0", "{day}");
        assert_eq!(payable[1] == "0", second_is_free, "{day}: {payable:?}");
    }
}

/// A quota of 500 kg is drawn in order within one file: 480, 20.001 which is too much, 20; and no other is open.
#[test]
fn a_quota_is_drawn_in_order_and_what_does_not_stay_is_given_back() {
    let case = crate::golden::root().join("cases/quota-is-drawn-in-order/input.ndjson");
    let case = std::fs::read_to_string(case).unwrap();
    let parcels: Vec<Value> = case.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let paid = payable("quota", "packs/examplia-2027", "2027-01-20", &parcels);
    // Duty 2 % or 9 % of 200.00, tax of 5 % on the sum, 0.50 for the parcel.
    assert_eq!(paid, ["14.70", "29.40", "14.70", "29.40"]);

    let data = folder("quota-back");
    let server = Server::start_with(&data, "packs/examplia-2027", "2027-01-20", &[]);
    let left = || {
        let (_, told) = server.send("GET", "/v1/statistics/quotas", "application/json", b"").unwrap();
        let told: Value = serde_json::from_slice(&told).unwrap();
        (told["quotas"][0]["drawn"].clone(), told["quotas"][0]["left"].clone())
    };
    let lodge = |parcel: &Value| {
        let body = parcel.to_string();
        let (_, told) = server.send("POST", "/v1/declarations", "application/json", body.as_bytes()).unwrap();
        serde_json::from_slice::<Value>(&told).unwrap()
    };
    let first = lodge(&parcels[0]);
    assert_eq!(first["assessment"]["payable"], "14.70", "{first}");
    assert_eq!(left(), (json!("480"), json!("20")));
    let path = format!("/v1/declarations/{}/invalidation", first["declaration"].as_str().unwrap());
    let (status, told) =
        server.send("POST", &path, "application/json", br#"{"reason":"sent twice"}"#).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&told));
    assert_eq!(left(), (json!("0"), json!("500")), "what is not imported is open again");
    assert_eq!(lodge(&parcels[1])["assessment"]["payable"], "14.70");
    let (_, page) = server.send("GET", "/thresholds?on=2027-01-20", "text/html", b"").unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("090007") && page.contains("479.999 "), "{page}");
    drop(server);
    let (replayed, code) = cocket(&["replay", "--all", "--json", "--data", data.to_str().unwrap()]);
    let replayed: Value = serde_json::from_slice(&replayed).unwrap();
    assert_eq!((code, &replayed["differences"]), (0, &json!([])), "{replayed}");
    std::fs::remove_dir_all(&data).unwrap();
}

/// What a page of the estimate says.
fn estimated(server: &Server, question: &str) -> String {
    let (status, page) = server.send("GET", &format!("/estimate?{question}"), "text/html", b"").unwrap();
    assert_eq!(status, 200);
    String::from_utf8(page).unwrap()
}

#[test]
fn the_page_asks_for_the_unit_and_the_mass_that_a_rate_is_by() {
    let data = folder("units");
    let server = Server::start_with(&data, "packs/examplia-2027", "2027-02-01", &[]);
    let whisky = "goods=whisky&from=GB&code=22083010&value=60&currency=EXD";
    let asked = estimated(&server, &format!("{whisky}&quantity=1"));
    assert!(asked.contains(r#"name="unit" value="LTR""#) && asked.contains("litre"), "{asked}");
    let answered = estimated(&server, &format!("{whisky}&unit=LTR&quantity=0,7"));
    assert!(answered.contains("19.70"), "duty 3.00, excise 6.30, tax 10.40: {answered}");
    drop(server);
    std::fs::remove_dir_all(&data).unwrap();
    let server = Server::start_with(&data, "packs/nz", "2026-05-20", &[]);
    let shirt = "goods=shirt&from=CN&code=610910&value=50&currency=NZD";
    let asked = estimated(&server, shirt);
    assert!(asked.contains(r#"name="mass""#) && !asked.contains(r#"name="unit""#), "{asked}");
    let answered = estimated(&server, &format!("{shirt}&mass=1.2"));
    assert!(answered.contains("1.77"), "1.54 for the mail, and tax on it: {answered}");
    drop(server);
    std::fs::remove_dir_all(&data).unwrap();
}

const RULE: &str = r#"
[[profile]]
id = "XA-R-0001"
title = "Anything at all"
owner = "customs"
action = "examine"
purpose = "trial"
reason = "everything"
public_reason = "routine_control"
law = "XA Customs Act s.70"
valid_from = 2026-01-01
valid_to = 2099-12-31
[[profile.criteria]]
field = "value_local"
from = "0.01"
"#;

#[test]
fn a_rule_is_approved_beside_a_server_that_takes_it_and_a_kill_loses_nothing() {
    let dir = folder("rules");
    let data = dir.to_str().unwrap();
    let rule = dir.with_extension("toml");
    std::fs::write(&rule, RULE).unwrap();
    let rule = rule.to_str().unwrap();
    let server = Server::start(&dir);
    let run = |arguments: &[&str]| cocket(&[&["rule"], arguments, &["--data", data]].concat()).1;
    assert_eq!(run(&["lint", rule]), 0);
    assert_eq!(run(&["propose", "--as", "Ana", rule]), 0);
    assert_eq!(run(&["propose", "--as", "Ana", rule]), 1, "it says the same");
    assert_eq!(run(&["shadow", "--as", "Ana", "XA-R-0001@1"]), 0);
    assert_eq!(run(&["activate", "--as", "ANA", "XA-R-0001@1"]), 1, "nobody approves their own");
    assert_eq!(run(&["activate", "--as", "Bo", "XA-R-0001@2"]), 1, "there is no such version");
    assert_eq!(run(&["activate", "--as", "Bo", "XA-R-0001"]), 2, "that names no version");
    assert_eq!(run(&["activate", "--as", "Bo", "XA-R-0001@1"]), 0);
    // The server takes it within seconds.
    let mut taken = 0;
    for number in 0..200 {
        let lines = made_up("1", "ordinary");
        let mut parcel: Value = serde_json::from_slice(&lines).unwrap();
        parcel["reference"] = json!(format!("R-{number}"));
        // Each of an order of its own, and for somebody else: the rule alone is what selects.
        parcel["order"] = json!({ "number": format!("O-{number}") });
        parcel["payment"] = Value::Null;
        parcel["consignee"]["identifier"]["value"] = json!(format!("{number:06}-0001"));
        parcel["consignee"]["identifier"]["scheme"] = json!("XA-ID");
        for how in ["email", "phone"] {
            parcel["consignee"][how] = Value::Null;
        }
        parcel["consignee"]["name"] = json!(format!("Person {number}"));
        parcel["tracking_number"] = Value::Null;
        parcel["transport"]["document"] = Value::Null;
        parcel["ucr"] = json!(format!("6CNS0238-{number:09}"));
        let body = parcel.to_string();
        let (status, answer) =
            server.send("POST", "/v1/declarations", "application/json", body.as_bytes()).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(status, 200, "{answer}");
        taken += u32::from(answer["outcome"] == "examine");
        if taken == 2 {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(taken, 2, "the server never took the rule");
    drop(server);
    let server = Server::start(&dir);
    drop(server);
    let (listed, code) = cocket(&["rule", "list", "--json", "--data", data]);
    let listed: Value = serde_json::from_slice(&listed).unwrap();
    assert_eq!(
        (code, &listed[0]["state"], &listed[0]["approved"]["by"]),
        (0, &json!("active"), &json!("Bo"))
    );
    let (scored, code) = cocket(&["rule", "scorecard", "XA-R-0001", "--json", "--data", data]);
    let scored: Value = serde_json::from_slice(&scored).unwrap();
    assert_eq!((code, &scored["rules"][0]["advice"]), (0, &json!("keep")));
    assert!(scored["rules"][0]["hits"].as_u64().unwrap() >= 2, "{scored}");
    let (tested, code) = cocket(&["rule", "backtest", rule, "--json", "--data", data]);
    let tested: Value = serde_json::from_slice(&tested).unwrap();
    assert_eq!((code, &tested["hits"]), (0, &tested["consignments"]));
    let (said, code) = cocket(&["replay", "--all", "--json", "--data", data]);
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&said));
    let _ = std::fs::remove_dir_all(&dir);
    let _ = std::fs::remove_file(rule);
}
