//! `ip_in` (spec ).

use std::net::IpAddr;

/// Addresses that share their first `length` bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Prefix {
    address: IpAddr,
    length: u32,
}

impl Prefix {
    /// Reads a literal: an address, or an address, `/` and a length with no bit set beyond it.
    pub(crate) fn parse(literal: &str) -> Option<Prefix> {
        let Some((address, length)) = literal.split_once('/') else {
            let address = address(literal)?;
            return Some(Prefix { address, length: width(address) });
        };
        let plain = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit()) && (length == "0" || !length.starts_with('0'));
        let length: u32 = if plain { length.parse().ok()? } else { return None };
        let written: IpAddr = address.parse().ok()?;
        let fits = written.to_canonical() == written && length <= width(written);
        let prefix = Prefix { address: written, length };
        (fits && bits(written) == prefix.masked(written)).then_some(prefix)
    }

    /// Whether an address is among them.
    pub(crate) fn admits(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4() && self.masked(address) == bits(self.address)
    }

    fn masked(self, address: IpAddr) -> u128 {
        let beyond = width(address).saturating_sub(self.length);
        bits(address).checked_shr(beyond).and_then(|kept| kept.checked_shl(beyond)).unwrap_or(0)
    }
}

/// Reads an address; one mapped from IPv4 is the IPv4 address.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}
