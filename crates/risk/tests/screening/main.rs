//! Screening from outside.

#[cfg(test)]
mod common_words;
#[cfg(test)]
mod labelled;
