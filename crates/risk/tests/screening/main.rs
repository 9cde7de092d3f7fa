//! Screening from outside.

#[cfg(test)]
mod labelled;
