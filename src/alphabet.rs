//! Bytes written as text: hexadecimal and base64 (RFC 4648), each read in its one canonical form.
//!
//! Secrets pass through here, so no table is indexed with their bytes and no branch depends on
//! them: how long it takes tells a text's length and whether it is well-formed, and no more.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// The characters that stand for small numbers.
pub(crate) struct Alphabet {
    /// How many bits a character holds.
    bits: u32,
    /// Whether `=` fills the text up to a multiple of four characters.
    padded: bool,
    runs: &'static [Run],
    /// The number that each ASCII character stands for, -1 for none: for what is no secret.
    public_numbers: [i8; 128],
}

/// Characters that follow one another, and so do the numbers that they stand for.
struct Run {
    character: u8,
    number: i32,
    count: i32,
}

const fn run(character: u8, number: i32, count: i32) -> Run {
    Run { character, number, count }
}

/// Lower-case hexadecimal.
pub(crate) const HEX: Alphabet = Alphabet::new(4, false, &[run(b'0', 0, 10), run(b'a', 10, 6)]);

/// Hexadecimal in either case, to read.
pub(crate) const ANY_HEX: Alphabet =
    Alphabet::new(4, false, &[run(b'0', 0, 10), run(b'a', 10, 6), run(b'A', 10, 6)]);

/// What all kinds of base64 begin with.
const UPPER: Run = run(b'A', 0, 26);
const LOWER: Run = run(b'a', 26, 26);
const DIGITS: Run = run(b'0', 52, 10);

/// Standard base64.
pub(crate) const BASE64: Alphabet =
    Alphabet::new(6, true, &[UPPER, LOWER, DIGITS, run(b'+', 62, 1), run(b'/', 63, 1)]);

/// Base64 for URLs.
pub(crate) const BASE64_URL: Alphabet =
    Alphabet::new(6, false, &[UPPER, LOWER, DIGITS, run(b'-', 62, 1), run(b'_', 63, 1)]);

/// Base64 of either kind, to read.
pub(crate) const ANY_BASE64: Alphabet = Alphabet::new(
    6,
    false,
    &[UPPER, LOWER, DIGITS, run(b'+', 62, 1), run(b'/', 63, 1), run(b'-', 62, 1), run(b'_', 63, 1)],
);

impl Alphabet {
    #[expect(clippy::indexing_slicing, reason = "runs when the crate is compiled, and fails there")]
    const fn new(bits: u32, padded: bool, runs: &'static [Run]) -> Self {
        let mut public_numbers = [-1; 128];
        let mut index = 0;
        while index < runs.len() {
            let run = &runs[index];
            let mut offset = 0;
            while offset < run.count {
                public_numbers[run.character as usize + offset as usize] =
                    (run.number + offset) as i8;
                offset += 1;
            }
            index += 1;
        }
        Self { bits, padded, runs, public_numbers }
    }

    pub(crate) fn encode(&self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len() * 8 / self.bits as usize + 4);
        let (mut held, mut count) = (0_i32, 0);
        for byte in bytes {
            held = (held << 8 | i32::from(*byte)) & 0xffff;
            count += 8;
            while count >= self.bits {
                count -= self.bits;
                text.push(self.character(held >> count));
            }
        }
        if count > 0 {
            text.push(self.character(held << (self.bits - count)));
        }
        while self.padded && !text.len().is_multiple_of(4) {
            text.push('=');
        }
        text
    }

    pub(crate) fn decode(&self, text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // The room for all of it: growing would leave a copy behind that nothing wipes.
        let mut bytes = Zeroizing::new(vec![0; text.len()]);
        let length = self.decode_with(Self::number, text, &mut bytes)?;
        bytes.truncate(length);
        Some(bytes)
    }

    /// Decodes what is no secret, such as a signature that was received: three times as fast.
    /// Returns how many bytes there are; `None` also where they have no room.
    pub(crate) fn decode_public(&self, text: &[u8], bytes: &mut [u8]) -> Option<usize> {
        self.decode_with(Self::public_number, text, bytes)
    }

    #[inline(always)]
    fn decode_with(
        &self,
        number: impl Fn(&Self, u8) -> i32,
        text: &[u8],
        bytes: &mut [u8],
    ) -> Option<usize> {
        let text = if self.padded { unpad(text)? } else { text };
        let mut length = 0;
        let (mut held, mut count, mut flaws) = (0_i32, 0, 0);
        for character in text {
            let number = number(self, *character);
            flaws |= number;
            held = (held << self.bits | number) & 0xffff;
            count += self.bits;
            if count >= 8 {
                count -= 8;
                *bytes.get_mut(length)? = (held >> count).to_le_bytes()[0];
                length += 1;
            }
        }
        let rest = held & ((1 << count) - 1);
        (flaws >= 0 && rest == 0 && count < self.bits).then_some(length)
    }

    /// The character for the lowest bits of `held`.
    fn character(&self, held: i32) -> char {
        let number = held & ((1 << self.bits) - 1);
        let character = self.runs.iter().fold(0, |character, run| {
            let offset = number - run.number;
            character | is_below(offset, run.count) & (i32::from(run.character) + offset)
        });
        char::from(character.to_le_bytes()[0])
    }

    /// The number that a character stands for; -1 where it stands for none.
    fn number(&self, character: u8) -> i32 {
        self.runs.iter().fold(-1, |number, run| {
            let offset = i32::from(character) - i32::from(run.character);
            number + (is_below(offset, run.count) & (run.number + offset + 1))
        })
    }

    /// The same, in a time that tells the character.
    #[inline(always)]
    fn public_number(&self, character: u8) -> i32 {
        i32::from(self.public_numbers.get(usize::from(character)).copied().unwrap_or(-1))
    }
}

/// -1, all bits set, where `offset` is in `0..count`, else 0.
fn is_below(offset: i32, count: i32) -> i32 {
    (!offset & (offset - count)) >> 31
}

/// The text without its padding, if its length is one that padding gives.
fn unpad(text: &[u8]) -> Option<&[u8]> {
    let bare = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    text.len().is_multiple_of(4).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString as _;
    use base64ct::Encoding as _;
    use proptest::prelude::*;

    /// Compares every function with the crates that are known to be right.
    fn compare(bytes: &[u8], text: &str) {
        let decode = |alphabet: &Alphabet, text: &str| {
            let decoded = alphabet.decode(text.as_bytes()).map(|bytes| bytes.to_vec());
            let mut public = [0; 64];
            let length = alphabet.decode_public(text.as_bytes(), &mut public);
            assert_eq!(length.map(|length| public[..length].to_vec()), decoded, "{text}");
            decoded
        };
        assert_eq!(HEX.encode(bytes), base16ct::lower::encode_string(bytes));
        assert_eq!(BASE64.encode(bytes), base64ct::Base64::encode_string(bytes));
        assert_eq!(BASE64_URL.encode(bytes), base64ct::Base64UrlUnpadded::encode_string(bytes));
        assert_eq!(decode(&HEX, text), base16ct::lower::decode_vec(text).ok(), "{text}");
        assert_eq!(decode(&ANY_HEX, text), base16ct::mixed::decode_vec(text).ok(), "{text}");
        assert_eq!(decode(&BASE64, text), base64ct::Base64::decode_vec(text).ok(), "{text}");
        let url = base64ct::Base64UrlUnpadded::decode_vec(text).ok();
        assert_eq!(decode(&BASE64_URL, text), url, "{text}");
        let translated = text.replace('+', "-").replace('/', "_");
        let any = base64ct::Base64UrlUnpadded::decode_vec(&translated).ok();
        assert_eq!(decode(&ANY_BASE64, text), any, "{text}");
    }

    #[test]
    fn knows_every_character() {
        for first in '\0'..='\u{ff}' {
            for text in [first.to_string(), format!("{first}A"), format!("AA{first}A")] {
                compare(text.as_bytes(), &text);
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_other_crates(
            bytes in proptest::collection::vec(any::<u8>(), 0..40),
            text in "[A-Fa-f0-9+/_=-]{0,12}={0,3}|[AQgw]{0,6}={0,3}",
        ) {
            compare(&bytes, &text);
            for alphabet in [HEX, BASE64, BASE64_URL] {
                let text = alphabet.encode(&bytes);
                compare(&bytes, &text);
                let decoded = alphabet.decode(text.as_bytes()).unwrap();
                prop_assert_eq!(&*decoded, &bytes);
            }
        }
    }
}
