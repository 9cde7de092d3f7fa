//! Everything the program does, from outside and from golden cases: one binary, one compile.

#[cfg(test)]
mod asked;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod certificate;
#[cfg(test)]
mod command;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod database;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod earlier;
#[cfg(test)]
mod export;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod joining;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod record;
#[cfg(test)]
mod register;
#[cfg(test)]
mod restored;
#[cfg(test)]
mod screen;
#[cfg(test)]
mod served;
#[cfg(test)]
mod simulate;
#[cfg(test)]
mod tax_token;
