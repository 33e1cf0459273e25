//! IP addresses and prefixes (spec ).

use std::net::{IpAddr, Ipv6Addr};

/// An address; one that is mapped into IPv6 is its IPv4 address.
pub fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// An address, and how many of its first bits count.
pub fn prefix(text: &str) -> Option<(IpAddr, u32)> {
    let Some((network, length)) = text.split_once('/') else {
        let address = address(text)?;
        return Some((address, bits(address).1));
    };
    let network: IpAddr = network.parse().ok()?;
    if matches!(network, IpAddr::V6(network) if is_mapped(network)) {
        return None;
    }
    let digits = length.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || length.is_empty() || length.len() > 1 && length.starts_with('0') {
        return None;
    }
    let length: u32 = length.parse().ok()?;
    let (value, width) = bits(network);
    (length <= width && cut(value, width, length) == value).then_some((network, length))
}

/// Whether an address lies in a prefix.
pub fn contains((network, length): (IpAddr, u32), address: IpAddr) -> bool {
    let ((network, width), (address, other)) = (bits(network), bits(address));
    width == other && cut(address, width, length) == network
}

fn is_mapped(address: Ipv6Addr) -> bool {
    address.to_ipv4_mapped().is_some()
}

fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

/// The first bits of a value, the others 0.
fn cut(value: u128, width: u32, length: u32) -> u128 {
    let dropped = width - length;
    if dropped == 128 { 0 } else { value >> dropped << dropped }
}
