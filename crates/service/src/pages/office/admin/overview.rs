//! The state of the service at one look, with the accounts and the credentials.

use super::roles_in_words;
use crate::pages::frame::Frame;
use crate::pages::office::number::{count, megabytes};
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::response::Response;
use store::{Account, Token};

#[derive(Template)]
#[template(path = "office/admin.html")]
struct Overview {
    f: Frame,
    /// The end of a message's id, with what it is now.
    state: Vec<(&'static str, String)>,
    /// Consignments whose deadline passed and nothing came of it.
    stuck: usize,
    /// The packs that it was built on.
    inherits: Vec<String>,
    unverified: usize,
    accounts: Vec<Account>,
    tokens: Vec<Token>,
}

/// The state of the service.
pub(in crate::pages) async fn show(f: Frame) -> Response {
    let read = f.shared().read(|reader| Ok((reader.size()?, reader.accounts()?, reader.tokens()?)));
    let ((bytes, entries), accounts, tokens) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let shared = f.shared();
    let manifest = &shared.country.pack.manifest;
    let stuck = shared.queue.stuck();
    let whole = |number: usize| count(&f, i64::try_from(number).unwrap_or(i64::MAX));
    let state = vec![
        ("law", f.law()),
        ("kind", f.word("page-admin-kind", manifest.kind.as_str())),
        ("register", shared.registered().label.clone()),
        ("entries", count(&f, i64::try_from(entries).unwrap_or(i64::MAX))),
        ("bytes", megabytes(&f, bytes)),
        ("waiting", whole(shared.queue.waiting())),
        ("stuck", whole(stuck)),
    ];
    let inherits = manifest.inherits.iter().filter_map(|path| path.rsplit('/').next()).map(str::to_owned);
    let inherits = inherits.collect();
    let unverified = shared.country.pack.unverified.len();
    page(&Overview { state, stuck, inherits, unverified, accounts, tokens, f })
}

impl Overview {
    fn roles(&self, roles: &str) -> String {
        roles_in_words(&self.f, roles)
    }

    /// Whether a credential counts now.
    fn counts(&self, token: &Token) -> bool {
        token.revoked.is_none() && token.expires.is_none_or(|expires| self.f.now() < expires)
    }
}
