//! Packs on disk: the real ones, a tiny one corrupted in every way, and folders that hold odd things.

#[cfg(test)]
mod archives;
#[cfg(test)]
mod corruptions;
#[cfg(test)]
mod folders;
#[cfg(test)]
mod inheritance;
#[cfg(test)]
mod real;
#[cfg(test)]
mod register;
#[cfg(test)]
mod tiny;
