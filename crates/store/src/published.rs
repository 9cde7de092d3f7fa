//! The list of sellers that is published: a shared fact, replaced as a whole, also while a server runs.

use crate::counting::Counting;
use crate::place::beside;
use crate::reader::Reader;
use crate::sql::Connection;
use crate::{SharedFact, StoreFailure};
use std::path::Path;

const SELLER_LIST: Counting = Counting("seller_list");

/// The published list of the database under a folder.
pub struct SellerLists {
    connection: Connection,
}

impl SellerLists {
    /// Opens the list of the database under a folder.
    pub fn open(dir: &Path) -> Result<SellerLists, StoreFailure> {
        Ok(SellerLists { connection: beside(dir)? })
    }

    /// The list that is published; none before the first.
    pub fn current(&self) -> Result<Option<SharedFact>, StoreFailure> {
        SELLER_LIST.current(&self.connection)
    }

    /// Publishes a list instead of the one that it follows. None where another one is published by now.
    pub fn replace(
        &mut self,
        follows: Option<i64>,
        (hash, label, body): ([u8; 32], &str, &[u8]),
    ) -> Result<Option<i64>, StoreFailure> {
        SELLER_LIST.replace(&self.connection, follows, (hash, label, body))
    }
}

impl Reader {
    /// The list of sellers that is published; none before the first.
    pub fn seller_list(&self) -> Result<Option<SharedFact>, StoreFailure> {
        SELLER_LIST.current(self.connection())
    }
}
