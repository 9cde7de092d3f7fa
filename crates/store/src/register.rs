//! The register of parties that counts: a shared fact, replaced as a whole, also while a server runs.

use crate::about::set_about;
use crate::counting::Counting;
use crate::fact::keep;
use crate::place::beside;
use crate::reader::Reader;
use crate::sql::Connection;
use crate::writer::Writer;
use crate::{SharedFact, StoreFailure};
use std::path::Path;

const REGISTER: Counting = Counting("register");

/// The register of the database under a folder.
pub struct Registers {
    connection: Connection,
}

impl Registers {
    /// Opens the register of the database under a folder.
    pub fn open(dir: &Path) -> Result<Registers, StoreFailure> {
        Ok(Registers { connection: beside(dir)? })
    }

    /// The register that counts; none before the first.
    pub fn current(&self) -> Result<Option<SharedFact>, StoreFailure> {
        REGISTER.current(&self.connection)
    }

    /// Keeps a register and lets it count instead of the one before. A running server takes it within seconds.
    pub fn replace(&mut self, hash: [u8; 32], label: &str, body: &[u8]) -> Result<i64, StoreFailure> {
        // What begins by reading cannot wait for a server that writes beside it.
        let transaction = self.connection.transaction_alone()?;
        let id = keep(&transaction, REGISTER.0, hash, label, body)?;
        set_about(&transaction, REGISTER.0, &id.to_string())?;
        transaction.commit()?;
        Ok(id)
    }
}

impl Reader {
    /// The register that counts; none before the first.
    pub fn register(&self) -> Result<Option<SharedFact>, StoreFailure> {
        REGISTER.current(self.connection())
    }

    /// The number of the register that counts.
    pub fn register_id(&self) -> Result<Option<i64>, StoreFailure> {
        REGISTER.id(self.connection())
    }
}

impl Writer {
    /// The register that counts; none before the first.
    pub fn register(&mut self) -> Result<Option<SharedFact>, StoreFailure> {
        REGISTER.current(self.connection())
    }
}
