//! The formats that are asserted.

/// What `format` may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// RFC 3339, `date-time`.
    DateTime,
    /// RFC 9562, in hexadecimal of either case.
    Uuid,
}

impl Format {
    pub(super) const NAMES: [&str; 2] = ["date-time", "uuid"];

    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "date-time" => Some(Self::DateTime),
            "uuid" => Some(Self::Uuid),
            _ => None,
        }
    }

    pub(super) fn holds(self, text: &str) -> bool {
        match self {
            Self::DateTime => is_date_time(text.as_bytes()),
            Self::Uuid => is_uuid(text.as_bytes()),
        }
    }

    /// What a message says is expected.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time such as `2026-11-21T08:30:00Z`",
            Self::Uuid => "a UUID such as `123e4567-e89b-42d3-a456-426614174000`",
        }
    }
}

fn is_uuid(text: &[u8]) -> bool {
    let fits = |(index, byte): (usize, &u8)| match index {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.iter().enumerate().all(fits)
}

fn is_date_time(text: &[u8]) -> bool {
    read_date_time(text).is_some()
}

/// `None` for what is no date and time: there is nothing else to tell of it.
fn read_date_time(text: &[u8]) -> Option<()> {
    let mut rest = text;
    let year = digits(&mut rest, 4, 0, 9999)?;
    literal(&mut rest, b"-")?;
    let month = digits(&mut rest, 2, 1, 12)?;
    literal(&mut rest, b"-")?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    digits(&mut rest, 2, 1, last)?;
    literal(&mut rest, b"Tt")?;
    let hour = digits(&mut rest, 2, 0, 23)?;
    literal(&mut rest, b":")?;
    let minute = digits(&mut rest, 2, 0, 59)?;
    literal(&mut rest, b":")?;
    let second = digits(&mut rest, 2, 0, 60)?;
    if rest.first() == Some(&b'.') {
        let fraction = rest.get(1..)?;
        let end = fraction.iter().position(|byte| !byte.is_ascii_digit())?;
        rest = fraction.get(end..).filter(|_| end > 0)?;
    }
    let mut time = 60 * hour + minute;
    if let sign @ (b'+' | b'-') = literal(&mut rest, b"Zz+-")? {
        let offset_hours = digits(&mut rest, 2, 0, 23)?;
        literal(&mut rest, b":")?;
        let offset = 60 * offset_hours + digits(&mut rest, 2, 0, 59)?;
        // The offset is how far the local time is ahead of UTC.
        time += if sign == b'+' { DAY - offset } else { offset };
    }
    // A leap second is the last one of a day in UTC.
    let fits = second < 60 || time % DAY == DAY - 1;
    (fits && rest.is_empty()).then_some(())
}

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// So many digits, for a number from `least` to `most`.
fn digits(rest: &mut &[u8], count: usize, least: u32, most: u32) -> Option<u32> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    let mut number = 0;
    for digit in taken {
        number = 10 * number + char::from(*digit).to_digit(10)?;
    }
    (least..=most).contains(&number).then_some(number)
}

/// One of these bytes.
fn literal(rest: &mut &[u8], wanted: &[u8]) -> Option<u8> {
    let (first, left) = rest.split_first()?;
    *rest = left;
    wanted.contains(first).then_some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_dates_and_times() {
        for text in [
            "2026-11-21T08:30:00Z",
            "2026-11-21t08:30:00z",
            "2024-02-29T00:00:00.123456789+23:59",
            "2000-02-29T23:59:59-00:00",
            "1998-12-31T23:59:60Z",
            "1998-12-31T15:59:60.5-08:00",
            "1999-01-01T01:29:60+01:30",
            "0000-01-01T00:00:00Z",
        ] {
            assert!(Format::DateTime.holds(text), "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T08:30Z",
            "2026-11-21T08:30:00",
            "2026-11-21 08:30:00Z",
            "2026-11-21T08:30:00Z ",
            "2026-11-21T08:30:00Z\n",
            "2026-11-21T08:30:00.Z",
            "2026-11-21T08:30:00.",
            "2026-11-21T08:30:00+01",
            "2026-11-21T08:30:00+24:00",
            "2026-11-21T24:00:00Z",
            "2026-11-21T08:60:00Z",
            "2026-11-21T08:30:61Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "1998-12-31T23:58:60Z",
            "1998-12-31T23:59:60+01:00",
            "１998-12-31T23:59:59Z",
            "20261-1-21T08:30:00Z",
        ] {
            assert!(!Format::DateTime.holds(text), "{text}");
        }
    }

    #[test]
    fn knows_uuids() {
        assert!(Format::Uuid.holds("123e4567-e89b-42d3-a456-426614174000"));
        assert!(Format::Uuid.holds("123E4567-E89B-42D3-A456-426614174000"));
        for text in [
            "",
            "123e4567e89b42d3a456426614174000",
            "123e4567-e89b-42d3-a456-42661417400",
            "123e4567-e89b-42d3-a456-4266141740000",
            "123e4567-e89b-42d3-a456-42661417400g",
            "123e4567-e89b-42d3-a4564-26614174000",
            "{123e4567-e89b-42d3-a456-42661417400",
        ] {
            assert!(!Format::Uuid.holds(text), "{text}");
        }
    }
}
