//! Goods that left and that nobody could match to their import without doubt: officers say what they are.

use super::lists::{Tabs, tabs};
use crate::http::find::find;
use crate::http::keys::fingerprinted;
use crate::http::returns::{ScanTold, open_scans, scan_number};
use crate::http::{Code, Problem};
use crate::lane::{Ask, Target, Told as Came, Wish, request_hash};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use clearance::Condition;

/// Scans of a page.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "control/returns.html")]
struct Returns {
    f: Frame,
    proof: String,
    key: String,
    tabs: Tabs,
    scans: Vec<Row>,
    conditions: &'static [Condition],
    wrong: Vec<(String, String)>,
}

impl Returns {
    /// The id of a field of the form of a scan.
    fn field(&self, name: &str, scan: &str) -> String {
        format!("{name}-{scan}")
    }
}

/// A scan that is open.
struct Row {
    id: String,
    outbound: String,
    by: String,
    reasons: Vec<String>,
    /// What is known of the import, each with its word.
    named: Vec<(String, String)>,
    goods: Vec<String>,
    condition: &'static str,
}

impl Row {
    fn of(f: &Frame, told: &ScanTold) -> Row {
        let scan = told.scan();
        let order = scan.order.as_ref().map(|order| format!("{} ({})", order.number, order.platform));
        let named = [
            ("number", scan.tracking_number.as_ref().map(|number| number.as_str().to_owned())),
            ("ucr", scan.ucr.as_ref().map(|ucr| ucr.as_str().to_owned())),
            ("order", order),
        ];
        let goods = scan.goods.iter().map(|goods| {
            let line = goods.line.map(|line| f.say_with("page-control-line", "line", line));
            let code = goods.commodity_code.map(|code| code.to_string());
            let quantity = goods.quantity.map(|quantity| format!("× {quantity}"));
            let parts = [line, goods.description.clone(), code, quantity];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        });
        Row {
            id: told.id(),
            outbound: scan.outbound.as_str().to_owned(),
            by: told.by().to_owned(),
            reasons: told.reasons().map(|reason| f.word("page-returns-reason", reason)).collect(),
            named: named
                .into_iter()
                .filter_map(|(word, text)| Some((f.word("page-returns-by", word), text?)))
                .collect(),
            goods: goods.collect(),
            condition: scan.condition.as_str(),
        }
    }
}

/// The scans that are open, the oldest first.
pub(in crate::pages) async fn show(f: Frame, Extension(person): Extension<Person>) -> Response {
    shown(f, &person, Vec::new()).await
}

async fn shown(f: Frame, person: &Person, wrong: Vec<(String, String)>) -> Response {
    let read = f.shared().read(|reader| Ok((tabs(reader)?, open_scans(reader, 0, MOST)?))).await;
    let (tabs, scans) = match read {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = Returns {
        proof: person.proof.clone(),
        key: f.new_key(),
        tabs,
        scans: scans.iter().map(|scan| Row::of(&f, scan)).collect(),
        conditions: Condition::ALL,
        wrong,
        f,
    };
    with_status(status, &page)
}

/// An officer says of which import a scan is.
pub(in crate::pages) async fn match_to(Path(name): Path<String>, form: Form) -> Response {
    let number: String = form.text("consignment").chars().filter(|sign| !sign.is_whitespace()).collect();
    let found = match find(form.f.shared(), number, |_, _| true).await {
        Ok(held) => held,
        Err(_) => {
            let text = form.f.say("page-control-unknown");
            return again(form, &format!("consignment-{name}"), text).await;
        }
    };
    let condition = Condition::from_name(form.text("condition"));
    let reason = form.text("reason").to_owned();
    let target = Target::Consignment(found.number);
    decided(name, form, |scan| Wish::MatchScan { scan, target, goods: Vec::new(), condition, reason }).await
}

/// An officer says that a scan is of no import that is known here.
pub(in crate::pages) async fn refuse(Path(name): Path<String>, form: Form) -> Response {
    let reason = form.text("reason").to_owned();
    decided(name, form, |scan| Wish::RefuseScan { scan, reason }).await
}

/// Carries out what an officer says of a scan, and shows the list again.
async fn decided(name: String, form: Form, wish: impl FnOnce(u64) -> Wish) -> Response {
    let came = match scan_number(&name) {
        Ok(scan) => ask(&form, &name, wish(scan)).await,
        Err(problem) => Err(problem),
    };
    let wrong = match came {
        Ok(Came::Done(_) | Came::Known(_) | Came::Scanned(_)) => {
            return Redirect::to(&form.f.href("/control/returns")).into_response();
        }
        Ok(Came::Refused(refusal)) => form.f.word("page-refusal", refusal.code()),
        Ok(Came::KeyUsed | Came::Returned(_) | Came::Entered { .. } | Came::NotEntered(_)) => {
            form.f.say("page-form-stale")
        }
        Err(problem) => return Told::of(form.f, &problem),
    };
    again(form, &format!("reason-{name}"), wrong).await
}

async fn ask(form: &Form, name: &str, what: Wish) -> Result<Came, Problem> {
    let shared = form.f.shared();
    let person = form.person.as_ref().ok_or_else(|| Problem::of(Code::Failed))?;
    let hash = request_hash(&shared.secret, &person.caller.organisation, form.text("key"));
    let key = Some(fingerprinted(hash, name, &form.bytes));
    let ask = Ask { actor: person.actor(), at: form.f.now(), what, line: None, key };
    shared.ask(vec![ask]).await?.into_iter().next().ok_or_else(|| Problem::of(Code::Failed))
}

async fn again(form: Form, field: &str, problem: String) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let f = form.f.at("/control/returns".to_owned());
    shown(f, &person, vec![(field.to_owned(), problem)]).await
}
