//! Certificates: who may issue and see which, what one must say, and where one stands. The API and the pages ask here.

use crate::http::commands::reason as why;
use crate::http::controls::was_referred;
use crate::http::find::{By, search};
use crate::http::{Caller, Code, Problem, Role, Shared, Wrong};
use crate::lane::{Acted, Acting, Certifying, certificate_entry, certificate_id};
use clearance::{Case, CertificateDays, CertificateKind, CertificateStanding, TrustedHolder, plain_day};
use evidence::{Certificate, CertificateFlaw, SignedCertificate};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::Arc;
use store::{CertificateRow, Entry, Reader, StoreFailure, What, moment};
use tariff::Country;
use wire::one_line;

/// The most bytes of a holder's name.
const LONGEST_HOLDER: usize = 100;
/// The most bytes of what a certificate is about.
const LONGEST_ABOUT: usize = 200;

/// Whoever may issue a certificate of some kind.
pub(crate) const ISSUERS: &[Role] = &[Role::Agency, Role::Officer, Role::Supervisor, Role::Administrator];

/// Whether somebody may issue certificates of a kind.
pub(crate) fn may_issue(caller: &Caller, kind: CertificateKind) -> bool {
    let roles: &[Role] = match kind {
        CertificateKind::Origin => &[Role::Agency, Role::Officer, Role::Supervisor],
        CertificateKind::Phytosanitary => &[Role::Agency],
        CertificateKind::TrustedTrader => &[Role::Supervisor, Role::Administrator],
    };
    roles.iter().any(|role| caller.is(*role))
}

/// What a certificate is to say, as it was written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CertificateText {
    pub(crate) kind: String,
    pub(crate) holder: String,
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) consignment: Option<String>,
    #[serde(default)]
    pub(crate) origin_country: Option<String>,
    pub(crate) valid_from: String,
    pub(crate) valid_until: String,
}

/// A certificate that was issued, or was by an earlier request with the same key.
pub(crate) struct Issued {
    pub(crate) entry: u64,
    pub(crate) is_repeated: bool,
}

impl CertificateText {
    /// Issues what is written, durable when this returns.
    pub(crate) async fn issue(
        self,
        shared: &Arc<Shared>,
        caller: &Caller,
        acting: Acting,
    ) -> Result<Issued, Problem> {
        let certifying = self.read(shared, caller, acting.at).await?;
        match shared.errand_lane(move |lane| lane.certify(acting, &certifying)).await? {
            Ok(Acted::Done(entry)) => Ok(Issued { entry, is_repeated: false }),
            Ok(Acted::Known(entry)) => Ok(Issued { entry, is_repeated: true }),
            Ok(Acted::KeyUsed) => Err(Problem::of(Code::KeyUsed)),
            Ok(Acted::AsItIs) => Err(Problem::of(Code::Failed)),
            Err(flaw) => Err(unwritable(flaw)),
        }
    }

    /// What is to be certified, if the caller may and nothing of it is wrong.
    async fn read(
        &self,
        shared: &Arc<Shared>,
        caller: &Caller,
        at: Timestamp,
    ) -> Result<Certifying, Problem> {
        let mut wrong = Vec::new();
        let kind = CertificateKind::from_name(&self.kind);
        if kind.is_none() {
            let kinds: Vec<&str> = CertificateKind::ALL.iter().map(|kind| kind.as_str()).collect();
            wrong.push(bad(
                "kind",
                "this is no kind of certificate",
                &format!("one of {}", kinds.join(", ")),
            ));
        }
        if kind.is_some_and(|kind| !may_issue(caller, kind)) {
            return Err(Problem::of(Code::RoleMissing));
        }
        let holder = line("holder", &self.holder, LONGEST_HOLDER, &mut wrong);
        let about = line("about", &self.about, LONGEST_ABOUT, &mut wrong);
        let today = shared.country.law().day_of(at);
        let days = self.days(today, &mut wrong);
        let origin_country = self.country(shared, kind, today, &mut wrong);
        let consignment = self.consignment(shared, caller, kind, &mut wrong).await?;
        let (Some(kind), Some(days), true) = (kind, days, wrong.is_empty()) else {
            return Err(Problem::of(Code::Unreadable).because(wrong));
        };
        let (days, told) = trusted(shared, kind, &holder, days, today)?;
        Ok(Certifying { kind, holder, about, consignment, origin_country, days, told })
    }

    fn days(&self, today: Date, wrong: &mut Vec<Wrong>) -> Option<CertificateDays> {
        let mut day = |field, text: &str| {
            let day = plain_day(text);
            if day.is_none() {
                wrong.push(bad(field, "this is no day", "write it as `2026-03-02`"));
            }
            day
        };
        let (from, until) = (day("valid_from", &self.valid_from), day("valid_until", &self.valid_until));
        match CertificateDays::new(from?, until?, today) {
            Ok(days) => Some(days),
            Err(flaw) => {
                wrong.push(bad("valid_until", &flaw.to_string(), "choose another last day"));
                None
            }
        }
    }

    fn country(
        &self,
        shared: &Shared,
        kind: Option<CertificateKind>,
        today: Date,
        wrong: &mut Vec<Wrong>,
    ) -> Option<Country> {
        let Some(text) = self.origin_country.as_deref().filter(|text| !text.is_empty()) else {
            if kind.is_some_and(CertificateKind::needs_country) {
                let fix = "name the country by its two letters";
                wrong.push(bad("origin_country", "a certificate of origin says from where", fix));
            }
            return None;
        };
        if kind.is_some_and(|kind| !kind.is_about_goods()) {
            wrong.push(bad("origin_country", "such a certificate is not about goods", "leave it out"));
            return None;
        }
        let law = shared.country.law();
        let known =
            Country::parse(text).filter(|country| law.procedures.countries.on(country, today).is_some());
        if known.is_none() {
            wrong.push(bad("origin_country", "no country has this code today", "two capital letters: `XA`"));
        }
        known
    }

    /// The number of the consignment that is named; 0 for none.
    async fn consignment(
        &self,
        shared: &Arc<Shared>,
        caller: &Caller,
        kind: Option<CertificateKind>,
        wrong: &mut Vec<Wrong>,
    ) -> Result<u64, Problem> {
        let Some(name) = self.consignment.clone().filter(|name| !name.is_empty()) else { return Ok(0) };
        if kind.is_some_and(|kind| !kind.is_about_goods()) {
            wrong.push(bad("consignment", "such a certificate is not about goods", "leave it out"));
            return Ok(0);
        }
        let caller = caller.clone();
        let may_name =
            move |case: &Case, _: By| caller.is_customs() || was_referred(case, &caller.organisation);
        let held = shared.read(move |reader| search(reader, &name, &may_name)).await?;
        if held.is_none() {
            let fix = "name one that you were asked about, or leave it out";
            let unknown = bad("consignment", "no consignment is known to you by this number", fix);
            wrong.push(Wrong { code: "unknown_consignment".into(), ..unknown });
        }
        Ok(held.map_or(0, |held| held.number))
    }
}

/// The days no later than the register has the holder trusted, and by which id it knows the holder.
fn trusted(
    shared: &Shared,
    kind: CertificateKind,
    holder: &str,
    days: CertificateDays,
    today: Date,
) -> Result<(CertificateDays, Option<String>), Problem> {
    let registered = shared.registered();
    let register = &registered.register;
    if kind != CertificateKind::TrustedTrader {
        let named = register.rows().iter().find(|row| row.name == holder && row.validity.covers(today));
        return Ok((days, named.map(|row| row.party.clone())));
    }
    match register.trusted_holder(holder, days.from().max(today)) {
        TrustedHolder::NotKept => Ok((days, None)),
        TrustedHolder::Unknown => Err(Problem::of(Code::NotTrusted)),
        TrustedHolder::InForce(row) => Ok((days.no_later_than(row.validity.to), Some(row.party.clone()))),
    }
}

fn line(field: &'static str, text: &str, longest: usize, wrong: &mut Vec<Wrong>) -> String {
    let text = text.trim();
    if text.is_empty() || text.len() > longest {
        let fix = format!("write 1 to {longest} bytes of UTF-8");
        wrong.push(bad(field, "it is empty or too long for a QR code", &fix));
    } else if one_line(field, text).is_err() {
        wrong.push(bad(field, "it must be one line without control characters", "write it on one line"));
    }
    text.to_owned()
}

fn bad(field: &'static str, message: &str, fix: &str) -> Wrong {
    Wrong {
        code: "unreadable".into(),
        pointer: format!("/{field}"),
        message: message.to_owned(),
        fix: Some(fix.to_owned()),
    }
}

/// Why a certificate has no text.
fn unwritable(flaw: CertificateFlaw) -> Problem {
    let wrong = match flaw {
        CertificateFlaw::TooLong => bad("about", &flaw.to_string(), "say it in fewer words"),
        CertificateFlaw::Value(field) => {
            bad(field, &flaw.to_string(), "leave out signs that cannot be seen, and do not write `-` alone")
        }
        flaw => bad("about", &flaw.to_string(), "write it in other words"),
    };
    Problem::of(Code::Unreadable).because(vec![wrong])
}

/// A certificate with what became of it.
pub(crate) struct Kept {
    pub(crate) row: CertificateRow,
    /// The text that was signed.
    pub(crate) text: String,
    /// When it was revoked, and why.
    pub(crate) revoked: Option<(Timestamp, String)>,
}

impl Kept {
    /// The certificate of a row.
    pub(crate) fn of(reader: &Reader, row: CertificateRow) -> Result<Kept, StoreFailure> {
        let corrupt = || StoreFailure::Corrupt("the entry of a certificate");
        let bytes = reader.entry(row.entry)?.ok_or_else(corrupt)?;
        let What::Certified { text } = Entry::decode(&bytes)?.what else { return Err(corrupt()) };
        let text = text.to_owned();
        let revoked = match row.revoked_by {
            None => None,
            Some(by) => {
                let bytes = reader.entry(by)?.ok_or_else(corrupt)?;
                let entry = Entry::decode(&bytes)?;
                let What::CertificateRevoked { reason, .. } = entry.what else { return Err(corrupt()) };
                Some((moment(entry.at)?, reason.to_owned()))
            }
        };
        Ok(Kept { row, text, revoked })
    }

    /// What it says.
    pub(crate) fn certificate(&self) -> Result<Certificate<'_>, Problem> {
        Certificate::parse(&self.text).map_err(|_| Problem::of(Code::Failed))
    }

    /// Where it stands on a day.
    pub(crate) fn standing(&self, day: Date) -> Result<CertificateStanding, Problem> {
        let days = CertificateDays::of(&self.certificate()?).ok_or_else(|| Problem::of(Code::Failed))?;
        Ok(days.standing(day, self.revoked.is_some()))
    }

    /// The text with its signature, which is the same each time.
    pub(crate) fn signed(&self, shared: &Shared) -> Result<SignedCertificate, Problem> {
        let signed = shared.record.1.sign_certificate(&self.certificate()?);
        signed.map_err(|_| Problem::of(Code::Failed))
    }

    /// Whether somebody sees all of it: customs, its issuer, its holder.
    pub(crate) fn is_seen_by(&self, shared: &Shared, caller: &Caller) -> bool {
        caller.is_customs()
            || caller.is(Role::Administrator)
            || names_of(shared, caller)
                .iter()
                .any(|name| *name == self.row.issuer || *name == self.row.holder)
    }

    /// Whether somebody may revoke it: whoever issued it, in a role that issues, and the supervisors of customs.
    pub(crate) fn is_revoked_by(&self, caller: &Caller) -> bool {
        let is_issuer =
            ISSUERS.iter().any(|role| caller.is(*role)) && *caller.organisation == self.row.issuer;
        caller.is(Role::Supervisor) || is_issuer
    }

    /// Revokes it, durable when this returns; the answer says whether the same request had.
    pub(crate) async fn revoke(
        &self,
        shared: &Arc<Shared>,
        acting: Acting,
        reason: &str,
    ) -> Result<bool, Problem> {
        let (entry, reason) = (self.row.entry, why(reason)?);
        let registered = shared.registered();
        let party = registered.register.rows().iter().find(|row| row.name == self.row.holder);
        let holder = party.map_or(self.row.holder.clone(), |row| row.party.clone());
        let issuer = self.row.issuer.clone();
        let revoke = shared.errand_lane(move |lane| {
            lane.revoke_certificate(acting, entry, &reason, &[issuer.as_str(), holder.as_str()])
        });
        match revoke.await? {
            Acted::Done(_) => Ok(false),
            Acted::Known(_) => Ok(true),
            Acted::AsItIs => Err(Problem::of(Code::AlreadyRevoked)),
            Acted::KeyUsed => Err(Problem::of(Code::KeyUsed)),
        }
    }
}

/// What an organisation is called as a holder: as here, and as the register calls it.
fn names_of(shared: &Shared, caller: &Caller) -> Vec<String> {
    let registered = shared.registered();
    let rows = registered.register.rows().iter().filter(|row| *row.party == *caller.organisation);
    let mut names: Vec<String> = rows.map(|row| row.name.clone()).collect();
    names.push(caller.organisation.to_string());
    names.sort_unstable();
    names.dedup();
    names
}

/// The certificate of a number, if there is one.
pub(crate) async fn find(shared: &Arc<Shared>, number: &str) -> Result<Option<Kept>, Problem> {
    let Some(entry) = certificate_entry(number) else { return Ok(None) };
    let read = move |reader: &Reader| reader.certificate(entry)?.map(|row| Kept::of(reader, row)).transpose();
    shared.read(read).await
}

/// The certificates that somebody sees, the newest first, those before a number.
pub(crate) async fn list(
    shared: &Arc<Shared>,
    caller: &Caller,
    before: Option<u64>,
    most: usize,
) -> Result<Vec<Kept>, Problem> {
    let sees_all = caller.is_customs() || caller.is(Role::Administrator);
    let names = (!sees_all).then(|| names_of(shared, caller));
    let read = move |reader: &Reader| {
        let rows = reader.certificates(names.as_deref(), before, most)?;
        rows.into_iter().map(|row| Kept::of(reader, row)).collect()
    };
    shared.read(read).await
}

/// What is found when a code is checked here.
pub(crate) enum Checked {
    /// It is no code.
    NoCode,
    /// Another key has signed it, or somebody has changed it.
    Forged,
    /// The signature is good, and the record does not know it.
    Unknown(SignedCertificate),
    /// The record has it.
    Kept(Kept, CertificateStanding),
}

/// Checks a code by the record's key and by what became of the certificate.
pub(crate) async fn check(shared: &Arc<Shared>, code: &str) -> Result<Checked, Problem> {
    let Ok(signed) = SignedCertificate::read(code_in(code)) else { return Ok(Checked::NoCode) };
    let number = match signed.verified(&shared.record.1.verifying_key()) {
        Ok(certificate) => certificate.number.to_owned(),
        Err(_) => return Ok(Checked::Forged),
    };
    match find(shared, &number).await?.filter(|kept| kept.text == signed.text) {
        None => Ok(Checked::Unknown(signed)),
        Some(kept) => {
            let standing = kept.standing(shared.country.law().day_of((shared.clock)()))?;
            Ok(Checked::Kept(kept, standing))
        }
    }
}

/// The code in what was typed, pasted or scanned: it may stand in an address, after `#`.
fn code_in(text: &str) -> &str {
    let text = text.trim();
    text.rsplit_once('#').map_or(text, |(_, code)| code)
}

/// The number of a certificate.
pub(crate) fn number_of(kept: &Kept) -> String {
    certificate_id(kept.row.entry)
}
