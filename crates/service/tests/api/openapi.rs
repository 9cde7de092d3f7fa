//! The description of the API: whole, checked in, and true of real answers.

use crate::harness::{CARRIER, FILER, OFFICER, Server, declaration, harmless};
use serde_json::{Value, json};
use service::http::{Access, ROUTES, openapi};
use std::path::Path;

#[test]
fn it_is_the_one_that_is_checked_in() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api/openapi.json");
    let text = serde_json::to_string_pretty(&openapi()).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "the API is described otherwise in docs/api/openapi.json: look at the change, then run with BLESS=1"
    );
}

#[test]
fn it_says_of_every_route_who_may_use_it_and_what_it_takes_and_gives() {
    let document = openapi();
    let mut missing = Vec::new();
    for route in ROUTES {
        let name = format!("{} {}", route.method, route.path);
        let path = route.path.replace("{*", "{");
        let said = &document["paths"][&path][route.method.to_ascii_lowercase()];
        if route.operation.is_none() || said["summary"].as_str().is_none_or(str::is_empty) {
            missing.push(name);
            continue;
        }
        let responses = said["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name} gives nothing");
        assert!(responses["default"]["content"]["application/problem+json"].is_object(), "{name}");
        match route.access {
            Access::Public => assert_eq!(said["security"], json!([]), "{name}"),
            Access::Roles(roles) => {
                let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
                assert_eq!(said["x-roles"], json!(roles), "{name}");
                assert!(responses.contains_key("401") && responses.contains_key("403"), "{name}");
            }
        }
        let parameters = said["parameters"].as_array().cloned().unwrap_or_default();
        for part in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let is_part = |one: &Value| one["in"] == "path" && one["name"] == part;
            assert!(parameters.iter().any(is_part), "{name} does not say what `{part}` is");
            assert!(responses.contains_key("404"), "{name}");
        }
        assert_eq!(said["requestBody"].is_object(), route.method == "POST", "{name}");
    }
    assert!(missing.is_empty(), "not described: give each its `Operation` beside the handler: {missing:#?}");
    let described: usize =
        document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(described, ROUTES.len(), "two routes have one path and method");
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, document: &Value) {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            assert!(led_to(document, reference).is_some(), "{reference}");
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, document)),
            Value::Object(members) => members.values().for_each(|member| walk(member, document)),
            _ => {}
        }
    }
    walk(&openapi(), &openapi());
}

/// What a reference within the description leads to.
fn led_to<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    document.pointer(reference.strip_prefix('#')?)
}

/// What a value has that its schema does not say: the keywords that are used here, and every member described.
fn flaws(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let document = openapi();
    check(&document, schema, value, at, found);
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return check(document, led_to(document, reference).unwrap(), value, at, found);
    }
    for (keyword, said) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "type" => {
                let kinds = said.as_array().cloned().unwrap_or_else(|| vec![said.clone()]);
                if !kinds.iter().any(|kind| is_a(kind.as_str().unwrap(), value)) {
                    found.push(format!("{at}: {value} is no {said}"));
                }
            }
            "enum" if !said.as_array().unwrap().contains(value) => {
                found.push(format!("{at}: {value} is none of {said}"))
            }
            "oneOf" | "anyOf" => {
                let fits = said.as_array().unwrap().iter().filter(|one| {
                    let mut flaws = Vec::new();
                    check(document, one, value, at, &mut flaws);
                    flaws.is_empty()
                });
                let fits = fits.count();
                if fits == 0 || fits > 1 && keyword == "oneOf" {
                    found.push(format!("{at}: {value} fits {fits} of {said}"));
                }
            }
            "maxLength"
                if value
                    .as_str()
                    .is_some_and(|text| text.chars().count() > said.as_u64().unwrap() as usize) =>
            {
                found.push(format!("{at}: too long"));
            }
            "maxItems"
                if value.as_array().is_some_and(|items| items.len() > said.as_u64().unwrap() as usize) =>
            {
                found.push(format!("{at}: too many"));
            }
            "pattern"
                if value
                    .as_str()
                    .is_some_and(|text| !text.bytes().all(|sign| b"-.0123456789".contains(&sign))) =>
            {
                found.push(format!("{at}: {value} is no amount"));
            }
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, said, item, &format!("{at}/{place}"), found);
                }
            }
            "required" => {
                let missing = said
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|name| value.get(name.as_str().unwrap()).is_none());
                found.extend(missing.map(|name| format!("{at}: no {name}")));
            }
            "properties" | "additionalProperties" => {}
            "enum" | "maxLength" | "maxItems" | "pattern" | "format" | "description" => {}
            other => panic!("the check does not know `{other}`"),
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (schema.pointer(&format!("/properties/{name}")), schema.get("additionalProperties")) {
            (Some(schema), _) | (None, Some(schema)) => check(document, schema, member, &at, found),
            (None, None) if schema.get("properties").is_some() => found.push(format!("{at}: not described")),
            (None, None) => {}
        }
    }
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type is called `{other}`"),
    }
}

#[track_caller]
fn fits(name: &str, value: &Value) {
    let mut found = Vec::new();
    flaws(&json!({ "$ref": format!("#/components/schemas/{name}") }), value, "", &mut found);
    assert!(found.is_empty(), "{name}: {found:#?}\n{value:#}");
}

#[test]
fn it_fits_the_examples_of_the_contract() {
    fits("Declaration", &declaration("contract-example", json!({})));
    fits("Decision", &serde_json::from_str(include_str!("decision.example.json")).unwrap());
    let wrong = json!({ "reference": "x".repeat(36) });
    let mut found = Vec::new();
    flaws(&json!({ "$ref": "#/components/schemas/Declaration" }), &wrong, "", &mut found);
    assert_eq!(found, ["/reference: too long"]);
}

/// The body of an answer, of which the description of the route says what it is.
#[track_caller]
fn answers(
    server: &Server,
    token: &str,
    (method, route): (&str, &str),
    path: &str,
    status: u16,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Value {
    let bearer = format!("Bearer {token}");
    let mut all = vec![("authorization", bearer.as_str())];
    all.extend(headers);
    let reply = server.call(method, path, &all, body);
    assert_eq!(reply.status, status, "{reply:?}");
    let kind = reply.header("content-type").unwrap().split(';').next().unwrap().to_owned();
    let document = openapi();
    let content =
        &document["paths"][route][method.to_ascii_lowercase()]["responses"][status.to_string()]["content"];
    let schema = &content[&kind]["schema"];
    assert!(schema.is_object(), "{method} {route}: {status} {kind} is not described");
    let is_lines = kind.ends_with("ndjson");
    let values: Vec<Value> = match is_lines {
        true => reply.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        false => vec![reply.json()],
    };
    let line = json!({ "$ref": "#/components/schemas/Decision" });
    for value in &values {
        let mut found = Vec::new();
        flaws(if is_lines { &line } else { schema }, value, "", &mut found);
        assert!(found.is_empty(), "{method} {path}: {found:#?}\n{value:#}");
    }
    values.into_iter().next().unwrap_or_default()
}

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];
const LINES: [(&str, &str); 1] = [("content-type", "application/x-ndjson")];

#[test]
fn it_is_true_of_what_is_answered_to_filings() {
    let server = Server::start();
    let lodge = |token: &str, value: &Value, status: u16| {
        let route = ("POST", "/v1/declarations");
        answers(&server, token, route, route.1, status, &JSON, value.to_string().as_bytes())
    };
    let cases = ["contract-example", "category-2-small-parcel", "category-1-letters", "agency-refuses-all"];
    for (place, case) in cases.iter().enumerate() {
        let (reference, number) = (format!("O-{place}"), format!("OPENAPIPARCEL{place}"));
        let transport = json!({ "document": number, "office": "XAPRT1" });
        let over =
            json!({ "reference": reference, "tracking_number": number, "transport": transport, "ucr": null });
        let lodged = lodge(FILER, &declaration(case, over), 200);
        let number = lodged["declaration"].as_str().unwrap();
        for token in [FILER, OFFICER] {
            let path = format!("/v1/declarations/{number}");
            answers(&server, token, ("GET", "/v1/declarations/{number}"), &path, 200, &[], b"");
            let path = format!("/v1/consignments/{number}");
            answers(&server, token, ("GET", "/v1/consignments/{ref}"), &path, 200, &[], b"");
        }
    }
    lodge(FILER, &json!({ "reference": "O-9" }), 422);
    lodge(OFFICER, &json!({}), 403);
    lodge("nobody", &json!({}), 401);
    let lines = format!("{}\n{{\n", harmless("O-L", "OPENAPIPARCELL"));
    let batches = ("POST", "/v1/batches");
    let batch = answers(&server, FILER, batches, batches.1, 200, &LINES, lines.as_bytes());
    answers(&server, FILER, batches, batches.1, 400, &LINES, b"");
    let path = batch["results"].as_str().unwrap();
    answers(&server, FILER, ("GET", "/v1/batches/{id}/results"), path, 200, &[], b"");
    let path = path.strip_suffix("/results").unwrap();
    answers(&server, FILER, ("GET", "/v1/batches/{id}"), path, 200, &[], b"");
    answers(&server, CARRIER, ("GET", "/v1/batches/{id}"), path, 404, &[], b"");
    for token in [FILER, OFFICER] {
        answers(&server, token, ("GET", "/v1/events"), "/v1/events?limit=200", 200, &[], b"");
    }
    answers(&server, "", ("GET", "/openapi.json"), "/openapi.json", 200, &[], b"");
}

#[test]
fn it_is_true_of_what_is_answered_about_consignments() {
    let server = Server::start();
    server.post(FILER, "/v1/declarations", &harmless("O-1", "OPENAPIPARCEL1")).expect(200);
    let other = declaration("agency-refuses-all", json!({ "reference": "O-2", "ucr": null }));
    let other = server.post(FILER, "/v1/declarations", &other).expect(200);
    let names = answers(&server, OFFICER, ("GET", "/v1/worklists"), "/v1/worklists", 200, &[], b"");
    for list in names["worklists"].as_array().unwrap() {
        let path = list["path"].as_str().unwrap();
        answers(&server, OFFICER, ("GET", "/v1/worklists/{name}"), path, 200, &[], b"");
    }
    let post = |token: &str, route: &'static str, path: &str, status: u16, body: Value| {
        answers(&server, token, ("POST", route), path, status, &JSON, body.to_string().as_bytes())
    };
    let arrived = json!({ "office": "XAPRT1", "consignments": ["OPENAPIPARCEL1", "nothing"] });
    post(CARRIER, "/v1/arrivals", "/v1/arrivals", 200, arrived);
    answers(&server, "", ("GET", "/v1/tracking/{ref}"), "/v1/tracking/OPENAPIPARCEL1", 200, &[], b"");
    answers(&server, "", ("GET", "/v1/tracking/{ref}"), "/v1/tracking/nothing", 404, &[], b"");
    for statistic in ["categories", "time-release", "charges"] {
        let path = format!("/v1/statistics/{statistic}?days=7");
        answers(&server, "", ("GET", "/v1/statistics/{name}"), &path, 200, &[], b"");
    }
    answers(&server, "", ("GET", "/v1/statistics/{name}"), "/v1/statistics/nothing", 404, &[], b"");
    answers(&server, "", ("GET", "/v1/statistics/{name}"), "/v1/statistics/charges?days=0", 400, &[], b"");
    let path = format!("/v1/consignments/{}/decision", other["consignment"].as_str().unwrap());
    let decided = json!({ "decision": "refuse_entry", "reason": "not wanted" });
    post(OFFICER, "/v1/consignments/{ref}/decision", &path, 200, decided.clone());
    post(
        OFFICER,
        "/v1/consignments/{ref}/decision",
        &path,
        409,
        json!({ "decision": "examine", "reason": "again" }),
    );
    post(OFFICER, "/v1/consignments/{ref}/decision", &path, 400, json!({ "decision": "dance" }));
    let question =
        json!({ "from": "CN", "code": "610910", "value": { "amount": "24.90", "currency": "USD" } });
    let quote = post("", "/v1/estimates", "/v1/estimates", 200, question);
    let compared = json!({
        "statement": quote["signed"]["statement"], "signature": quote["signed"]["signature"],
        "declaration": declaration("contract-example", json!({})),
    });
    post("", "/v1/estimates/compare", "/v1/estimates/compare", 200, compared);
}
