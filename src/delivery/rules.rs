//! What a provider's file says of deliveries, made ready.

use crate::json::Json;
use crate::text::holds;
use alloc::string::String;
use alloc::vec::Vec;

/// When deliveries are tried again, and what becomes of webhooks whose endpoints fail.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// After each failed attempt, in milliseconds.
    delays: Vec<i64>,
    /// As many percent of a delay are added at most.
    jitter: i64,
    /// The longest that an endpoint may ask for, in milliseconds; where there is none, it may not ask.
    retry_after: Option<i64>,
    /// After so many failed attempts in a row a webhook is disabled.
    pub(super) disable_after: Option<i64>,
    /// Whether what is pending when a webhook is disabled goes out when it is enabled.
    pub(super) keeps_pending: bool,
    /// Whether webhooks may ask for sealed payloads.
    pub(super) seals: bool,
    /// Whether the API lists an account's deliveries.
    pub(crate) lists_deliveries: bool,
    /// Whether the API tells the recent events of a webhook.
    pub(crate) lists_events: bool,
    /// Where the data of events tells whose they are, as JSON Pointers.
    pub(super) client: Vec<String>,
    /// How long a secret that was replaced still signs, in milliseconds, where the scheme has room for
    /// two signatures.
    pub(crate) grace: Option<i64>,
}

impl Rules {
    pub(crate) fn read(file: Json<'_>) -> Self {
        let number =
            |pointer: &str| -> Option<i64> { file.pointer(pointer)?.as_number()?.parse().ok() };
        let seconds = |pointer: &str| number(pointer).map(|seconds| seconds.saturating_mul(1000));
        let items = |pointer: &str| file.pointer(pointer).into_iter().flat_map(Json::items);
        let delays = items("/delivery/retry/delays").filter_map(|delay| delay.as_number());
        let delays = delays.filter_map(|delay| delay.parse::<i64>().ok());
        let client = items("/events/client").filter_map(|pointer| pointer.as_str());
        let carries_several = file.pointer("/delivery/signature/separator").is_some();
        Self {
            delays: delays.map(|seconds| seconds.saturating_mul(1000)).collect(),
            jitter: number("/delivery/retry/jitter").unwrap_or(0),
            retry_after: seconds("/delivery/retry/retryAfter"),
            disable_after: number("/delivery/disable/after"),
            keeps_pending: file.pointer("/delivery/disable/keepsPending").and_then(Json::as_bool)
                != Some(false),
            seals: file.pointer("/delivery/encryption").is_some(),
            lists_deliveries: file.pointer("/operations/deliveries").is_some(),
            lists_events: file.pointer("/operations/get/recentEvents").is_some(),
            client: client.map(String::from).collect(),
            grace: seconds("/secret/grace").filter(|_| carries_several),
        }
    }

    /// How long after so many failed attempts, the first being 1, the next one is made, in milliseconds;
    /// `None` where there is no other one. `draw` is a random number.
    pub(crate) fn delay(&self, tries: i64, asked: Option<i64>, draw: u32) -> Option<i64> {
        let index = usize::try_from(tries - 1).ok()?;
        let delay = *self.delays.get(index)?;
        let most = delay.saturating_mul(self.jitter) / 100;
        let delay = delay + i64::from(draw) * most / i64::from(u32::MAX);
        let asked = asked.zip(self.retry_after).map(|(asked, most)| asked.min(most));
        Some(delay.max(asked.unwrap_or(0)))
    }

    /// The longest that something stands in the queue before it is due, in milliseconds. What is due
    /// later was put there before the clock was set back.
    pub(super) fn longest(&self) -> i64 {
        let longest = self.delays.iter().copied().max().unwrap_or(0);
        let longest = longest + longest.saturating_mul(self.jitter) / 100;
        longest.max(self.retry_after.unwrap_or(0)).max(super::LEASE).max(super::PUT_OFF)
    }

    /// Whether events may be told apart by whose they are.
    pub(super) fn client_of<'d>(&self, data: Json<'d>) -> Option<&'d str> {
        self.client.iter().find_map(|pointer| data.pointer(pointer)?.as_str())
    }
}

/// How long an endpoint asks to be left alone, in milliseconds, by its `Retry-After` (RFC 9110, 10.2.3):
/// seconds, or a date.
pub(super) fn retry_after(header: &str, now: i64) -> Option<i64> {
    let header = header.trim_ascii();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds: i64 = header.parse().unwrap_or(i64::MAX);
        return Some(seconds.saturating_mul(1000));
    }
    // Several of them: nobody could say which counts.
    let is_date = header.len() == 29 && holds(header, " GMT");
    let date = if is_date { crate::time::read_http_date(header) } else { None };
    date.map(|date| (date - now).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider;

    fn rules(name: &str) -> Rules {
        Rules::read(provider(name).unwrap().file())
    }

    #[test]
    fn keeps_the_schedules_of_the_providers() {
        for name in ["connect", "spritz", "cryptofuse", "devdraft"] {
            let rules = rules(name);
            let delays: Vec<_> = (1..=6).map(|tries| rules.delay(tries, None, 0)).collect();
            let expected = [5_000, 30_000, 120_000, 600_000, 3_600_000].map(Some);
            assert_eq!(delays, [&expected[..], &[None]].concat(), "{name}");
            let most: Vec<_> = (1..=5).map(|tries| rules.delay(tries, None, u32::MAX)).collect();
            assert_eq!(most, [5_500, 33_000, 132_000, 660_000, 3_960_000].map(Some), "{name}");
        }
        let conduit = rules("conduit");
        let delays: Vec<_> = (1..=11).map_while(|tries| conduit.delay(tries, None, 7)).collect();
        assert_eq!(delays.len(), 10);
        assert!(delays.iter().sum::<i64>() <= 86_400_000);
        assert_eq!(conduit.delay(0, None, 0), None);
    }

    #[test]
    fn lets_endpoints_ask_for_a_longer_delay_up_to_the_providers_bound() {
        let rules = rules("cryptofuse");
        assert_eq!(rules.delay(1, Some(60_000), 0), Some(60_000));
        assert_eq!(rules.delay(1, Some(1_000), 0), Some(5_000));
        assert_eq!(rules.delay(1, Some(86_400_000), 0), Some(3_600_000));
        assert_eq!(self::rules("conduit").delay(1, Some(60_000), 0), Some(30_000));
    }

    #[test]
    fn reads_retry_after() {
        let now = 1_795_242_457_089;
        for (header, expected) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("99999999999999999999", Some(i64::MAX)),
            ("Sat, 21 Nov 2026 06:28:37 GMT", Some(59_911)),
            ("Sat, 21 Nov 2026 06:26:37 GMT", Some(0)),
            ("1, 2", None),
            ("-1", None),
            ("", None),
            ("soon", None),
            ("Sat, 41 Nov 2026 06:26:37 GMT", None),
        ] {
            assert_eq!(retry_after(header, now), expected, "{header}");
        }
    }
}
