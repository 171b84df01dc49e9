//! How new secrets and ids are made of random bytes.

use crate::alphabet::{Alphabet, BASE64, BASE64_URL, HEX};
use crate::pattern::{Fuel, Pattern};
use crate::provider::reader::{Faults, Node};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use zeroize::Zeroizing;

/// How a new secret or id is made from random bytes.
#[derive(Debug, Clone)]
pub(crate) struct Generator {
    pub(crate) prefix: Box<str>,
    pub(crate) form: GeneratorForm,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GeneratorForm {
    Base64 {
        bytes: usize,
    },
    Base64Url {
        bytes: usize,
    },
    /// Lower-case hexadecimal.
    Hex {
        bytes: usize,
    },
    Characters {
        alphabet: Box<str>,
        length: usize,
    },
    /// A UUID of version 4 (RFC 9562).
    Uuid,
    /// A KSUID, as github.com/segmentio/ksuid defines it: the seconds since May 2014 in 4 bytes,
    /// then 16 random ones, as 27 digits of base 62. The texts sort by time.
    Ksuid,
}

impl Generator {
    pub(crate) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["prefix", "form", "bytes", "alphabet", "length"], faults)?;
        let prefix = node.get_string("prefix", faults).unwrap_or_default();
        if prefix.len() > 64 {
            node.fault_of("prefix", "is longer than 64 bytes", faults);
        }
        if !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            node.fault_of("prefix", "must be made of letters, digits, `_` and `-`", faults);
        }
        let forms = ["base64", "base64url", "hex", "characters", "uuid", "ksuid"];
        let form = node.need_word("form", &forms, faults)?;
        let needed: &[&str] = match form {
            "characters" => &["alphabet", "length"],
            "uuid" | "ksuid" => &[],
            _ => &["bytes"],
        };
        for key in ["bytes", "alphabet", "length"] {
            if node.get(key).is_some() && !needed.contains(&key) {
                node.fault_of(key, "has no meaning for this `form`", faults);
            }
        }
        let form = match form {
            "characters" => {
                let given = node.need_string("alphabet", faults);
                // From one of more characters than a byte has values none could be drawn.
                let alphabet = given.filter(|alphabet| is_alphabet(alphabet));
                if given.is_some() && alphabet.is_none() {
                    let message = "must be two or more printable ASCII characters, each once";
                    node.fault_of("alphabet", message, faults);
                }
                let length = read_size(node, "length", faults)?;
                GeneratorForm::Characters { alphabet: alphabet?.into(), length }
            }
            "uuid" => GeneratorForm::Uuid,
            "ksuid" => GeneratorForm::Ksuid,
            form => {
                let bytes = read_size(node, "bytes", faults)?;
                match form {
                    "base64" => GeneratorForm::Base64 { bytes },
                    "base64url" => GeneratorForm::Base64Url { bytes },
                    _ => GeneratorForm::Hex { bytes },
                }
            }
        };
        Some(Self { prefix: prefix.into(), form })
    }

    /// Makes a new text from `fill`, which must fill a buffer with fresh random bytes, and from
    /// the time in Unix seconds, where the form holds it.
    pub(crate) fn generate(&self, now: i64, fill: &mut dyn FnMut(&mut [u8])) -> String {
        let mut text = String::from(&*self.prefix);
        let mut encode = |alphabet: &Alphabet, bytes: usize| {
            let mut random = Zeroizing::new(vec![0; bytes]);
            fill(&mut random);
            text.push_str(&alphabet.encode(&random));
        };
        match &self.form {
            GeneratorForm::Base64 { bytes } => encode(&BASE64, *bytes),
            GeneratorForm::Base64Url { bytes } => encode(&BASE64_URL, *bytes),
            GeneratorForm::Hex { bytes } => encode(&HEX, *bytes),
            GeneratorForm::Characters { alphabet, length } => {
                draw(alphabet.as_bytes(), *length, fill, &mut text);
            }
            GeneratorForm::Uuid => {
                let mut random = Zeroizing::new([0; 16]);
                fill(&mut *random);
                push_uuid(*random, &mut text);
            }
            GeneratorForm::Ksuid => {
                let mut random = Zeroizing::new([0; 16]);
                fill(&mut *random);
                push_ksuid(now, *random, &mut text);
            }
        }
        text
    }

    /// Whether so many different ones are made that none comes twice.
    pub(crate) fn is_unique(&self) -> bool {
        const FEWEST_BYTES: usize = 6;
        const FEWEST: u128 = 1 << (8 * FEWEST_BYTES);
        match &self.form {
            GeneratorForm::Base64 { bytes }
            | GeneratorForm::Base64Url { bytes }
            | GeneratorForm::Hex { bytes } => *bytes >= FEWEST_BYTES,
            GeneratorForm::Characters { alphabet, length } => {
                let mut different: u128 = 1;
                for _ in 0..*length {
                    different = different.saturating_mul(alphabet.len() as u128);
                }
                different >= FEWEST
            }
            GeneratorForm::Uuid | GeneratorForm::Ksuid => true,
        }
    }

    /// Something that is made, of a range of bytes and of clocks, and that the pattern does not
    /// match: a definition would contradict itself.
    pub(crate) fn sample_outside(&self, pattern: &Pattern, fuel: &mut Fuel) -> Option<String> {
        // All bits clear, all bits set, then counting up; for an alphabet from each sixteenth byte,
        // so that every character comes.
        let is_drawn = matches!(self.form, GeneratorForm::Characters { .. });
        let counting = (0x00..=0xf0).step_by(16).take(if is_drawn { 16 } else { 1 });
        let ends = [(i64::MIN, 0x00, 0), (i64::MAX, 0xff, 0)].into_iter();
        let mut runs = ends.chain(counting.map(|first| (0, first, 1)));
        runs.find_map(|(now, first, step)| {
            let mut next: u8 = first;
            let sample = self.generate(now, &mut |bytes| {
                for byte in bytes {
                    *byte = next;
                    next = next.wrapping_add(step);
                }
                next = next.wrapping_add(1); // a byte that is drawn again must change
            });
            (!pattern.is_match_within(&sample, fuel)).then_some(sample)
        })
    }
}

fn read_size(node: &Node<'_>, key: &str, faults: &mut Faults) -> Option<usize> {
    usize::try_from(node.need(key, faults)?.integer(1, 256, faults)?).ok()
}

fn is_alphabet(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        if others.contains(first) {
            return false;
        }
        rest = others;
    }
    text.len() >= 2 && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Draws characters of an alphabet, each as likely as the others.
fn draw(alphabet: &[u8], length: usize, fill: &mut dyn FnMut(&mut [u8]), text: &mut String) {
    // A byte beyond the last whole round of the alphabet is drawn again: a remainder alone would
    // favour the alphabet's first characters.
    let fair = 256 - 256 % alphabet.len();
    let mut random = Zeroizing::new([0; 64]);
    let mut left = length;
    while left > 0 {
        fill(&mut *random);
        let drawn = random
            .iter()
            .map(|byte| usize::from(*byte))
            .filter(|byte| *byte < fair)
            .filter_map(|byte| alphabet.get(byte % alphabet.len()));
        for character in drawn.take(left) {
            text.push(char::from(*character));
            left -= 1;
        }
    }
}

fn push_uuid(random: [u8; 16], text: &mut String) {
    let bits = u128::from_be_bytes(random) & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    for (index, digit) in HEX.encode(&bits.to_be_bytes()).chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
}

fn push_ksuid(now: i64, random: [u8; 16], text: &mut String) {
    const EPOCH: i64 = 1_400_000_000;
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    // A clock that is wrong by decades must not wrap around: then the texts would not sort.
    let seconds = now.saturating_sub(EPOCH).clamp(0, i64::from(u32::MAX));
    let mut number = [0; 20];
    for (place, byte) in number.iter_mut().zip(seconds.to_be_bytes().iter().skip(4).chain(&random))
    {
        *place = *byte;
    }
    let mut digits = [b'0'; 27];
    for digit in digits.iter_mut().rev() {
        // One long division by 62: its remainder is the next digit from the end.
        let mut remainder = 0;
        for byte in &mut number {
            let dividend = remainder << 8 | usize::from(*byte);
            *byte = (dividend / 62).to_le_bytes()[0];
            remainder = dividend % 62;
        }
        *digit = DIGITS.get(remainder).copied().unwrap_or_default();
    }
    text.extend(digits.map(char::from));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Generator, Vec<String>> {
        let document = Document::parse(text.as_bytes()).unwrap();
        let mut faults = Faults::default();
        let generator = Generator::read(&Node::root(document.root()), &mut faults);
        faults.or(generator).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    /// What is made of these bytes, at this time.
    fn make(definition: &str, now: i64, random: &[u8]) -> String {
        let mut random = random.iter().cycle();
        read(definition).unwrap().generate(now, &mut |bytes: &mut [u8]| {
            bytes.iter_mut().for_each(|byte| *byte = *random.next().unwrap());
        })
    }

    #[test]
    fn makes_every_form() {
        let counting: Vec<u8> = (0..=255).collect();
        for (definition, made) in [
            (r#"{ "form": "base64", "prefix": "a_", "bytes": 4 }"#, "a_AAECAw=="),
            (r#"{ "form": "base64url", "bytes": 4 }"#, "AAECAw"),
            (r#"{ "form": "hex", "prefix": "wh_", "bytes": 4 }"#, "wh_00010203"),
            (r#"{ "form": "characters", "alphabet": "xyz", "length": 5 }"#, "xyzxy"),
            (r#"{ "form": "uuid", "prefix": "u-" }"#, "u-00010203-0405-4607-8809-0a0b0c0d0e0f"),
        ] {
            assert_eq!(make(definition, 0, &counting), made, "{definition}");
        }
        let uuid = make(r#"{ "form": "uuid" }"#, 0, &[0xff]);
        assert_eq!(uuid, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn draws_again_what_would_favour_the_first_characters() {
        let definition = r#"{ "form": "characters", "alphabet": "abc", "length": 2 }"#;
        assert_eq!(make(definition, 0, &[255, 254, 255, 2]), "cc");
    }

    #[test]
    fn makes_the_ksuids_of_its_specification() {
        let ksuid = r#"{ "form": "ksuid" }"#;
        let published = 0xb5a1_cd34_b5f9_9d11_54fb_6853_345c_9735_u128.to_be_bytes();
        let made = make(ksuid, 1_400_000_000 + 107_608_047, &published);
        assert_eq!(made, "0ujtsYcgvSTl8PAuAdqWYSMnLOv");
        let (first, last) = ("000000000000000000000000000", "aWgEPTl1tmebfsQzFP4bxwgy80V");
        for now in [i64::MIN, -1, 1_399_999_999, 1_400_000_000] {
            assert_eq!(make(ksuid, now, &[0]), first, "{now}");
        }
        for now in [1_400_000_000 + i64::from(u32::MAX), i64::MAX] {
            assert_eq!(make(ksuid, now, &[0xff]), last, "{now}");
        }
    }

    #[test]
    fn refuses_what_a_form_does_not_have() {
        for (definition, faults) in [
            (
                r#"{ "form": "octal" }"#,
                &[
                    "`/form` is `octal`, expected one of `base64`, `base64url`, `hex`, `characters`, \
                   `uuid`, `ksuid`",
                ][..],
            ),
            (r#"{ "form": "hex" }"#, &["`/bytes` is missing"]),
            (r#"{ "form": "uuid", "bytes": 16 }"#, &["`/bytes` has no meaning for this `form`"]),
            (r#"{ "form": "ksuid", "length": 27 }"#, &["`/length` has no meaning for this `form`"]),
            (
                r#"{ "form": "characters", "alphabet": "aa", "length": 0, "prefix": "é" }"#,
                &[
                    "`/prefix` must be made of letters, digits, `_` and `-`",
                    "`/alphabet` must be two or more printable ASCII characters, each once",
                    "`/length` is a number, expected a whole number from 1 to 256",
                ],
            ),
        ] {
            assert_eq!(read(definition).unwrap_err(), faults, "{definition}");
        }
    }

    proptest! {
        #[test]
        fn ksuids_sort_by_time(
            earlier in 1_400_000_000..5_600_000_000_i64,
            seconds in 1..100_000_000_i64,
            random in any::<[[u8; 16]; 2]>(),
        ) {
            let ksuid = r#"{ "form": "ksuid", "prefix": "whk_" }"#;
            let made = [(earlier, random[0]), (earlier + seconds, random[1])]
                .map(|(now, random)| make(ksuid, now, &random));
            prop_assert!(made[0] < made[1], "{made:?}");
        }

        #[test]
        fn every_form_has_its_pattern(
            random in prop::collection::vec(any::<u8>(), 200),
            now in any::<i64>(),
        ) {
            for (definition, pattern) in [
                (r#"{ "form": "base64", "bytes": 32 }"#, "^[A-Za-z0-9+/]{43}=$"),
                (r#"{ "form": "base64url", "bytes": 32 }"#, r"^[A-Za-z0-9_\-]{43}$"),
                (r#"{ "form": "hex", "bytes": 12 }"#, "^[0-9a-f]{24}$"),
                (r#"{ "form": "characters", "alphabet": "01X", "length": 25 }"#, "^[01X]{25}$"),
                (
                    r#"{ "form": "uuid" }"#,
                    "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
                ),
                (r#"{ "form": "ksuid" }"#, "^[a-zA-Z0-9]{27}$"),
            ] {
                let made = make(definition, now, &random);
                let pattern = Pattern::compile(pattern).unwrap();
                prop_assert!(pattern.is_match(&made), "{}", format!("{definition} {made}"));
            }
        }
    }
}
