//! The service's time, which tests may set forward.

use super::Run;
use super::problem::{answer, conflict};
use crate::json::{Json, Writer};
use crate::service::answer::Answer;
use crate::service::facts::{Pause, Read};
use crate::service::query::violation;
use crate::service::refusal::{Refusal, Situation};
use crate::time::iso8601;

/// The most bytes that a request has.
const LARGEST_BODY: usize = 1024;

/// The most that the time is set forward at once, in milliseconds: 366 days.
const MOST: i64 = 366 * 86_400_000;

impl Run<'_> {
    pub(super) fn time(&mut self) -> Result<Answer, Pause> {
        let shown = self.clock(0)?;
        Ok(tell(shown.unwrap_or(self.now), shown.is_some()))
    }

    pub(super) fn advance(&mut self) -> Result<Answer, Pause> {
        let body = self.body(LARGEST_BODY)?;
        let mut violations = self.check("advance", &body)?;
        let asked = body.root().get("advance");
        let number = asked.and_then(Json::as_number).map(|text| text.parse::<i64>().ok());
        let read = number.or_else(|| asked.and_then(Json::as_str).map(duration));
        let milliseconds = read.flatten().filter(|asked| (0..=MOST).contains(asked));
        if milliseconds.is_none() && violations.is_empty() {
            let message = "is no time of at most 366 days: such as `90s`, `15m`, `24h`, `7d`, or a \
                           number of milliseconds";
            violations.push(violation("advance", "duration", message));
        }
        let Some(milliseconds) = milliseconds.filter(|_| violations.is_empty()) else {
            return Err(Refusal::violated(Situation::InvalidBody, violations).into());
        };
        match self.clock(milliseconds)? {
            Some(shown) => Ok(tell(shown, true)),
            None => {
                let message = "the clock is the real one, which nobody sets forward";
                Err(conflict("real_clock", message).into())
            }
        }
    }

    /// What a clock that is set by hand shows after so many milliseconds more; `None` where it is none.
    fn clock(&mut self, milliseconds: i64) -> Result<Option<i64>, Pause> {
        let shown = self.facts.take(1, || Read::Advance { milliseconds })?;
        let shown = shown.first().copied().flatten().and_then(|text| str::from_utf8(text).ok());
        Ok(shown.and_then(|text| text.parse().ok()))
    }
}

fn tell(time: i64, is_manual: bool) -> Answer {
    let mut json = Writer::default();
    json.open('{');
    json.key("time").string(&iso8601(time));
    json.key("manual").boolean(is_manual);
    json.close('}');
    answer(200, json.finish())
}

/// A length of time in milliseconds: digits, and `ms`, `s`, `m`, `h` or `d`.
pub(super) fn duration(text: &str) -> Option<i64> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit())?;
    let (digits, unit) = text.split_at_checked(end)?;
    let unit = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn reads_lengths_of_time() {
        for (text, expected) in [
            ("500ms", Some(500)),
            ("90s", Some(90_000)),
            ("15m", Some(900_000)),
            ("24h", Some(86_400_000)),
            ("7d", Some(604_800_000)),
            ("0s", Some(0)),
            ("", None),
            ("h", None),
            ("24", None),
            ("24 h", None),
            ("-1h", None),
            ("1.5h", None),
            ("1H", None),
            ("1h30m", None),
            ("99999999999999999999h", None),
            ("9223372036854775807d", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }
}
