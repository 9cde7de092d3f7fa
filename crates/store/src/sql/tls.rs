//! Sessions that nobody on the way reads: what a connection string says about TLS.
//!
//! The names are those of libpq. There is one way only: the certificate of the server is verified by the authorities of
//! `sslrootcert`, and is of the host that is asked for (`sslmode=verify-full`). To a server that asks who we are we show
//! `sslcert`, and prove it by `sslkey`.

use super::own_certificate::{OwnCertificate, certificates, flaw};
use super::{Failure, Result};
use percent_encoding::percent_decode_str;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How a server is known, and who we are to it.
#[derive(Clone)]
pub(super) struct Tls(Arc<ClientConfig>);

/// The parameter that names a file of authorities, in PEM.
const AUTHORITIES: &str = "sslrootcert";
/// The parameter that says whether there is TLS.
const MODE: &str = "sslmode";
/// The parameters that name the files of our own certificate and of its key, in PEM.
const CERTIFICATE: &str = "sslcert";
const KEY: &str = "sslkey";

/// A connection string without what it says about TLS, and that.
///
/// Errors: it asks for TLS and names no authorities, or a file of none; it names a certificate of our own that cannot be
/// shown.
pub(super) fn without_tls(text: &str) -> Result<(String, Option<Tls>)> {
    let (rest, mut said) = taken_out(text, &[AUTHORITIES, MODE, CERTIFICATE, KEY]);
    let mut value = |name: &str| said.iter().rposition(|(of, _)| of == name).map(|at| said.remove(at).1);
    let (authorities, mode) = (value(AUTHORITIES), value(MODE));
    let (certificate, key) = (value(CERTIFICATE), value(KEY));
    let is_plain = certificate.is_none() && key.is_none();
    match (mode.as_deref(), authorities) {
        (Some("disable"), _) => Ok((rest, None)),
        (None | Some("allow" | "prefer"), None) if is_plain => Ok((rest, None)),
        (None | Some("allow" | "prefer" | "require" | "verify-ca" | "verify-full"), None) => {
            Err(Failure::Tls(format!("say by {AUTHORITIES}=FILE whose certificates count")))
        }
        (None | Some("allow" | "prefer" | "require" | "verify-ca" | "verify-full"), Some(file)) => {
            Ok((rest, Some(Tls::by(&file, both(certificate, key)?.as_ref())?)))
        }
        (Some(other), _) => Err(Failure::Tls(format!("{MODE}={other} is none of libpq's"))),
    }
}

/// A certificate of our own, of which there is all or nothing.
fn both(certificate: Option<String>, key: Option<String>) -> Result<Option<OwnCertificate>> {
    let lacks = |one: &str, other: &str| Err(Failure::Tls(format!("beside {one} say {other}=FILE, too")));
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(OwnCertificate { certificate, key })),
        (Some(_), None) => lacks(CERTIFICATE, KEY),
        (None, Some(_)) => lacks(KEY, CERTIFICATE),
    }
}

impl Tls {
    /// Whoever the authorities of a file vouch for.
    fn by(file: &str, own: Option<&OwnCertificate>) -> Result<Tls> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(file)? {
            roots.add(certificate).map_err(|error| flaw(file, error))?;
        }
        let session = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| flaw(file, error))?
            .with_root_certificates(roots);
        let config = match own {
            Some(own) => own.shown_by(session)?,
            None => session.with_no_client_auth(),
        };
        Ok(Tls(Arc::new(config)))
    }

    pub(super) fn connector(&self) -> MakeRustlsConnect {
        MakeRustlsConnect::new(ClientConfig::clone(&self.0))
    }
}

/// Takes parameters out of a connection string of either form; gives the rest, and what they say.
fn taken_out(text: &str, names: &[&str]) -> (String, Vec<(String, String)>) {
    let mut said = Vec::new();
    let mut is_kept = |parameter: &&str| match parameter.split_once('=') {
        Some((name, value)) if names.contains(&name) => {
            let value = percent_decode_str(value.trim_matches('\'')).decode_utf8_lossy();
            said.push((name.to_owned(), value.into_owned()));
            false
        }
        _ => true,
    };
    let rest = match text.split_once('?').filter(|(before, _)| before.contains("://")) {
        Some((before, query)) => {
            let kept: Vec<&str> = query.split('&').filter(&mut is_kept).collect();
            if kept.is_empty() { before.to_owned() } else { format!("{before}?{}", kept.join("&")) }
        }
        None if text.contains("://") => text.to_owned(),
        None => words(text).filter(&mut is_kept).collect::<Vec<_>>().join(" "),
    };
    (rest, said)
}

/// The words of a text; what stands between quotation marks is of one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(move |letter: char| {
        if is_escaped {
            is_escaped = false;
            return false;
        }
        is_escaped = letter == '\\';
        is_quoted ^= letter == '\'';
        letter.is_ascii_whitespace() && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::session::{Place, Session};
    use rehearsal::OwnServer;
    use std::path::{Path, PathBuf};

    fn taken(text: &str) -> (String, Vec<(String, String)>) {
        taken_out(text, &[AUTHORITIES, MODE])
    }

    #[test]
    fn what_is_said_about_tls_is_taken_out_of_both_forms() {
        let said =
            vec![(MODE.to_owned(), "verify-full".to_owned()), (AUTHORITIES.to_owned(), "/a.crt".to_owned())];
        let url = "postgres://cocket@a,b/customs?sslmode=verify-full&connect_timeout=3&sslrootcert=/a.crt";
        assert_eq!(taken(url), ("postgres://cocket@a,b/customs?connect_timeout=3".to_owned(), said.clone()));
        let words = "host=a sslmode=verify-full dbname=customs sslrootcert='/a.crt'";
        assert_eq!(taken(words), ("host=a dbname=customs".to_owned(), said));
        let plain = "host=a password='two  blanks, a \\' and sslmode=none' dbname=customs";
        assert_eq!(taken(plain), (plain.to_owned(), Vec::new()));
        let url = "postgres://cocket@a/customs";
        assert_eq!(taken(url), (url.to_owned(), Vec::new()));
    }

    #[test]
    fn nobody_gets_less_than_they_ask_for() {
        let told = |text: &str| without_tls(text).map(|_| ()).unwrap_err().to_string();
        assert_eq!(
            told("host=a sslmode=require"),
            "TLS to the database: say by sslrootcert=FILE whose certificates count"
        );
        assert_eq!(
            told("host=a sslmode=verify_full"),
            "TLS to the database: sslmode=verify_full is none of libpq's"
        );
        assert!(told("host=a sslrootcert=/nowhere.crt").starts_with("TLS to the database: /nowhere.crt: "));
        assert!(told("host=a sslrootcert=ca.crt").contains("from `/` on"));
        assert!(told("host=a sslrootcert=/dev/null").ends_with("no certificate in it"));
        assert_eq!(
            told("host=a sslcert=/own.crt sslkey=/own.key"),
            "TLS to the database: say by sslrootcert=FILE whose certificates count"
        );
        assert_eq!(
            told("host=a sslrootcert=/ca.crt sslcert=/own.crt"),
            "TLS to the database: beside sslcert say sslkey=FILE, too"
        );
        assert_eq!(
            told("postgres://a/customs?sslrootcert=/ca.crt&sslkey=/own.key"),
            "TLS to the database: beside sslkey say sslcert=FILE, too"
        );
        assert!(without_tls("host=a sslmode=prefer").unwrap().1.is_none());
        assert!(without_tls("host=a sslmode=disable sslrootcert=/nowhere.crt").unwrap().1.is_none());
    }

    #[test]
    fn a_session_is_with_whom_it_asks_for_or_with_nobody() {
        let server = OwnServer::on_the_network().unwrap();
        let (port, authority) = (server.port(), server.authority());
        let place = |host: &str, authority: &Path| {
            let text = format!(
                "host={host} hostaddr=127.0.0.1 port={port} user=cocket dbname=postgres sslrootcert={}",
                authority.display()
            );
            Place::parse(&text).unwrap()
        };
        let is_sealed = |session: &Session| {
            let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            let statement = session.prepare(sql).unwrap();
            session.query(&statement, &[]).unwrap().first().unwrap().get::<_, bool>(0)
        };
        assert!(is_sealed(&place("localhost", &authority).connect().unwrap()));
        let told = place("elsewhere", &authority).connect().err().unwrap().to_string();
        assert!(told.contains("certificate not valid for name"), "{told}");
        let other = OwnServer::on_the_network().unwrap();
        let told = place("localhost", &other.authority()).connect().err().unwrap().to_string();
        assert!(told.contains("invalid peer certificate"), "{told}");
    }

    #[test]
    fn a_server_that_asks_who_we_are_is_shown_a_certificate() {
        let server = OwnServer::that_asks_who().unwrap();
        let (port, authority) = (server.port(), server.authority());
        let url = |user: &str, own: Option<&(PathBuf, PathBuf)>| {
            let url = format!(
                "postgres://{user}@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={}",
                authority.display()
            );
            own.map_or(url.clone(), |(certificate, key)| {
                format!("{url}&sslcert={}&sslkey={}", certificate.display(), key.display())
            })
        };
        let connected = |user: &str, own| Place::parse(&url(user, own))?.connect();
        let told = |user: &str, own| connected(user, own).err().unwrap().to_string();
        let own = server.certify_user("cocket", 2).unwrap();
        let session = connected("cocket", Some(&own)).unwrap();
        let shown =
            session.prepare("SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()").unwrap();
        let shown = session.query(&shown, &[]).unwrap();
        assert_eq!(shown.first().unwrap().get::<_, String>(0), "/CN=cocket");
        // The folder remembers it, for all that is done on it.
        let dir = std::env::temp_dir().join(format!("cocket-own-certificate-{}", std::process::id()));
        crate::name_server(&dir, &url("cocket", Some(&own))).unwrap();
        drop(crate::open(&dir, crate::Purpose::Sandbox).unwrap());
        let (reader, _) = crate::open_for_reading(&dir).unwrap();
        assert!(reader.another().unwrap().about("purpose").unwrap().is_some());
        std::fs::remove_dir_all(&dir).unwrap();
        assert_eq!(
            told("cocket", None),
            "PostgreSQL: connection requires a valid client certificate (28000)"
        );
        let other = server.certify_user("other", 2).unwrap();
        let told_other = told("cocket", Some(&other));
        assert_eq!(told_other, "PostgreSQL: certificate authentication failed for user \"cocket\" (28000)");
        let elsewhere = OwnServer::that_asks_who().unwrap();
        let unknown = elsewhere.certify_user("cocket", 2).unwrap();
        let told_unknown = told("cocket", Some(&unknown));
        // An alert of TLS, if the server's end of the session leaves time to hear it.
        assert!(told_unknown.starts_with("PostgreSQL: error "), "{told_unknown}");
    }
}
