//! The forms that text takes: percentages, timestamps, durations, addresses, domains, versions, numbers.

pub mod address;
pub mod digest;
pub mod domain;
pub mod number;
pub mod pattern;
pub mod percent;
pub mod pointer;
pub mod time;
pub mod version;
