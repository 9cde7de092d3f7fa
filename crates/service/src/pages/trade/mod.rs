//! Pages of filers: their files, their consignments, the quality of their data.

mod consignments;
mod files;
mod home;
mod lines;
mod quality;
mod upload;

use super::{Page, Who, page};
use crate::http::Role;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

const FILERS: Who = Who::Roles(&[Role::Filer, Role::Carrier]);

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page("GET", "/trade", FILERS, || get(home::show)),
    page("POST", "/trade/files", FILERS, || post(upload::take).layer(DefaultBodyLimit::max(upload::MOST))),
    page("GET", "/trade/files/{id}", FILERS, || get(files::show)),
    page("GET", "/trade/files/{id}/corrections.csv", FILERS, || get(files::corrections)),
    page("GET", "/trade/consignments", FILERS, || get(consignments::list)),
    page("GET", "/trade/consignments/{ref}", FILERS, || get(consignments::show)),
    page("GET", "/trade/quality", FILERS, || get(quality::show)),
];
