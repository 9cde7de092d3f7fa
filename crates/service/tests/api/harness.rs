//! A server of one's own for a test: in a thread, on a free port, over a folder that goes with it.

use jiff::{SignedDuration, Timestamp};
use rehearsal::OwnServer;
use rehearsal::link::Link;
use serde_json::{Value, json};
use service::http::Role;
use service::pages::{Demo, Door};
use service::{Country, Settings, Witness, serve_until};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use store::{Purpose, Registers, Store, Token, Tokens, token_hash};
use tokio::sync::oneshot;

pub(crate) const FILER: &str = "sandbox-filer";
pub(crate) const CARRIER: &str = "sandbox-carrier";
pub(crate) const OFFICER: &str = "sandbox-officer";
pub(crate) const TAX: &str = "sandbox-admin";
/// Another officer than that of the sandbox.
pub(crate) const OTHER_OFFICER: &str = "other-officer";
/// Another filer than that of the sandbox.
pub(crate) const OTHER_FILER: &str = "other-filer";
/// Another carrier.
pub(crate) const OTHER_CARRIER: &str = "other-carrier";
/// Another of the tax authority than the administrator of the sandbox.
pub(crate) const OTHER_TAX: &str = "other-tax";
/// The agency that is asked about seeds.
pub(crate) const PLANT_HEALTH: &str = "plant-health";
/// An agency that is asked about other things.
pub(crate) const WILDLIFE: &str = "wildlife";

/// Credentials beside those of the sandbox: the text, the organisation, the roles.
const MORE: [(&str, &str, &str); 6] = [
    (OTHER_OFFICER, "Customs", "officer"),
    (OTHER_FILER, "Other Filer", "filer"),
    (OTHER_CARRIER, "Other Carrier", "carrier filer"),
    (OTHER_TAX, "Treasury", "tax"),
    (PLANT_HEALTH, "plant-health", "agency"),
    (WILDLIFE, "wildlife", "agency"),
];

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    clock: Arc<AtomicI64>,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    folder: Folder,
}

/// A folder that goes when nobody has it any more, and its database with it.
pub(crate) struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Ok(database) = std::fs::read_to_string(self.0.join("database")) {
            let _ = SERVER.remove(&database);
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// By what the databases of the tests are at a server.
pub(crate) const AT: (&str, &str) = ("COCKET_TEST_AT", "server");

/// Whether the databases of the tests are at a server.
fn is_at_server() -> bool {
    std::env::var(AT.0).is_ok_and(|place| place == AT.1)
}

/// The server of the databases, where they are at one.
static SERVER: LazyLock<OwnServer> = LazyLock::new(|| OwnServer::start().unwrap());

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body of a page, where the status is as expected.
    #[track_caller]
    pub(crate) fn expect_page(self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        let kind = self.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("text/html"), "{self:?}");
        self.text
    }

    /// The body, where the status is 200.
    #[track_caller]
    pub(crate) fn expect_text(self) -> String {
        assert_eq!(self.status, 200, "{self:?}");
        self.text
    }

    /// The body as JSON, where the status is as expected.
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }
}

impl Folder {
    /// One whose database is where those of the tests are.
    fn new() -> Folder {
        if is_at_server() { Folder::at_server() } else { Folder::embedded() }
    }

    fn at_server() -> Folder {
        let folder = Folder::embedded();
        store::name_server(&folder.0, &SERVER.database().unwrap()).unwrap();
        folder
    }

    fn embedded() -> Folder {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cocket-api-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Folder(std::env::temp_dir().join(name))
    }
}

impl Server {
    /// A sandbox of the fictional country at noon on 2 March 2026.
    pub(crate) fn start() -> Server {
        Server::with_more(Folder::new())
    }

    /// The same with an embedded database, for tests that look into its file.
    pub(crate) fn embedded() -> Server {
        Server::with_more(Folder::embedded())
    }

    /// The same with a database at a server.
    pub(crate) fn at_server() -> Server {
        Server::with_more(Folder::at_server())
    }

    /// The same by a link that fails.
    pub(crate) fn by_link() -> (Server, Link) {
        let (link, folder) = (Link::to(&SERVER).unwrap(), Folder::embedded());
        store::name_server(&folder.0, &link.place(&SERVER.database().unwrap())).unwrap();
        (Server::with_more(folder), link)
    }

    /// Another node over the database of this one, with the same keys.
    pub(crate) fn beside(&self) -> Server {
        let folder = self.folder_beside();
        let now = Timestamp::from_microsecond(self.clock.load(Ordering::Relaxed)).unwrap();
        let node = Server::over(folder, now, Purpose::Sandbox, Vec::new());
        // It goes with the folder of the first node.
        std::fs::remove_file(node.folder.0.join("database")).unwrap();
        node
    }

    /// The store of another node over the database of this one. It has the turn.
    pub(crate) fn store_beside(&self) -> (Store, Folder) {
        let folder = self.folder_beside();
        let store = store::open(&folder.0, Purpose::Sandbox).unwrap();
        // It goes with the folder of the first node.
        std::fs::remove_file(folder.0.join("database")).unwrap();
        (store, folder)
    }

    fn folder_beside(&self) -> Folder {
        let folder = Folder::embedded();
        std::fs::create_dir_all(folder.0.join("keys")).unwrap();
        for file in ["database", "keys/master.key", "keys/signing.key", "keys/in-use"] {
            std::fs::copy(self.folder.0.join(file), folder.0.join(file)).unwrap();
        }
        folder
    }

    fn with_more(folder: Folder) -> Server {
        let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        drop(store::open(&folder.0, Purpose::Sandbox).unwrap());
        let tokens = Tokens::open(&folder.0).unwrap();
        for (text, organisation, roles) in MORE {
            let token = Token {
                id: 0,
                hash: token_hash(text),
                organisation: organisation.to_owned(),
                roles: roles.to_owned(),
                note: String::new(),
                created: noon,
                expires: None,
                revoked: None,
            };
            tokens.add(&token).unwrap();
        }
        Server::over(folder, noon, Purpose::Sandbox, Vec::new())
    }

    /// The same data under a new server that counts with witnesses.
    pub(crate) fn witnessed(mut self, witnesses: Vec<Witness>) -> Server {
        self.stop();
        self.begun_again(witnesses)
    }

    /// The same with a register of parties.
    pub(crate) fn with_register(csv: &str) -> Server {
        Server::start().registered(csv)
    }

    /// A server of real data, without credentials.
    pub(crate) fn real() -> Server {
        // The server of the tests keeps nothing durable, and real data is not trusted to such a one.
        let folder = Folder::embedded();
        Server::over(folder, "2026-03-02T12:00:00Z".parse().unwrap(), Purpose::Real, Vec::new())
    }

    fn over(folder: Folder, now: Timestamp, purpose: Purpose, witnesses: Vec<Witness>) -> Server {
        let clock = Arc::new(AtomicI64::new(now.as_microsecond()));
        let (ready, address) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let settings = Settings {
            data: folder.0.clone(),
            listen: "127.0.0.1:0".parse().unwrap(),
            purpose,
            rate: NonZeroU32::new(100_000).unwrap(),
            origin: Some("localhost/test".to_owned()),
            clock: {
                let clock = Arc::clone(&clock);
                Arc::new(move || Timestamp::from_microsecond(clock.load(Ordering::Relaxed)).unwrap())
            },
            // It goes with the clock, so that nothing takes any time but what a test lets pass.
            stopwatch: {
                let clock = Arc::clone(&clock);
                Arc::new(move || Duration::from_micros(clock.load(Ordering::Relaxed).unsigned_abs()))
            },
            demo: Some(doors()),
            witnesses,
        };
        let thread = std::thread::spawn(move || {
            let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia");
            let country = Country::read(&pack).unwrap_or_else(|findings| panic!("{findings:?}"));
            let ready = move |address, _| ready.send(address).unwrap();
            let end = async move {
                // Whoever had it may have dropped it; that ends the server, too.
                let _ = ended.await;
            };
            serve_until(settings, country, ready, end).unwrap();
        });
        let address = address.recv().expect("the server starts");
        Server { address, clock, end: Some(end), thread: Some(thread), folder }
    }

    /// The same data under a new server, with another register.
    pub(crate) fn registered(mut self, csv: &str) -> Server {
        self.stop();
        let hash = *evidence::content_hash(csv.as_bytes()).as_bytes();
        Registers::open(&self.folder.0).unwrap().replace(hash, "register.csv", csv.as_bytes()).unwrap();
        self.restarted()
    }

    /// The same data under a new server.
    pub(crate) fn restarted(mut self) -> Server {
        self.stop();
        self.begun_again(Vec::new())
    }

    fn begun_again(&mut self, witnesses: Vec<Witness>) -> Server {
        let folder = Folder(std::mem::take(&mut self.folder.0));
        let now = Timestamp::from_microsecond(self.clock.load(Ordering::Relaxed)).unwrap();
        Server::over(folder, now, Purpose::Sandbox, witnesses)
    }

    /// Where the data is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// Ends the sessions by which the nodes of its database read it; gives how many there were.
    pub(crate) fn end_readers(&self) -> u64 {
        let database = std::fs::read_to_string(self.folder.0.join("database")).unwrap();
        SERVER.end_readers(&database).unwrap()
    }

    /// Lets time pass.
    pub(crate) fn later(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_micros()).unwrap();
        self.clock.fetch_add(by, Ordering::Relaxed);
    }

    pub(crate) fn get(&self, token: &str, path: &str) -> Reply {
        self.call("GET", path, &[("authorization", &format!("Bearer {token}"))], b"")
    }

    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Reply {
        self.post_with(token, path, body, &[])
    }

    /// A request with a key of its own.
    pub(crate) fn post_keyed(&self, token: &str, path: &str, body: &Value, key: &str) -> Reply {
        self.post_with(token, path, body, &[("idempotency-key", key)])
    }

    pub(crate) fn post_with(&self, token: &str, path: &str, body: &Value, more: &[(&str, &str)]) -> Reply {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
        headers.extend(more);
        self.call("POST", path, &headers, body.to_string().as_bytes())
    }

    /// Any request; headers in small letters.
    pub(crate) fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        reply(&self.answer(method, path, headers, body))
    }

    /// The status and the bytes of something that is no text.
    pub(crate) fn bytes(&self, path: &str) -> (u16, Vec<u8>) {
        let answer = self.answer("GET", path, &[], b"");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        (reply(&answer[..end]).status, answer[end..].to_vec())
    }

    /// All that is answered.
    fn answer(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses early does not read the rest.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    }

    pub(crate) fn stop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the server ends in order");
        }
    }
}

/// The doors by which tests come to pages: signed in without a password.
fn doors() -> Demo {
    let door = |door, organisation: &str, roles| Door {
        door,
        account: format!("{organisation} {door}"),
        organisation: organisation.to_owned(),
        roles,
    };
    Demo {
        seed: 1,
        parcels: 0,
        looks: Vec::new(),
        sample: "reference\n".into(),
        doors: vec![
            door("filer", "Sandbox Filer", &[Role::Filer]),
            door("other-filer", "Other Filer", &[Role::Filer]),
            door("officer", "Customs", &[Role::Officer, Role::Supervisor]),
            door("agency", "plant-health", &[Role::Agency]),
            door("other-agency", "wildlife", &[Role::Agency]),
            door("admin", "Customs Administration", &[Role::Administrator]),
        ],
        reset: Arc::default(),
    }
}

/// A browser with a session: it keeps its cookie and sends what pages give it.
pub(crate) struct Browser<'s> {
    server: &'s Server,
    pub(crate) cookie: String,
}

impl Server {
    /// A browser that came through a door.
    pub(crate) fn enter(&self, door: &str) -> Browser<'_> {
        let reply = self.call("POST", &format!("/demo/enter/{door}"), &[FORM], b"");
        assert_eq!(reply.status, 303, "{reply:?}");
        let cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        Browser { server: self, cookie }
    }
}

/// What a form says that it is.
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

impl Browser<'_> {
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.server.call("GET", path, &[("cookie", &self.cookie)], b"")
    }

    /// Sends a form with the proof that a page gives.
    pub(crate) fn post(&self, path: &str, page: &str, fields: &[(&str, &str)]) -> Reply {
        let proof = field(&self.get(page).text, "proof");
        let fields = [&[("proof", proof.as_str())], fields].concat();
        self.post_as_it_is(path, &fields, &[])
    }

    /// Sends bytes of a type.
    pub(crate) fn post_bytes(&self, path: &str, kind: &str, bytes: &[u8]) -> Reply {
        self.server.call("POST", path, &[("cookie", &self.cookie), ("content-type", kind)], bytes)
    }

    /// Sends a form with nothing added.
    pub(crate) fn post_as_it_is(&self, path: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> Reply {
        let encode = |text: &str| {
            let sign = |byte: u8| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            };
            text.bytes().map(sign).collect::<String>()
        };
        let pairs: Vec<String> =
            fields.iter().map(|(name, text)| format!("{}={}", encode(name), encode(text))).collect();
        let headers = [&[("cookie", self.cookie.as_str()), FORM], more].concat();
        self.server.call("POST", path, &headers, pairs.join("&").as_bytes())
    }
}

/// The value of a hidden field of a page.
pub(crate) fn field(page: &str, name: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn reply(bytes: &[u8]) -> Reply {
    // What is no text, as a document to print, is shown as far as it is.
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let is_chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    Reply { status, headers, text: if is_chunked { whole(body) } else { body.to_owned() } }
}

/// A body that came in chunks, as one.
fn whole(mut body: &str) -> String {
    let mut text = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        let (chunk, after) = rest.split_at_checked(size).unwrap();
        text.push_str(chunk);
        body = after.strip_prefix("\r\n").unwrap();
        if size == 0 {
            break;
        }
    }
    text
}

/// The declaration of a golden case, with members laid over it; `null` takes one out.
pub(crate) fn declaration(case: &str, over: Value) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(case).join("declaration.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut declaration: Value = serde_json::from_str(&text).unwrap();
    for (name, value) in over.as_object().unwrap() {
        match value.is_null() {
            true => drop(declaration.as_object_mut().unwrap().remove(name)),
            false => declaration[name.as_str()] = value.clone(),
        }
    }
    declaration
}

/// A parcel of goods that nothing is owed on and nobody looks at.
pub(crate) fn harmless(reference: &str, tracking: &str) -> Value {
    let transport = json!({ "document": tracking, "master_document": "160-12345675", "conveyance": "CX251", "office": "XAPRT1" });
    declaration(
        "category-2-small-parcel",
        json!({ "reference": reference, "tracking_number": tracking, "transport": transport, "ucr": null,
                "order": { "number": reference } }),
    )
}

/// Waits until something is so.
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..600 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("it never came: {what}");
}

/// An answer without the number of its leaf, which it gains a moment after it was given.
pub(crate) fn without_leaf(mut answer: Value) -> Value {
    if let Some(leaf) = answer.pointer_mut("/receipt/leaf") {
        *leaf = Value::Null;
    }
    answer
}

/// The number of a parcel of the post, with its check digit.
pub(crate) fn tracking(serial: u32) -> String {
    clearance::identifier::S10::compose("LX", serial, "CN").unwrap().as_str().to_owned()
}

/// The whole record decided again from the files, and every view counted again.
pub(crate) fn replays(server: &Server) {
    let (reader, seed) = store::open_for_reading(server.folder()).unwrap();
    let origin = evidence::Origin::parse(&reader.about("origin").unwrap().unwrap()).unwrap();
    let key = evidence::SigningKey::from_seed(&seed).unwrap().verifying_key();
    let replayed = service::Replay::new(&reader, key, origin).all(|_| ()).unwrap();
    assert_eq!(replayed.differences.len(), 0, "{replayed:?}");
    assert_eq!(reader.differing_views().unwrap(), Vec::<String>::new());
}
