//! Who may do what: every route with every role, without a credential, with bad ones, and with what is another's.
//! A route that is not walked here fails the test.

use crate::harness::{FILER, Server, harmless};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use service::http::{Access, ROUTES, Role};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use store::{Token, Tokens, token_hash};

/// What belongs to the filer of the sandbox; whoever else asks must see nothing of it.
struct Theirs {
    declaration: String,
    consignment: String,
    batch: String,
    control: String,
}

/// A request to a route about what belongs to another.
struct Step {
    method: &'static str,
    path: &'static str,
    body: Option<Value>,
    /// Whether it names what belongs to another: then nobody outside customs is told that it is there.
    names_theirs: bool,
}

fn step(method: &'static str, path: &'static str, body: Option<Value>, names_theirs: bool) -> Step {
    Step { method, path, body, names_theirs }
}

/// Every route, in the order of the table.
fn walk(theirs: &Theirs) -> Vec<Step> {
    let (get, post) = ("GET", "POST");
    let empty = || Some(json!({}));
    vec![
        step(post, "/v1/declarations", empty(), false),
        step(get, "/v1/declarations/{number}", None, true),
        step(get, "/v1/declarations/{number}/receipt", None, true),
        step(post, "/v1/declarations/{number}/amendments", Some(harmless("A-3", "ACCESSPARCEL3")), true),
        step(
            post,
            "/v1/declarations/{number}/corrections",
            Some(json!({ "declaration": harmless("A-3", "ACCESSPARCEL3"), "reason": "mine" })),
            true,
        ),
        step(post, "/v1/declarations/{number}/invalidation", Some(json!({ "reason": "mine" })), true),
        step(post, "/v1/batches", empty(), false),
        step(get, "/v1/batches/{id}", None, true),
        step(get, "/v1/batches/{id}/results", None, true),
        step(get, "/v1/events", None, false),
        step(get, "/v1/events/stream", None, false),
        step(post, "/v1/advance-data", empty(), false),
        step(
            post,
            "/v1/arrivals",
            Some(json!({ "office": "XAPRT1", "consignments": [theirs.consignment] })),
            false,
        ),
        step(get, "/v1/consignments/{ref}", None, true),
        step(
            post,
            "/v1/consignments/{ref}/decision",
            Some(json!({ "decision": "hold", "reason": "why not" })),
            true,
        ),
        step(
            post,
            "/v1/consignments/{ref}/join",
            Some(json!({ "other": theirs.consignment, "reason": "one parcel" })),
            true,
        ),
        step(
            post,
            "/v1/consignments/{ref}/payments",
            Some(json!({ "amount": "1.00", "currency": "EXD", "reference": "P" })),
            true,
        ),
        step(
            post,
            "/v1/consignments/{ref}/refunds",
            Some(json!({ "amount": "1.00", "currency": "EXD", "reference": "R" })),
            true,
        ),
        step(post, "/v1/consignments/{ref}/declination", Some(json!({ "reason": "no" })), true),
        step(post, "/v1/consignments/{ref}/claim", Some(json!({ "reason": "mine" })), true),
        step(post, "/v1/consignments/{ref}/claim/refusal", Some(json!({ "reason": "no" })), true),
        step(post, "/v1/consignments/{ref}/remissions", Some(json!({ "reason": "poor" })), true),
        step(post, "/v1/consignments/{ref}/write-offs", Some(json!({ "reason": "gone" })), true),
        step(post, "/v1/consignments/{ref}/signature", Some(json!({ "approved": true })), true),
        step(post, "/v1/consignments/{ref}/legal-hold", Some(json!({ "reason": "a court asks" })), true),
        step(post, "/v1/consignments/{ref}/legal-hold/lift", Some(json!({ "reason": "it is over" })), true),
        step(get, "/v1/consignments/{ref}/parties", None, true),
        step(post, "/v1/person-records", Some(json!({ "person": { "name": "Theirs Only" } })), false),
        step(get, "/v1/access-log", None, false),
        step(
            post,
            "/v1/consignments/{ref}/documents",
            Some(json!({
                "type": "invoice", "sha256": "00".repeat(32), "location": "https://documents.example/1",
            })),
            true,
        ),
        step(get, "/v1/consignments/{ref}/documents", None, true),
        step(get, "/v1/documents/{id}", None, true),
        step(
            post,
            "/v1/erasures",
            Some(json!({
                "person": { "name": "Theirs Only" }, "reason": "request", "legal_basis": "XA Privacy Act s.17",
            })),
            false,
        ),
        step(
            post,
            "/v1/returns",
            Some(json!({ "consignment": theirs.consignment, "outbound": "RETURNPARCEL1" })),
            true,
        ),
        step(get, "/v1/returns/{scan}", None, true),
        step(
            post,
            "/v1/returns/{scan}/match",
            Some(json!({ "consignment": theirs.consignment, "reason": "the seller says so" })),
            true,
        ),
        step(post, "/v1/returns/{scan}/refusal", Some(json!({ "reason": "not ours" })), true),
        step(post, "/v1/controls/{id}/results", Some(json!({ "findings": [], "note": "looked" })), true),
        step(post, "/v1/referrals/{id}/decision", Some(json!({ "approved": true, "reason": "fine" })), true),
        step(get, "/v1/worklists", None, false),
        step(get, "/v1/worklists/{name}", None, false),
        step(get, "/v1/rules", None, false),
        step(post, "/v1/rules", empty(), false),
        step(post, "/v1/rules/lint", empty(), false),
        step(get, "/v1/rules/{id}", None, false),
        step(post, "/v1/rules/{id}/versions/{version}/shadow", empty(), false),
        step(post, "/v1/rules/{id}/versions/{version}/activation", empty(), false),
        step(post, "/v1/rules/{id}/versions/{version}/retirement", empty(), false),
        step(post, "/v1/estimates", empty(), false),
        step(post, "/v1/estimates/compare", empty(), false),
        step(post, "/v1/payments", empty(), false),
        step(get, "/v1/payments/{reference}", None, false),
        step(post, "/v1/payments/reversals", empty(), false),
        step(post, "/v1/vendor-returns", empty(), false),
        step(get, "/v1/vendor-returns/{id}", None, false),
        step(get, "/v1/vendor-accounts", None, false),
        step(get, "/v1/vendor-accounts/{scheme}/{number}", None, false),
        step(get, "/v1/accounts", None, false),
        step(get, "/v1/accounts/{name}", None, false),
        step(get, "/v1/accounts/{name}/transfers", None, false),
        step(post, "/v1/accounts/{name}/entries", empty(), false),
        step(get, "/v1/statements", None, false),
        step(get, "/v1/statements/{period}", None, false),
        step(get, "/v1/guarantees", None, false),
        step(get, "/v1/lists/sellers", None, false),
        step(get, "/v1/log", None, false),
        step(get, "/v1/log/entries", None, false),
        step(get, "/v1/participants", None, false),
        // Whoever asks is of an organisation that nobody froze out.
        step(post, "/v1/participants/{organisation}/freeze", Some(json!({ "reason": "a test" })), false),
        step(post, "/v1/participants/{organisation}/readmit", Some(json!({ "reason": "a test" })), false),
        step(get, "/v1/log/checkpoint", None, false),
        step(get, "/v1/log/witnessed", None, false),
        step(get, "/v1/log/tile/{*path}", None, false),
        step(post, "/v1/log/cosignatures", None, false),
        step(get, "/v1/certificates", None, false),
        step(post, "/v1/certificates", empty(), false),
        step(get, "/v1/certificates/{number}", None, false),
        step(post, "/v1/certificates/{number}/revocation", Some(json!({ "reason": "no" })), true),
        step(get, "/v1/lots/{day}", None, false),
        step(get, "/v1/statistics/{name}", None, false),
        step(get, "/v1/tracking/{ref}", None, false),
        step(get, "/healthz", None, false),
        step(get, "/openapi.json", None, false),
        step(get, "/readyz", None, false),
        step(get, "/metrics", None, false),
    ]
}

impl Theirs {
    /// The path with what belongs to the other in its variable parts.
    fn path(&self, step: &Step) -> String {
        let id = match step.path.split('/').nth(2) {
            Some("batches") => &self.batch,
            _ => &self.control,
        };
        let path = step.path.replace("{number}", &self.declaration).replace("{ref}", &self.consignment);
        // No carrier has scanned anything of theirs: whoever asks is told that there is no such scan.
        let path = path.replace("{scan}", "r_0000000000001");
        let path = path.replace("{organisation}", "Nobody");
        path.replace("{id}", id).replace("{name}", "examination").replace("{version}", "1")
    }

    /// Texts that only they and customs may see.
    fn secrets(&self) -> [&str; 3] {
        ["ACCESS-SECRET", &self.declaration, "Theirs Only"]
    }
}

/// The status and the whole answer, as far as it comes at once: a stream of events does not end.
fn ask(server: &Server, token: Option<&str>, step: &Step, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let patience =
        if step.path.ends_with("/stream") { Duration::from_secs(2) } else { Duration::from_secs(60) };
    stream.set_read_timeout(Some(patience)).unwrap();
    let body = step.body.as_ref().map(Value::to_string).unwrap_or_default();
    let kind = if step.path == "/v1/batches" { "application/x-ndjson" } else { "application/json" };
    let mut head = format!(
        "{} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: {kind}\r\n",
        step.method
    );
    if let Some(token) = token {
        head += &format!("Authorization: Bearer {token}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 1 << 14];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..count]);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).unwrap_or_else(|| panic!("{path}: {text}")).parse().unwrap();
    // The path itself may be said again; what is behind it may not.
    (status, text)
}

/// Adds a credential for each role, of organisations that have nothing to do with anybody; and bad ones.
fn strangers(server: &Server) {
    let tokens = Tokens::open(server.folder()).unwrap();
    let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    let add = |text: &str, roles: &str, expires: Option<Timestamp>| {
        let token = Token {
            id: 0,
            hash: token_hash(text),
            organisation: format!("Stranger {text}"),
            roles: roles.to_owned(),
            note: String::new(),
            created: noon,
            expires,
            revoked: None,
        };
        tokens.add(&token).unwrap()
    };
    let all: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    add("expired", &all.join(" "), Some(noon - SignedDuration::from_secs(1)));
    let revoked = add("revoked", &all.join(" "), None);
    assert!(tokens.revoke(revoked, noon).unwrap());
    for role in &all {
        add(role, role, None);
    }
    // The server reads them every two seconds.
    for _ in 0..100 {
        if server.get("administrator", "/v1/events").status != 401 {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the credentials are not read");
}

fn theirs(server: &Server) -> Theirs {
    let mut parcel = harmless("ACCESS-SECRET", "ACCESSPARCEL1");
    parcel["consignee"]["name"] = json!("Theirs Only");
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let headers = [("authorization", "Bearer sandbox-filer"), ("content-type", "application/x-ndjson")];
    let line = harmless("ACCESS-SECRET-2", "ACCESSPARCEL2").to_string();
    let batch = server.call("POST", "/v1/batches", &headers, line.as_bytes()).expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let control = lodged["gates"][0]["control"].as_str().unwrap_or("c_0000000000001-1").to_owned();
    Theirs {
        declaration: text(&lodged["declaration"]),
        consignment: text(&lodged["consignment"]),
        batch: text(&batch["batch"]),
        control,
    }
}

#[test]
fn every_route_is_for_whom_the_table_says() {
    let server = Server::start();
    let theirs = theirs(&server);
    strangers(&server);
    let steps = walk(&theirs);
    let walked: BTreeSet<(&str, &str)> = steps.iter().map(|step| (step.method, step.path)).collect();
    let routes: BTreeSet<(&str, &str)> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
    assert_eq!(walked, routes, "every route is walked: add it to `walk`");
    for step in &steps {
        let route =
            ROUTES.iter().find(|route| (route.method, route.path) == (step.method, step.path)).unwrap();
        let path = theirs.path(step);
        let name = format!("{} {}", step.method, path);
        let Access::Roles(roles) = route.access else {
            let (status, text) = ask(&server, None, step, &path);
            assert!(!matches!(status, 401 | 403 | 500..), "{name} is public: {text}");
            // An id is counted up, so it opens nothing.
            theirs
                .secrets()
                .iter()
                .for_each(|secret| assert!(!text.contains(secret), "{name} shows {secret}: {text}"));
            continue;
        };
        for token in [None, Some(""), Some("unknown"), Some("expired"), Some("revoked")] {
            let (status, text) = ask(&server, token, step, &path);
            assert_eq!(status, 401, "{name} with {token:?}: {text}");
        }
        for role in Role::ALL {
            let (status, text) = ask(&server, Some(role.as_str()), step, &path);
            let told = format!("{name} as {}: {text}", role.as_str());
            if !roles.contains(role) {
                assert_eq!(status, 403, "{told}");
            } else if matches!(role, Role::Officer | Role::Supervisor | Role::Tax) {
                assert!(!matches!(status, 401 | 403 | 500..), "{told}");
                continue;
            } else if step.names_theirs {
                assert_eq!(status, 404, "{told}");
            } else {
                assert!(!matches!(status, 401 | 403 | 500..), "{told}");
            }
            for secret in theirs.secrets() {
                assert!(!text.contains(secret), "{secret} is shown: {told}");
            }
        }
    }
}
