//! The record from outside: receipts checked offline, audits by a stranger, and witnesses that cannot be told two
//! histories.

use crate::command::cocket;
use crate::golden::root;
use crate::served::{Server, folder};
use evidence::{Checkpoint, NoteKey, NoteKeyKind, Origin, SignedNote, SigningKey};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = folder(name);
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn url(server: &Server) -> String {
    format!("http://{}", server.address)
}

/// The key of the record and how many leaves it has, once there are so many.
fn record(server: &Server, leaves: u64) -> String {
    for _ in 0..1_500 {
        let (status, body) = server.send("GET", "/v1/log", "application/json", b"").unwrap();
        assert_eq!(status, 200);
        let told: Value = serde_json::from_slice(&body).unwrap();
        if told["size"].as_u64().unwrap() >= leaves {
            return told["key"].as_str().unwrap().to_owned();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("it is not sequenced");
}

/// Lodges a made-up parcel under a number of its own; gives the bytes that were sent and the declaration's number.
fn lodge(server: &Server, name: &str) -> (Vec<u8>, String) {
    let made_up = cocket(&["rehearse", "--parcels", "1", "--seed", "11"], b"").stdout;
    let mut parcel: Value = serde_json::from_slice(&made_up).unwrap();
    parcel["reference"] = json!(name);
    let number = format!("PARCEL-{name}");
    (parcel["tracking_number"], parcel["transport"]["document"]) = (json!(number), json!(number));
    let bytes = parcel.to_string().into_bytes();
    let (status, body) = server.send("POST", "/v1/declarations", "application/json", &bytes).unwrap();
    let told: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, 200, "{told}");
    (bytes, told["declaration"].as_str().unwrap().to_owned())
}

fn receipt(server: &Server, number: &str) -> Vec<u8> {
    let path = format!("/v1/declarations/{number}/receipt");
    let (status, body) = server.send("GET", &path, "application/json", b"").unwrap();
    assert_eq!(status, 200);
    body
}

#[track_caller]
fn ends(output: &Output, code: i32, says: &str) {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(says), "{said}");
}

/// A receipt is good by this program and by a script in another language, and neither takes a changed one.
#[test]
fn a_receipt_is_checked_offline_by_two_programs() {
    let folder = Folder::new("record-receipt");
    let server = Server::start(&folder.path("data"));
    let (document, number) = lodge(&server, "OFFLINE1");
    lodge(&server, "OFFLINE2");
    let key = record(&server, 3);
    let good = receipt(&server, &number);
    drop(server);
    fs::write(folder.path("document.json"), &document).unwrap();
    let check = |receipt: &[u8], key: &str, code: i32| {
        fs::write(folder.path("receipt.json"), receipt).unwrap();
        let (receipt, document) = (folder.text("receipt.json"), folder.text("document.json"));
        let ours = cocket(&["log", "verify", &receipt, "--key", key, "--document", &document], b"");
        assert_eq!(ours.status.code(), Some(code), "{ours:?}");
        let script = root().join("docs/verify/receipt.py");
        let theirs = Command::new("python3").arg(script).args([&receipt, key, &document]).output().unwrap();
        assert_eq!(theirs.status.success(), code == 0, "{theirs:?}");
    };
    check(&good, &key, 0);
    let told: Value = serde_json::from_slice(&good).unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut told = told.clone();
        change(&mut told);
        told.to_string().into_bytes()
    };
    let other_hash = |text: &str| {
        text.chars().rev().collect::<String>().replace('=', "").chars().chain(['=']).collect::<String>()
    };
    check(
        &changed(&|told| {
            told["statement"] = json!(told["statement"].as_str().unwrap().replace("release", "refused"))
        }),
        &key,
        1,
    );
    check(
        &changed(&|told| told["signature"] = json!(other_hash(told["signature"].as_str().unwrap()))),
        &key,
        1,
    );
    check(&changed(&|told| told["batch"] = json!(told["batch"].as_u64().unwrap() + 1)), &key, 1);
    check(&changed(&|told| told["index"] = json!(1)), &key, 1);
    check(&changed(&|told| told["place"]["leaf"] = json!(0)), &key, 1);
    check(
        &changed(&|told| {
            told["place"]["path"][0] = json!(other_hash(told["place"]["path"][0].as_str().unwrap()))
        }),
        &key,
        1,
    );
    check(
        &changed(&|told| {
            told["place"]["text"] = json!(told["place"]["text"].as_str().unwrap().replace("next", "mext"))
        }),
        &key,
        1,
    );
    let note = told["place"]["checkpoint"].as_str().unwrap();
    check(&changed(&|told| told["place"]["checkpoint"] = json!(note.replace("\n3\n", "\n4\n"))), &key, 1);
    check(b"{}", &key, 1);
    check(b"not json", &key, 1);
    // The key of another record.
    let other = SigningKey::from_seed(&[3; 32]).unwrap();
    let name = Origin::parse("localhost/cocket").unwrap();
    check(&good, &other.note_key(name, NoteKeyKind::Log).to_string(), 1);
    fs::write(folder.path("document.json"), b"{}").unwrap();
    check(&good, &key, 1);
    let asked = ["log", "verify", "no-such-file", "--key", &key];
    ends(&cocket(&asked, b""), 3, "no-such-file");
    ends(&cocket(&["log", "verify", "-", "--key", "nonsense"], b""), 2, "name+id+key");
}

#[test]
fn anybody_audits_a_record() {
    let folder = Folder::new("record-audit");
    let data = folder.path("data");
    let server = Server::start(&data);
    (0..3).for_each(|number| drop(lodge(&server, &format!("AUDITED{number}"))));
    let key = record(&server, 4);
    let (url, data) = (url(&server), data.to_str().unwrap());
    ends(&cocket(&["log", "audit", &url, "--key", &key], b""), 0, "4 entries in 4 leaves");
    ends(&cocket(&["log", "audit", data], b""), 0, "4 entries in 4 leaves");
    ends(&cocket(&["log", "audit", &url], b""), 2, "--key");
    let other = SigningKey::from_seed(&[3; 32])
        .unwrap()
        .note_key(Origin::parse("localhost/cocket").unwrap(), NoteKeyKind::Log);
    ends(&cocket(&["log", "audit", &url, "--key", &other.to_string()], b""), 1, "names the key");
    ends(&cocket(&["log", "audit", data, "--key", &other.to_string()], b""), 1, "entry 1");

    // What was seen before must be where it was.
    let (_, note) = server.send("GET", "/v1/log/checkpoint", "text/plain", b"").unwrap();
    fs::write(folder.path("seen.note"), &note).unwrap();
    lodge(&server, "AUDITED9");
    record(&server, 5);
    let since = folder.text("seen.note");
    ends(&cocket(&["log", "audit", &url, "--key", &key, "--since", &since], b""), 0, "5 leaves");
    ends(&cocket(&["log", "audit", data, "--since", &since], b""), 0, "5 leaves");
    let signing = signing_key(&folder.path("data"));
    for size in [4, 9] {
        let forged = Checkpoint {
            origin: Origin::parse("localhost/cocket").unwrap(),
            size,
            root: evidence::leaf_hash(b""),
        };
        let forged = SignedNote::of(forged.text(), vec![signing.sign_checkpoint(&forged)]).unwrap();
        fs::write(folder.path("seen.note"), forged.to_string()).unwrap();
        ends(
            &cocket(&["log", "audit", &url, "--key", &key, "--since", &since], b""),
            1,
            if size == 4 { "REWRITTEN" } else { "put back" },
        );
        ends(&cocket(&["log", "audit", data, "--since", &since], b""), 1, "another history");
    }
    ends(&cocket(&["log", "audit", "http://127.0.0.1:1", "--key", &key], b""), 3, "cannot be read");
    // Where no record is, none fits.
    let nowhere = format!("{url}/nowhere");
    ends(&cocket(&["log", "audit", &nowhere, "--key", &key], b""), 3, "no record at this address");
    ends(&cocket(&["log", "audit", &nowhere, "--key", &key, "--since", &since], b""), 1, "was seen before");
}

fn signing_key(data: &Path) -> SigningKey {
    let seed: [u8; 32] = fs::read(data.join("keys/signing.key")).unwrap().try_into().unwrap();
    SigningKey::from_seed(&seed).unwrap()
}

/// Passes on what a server answers, but for the last byte of some answers.
fn cutting(server: &Server, path: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = format!("http://{}", listener.local_addr().unwrap());
    let behind = url(server);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            lines.read_line(&mut head).unwrap();
            let mut line = String::new();
            while line != "\r\n" {
                line.clear();
                lines.read_line(&mut line).unwrap();
            }
            let asked = head.split(' ').nth(1).unwrap();
            let mut body = Vec::new();
            let mut to = std::net::TcpStream::connect(behind.trim_start_matches("http://")).unwrap();
            write!(to, "GET {asked} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").unwrap();
            to.read_to_end(&mut body).unwrap();
            let end = body.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
            let mut body = body.split_off(end);
            if asked.contains(path) {
                body.pop();
            }
            write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len())
                .unwrap();
            stream.write_all(&body).unwrap();
        }
    });
    own
}

#[test]
fn tiles_that_are_cut_off_prove_nothing() {
    let folder = Folder::new("record-cut");
    let server = Server::start(&folder.path("data"));
    (0..3).for_each(|number| drop(lodge(&server, &format!("CUTOFF{number}"))));
    let key = record(&server, 4);
    for (path, says) in [
        ("tile/0", "before its last entry"),
        ("tile/entries", "before its last entry"),
        ("checkpoint", "no signed note"),
    ] {
        let cut = cutting(&server, path);
        ends(&cocket(&["log", "audit", &cut, "--key", &key], b""), 1, says);
    }
    let whole = cutting(&server, "nothing");
    ends(&cocket(&["log", "audit", &whole, "--key", &key], b""), 0, "4 leaves");
}

/// A witness that looks once.
fn witness(url: &str, key: &str, state: &Path, more: &[&str]) -> Output {
    let state = state.to_str().unwrap();
    let name = format!("{}.example/witness", state.rsplit('/').next().unwrap());
    let asked = ["log", "witness", url, "--key", key, "--name", &name, "--state", state, "--once"];
    cocket(&[&asked, more].concat(), b"")
}

fn own_key(state: &Path) -> NoteKey {
    let text = fs::read_to_string(state.join("witness.key")).unwrap();
    let name = format!("{}.example/witness", state.file_name().unwrap().to_str().unwrap());
    SigningKey::parse(text.trim()).unwrap().note_key(Origin::parse(&name).unwrap(), NoteKeyKind::Witness)
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("keys")).unwrap();
    for entry in fs::read_dir(from).unwrap().chain(fs::read_dir(from.join("keys")).unwrap()) {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.strip_prefix(from).unwrap())).unwrap();
        }
    }
}

/// A witness that goes on looking, with its door; killed when it is dropped.
struct Watching(Child, String);

impl Watching {
    fn start(url: &str, key: &str, state: &Path) -> Watching {
        let name = format!("{}.example/witness", state.file_name().unwrap().to_str().unwrap());
        let mut child = Command::new(env!("CARGO_BIN_EXE_cocket"))
            .args([
                "log",
                "witness",
                url,
                "--key",
                key,
                "--name",
                &name,
                "--every",
                "1",
                "--listen",
                "127.0.0.1:0",
            ])
            .arg("--state")
            .arg(state)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("/checkpoint") {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "the witness ended");
        }
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let door = line.trim_end().rsplit(' ').next().unwrap().trim_end_matches("/checkpoint").to_owned();
        Watching(child, door)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Two servers under one key show two histories, each to its own witness: the first time that one of them asks the
/// other, both are caught.
#[test]
fn two_histories_are_caught_within_one_checkpoint() {
    let folder = Folder::new("record-split");
    let (data, other) = (folder.path("data"), folder.path("other"));
    let server = Server::start(&data);
    let (_, _) = lodge(&server, "COMMON1");
    let key = record(&server, 2);
    ends(&witness(&url(&server), &key, &folder.path("one"), &[]), 0, "2 leaves are witnessed");
    drop(server);
    copied(&data, &other);
    let (server, fork) = (Server::start(&data), Server::start(&other));
    lodge(&server, "HERE1");
    lodge(&fork, "THERE1");
    record(&server, 3);
    record(&fork, 3);
    ends(&witness(&url(&fork), &key, &folder.path("two"), &[]), 0, "3 leaves are witnessed");
    let watching = Watching::start(&url(&server), &key, &folder.path("one"));
    let mut is_caught = false;
    for _ in 0..100 {
        let looked = witness(&url(&fork), &key, &folder.path("two"), &["--peer", &watching.1]);
        if looked.status.code() == Some(1) {
            ends(&looked, 1, "another history of 3 leaves to another witness");
            is_caught = true;
            break;
        }
        // The other witness signs the third leaf in its first second.
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(is_caught);
    // The two notes prove it to anybody.
    let record = NoteKey::parse(&key).unwrap();
    let proof: Vec<Checkpoint> = ["caught-1.note", "caught-2.note"]
        .map(|name| SignedNote::parse(&fs::read_to_string(folder.path("two").join(name)).unwrap()).unwrap())
        .iter()
        .map(|note| Checkpoint::signed(note, &record).unwrap())
        .collect();
    assert!(proof[0].size == proof[1].size && proof[0].root != proof[1].root);
    // A witness that has seen one is not taken over to the other.
    ends(&witness(&url(&fork), &key, &folder.path("one"), &[]), 1, "IS CAUGHT");
    lodge(&fork, "THERE2");
    self::record(&fork, 4);
    ends(&witness(&url(&fork), &key, &folder.path("one"), &[]), 1, "do not go on from");
}

/// A database that was put back is noticed by the witness, and a server that counts with it does not begin on it.
#[test]
fn a_server_does_not_begin_behind_its_witnesses() {
    let folder = Folder::new("record-behind");
    let (data, older) = (folder.path("data"), folder.path("older"));
    let server = Server::start(&data);
    lodge(&server, "KEPT1");
    let key = record(&server, 2);
    drop(server);
    copied(&data, &older);
    let server = Server::start(&data);
    lodge(&server, "LOST1");
    record(&server, 3);
    let watching = Watching::start(&url(&server), &key, &folder.path("watching"));
    let seen = folder.path("watching").join("seen.note");
    (0..1_000).take_while(|_| !seen.exists()).for_each(|_| std::thread::sleep(Duration::from_millis(20)));
    drop(server);
    let named = format!("{}@{}", own_key(&folder.path("watching")), watching.1);
    let serve = |data: &Path| {
        let data = data.to_str().unwrap();
        let asked =
            ["serve", "--sandbox", "--pack", "packs/examplia", "--listen", "127.0.0.1:0", "--data", data];
        cocket(&[&asked[..], &["--witness", &named]].concat(), b"")
    };
    ends(&serve(&older), 2, "has signed 3 leaves of this record, the database has 2");
    // The newest one it begins on, and counts with the witness.
    let server = Server::start_with(&data, "packs/examplia", "2026-03-02", &["--witness", &named]);
    ends(&witness(&url(&server), &key, &folder.path("watching"), &[]), 0, "3 leaves are witnessed");
    let (_, body) = server.send("GET", "/v1/log", "application/json", b"").unwrap();
    let told: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(told["witnesses"][0]["size"], 3, "{told}");
    drop(server);
    let server = Server::start(&older);
    ends(
        &witness(&url(&server), &key, &folder.path("watching"), &[]),
        1,
        "SHOWS LESS THAN WAS SEEN: 2 leaves of 3",
    );
}

#[test]
fn a_witness_refuses_what_is_not_its_own() {
    let folder = Folder::new("record-witness");
    let server = Server::start(&folder.path("data"));
    lodge(&server, "WITNESSED1");
    let key = record(&server, 2);
    let (state, url) = (folder.path("state"), url(&server));
    ends(&witness(&url, &key, &state, &[]), 0, "2 leaves");
    let seen = fs::read_to_string(state.join("seen.note")).unwrap();
    // A clock that stands before the last signature.
    let signing = SigningKey::parse(fs::read_to_string(state.join("witness.key")).unwrap().trim()).unwrap();
    let note = SignedNote::parse(&seen).unwrap();
    let bare = SignedNote::of(note.text().to_owned(), note.signatures()[..1].to_vec()).unwrap();
    let ahead = signing.cosign(&own_key(&state).name, 9_999_999_999, &bare);
    fs::write(state.join("seen.note"), bare.and_signed(ahead).unwrap().to_string()).unwrap();
    lodge(&server, "WITNESSED2");
    record(&server, 3);
    ends(&witness(&url, &key, &state, &[]), 2, "the clock stands before");
    // What it is said to have signed was not signed by it.
    fs::write(state.join("seen.note"), seen.replace("\n2\n", "\n1\n")).unwrap();
    ends(&witness(&url, &key, &state, &[]), 2, "is not what this witness has signed");
    fs::write(state.join("seen.note"), &seen).unwrap();
    let own = fs::read(state.join("witness.key")).unwrap();
    fs::write(state.join("witness.key"), "nonsense").unwrap();
    ends(&witness(&url, &key, &state, &[]), 2, "is no private key");
    let other = SigningKey::from_seed(&[3; 32])
        .unwrap()
        .note_key(Origin::parse("localhost/cocket").unwrap(), NoteKeyKind::Log);
    ends(&witness(&url, &other.to_string(), &folder.path("fresh"), &[]), 3, "names the key");
    let nowhere = format!("{url}/nowhere");
    ends(&witness(&nowhere, &key, &folder.path("fresh"), &[]), 3, "no record at this address");
    fs::write(state.join("witness.key"), &own).unwrap();
    ends(&witness(&nowhere, &key, &state, &[]), 1, "0 leaves of 2");
    ends(&witness("ftp://127.0.0.1", &key, &folder.path("fresh"), &[]), 2, "no URL");
    ends(&witness("http://127.0.0.1:1", &key, &folder.path("fresh"), &[]), 3, "cannot be witnessed");
}

/// Under another name none of the batches would fit any more.
#[test]
fn a_record_keeps_its_name() {
    let folder = Folder::new("record-name");
    let data = folder.path("data");
    let named = ["--origin", "customs.example/cocket"];
    let server = Server::start_with(&data, "packs/examplia", "2026-03-02", &named);
    lodge(&server, "NAMED1");
    let key = record(&server, 2);
    drop(server);
    let data_text = data.to_str().unwrap();
    let other =
        ["serve", "--sandbox", "--pack", "packs/examplia", "--data", data_text, "--origin", "other/name"];
    ends(&cocket(&other, b""), 3, "`origin` is not the one");
    // Where it is not said, it is as it was.
    let server = Server::start(&data);
    lodge(&server, "NAMED2");
    assert_eq!(record(&server, 3), key);
    drop(server);
    ends(&cocket(&["log", "audit", data_text], b""), 0, "3 leaves");
}

/// A participant keeps copies of its own entries, and notices one that is told otherwise, or not any more.
#[test]
fn a_participant_copies_and_verifies_its_own_entries() {
    let folder = Folder::new("record-entries");
    let server = Server::start(&folder.path("data"));
    for name in ["OWN1", "OWN2", "OWN3"] {
        lodge(&server, name);
    }
    let key = record(&server, 4);
    fs::write(folder.path("credential"), "sandbox-filer\n").unwrap();
    fs::write(folder.path("other"), "sandbox-carrier").unwrap();
    let (url, copies) = (url(&server), folder.text("copies"));
    let copy = |key: &str, credential: &str, more: &[&str]| {
        let credential = folder.text(credential);
        let asked = ["log", "entries", &url, "--key", key, "--credential", &credential, "--out", &copies];
        cocket(&[&asked[..], more].concat(), b"")
    };
    ends(&copy(&key, "credential", &[]), 0, "3 entries were told, each fits; 3 copied");
    ends(&copy(&key, "credential", &[]), 0, "3 entries were told, each fits; 0 copied");
    ends(&copy(&key, "credential", &["--new"]), 0, "0 entries were told, each fits; 0 copied");
    let files: Vec<PathBuf> = fs::read_dir(&copies).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 3);
    // Each copy is a receipt that needs nobody.
    let first = files.iter().min().unwrap();
    ends(
        &cocket(&["log", "verify", first.to_str().unwrap(), "--key", &key], b""),
        0,
        "it is in the log: leaf 1",
    );
    // Whoever holds another copy than what is told now hears it.
    let kept = fs::read_to_string(first).unwrap();
    fs::write(first, kept.replace("organisation Sandbox Filer", "organisation Somebody Else")).unwrap();
    ends(&copy(&key, "credential", &[]), 1, "is told OTHERWISE than before: its statement");
    fs::write(first, &kept).unwrap();
    fs::copy(first, folder.path("copies/entry-0000000000099.json")).unwrap();
    ends(&copy(&key, "credential", &["--json"]), 1, "NOT TOLD OF any more");
    // Another's credential has none of these.
    ends(&copy(&key, "other", &[]), 1, "NOT TOLD OF any more");
    let name = Origin::parse("localhost/cocket").unwrap();
    let other = SigningKey::from_seed(&[3; 32]).unwrap().note_key(name, NoteKeyKind::Log).to_string();
    ends(&copy(&other, "credential", &[]), 1, "do NOT all fit");
    fs::write(folder.path("other"), "unknown").unwrap();
    ends(&copy(&key, "other", &[]), 3, "401");
}

/// Neither standard error nor the metrics tell of people: not when something goes wrong, nor when somebody is forgotten.
#[test]
fn nobody_is_named_where_operators_look() {
    let folder = Folder::new("record-silent");
    let server = Server::start(&folder.path("data"));
    let made_up = cocket(&["rehearse", "--parcels", "1", "--seed", "11"], b"").stdout;
    let mut parcel: Value = serde_json::from_slice(&made_up).unwrap();
    parcel["consignee"]["name"] = json!("Ottoline Quixwold");
    let lodge = |parcel: &Value| {
        server.send_as("sandbox-filer", "/v1/declarations", parcel.to_string().as_bytes()).unwrap().0
    };
    assert_eq!(lodge(&parcel), 200);
    parcel["value"]["goods"] = json!("Quixwold");
    assert_eq!(lodge(&parcel), 422);
    let broken = br#"{ "consignee": { "name": "Quixwold" "#;
    assert_eq!(server.send_as("sandbox-filer", "/v1/declarations", broken).unwrap().0, 422);
    let asked = json!({
        "person": { "name": "Ottoline Quixwold" }, "reason": "request", "legal_basis": "XA Privacy Act s.17",
    });
    let asked = asked.to_string();
    assert_eq!(server.send_as("sandbox-admin", "/v1/erasures", asked.as_bytes()).unwrap().0, 200);
    let unread = server.send_as("sandbox-admin", "/v1/erasures", br#"{ "person": "Quixwold" }"#);
    assert_eq!(unread.unwrap().0, 400);
    assert_eq!(server.send("GET", "/track/Quixwold", "text/html", b"").unwrap().0, 404);
    let (status, metrics) = server.send("GET", "/metrics", "text/plain", b"").unwrap();
    assert_eq!(status, 200);
    let told = String::from_utf8(metrics).unwrap();
    assert!(told.contains("cocket_"), "{told}");
    for told in [told, server.said()] {
        assert!(!told.to_lowercase().contains("quixwold"), "{told}");
    }
}
