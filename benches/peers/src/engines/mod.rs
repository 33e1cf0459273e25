//! The engines, one a file; `json_logic` is what two of them read.

pub mod burgee;
pub mod cel;
pub mod datalogic;
pub mod eppo;
pub mod feature_flag;
pub mod flagd;
pub mod floor;
pub mod growthbook;
mod json_logic;
pub mod launchdarkly;
pub mod posthog;
pub mod wirefilter;
pub mod yggdrasil;
