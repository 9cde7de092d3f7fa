//! Who a node is to a server that asks: a certificate of its own with its key, in place of a password.
//!
//! Nothing that stands in the file of a key is ever told, nor the line at which reading a file failed: it may be one.

use super::{Failure, Result};
use rustls::client::WantsClientCert;
use rustls::pki_types::pem::{Error, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::time_provider::{DefaultTimeProvider, TimeProvider};
use rustls::{ClientConfig, ConfigBuilder, InconsistentKeys};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::time::Time;

/// The files of a certificate, with those that vouch for it after it, and of its key.
pub(super) struct OwnCertificate {
    pub(super) certificate: String,
    pub(super) key: String,
}

const UNREADABLE: &str = "a certificate in it cannot be read";

impl OwnCertificate {
    /// What a session is asked for with, where it shows this certificate to whoever asks.
    ///
    /// Errors: one of the files cannot be read, is none of its kind, or is of another certificate; others may read the
    /// key; the certificate is out of date.
    pub(super) fn shown_by(
        &self,
        session: ConfigBuilder<ClientConfig, WantsClientCert>,
    ) -> Result<ClientConfig> {
        let chain = certificates(&self.certificate)?;
        // The clock by which the session judges the certificate of the server, too.
        if let Some(now) = DefaultTimeProvider.current_time() {
            chain.iter().try_for_each(|certificate| check_days(&self.certificate, certificate, now))?;
        }
        let key = private_key(&self.key)?;
        session.with_client_auth_cert(chain, key).map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                flaw(&self.key, format!("it is not the key of {}", self.certificate))
            }
            rustls::Error::InvalidCertificate(_) => flaw(&self.certificate, UNREADABLE),
            _ => flaw(&self.key, "the key in it cannot be used"),
        })
    }
}

/// The certificates in a file, at least one.
pub(super) fn certificates(file: &str) -> Result<Vec<CertificateDer<'static>>> {
    check_named(file)?;
    let found = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<std::result::Result<_, _>>);
    let found: Vec<_> = found.map_err(|error| unread(file, error))?;
    if found.is_empty() { Err(flaw(file, "no certificate in it")) } else { Ok(found) }
}

fn private_key(file: &str) -> Result<PrivateKeyDer<'static>> {
    check_named(file)?;
    let found = fs::metadata(file).map_err(|error| flaw(file, error))?;
    if !found.is_file() {
        return Err(flaw(file, "it is no file"));
    }
    // As libpq has it: a key that root keeps may be read by its group, by which it is given to who runs this.
    let by_others = if found.uid() == 0 { 0o037 } else { 0o077 };
    if found.mode() & by_others != 0 {
        return Err(flaw(file, "others than its owner can read or write it: chmod 0600"));
    }
    PrivateKeyDer::from_pem_file(file).map_err(|error| match error {
        Error::NoItemsFound => {
            flaw(file, "no key in it, or one with a passphrase, which nobody is asked for")
        }
        other => unread(file, other),
    })
}

/// Whether a certificate counts at a moment.
fn check_days(file: &str, certificate: &CertificateDer<'_>, now: UnixTime) -> Result<()> {
    let read = Certificate::from_der(certificate).map_err(|_| flaw(file, UNREADABLE))?;
    let second = |time: Time| time.to_unix_duration().as_secs();
    let (from, until) = (read.tbs_certificate.validity.not_before, read.tbs_certificate.validity.not_after);
    if now.as_secs() < second(from) {
        return Err(flaw(file, format!("a certificate in it counts only from {from} on")));
    }
    if now.as_secs() > second(until) {
        return Err(flaw(file, format!("a certificate in it ran out at {until}")));
    }
    Ok(())
}

fn check_named(file: &str) -> Result<()> {
    if Path::new(file).is_absolute() {
        return Ok(());
    }
    Err(flaw(file, "say where it is from `/` on: the folder remembers it"))
}

fn unread(file: &str, error: Error) -> Failure {
    match error {
        Error::Io(error) => flaw(file, error),
        _ => flaw(file, "it is not PEM"),
    }
}

pub(super) fn flaw(file: &str, why: impl std::fmt::Display) -> Failure {
    Failure::Tls(format!("{file}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rehearsal::OwnServer;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;
    use std::sync::{Arc, LazyLock};
    use std::time::Duration;

    static SERVER: LazyLock<OwnServer> = LazyLock::new(|| OwnServer::that_asks_who().unwrap());

    fn told(certificate: &Path, key: &Path) -> String {
        let own =
            OwnCertificate { certificate: certificate.display().to_string(), key: key.display().to_string() };
        let session = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty());
        match own.shown_by(session) {
            Ok(_) => "shown".to_owned(),
            Err(failure) => failure.to_string().replace(&SERVER.folder().display().to_string(), "DIR"),
        }
    }

    /// A file for its owner alone.
    fn written(name: &str, text: &str) -> PathBuf {
        let file = SERVER.folder().join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    #[test]
    fn what_cannot_be_shown_says_why_and_nothing_of_the_key() {
        let (certificate, key) = SERVER.certify_user("cocket", 2).unwrap();
        assert_eq!(told(&certificate, &key), "shown");
        let nowhere = Path::new("/nowhere.pem");
        assert!(told(nowhere, &key).starts_with("TLS to the database: /nowhere.pem: No such file"));
        assert!(told(&certificate, nowhere).starts_with("TLS to the database: /nowhere.pem: No such file"));
        assert!(told(Path::new("own.crt"), &key).contains("from `/` on"));
        assert!(told(&certificate, Path::new("own.key")).contains("from `/` on"));
        assert!(told(&certificate, SERVER.folder()).ends_with(": it is no file"));
        assert!(told(&key, &key).ends_with(": no certificate in it"));
        let swapped = written("swapped.key", &fs::read_to_string(&certificate).unwrap());
        assert!(told(&certificate, &swapped).contains("swapped.key: no key in it, or one with a passphrase"));
        let (_, other) = SERVER.certify_user("other", 2).unwrap();
        assert_eq!(
            told(&certificate, &other),
            "TLS to the database: DIR/other.key: it is not the key of DIR/cocket.crt"
        );

        let letters = fs::read_to_string(&key).unwrap();
        let line = letters.lines().nth(1).unwrap();
        let beginning = line.get(..8).unwrap();
        let in_one_line = written("line.key", &letters.replace('\n', ""));
        let cut = written("cut.key", letters.split_once("-----END").unwrap().0);
        let other_letters = written("letters.key", &letters.replace(line, &line.replace('M', "*")));
        for spoilt in [&in_one_line, &cut, &other_letters] {
            for told in [told(&certificate, spoilt), told(spoilt, &key)] {
                assert!(
                    told.ends_with(": it is not PEM") || told.ends_with(": no certificate in it"),
                    "{told}"
                );
                assert!(!told.contains(beginning), "{told}");
            }
        }
        let nonsense = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let nonsense = told(&certificate, &written("nonsense.key", nonsense));
        assert_eq!(nonsense, "TLS to the database: DIR/nonsense.key: the key in it cannot be used");
        let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let nonsense = told(&written("nonsense.crt", nonsense), &key);
        assert_eq!(nonsense, "TLS to the database: DIR/nonsense.crt: a certificate in it cannot be read");
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let (certificate, key) = SERVER.certify_user("seen", 2).unwrap();
        let with = |mode: u32| {
            fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
            told(&certificate, &key)
        };
        assert_eq!(with(0o600), "shown");
        assert_eq!(with(0o400), "shown");
        let is_of_root = fs::metadata(&key).unwrap().uid() == 0;
        for (mode, is_shown) in [(0o640, is_of_root), (0o660, false), (0o604, false), (0o644, false)] {
            let told = with(mode);
            assert_eq!(told == "shown", is_shown, "{mode:o}: {told}");
            assert!(
                is_shown
                    || told.ends_with("seen.key: others than its owner can read or write it: chmod 0600")
            );
        }
        if is_of_root {
            std::os::unix::fs::chown(&key, Some(65_534), None).unwrap();
            assert_ne!(with(0o640), "shown");
            assert_eq!(with(0o600), "shown");
        }
    }

    #[test]
    fn a_certificate_counts_on_its_days() {
        let (file, _) = SERVER.certify_user("dated", 2).unwrap();
        let file = file.to_str().unwrap();
        let certificate = certificates(file).unwrap().remove(0);
        let days = Certificate::from_der(&certificate).unwrap().tbs_certificate.validity;
        let (from, until) = (days.not_before.to_unix_duration(), days.not_after.to_unix_duration());
        let at = |moment| {
            check_days(file, &certificate, UnixTime::since_unix_epoch(moment)).map_err(|why| why.to_string())
        };
        assert_eq!((at(from), at(until)), (Ok(()), Ok(())));
        let early = at(from - Duration::from_secs(1)).unwrap_err();
        assert!(early.contains(&format!("counts only from {} on", days.not_before)), "{early}");
        let late = at(until + Duration::from_secs(1)).unwrap_err();
        assert!(late.contains(&format!("ran out at {}", days.not_after)), "{late}");

        let (certificate, key) = SERVER.certify_user("late", -1).unwrap();
        let late = told(&certificate, &key);
        assert!(
            late.starts_with("TLS to the database: DIR/late.crt: a certificate in it ran out at 20"),
            "{late}"
        );
    }
}
