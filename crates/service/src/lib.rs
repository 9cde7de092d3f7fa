//! The HTTP API and the lane behind it.

mod country;
pub mod http;
mod intake;
pub mod lane;
mod lookup;
mod receipts;
mod replay;
mod server;
mod waiting;

pub use country::{Country, Registered};
pub use lane::consignment_number;
pub use lookup::{find_declaration, follow};
pub use receipts::receipt_of;
pub use replay::{Difference, Replay, Replayed};
pub use server::{ServerFailure, Settings, answer, serve, serve_until};
pub use waiting::decide_waiting;
