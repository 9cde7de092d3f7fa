//! intake
mod door;
pub mod json;
mod nearest;
mod text;
mod tree;
