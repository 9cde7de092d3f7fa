//! The description of the API (OpenAPI 3.1), made from the table of routes: what a route takes and gives stands
//! beside its handler, who may use it and what may be wrong with it follows from the table.

mod schemas;

use crate::http::{Access, Code, ROUTES, Route};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What a route takes and gives.
pub struct Operation {
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The parameters after the path.
    pub query: &'static [Parameter],
    /// The headers that change what it does.
    pub headers: &'static [Parameter],
    /// The bodies it takes: media types with the names of their schemas.
    pub takes: &'static [(&'static str, &'static str)],
    /// The answers: status, media type, name of the schema.
    pub gives: &'static [(u16, &'static str, &'static str)],
    /// What may be wrong, beside what may be wrong with every route of its kind.
    pub problems: &'static [u16],
}

impl Operation {
    /// Nothing yet, to begin with.
    pub const NONE: Operation =
        Operation { summary: "", query: &[], headers: &[], takes: &[], gives: &[], problems: &[] };
}

/// A parameter.
#[derive(Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// The type of its schema.
    pub kind: &'static str,
    /// What it does.
    pub text: &'static str,
}

pub(super) const DOCUMENT: Operation = Operation {
    summary: "This description.",
    gives: &[(200, "application/json", "Object")],
    ..Operation::NONE
};

/// The description as it is served.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    // Writing a value does not fail.
    serde_json::to_string_pretty(&document()).unwrap_or_default() + "\n"
});

/// The description.
pub(super) async fn show() -> Response {
    ([(CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// The description of every route.
pub fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let path = paths.entry(route.path.replace("{*", "{")).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.to_ascii_lowercase(), operation(route));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cocket",
            "version": "1",
            "description": "Customs clearance. Amounts are decimal texts, moments RFC 3339 in UTC, countries \
                            ISO 3166-1, currencies ISO 4217. Whatever says no is a problem (RFC 9457).",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(route: &Route) -> Value {
    let told = route.operation.unwrap_or(&Operation::NONE);
    let mut said = json!({
        "operationId": operation_id(route),
        "summary": told.summary,
        "responses": responses(route, told),
        "security": match route.access {
            Access::Public => json!([]),
            Access::Roles(_) => json!([{ "bearer": [] }]),
        },
    });
    let Some(members) = said.as_object_mut() else { return said };
    if let Access::Roles(roles) = route.access {
        let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        members.insert("x-roles".to_owned(), json!(roles));
    }
    let path = names(route.path).map(|name| {
        json!({
            "in": "path", "name": name, "required": true, "schema": { "type": "string" },
        })
    });
    let parameter = |place: &'static str| {
        move |parameter: &Parameter| {
            json!({
                "in": place,
                "name": parameter.name,
                "description": parameter.text,
                "schema": { "type": parameter.kind },
            })
        }
    };
    let query = told.query.iter().map(parameter("query"));
    let headers = told.headers.iter().map(parameter("header"));
    let parameters: Vec<Value> = path.chain(query).chain(headers).collect();
    if !parameters.is_empty() {
        members.insert("parameters".to_owned(), json!(parameters));
    }
    if !told.takes.is_empty() {
        let content: Map<String, Value> =
            told.takes.iter().map(|(media, schema)| ((*media).to_owned(), of_schema(schema))).collect();
        members.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    said
}

/// Made from method and path, so that it stays as they stay: `post_declarations_number_amendments`.
fn operation_id(route: &Route) -> String {
    let path = route.path.strip_prefix("/v1").unwrap_or(route.path);
    let words = path.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    format!("{}_{}", route.method.to_ascii_lowercase(), words.join("_"))
}

/// The names of the variable parts of a path.
fn names(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/')
        .filter_map(|part| Some(part.strip_prefix('{')?.strip_suffix('}')?.trim_start_matches('*')))
}

fn responses(route: &Route, told: &Operation) -> Value {
    let mut responses: Map<String, Value> = Map::new();
    for (status, media, schema) in told.gives {
        let response = responses.entry(status.to_string()).or_insert_with(|| {
            let meaning =
                axum::http::StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
            json!({ "description": meaning.unwrap_or_default(), "content": {} })
        });
        if let Some(content) = response.pointer_mut("/content").and_then(Value::as_object_mut) {
            content.insert((*media).to_owned(), of_schema(schema));
        }
    }
    let mut problems: BTreeSet<u16> = told.problems.iter().copied().collect();
    if matches!(route.access, Access::Roles(_)) {
        problems.extend([401, 403, 429, 503]);
    }
    if names(route.path).next().is_some() {
        problems.insert(404);
    }
    for status in problems {
        let codes = Code::ALL.iter().filter(|code| code.status().as_u16() == status);
        let titles: Vec<String> =
            codes.map(|code| format!("`{}`: {}", code.as_str(), code.title())).collect();
        responses.insert(status.to_string(), problem(&titles.join("; ")));
    }
    responses.insert("default".to_owned(), problem("something else is wrong"));
    Value::Object(responses)
}

fn problem(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/problem+json": of_schema("Problem") },
    })
}

fn of_schema(name: &str) -> Value {
    json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } })
}
