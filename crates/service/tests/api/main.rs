//! The HTTP API as programs use it: every route over a real server, with what is asked well and badly.

#[cfg(test)]
mod access;
#[cfg(test)]
mod accounts;
#[cfg(test)]
mod advance;
#[cfg(test)]
mod arrivals;
#[cfg(test)]
mod batches;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod consignments;
#[cfg(test)]
mod control;
#[cfg(test)]
mod deferment;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod erasures;
#[cfg(test)]
mod events;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod office;
#[cfg(test)]
mod open;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod participants;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod post_clearance;
#[cfg(test)]
mod record;
#[cfg(test)]
mod records;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod tax_token;
#[cfg(test)]
mod trade;
#[cfg(test)]
mod vendors;
#[cfg(test)]
mod worklists;
