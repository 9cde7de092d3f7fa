//! Everything the program does, from outside and from golden cases: one binary, one compile.

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod golden;
