//! Points in time as APIs write them.

use alloc::format;
use alloc::string::String;

/// Unix milliseconds in ISO 8601: UTC, with milliseconds and `Z`. Years are 0 to 9999: what lies
/// outside becomes the nearest that can be written.
pub(crate) fn iso8601(milliseconds: i64) -> String {
    const FIRST: i64 = -62_167_219_200_000;
    const LAST: i64 = 253_402_300_799_999;
    let milliseconds = milliseconds.clamp(FIRST, LAST);
    let (day, time) = (milliseconds.div_euclid(86_400_000), milliseconds.rem_euclid(86_400_000));
    // Days from 1 March of year 0, so that the leap day is the last of its year. An era is the 400
    // years after which the calendar repeats; a year's share of one grows by the leap days in it.
    let day = day + 719_468;
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // Months from March: five of them have 153 days.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + 400 * era + later;
    let (hour, minute) = (time / 3_600_000, time / 60_000 % 60);
    let (second, fraction) = (time / 1000 % 60, time % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:03}Z")
}

/// A date as HTTP has it (RFC 9110, 5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`, in Unix milliseconds.
#[cfg(feature = "service")]
pub(crate) fn read_http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let is_formed = text.get(3..5)? == ", " && text.get(25..)? == " GMT";
    let (day, year) = (number(5, 7)?, number(12, 16)?);
    let month = MONTHS.iter().position(|name| text.get(8..11) == Some(name))?;
    let (hour, minute, second) = (number(17, 19)?, number(20, 22)?, number(23, 25)?);
    let fits = is_formed && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let days = days(year, i64::try_from(month).ok()? + 1, day);
    fits.then_some(((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000)
}

/// What [`iso8601`] writes, with or without the milliseconds, in Unix milliseconds.
#[cfg(feature = "service")]
pub(crate) fn read_iso8601(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| -> Option<i64> { text.get(from..to)?.parse().ok() };
    let days = days(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = (days * 24 + number(11, 13)?) * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let time = seconds * 1000 + if text.len() == 24 { number(20, 23)? } else { 0 };
    // What the calendar does not have is written in another way.
    let written = iso8601(time);
    let short = [written.get(..19)?, "Z"].concat();
    (*text == written || *text == short).then_some(time)
}

/// The days since 1 January 1970, as in `iso8601` by eras of years that begin in March.
#[cfg(feature = "service")]
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    era * 146_097 + 365 * year + year / 4 - year / 100 + (153 * month + 2) / 5 + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::iso8601;
    #[cfg(feature = "service")]
    use alloc::borrow::ToOwned as _;

    #[test]
    #[cfg(feature = "service")]
    fn reads_dates_of_http() {
        use super::read_http_date;
        for (text, milliseconds) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Tue, 29 Feb 2000 00:00:00 GMT", Some(951_782_400_000)),
            ("Sun, 06 Nov 1994 08:49:37 UTC", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 06 Foo 1994 08:49:37 GMT", None),
            ("Sun, +6 Nov 1994 08:49:37 GMT", None),
            ("Sün, 06 Nov 1994 08:49:37 GMT", None),
            ("", None),
        ] {
            assert_eq!(read_http_date(text), milliseconds, "{text}");
        }
    }

    #[test]
    #[cfg(feature = "service")]
    fn reads_what_it_writes() {
        use super::read_iso8601;
        for milliseconds in [
            0,
            -1,
            -62_167_219_200_000,
            951_782_400_000,
            1_709_251_199_999,
            4_107_542_400_000,
            1_795_242_457_089,
            253_402_300_799_999,
        ] {
            let written = iso8601(milliseconds);
            assert_eq!(read_iso8601(&written), Some(milliseconds));
            let short = written.get(..19).unwrap().to_owned() + "Z";
            assert_eq!(read_iso8601(&short), Some(milliseconds.div_euclid(1000) * 1000));
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T06:27:37",
            "2026-11-21T06:27:37+00:00",
            "2026-11-21T06:27:37.08Z",
            "2026-11-21t06:27:37z",
            "2026-11-31T06:27:37Z",
            "2026-13-01T06:27:37Z",
            "2026-02-29T06:27:37Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T06:60:00Z",
            "2026-11-21T06:27:60Z",
            "2026-11-+1T06:27:37Z",
            "-026-11-21T06:27:37Z",
            "2026-11-21T06:27:37.-89Z",
            "é026-11-21T06:27:37Z",
        ] {
            assert_eq!(read_iso8601(text), None, "{text}");
        }
    }

    #[test]
    fn writes_what_a_calendar_says() {
        for (milliseconds, written) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_795_242_457_089, "2026-11-21T06:27:37.089Z"),
            (i64::MIN, "0000-01-01T00:00:00.000Z"),
            (i64::MAX, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(iso8601(milliseconds), written);
        }
    }
}
