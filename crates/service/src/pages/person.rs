//! Who looks at the pages: a person with an account, known by the session of their browser.

use crate::accesses::PERSONS;
use crate::http::{Caller, Problem, Role, Shared};
use crate::lane::Actor;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use jiff::SignedDuration;
use ring::digest;
use std::sync::Arc;
use store::{Account, Writer};

/// The cookie that carries the session.
const COOKIE_NAME: &str = "cocket_session";
/// How long a session lasts: a shift, with room.
const LASTS: SignedDuration = SignedDuration::from_hours(12);

/// A person with an account.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// What they are called.
    pub(super) name: String,
    /// For whom they act, in which roles.
    pub(super) caller: Caller,
    /// What their forms must carry.
    pub(super) proof: String,
    /// The session they are known by.
    pub(super) session: [u8; 32],
}

impl Person {
    /// Who asks the lane, as officers do.
    pub(super) fn actor(&self) -> Actor {
        let first = self.caller.roles.first().copied().unwrap_or(Role::Supervisor);
        let role = if self.caller.is(Role::Officer) { Role::Officer } else { first };
        Actor {
            organisation: self.caller.organisation.to_string(),
            role: role.as_str(),
            credential: self.caller.credential,
        }
    }

    fn of(account: &Account, shared: &Shared, text: &str) -> Person {
        let roles: Arc<[Role]> = account.roles.split(' ').filter_map(Role::from_name).collect();
        let credential = PERSONS + account.id;
        Person {
            name: account.name.clone(),
            caller: Caller { organisation: account.organisation.as_str().into(), roles, credential },
            proof: format!("{:016x}", shared.secret.index_hash(PROOF, &[text])),
            session: hash(text),
        }
    }
}

/// The kind of hash that proves that a form came from a page of the session.
const PROOF: u8 = 103;

/// The person behind a request, if they are signed in.
pub(super) async fn of(shared: &Arc<Shared>, headers: &HeaderMap) -> Result<Option<Person>, Problem> {
    let Some(text) = cookie(headers) else { return Ok(None) };
    let (session, now) = (hash(&text), (shared.clock)());
    let account = shared.read(move |reader| reader.session(&session, now)).await?;
    Ok(account.map(|account| Person::of(&account, shared, &text)))
}

/// Opens a session for an account and lets the browser know. It is a new one each time, whatever the browser had.
pub(super) async fn sign_in(
    shared: &Arc<Shared>,
    account: u64,
    headers: &HeaderMap,
    mut response: Response,
) -> Result<Response, Problem> {
    let bytes: [u8; 32] = shared.secret.random().map_err(crate::http::failed)?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let (session, now) = (hash(&text), (shared.clock)());
    let until = now.saturating_add(LASTS).unwrap_or(now);
    let open = move |writer: &mut Writer| {
        writer.end_expired_sessions(now)?;
        writer.open_session(&session, account, now, until)
    };
    shared.errand(open).await?;
    set_cookie(&mut response, &format!("{text}; Max-Age={}", LASTS.as_secs()), shared, headers);
    Ok(response)
}

/// Ends a session.
pub(super) async fn sign_out(
    shared: &Arc<Shared>,
    session: [u8; 32],
    headers: &HeaderMap,
    mut response: Response,
) -> Result<Response, Problem> {
    shared.errand(move |writer| writer.end_session(&session)).await?;
    set_cookie(&mut response, "; Max-Age=0", shared, headers);
    Ok(response)
}

/// Over a connection that others may read it is not sent; this machine needs no TLS to speak with itself.
fn set_cookie(response: &mut Response, value: &str, shared: &Shared, headers: &HeaderMap) {
    let is_tls = headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https");
    let secure = if is_tls || !shared.is_local { "; Secure" } else { "" };
    let text = format!("{COOKIE_NAME}={value}; Path=/; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|all| all.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, text) = pairs.find(|(name, _)| *name == COOKIE_NAME)?;
    let is_ours = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_ours.then(|| text.to_owned())
}

fn hash(text: &str) -> [u8; 32] {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().first_chunk::<32>().copied().unwrap_or_default()
}
