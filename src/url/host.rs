//! The host of a URL: a name, or an address in its one spelling.

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
    pub(super) fn parse(text: &'a str) -> Result<Self, &'static str> {
        if let Some(rest) = text.strip_prefix('[') {
            let address = rest.strip_suffix(']').and_then(|address| address.parse().ok());
            return address.map(Self::Ipv6).ok_or("has a host in brackets that is no IPv6 address");
        }
        if !text.is_ascii() {
            return Err(
                "has a host with letters beyond ASCII: write it in punycode, as in `xn--bcher-kva.example`",
            );
        }
        let name = text.strip_suffix('.').unwrap_or(text); // the root of DNS may be written
        if name.is_empty() {
            return Err("has no host");
        }
        if name.rsplit('.').next().is_some_and(is_number) {
            let refused = "has a host that ends in a number and is no plain IPv4 address";
            return text.parse().map(Self::Ipv4).map_err(|_| refused);
        }
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if !name.bytes().all(is_part) {
            return Err("has a host with other characters than letters, digits, `-`, `_` and `.`");
        }
        if name.len() > 253 || name.split('.').any(|label| !matches!(label.len(), 1..=63)) {
            return Err(
                "has a host whose name is longer than 253 characters, or holds a label of \
                        none or more than 63",
            );
        }
        if name.split('.').any(|label| !is_decodable(label)) {
            return Err("has a host with an `xn--` label that is no punycode");
        }
        Ok(Self::Domain(text))
    }

    /// Whether the host is this machine by its very name.
    pub(super) fn is_loopback(&self) -> bool {
        match self {
            Self::Domain(name) => {
                let last = name.rsplit('.').next().unwrap_or_default();
                last.eq_ignore_ascii_case("localhost")
            }
            Self::Ipv4(address) => address.is_loopback(),
            Self::Ipv6(address) => address.is_loopback(),
        }
    }
}

/// Whether a label makes its host an IPv4 address: decimal digits, or `0x` and hexadecimal ones.
fn is_number(label: &str) -> bool {
    match label.strip_prefix("0x").or_else(|| label.strip_prefix("0X")) {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// Whether a label is none in punycode, or decodes to characters (RFC 3492, section 6.2).
fn is_decodable(label: &str) -> bool {
    match label.split_at_checked(4) {
        Some((prefix, punycode)) if prefix.eq_ignore_ascii_case("xn--") => {
            decode(punycode).is_some()
        }
        _ => true,
    }
}

/// Follows the decoding without keeping the characters.
fn decode(punycode: &str) -> Option<()> {
    let (plain, rest) = punycode.rsplit_once('-').unwrap_or(("", punycode));
    let is_headless = plain.is_empty() && rest.len() < punycode.len(); // decoders differ
    if rest.is_empty() || is_headless {
        return None;
    }
    let mut digits = rest.chars();
    let (mut code, mut place, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut length = u32::try_from(plain.len()).ok()?;
    while !digits.as_str().is_empty() {
        let (before, mut weight, mut position) = (place, 1_u32, 36_u32);
        loop {
            // `to_digit` puts the digits before the letters, punycode the letters before the digits.
            let digit = (digits.next()?.to_digit(36)? + 26) % 36;
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
