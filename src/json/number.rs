//! What a number is worth, told from its digits alone: nothing is rounded, and nothing calculates.

use super::Writer;
use crate::text::cut;
use alloc::format;
use alloc::string::String;
use core::cmp::Ordering;

/// The significant digits of the first number that is nearer to 2^1024 than to the largest double,
/// cut short: no one writes a number that lies between the two.
const OVERFLOW: &[u8] = b"17976931348623158079";

/// The magnitude of zero, which has no digits: less than that of any other number.
const ZERO: i64 = i64::MIN;

/// A number of JSON as 0.DIGITS × 10^`magnitude`, without zeros around the digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    /// The digits before the point, and those behind it.
    digits: [&'a [u8]; 2],
    magnitude: i64,
}

impl<'a> Decimal<'a> {
    /// Reads what the scanner took for a number.
    pub(crate) fn read(text: &'a str) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (text, exponent) = match cut(text, Some('e')) {
            (text, Some(exponent)) => (text, Some(exponent)),
            (text, None) => cut(text, Some('E')),
        };
        let (whole, fraction) = cut(text, Some('.'));
        let (exponent, fraction) = (exponent.unwrap_or_default(), fraction.unwrap_or_default());
        let (mut whole, mut fraction) = (whole.as_bytes(), fraction.as_bytes());
        let mut magnitude = read_exponent(exponent);
        // A number that starts with a zero has no other digit before the point.
        if whole == b"0" {
            whole = &[];
            let trimmed = trim_start(fraction);
            magnitude -= (fraction.len() - trimmed.len()) as i64;
            fraction = trimmed;
        }
        magnitude += whole.len() as i64;
        fraction = trim_end(fraction);
        if fraction.is_empty() {
            whole = trim_end(whole);
        }
        let digits = [whole, fraction];
        match whole.is_empty() && fraction.is_empty() {
            true => Self { negative: false, digits, magnitude: ZERO },
            false => Self { negative, digits, magnitude },
        }
    }

    fn digits(&self) -> impl Iterator<Item = &'a u8> {
        let [whole, fraction] = self.digits;
        whole.iter().chain(fraction)
    }

    /// Whether it has no digits behind the point: 1.0 and 10e-1 have none.
    pub(crate) fn is_integer(&self) -> bool {
        self.magnitude == ZERO || self.digits().count() as i64 <= self.magnitude
    }

    /// A whole number that is not negative, as far as 32 bits reach.
    pub(crate) fn to_size(self) -> Option<u32> {
        /// More digits than any number of 32 bits has.
        const LONG: i64 = 11;
        if self.negative || !self.is_integer() {
            return None;
        }
        let mut digits = self.digits();
        let digit = |_| u32::from(digits.next().map_or(0, |digit| digit - b'0'));
        let places = (0..self.magnitude.min(LONG)).map(digit);
        Some(places.fold(0, |size: u32, digit| size.saturating_mul(10).saturating_add(digit)))
    }

    /// Writes it in the one form that numbers of its worth have in common.
    pub(super) fn write(&self, json: &mut Writer) {
        let mut text = String::from(if self.negative { "-" } else { "" });
        text.extend(self.digits().map(|digit| char::from(*digit)));
        json.literal(&format!("{text}e{}", self.magnitude));
    }

    /// Whether a double holds it, if only rounded.
    pub(super) fn is_finite(&self) -> bool {
        match self.magnitude.cmp(&309) {
            Ordering::Less => true,
            Ordering::Equal => self.digits().lt(OVERFLOW),
            Ordering::Greater => false,
        }
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = || {
            let magnitudes = self.magnitude.cmp(&other.magnitude);
            magnitudes.then_with(|| self.digits().cmp(other.digits()))
        };
        match (self.negative, other.negative) {
            (false, false) => size(),
            (true, true) => size().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Decimal<'_> {}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

/// An exponent, which a hostile text may give any number of digits: beyond this one it stays where
/// it is, far outside of every double.
fn read_exponent(text: &str) -> i64 {
    const GREATEST: i64 = 1 << 52;
    let mut exponent: i64 = 0;
    for digit in text.bytes().filter(u8::is_ascii_digit) {
        exponent = GREATEST.min(exponent * 10 + i64::from(digit - b'0'));
    }
    if text.starts_with('-') { -exponent } else { exponent }
}

fn trim_start(mut digits: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = digits {
        digits = rest;
    }
    digits
}

fn trim_end(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b'0'] = digits {
        digits = rest;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(one: &str, other: &str) -> Ordering {
        let found = Decimal::read(one).cmp(&Decimal::read(other));
        assert_eq!(Decimal::read(other).cmp(&Decimal::read(one)), found.reverse());
        found
    }

    #[test]
    fn knows_the_same_number_in_other_writing() {
        for group in [
            &["0", "-0", "0.0", "0e5", "-0.00e-7", "0e99999999999999999999"][..],
            &["1", "1.0", "1e0", "10e-1", "0.1e1", "1E+0", "0.001e3", "1000e-3"],
            &["-120", "-1.2e2", "-0.012E4", "-12000e-2"],
            &["10", "1e1", "1e01", "10.0", "1e000000000000000000000001"],
        ] {
            for one in group {
                for other in group {
                    assert!(compare(one, other).is_eq(), "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn orders_numbers_that_no_double_tells_apart() {
        let ascending = [
            "-1e308",
            "-9007199254740993",
            "-9007199254740992",
            "-1.5",
            "-1.05",
            "-1e-99999999999999999999",
            "0",
            "1e-99999999999999999999",
            "1e-400",
            "0.1",
            "0.1000000000000000000000000001",
            "0.11",
            "9",
            "9.5",
            "10",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0000001",
            "1e300",
        ];
        for (index, one) in ascending.iter().enumerate() {
            for (place, other) in ascending.iter().enumerate() {
                assert_eq!(compare(one, other), index.cmp(&place), "{one} {other}");
            }
        }
    }

    #[test]
    fn tells_whole_numbers() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("-0.0", Some(0)),
            ("7", Some(7)),
            ("120", Some(120)),
            ("1.20e2", Some(120)),
            ("10e-1", Some(1)),
            ("4294967295", Some(u32::MAX)),
            ("4294967296", Some(u32::MAX)),
            ("1e300", Some(u32::MAX)),
            ("-1", None),
            ("1.5", None),
            ("12e-1", None),
            ("1e-99999999999999999999", None),
        ] {
            assert_eq!(Decimal::read(text).to_size(), wanted, "{text}");
        }
        assert!(Decimal::read("-1e300").is_integer());
    }

    #[test]
    fn tells_what_overflows_as_parsing_does() {
        let digits = "9".repeat(309);
        let zeros = "0".repeat(400);
        for text in [
            "1e308",
            "1e309",
            "-1e309",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.797693134862315807e308",
            "1.797693134862315808e308",
            "1.7976931348623159e308",
            "-0.00017976931348623159e312",
            "179769313486231570e291",
            "0e999999999999999999999",
            "1e-999999999999999999999",
            "1e999999999999999999999",
            &digits,
            &format!("{digits}e-1"),
            &format!("0.{zeros}1e709"),
            &format!("0.{zeros}1e710"),
            &format!("1{zeros}e-93"),
            &format!("1{zeros}e-91"),
        ] {
            let finite = text.parse::<f64>().unwrap().is_finite();
            assert_eq!(Decimal::read(text).is_finite(), finite, "{text}");
        }
        let long: String = "1".repeat(1 << 20);
        assert!(!Decimal::read(&long).is_finite());
    }
}
