#![doc = include_str!("../README.md")]

mod failure;
mod files;
mod handle;
mod poller;
mod watch;

pub use failure::Failure;
pub use files::{Disk, Files, Stamp};
pub use handle::Handle;
pub use poller::{Event, Poller};
pub use watch::Watch;
