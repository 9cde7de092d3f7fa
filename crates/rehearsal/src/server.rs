//! A PostgreSQL server of one's own, gone with the process that asked for it, to rehearse the store on.
//!
//! It takes what Debian's `postgresql` package ships, in a folder and behind a socket of its own, and keeps nothing
//! durable: what becomes of a server that is killed is not rehearsed with it.

use postgres::{Client, NoTls};
use std::fs;
use std::io::{self, Error};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A server of one's own.
pub struct OwnServer {
    folder: PathBuf,
    /// Ends the server when its input ends, which it does with this process at the latest.
    keeper: Child,
    databases: AtomicU32,
    /// Its name in the folder of its socket, and on the network if it is there.
    port: u16,
}

/// The port of a server that is not on the network.
const PORT: u16 = 5432;

/// What keeps the server: it is ended, and its folder removed, as soon as nobody holds the other end of the input.
const KEEPER: &str = r#"
folder=$1; as=$2; programs=$3
shift 3
trap '' INT TERM
$as "$programs/initdb" -D "$folder/data" -U cocket -A trust -E UTF8 --locale=C --no-sync > /dev/null || exit 1
$as "$programs/postgres" -D "$folder/data" -c listen_addresses= -c "unix_socket_directories=$folder" -c fsync=off \
    -c full_page_writes=off -c max_connections=400 -c shared_buffers=128MB "$@" < /dev/null 2> "$folder/log" &
read -r end
kill -QUIT $! 2> /dev/null
wait
rm -rf "$folder"
"#;

impl OwnServer {
    /// Starts one.
    ///
    /// # Errors
    /// There is no PostgreSQL on the machine, or it does not start.
    pub fn start() -> io::Result<OwnServer> {
        OwnServer::with(PORT, |_| Ok(Vec::new()))
    }

    /// Starts one that is on the network of this machine, too, as `localhost`, with a certificate by an authority of
    /// its own ([`authority`](OwnServer::authority)).
    ///
    /// # Errors
    /// As of [`start`](OwnServer::start), or there is no `openssl`.
    pub fn on_the_network() -> io::Result<OwnServer> {
        OwnServer::certified(|_| Ok(Vec::new()))
    }

    /// The same, but on the network it lets in only who shows a certificate by that authority
    /// ([`certify_user`](OwnServer::certify_user)).
    ///
    /// # Errors
    /// As of [`on_the_network`](OwnServer::on_the_network).
    pub fn that_asks_who() -> io::Result<OwnServer> {
        OwnServer::certified(|folder| {
            let rules = folder.join("hba.conf");
            fs::write(&rules, "local all all trust\nhostssl all all all cert\n")?;
            Ok(vec![setting("hba_file", &rules), setting("ssl_ca_file", &folder.join("authority.crt"))])
        })
    }

    fn certified(more: impl FnOnce(&Path) -> io::Result<Vec<String>>) -> io::Result<OwnServer> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        OwnServer::with(port, |folder| {
            certify(folder)?;
            let mut settings = more(folder)?;
            settings.extend([
                "listen_addresses=127.0.0.1".to_owned(),
                format!("port={port}"),
                "ssl=on".to_owned(),
            ]);
            settings.push(setting("ssl_cert_file", &folder.join("server.crt")));
            settings.push(setting("ssl_key_file", &folder.join("server.key")));
            Ok(settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect())
        })
    }

    fn with(port: u16, prepare: impl FnOnce(&Path) -> io::Result<Vec<String>>) -> io::Result<OwnServer> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("cocket-pg-{}-{number}", std::process::id()));
        fs::create_dir(&folder)?;
        let settings = prepare(&folder)?;
        // It refuses to run as root.
        let as_root = fs::metadata(&folder).map(|own| std::os::unix::fs::MetadataExt::uid(&own))? == 0;
        let other = "setpriv --reuid=postgres --regid=postgres --clear-groups";
        if as_root {
            let owned = Command::new("chown").args(["-R", "postgres"]).arg(&folder).status()?;
            owned.success().then_some(()).ok_or_else(|| Error::other("there is no user `postgres`"))?;
        }
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .arg(if as_root { other } else { "" })
            .arg(programs()?)
            .args(settings)
            .stdin(Stdio::piped())
            .spawn()?;
        let server = OwnServer { folder, keeper, databases: AtomicU32::new(0), port };
        server.wait()?;
        Ok(server)
    }

    /// Where a new database of its own is, as a connection string.
    ///
    /// # Errors
    /// The server refuses.
    pub fn database(&self) -> io::Result<String> {
        let name = format!("own_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut client = self.connect("postgres")?;
        client.batch_execute(&format!("CREATE DATABASE {name}")).map_err(Error::other)?;
        Ok(self.place(&name))
    }

    /// Removes a database that it made, whoever uses it.
    ///
    /// # Errors
    /// The server refuses.
    pub fn remove(&self, database: &str) -> io::Result<()> {
        let name = database.rsplit('=').next().unwrap_or_default();
        let mut client = self.connect("postgres")?;
        client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).map_err(Error::other)
    }

    /// Ends the sessions of a database that only read: those that hold neither a turn nor a duty. Gives how many.
    ///
    /// # Errors
    /// The server refuses.
    pub fn end_readers(&self, database: &str) -> io::Result<u64> {
        let name = database.rsplit('=').next().unwrap_or_default();
        let sql = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1 \
                   AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)";
        self.connect("postgres")?.execute(sql, &[&name]).map_err(Error::other)
    }

    /// The folder with its log and its socket.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The port on which it listens, where it is on the network.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The file of the authority that its certificate is by.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.folder.join("authority.crt")
    }

    /// Makes a certificate by that authority for a user, for so many days from now on (for -1 it has run out), and its
    /// key: `NAME.crt` and `NAME.key` in the folder.
    ///
    /// # Errors
    /// There is no authority, or no `openssl`.
    pub fn certify_user(&self, name: &str, days: i32) -> io::Result<(PathBuf, PathBuf)> {
        certify_name(&self.folder, name, name, days)?;
        Ok((self.folder.join(format!("{name}.crt")), self.folder.join(format!("{name}.key"))))
    }

    /// The socket in its folder.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join(format!(".s.PGSQL.{}", self.port))
    }

    fn place(&self, database: &str) -> String {
        format!("host={} port={} user=cocket dbname={database}", self.folder.display(), self.port)
    }

    fn connect(&self, database: &str) -> io::Result<Client> {
        Client::connect(&self.place(database), NoTls).map_err(Error::other)
    }

    fn wait(&self) -> io::Result<()> {
        let mut tries = 0;
        loop {
            match self.connect("postgres") {
                Ok(_) => return Ok(()),
                Err(error) if tries > 600 => return Err(error),
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
            tries += 1;
        }
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

fn setting(name: &str, file: &Path) -> String {
    format!("{name}={}", file.display())
}

/// What a new key is.
const KEY: [&str; 7] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

/// Makes an authority in a folder, and a certificate by it for `localhost`.
fn certify(folder: &Path) -> io::Result<()> {
    let authority =
        ["req", "-x509", "-keyout", "authority.key", "-out", "authority.crt", "-subj", "/CN=authority"];
    openssl(folder, &[&authority[..], &KEY].concat())?;
    certify_name(folder, "server", "localhost", 2)
}

/// Makes a certificate for a name, by the authority in a folder, in files of the folder.
fn certify_name(folder: &Path, files: &str, name: &str, days: i32) -> io::Result<()> {
    let file = |kind: &str| format!("{files}.{kind}");
    let (key, asked, certificate, days) = (file("key"), file("csr"), file("crt"), days.to_string());
    let (subject, other_name) = (format!("/CN={name}"), format!("subjectAltName=DNS:{name}"));
    let request = ["req", "-keyout", &key, "-out", &asked, "-subj", &subject, "-addext", &other_name];
    openssl(folder, &[&request[..], &KEY].concat())?;
    let sign = ["x509", "-req", "-in", &asked, "-CA", "authority.crt", "-CAkey", "authority.key"];
    let signed = ["-CAcreateserial", "-copy_extensions", "copy", "-days", &days, "-out", &certificate];
    openssl(folder, &[&sign[..], &signed].concat())
}

fn openssl(folder: &Path, said: &[&str]) -> io::Result<()> {
    let done = Command::new("openssl").args(said).current_dir(folder).output()?;
    if done.status.success() {
        Ok(())
    } else {
        Err(Error::other(String::from_utf8_lossy(&done.stderr).into_owned()))
    }
}

/// Where the newest server's programs are: on the path, or where Debian puts them.
fn programs() -> io::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> = match fs::read_dir("/usr/lib/postgresql") {
        Ok(found) => found.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect(),
        Err(_) => Vec::new(),
    };
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let has_both = |folder: &PathBuf| folder.join("initdb").exists() && folder.join("postgres").exists();
    let none = || Error::other("there is no PostgreSQL here: `apt-get install postgresql`");
    folders.into_iter().find(has_both).ok_or_else(none)
}
