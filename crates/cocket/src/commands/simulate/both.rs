//! One thing twice: under the law and under the law that would take its place.

use std::collections::BTreeSet;

/// The same under both laws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Both<T> {
    pub(super) law: T,
    pub(super) instead: T,
}

impl<T> Both<T> {
    pub(super) fn as_ref(&self) -> Both<&T> {
        Both { law: &self.law, instead: &self.instead }
    }

    pub(super) fn map<U>(self, mut of: impl FnMut(T) -> U) -> Both<U> {
        Both { law: of(self.law), instead: of(self.instead) }
    }

    pub(super) fn listed(self) -> [T; 2] {
        [self.law, self.instead]
    }

    /// What is there under either.
    pub(super) fn union<U: Ord>(self, of: impl FnMut(T) -> BTreeSet<U>) -> BTreeSet<U> {
        let Both { mut law, instead } = self.map(of);
        law.extend(instead);
        law
    }
}

impl Both<i128> {
    /// What the other law brings more.
    pub(super) fn difference(self) -> i128 {
        self.instead - self.law
    }

    pub(super) fn add(&mut self, other: Both<i128>) {
        self.law += other.law;
        self.instead += other.instead;
    }
}
