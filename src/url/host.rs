//! The host of a URL: a name, or an address in its one spelling.

use super::{cut, number};
use core::net::{Ipv4Addr, Ipv6Addr};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host<'a> {
    /// As the URL writes it: in any case.
    Domain(&'a str),
    Ipv4(Ipv4Addr),
    Ipv6(Ipv6Addr),
}

impl<'a> Host<'a> {
    /// Reads a host. An error starts with its verb.
    pub(super) fn parse(text: &'a [u8]) -> Result<Self, &'static str> {
        if let Some(rest) = text.strip_prefix(b"[") {
            let address = rest.strip_suffix(b"]").and_then(ipv6);
            return address.map(Self::Ipv6).ok_or("has a host in brackets that is no IPv6 address");
        }
        let ascii = str::from_utf8(text).ok().filter(|text| text.is_ascii());
        let Some(domain) = ascii else {
            return Err("has a host with letters beyond ASCII: write it in punycode, as in \
                        `xn--bcher-kva.example`");
        };
        let name = text.strip_suffix(b".").unwrap_or(text); // the root of DNS may be written
        if name.is_empty() {
            return Err("has no host");
        }
        if labels(name).next_back().is_some_and(is_number) {
            let refused = "has a host that ends in a number and is no plain IPv4 address";
            return ipv4(text).map(|address| Self::Ipv4(address.into())).ok_or(refused);
        }
        let mut is_too_long = name.len() > 253;
        for label in labels(name) {
            if !label.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            {
                return Err(
                    "has a host with other characters than letters, digits, `-`, `_` and `.`",
                );
            }
            is_too_long |= !matches!(label.len(), 1..=63);
            if !is_decodable(label) {
                return Err("has a host with an `xn--` label that is no punycode");
            }
        }
        if is_too_long {
            return Err(
                "has a host whose name is longer than 253 characters, or holds a label of \
                        none or more than 63",
            );
        }
        Ok(Self::Domain(domain))
    }

    /// Whether the host is this machine by its very name.
    pub(super) fn is_loopback(&self) -> bool {
        match self {
            Self::Domain(name) => {
                let last = labels(name.as_bytes()).next_back().unwrap_or_default();
                last.eq_ignore_ascii_case(b"localhost")
            }
            Self::Ipv4(address) => address.is_loopback(),
            Self::Ipv6(address) => address.is_loopback(),
        }
    }

    /// Whether the host is neither this machine nor one of a private network, as far as its text tells.
    #[cfg(feature = "service")]
    pub(super) fn is_public(&self) -> bool {
        match self {
            Self::Domain(name) => is_public_name(name),
            Self::Ipv4(address) => is_global(*address),
            Self::Ipv6(address) => is_global_v6(*address),
        }
    }
}

/// Whether a name may be one of the Internet: what has no dot is looked for in one's own network, and the
/// rest is kept for that (RFC 6761, RFC 6762, RFC 8375, and `internal` by a resolution of ICANN's).
#[cfg(feature = "service")]
fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let mut labels = labels(name.as_bytes()).rev();
    let (last, before) = (labels.next(), labels.next());
    match last {
        Some(b"localhost" | b"local" | b"internal") => false,
        Some(b"arpa") => before.is_some_and(|label| label != b"home"),
        _ => before.is_some(),
    }
}

/// Whether packets to an address leave for the Internet, by IANA's registries of special addresses (RFC 6890
/// and its successors).
#[cfg(feature = "service")]
fn is_global(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// The same. What carries an address of IPv4 is refused, whichever it is: no receiver is reached by that alone.
#[cfg(feature = "service")]
fn is_global_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn labels(name: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    name.split(|byte| *byte == b'.')
}

/// Whether a label makes its host an IPv4 address: decimal digits, or `0x` and hexadecimal ones.
fn is_number(label: &[u8]) -> bool {
    match label {
        [b'0', b'x' | b'X', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        _ => !label.is_empty() && label.iter().all(u8::is_ascii_digit),
    }
}

fn ipv4(text: &[u8]) -> Option<u32> {
    let (mut address, mut count) = (0, 0);
    for part in labels(text) {
        address = address << 8 | number(part, 255)?;
        count += 1;
    }
    (count == 4).then_some(address)
}

/// An IPv6 address (RFC 4291, section 2.2): eight groups, or fewer around one `::`.
fn ipv6(text: &[u8]) -> Option<Ipv6Addr> {
    let gap = text.windows(2).position(|pair| pair == b"::");
    let (head, tail) = text.split_at_checked(gap.unwrap_or(0))?;
    let tail = tail.get(if gap.is_some() { 2 } else { 0 }..)?;
    let (high, before) = groups(head, false)?;
    let (low, behind) = groups(tail, true)?;
    let fits = if gap.is_some() { before + behind < 8 } else { behind == 8 };
    let high = high.checked_shl(16 * (8_u32.checked_sub(before)?)).unwrap_or(0);
    fits.then(|| (high | low).into())
}

/// The value of groups, and how many they are. An IPv4 address may stand for the last two.
fn groups(text: &[u8], at_end: bool) -> Option<(u128, u32)> {
    let (mut value, mut count) = (0_u128, 0);
    let mut rest = Some(text).filter(|text| !text.is_empty());
    while let Some(text) = rest {
        let (group, left) = cut(text, b':');
        rest = left;
        if at_end && rest.is_none() && group.contains(&b'.') {
            return Some((value << 32 | u128::from(ipv4(group)?), count + 2));
        }
        if !matches!(group.len(), 1..=4) {
            return None;
        }
        let mut number = 0;
        for digit in group {
            number = number << 4 | char::from(*digit).to_digit(16)?;
        }
        value = value << 16 | u128::from(number);
        count += 1;
    }
    Some((value, count))
}

/// Whether a label is none in punycode, or decodes to characters (RFC 3492, section 6.2).
fn is_decodable(label: &[u8]) -> bool {
    match label.split_at_checked(4) {
        Some((prefix, punycode)) if prefix.eq_ignore_ascii_case(b"xn--") => {
            decode(punycode).is_some()
        }
        _ => true,
    }
}

/// Follows the decoding without keeping the characters.
fn decode(punycode: &[u8]) -> Option<()> {
    let dash = punycode.iter().rposition(|byte| *byte == b'-');
    let mut digits = punycode.get(dash.map_or(0, |at| at + 1)..)?.iter();
    if digits.as_slice().is_empty() || dash == Some(0) {
        return None; // of a leading dash, decoders differ
    }
    let (mut code, mut place, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut length = u32::try_from(dash.unwrap_or(0)).ok()?;
    while !digits.as_slice().is_empty() {
        let (before, mut weight, mut position) = (place, 1_u32, 36_u32);
        loop {
            // `to_digit` puts the digits before the letters, punycode the letters before the digits.
            let digit = (char::from(*digits.next()?).to_digit(36)? + 26) % 36;
            place = place.checked_add(digit.checked_mul(weight)?)?;
            let threshold = position.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            position += 36;
        }
        length += 1;
        let mut delta = (place - before) / if before == 0 { 700 } else { 2 };
        delta += delta / length;
        bias = 0;
        while delta > 455 {
            delta /= 35;
            bias += 36;
        }
        bias += 36 * delta / (delta + 38);
        code = code.checked_add(place / length)?;
        char::from_u32(code)?;
        place = place % length + 1;
    }
    Some(())
}
