//! Everything the program does, from outside and from golden cases: one binary, one compile.

#[cfg(test)]
mod command;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod laws;
