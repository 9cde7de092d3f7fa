//! The administration: the state of the service, who may sign in, which programs may call.

pub(super) mod account;
pub(super) mod add;
pub(super) mod overview;

use crate::http::{Role, Shared};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use std::fmt::Arguments;
use std::sync::Arc;
use store::Account;

/// Tells the operator what was changed, and by whom. Never a password or its hash.
fn told(person: &Person, change: Arguments<'_>) {
    eprintln!("cocket: {:?} of {:?} {change}", person.name, person.caller.organisation);
}

/// The account of a number.
async fn account_of(shared: &Arc<Shared>, id: u64) -> Result<Option<Account>, crate::http::Problem> {
    let accounts = shared.read(|reader| reader.accounts()).await?;
    Ok(accounts.into_iter().find(|account| account.id == id))
}

/// Roles as they are stored, in words.
fn roles_in_words(f: &Frame, roles: &str) -> String {
    let word = |role: &str| Role::from_name(role).map(|role| f.word("page-role", role.as_str()));
    roles.split(' ').filter_map(word).collect::<Vec<_>>().join(", ")
}
