//! What is made piece by piece, for bodies that are sent as they are made.

use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::Receiver;

/// What somebody else sends. Whoever sends learns when nobody takes it any more.
pub(crate) struct Sent<T>(pub(crate) Receiver<T>);

impl<T> Stream for Sent<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.poll_recv(context)
    }
}
