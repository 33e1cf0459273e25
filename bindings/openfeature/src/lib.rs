#![doc = include_str!("../README.md")]

mod attributes;
mod freshness;
mod instant;
mod provider;
mod resolution;
mod structure;

pub use freshness::Freshness;
pub use provider::Provider;
