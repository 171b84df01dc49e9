//! The pattern of URLs: what [`crate::url`] accepts, as far as a regular expression can say it.
//!
//! It takes all that is accepted. What it takes beyond is rare: punycode that is none, a name of more than 253
//! characters, a segment of percent-encoded dots.

macro_rules! octet {
    () => {
        "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    };
}

macro_rules! ipv4 {
    () => {
        concat!(octet!(), "([.]", octet!(), "){3}")
    };
}

/// So many groups of IPv6, each with a colon behind it.
macro_rules! groups {
    ($count:literal) => {
        concat!("([0-9A-Fa-f]{1,4}:){", $count, "}")
    };
}

/// So many groups of IPv6, each with a colon before it.
macro_rules! more {
    ($count:literal) => {
        concat!("(:[0-9A-Fa-f]{1,4}){", $count, "}")
    };
}

/// Eight groups, or fewer around `::`; an IPv4 address may stand for the last two.
#[rustfmt::skip]
macro_rules! ipv6 {
    () => {
        concat!(
            groups!("7"), "([0-9A-Fa-f]{1,4}|:)|",
            groups!("1,6"), ":(", "[0-9A-Fa-f]{1,4})?|",
            groups!("1,5"), more!("1,2"), "|", groups!("1,4"), more!("1,3"), "|",
            groups!("1,3"), more!("1,4"), "|", groups!("1,2"), more!("1,5"), "|",
            groups!("1"), more!("1,6"), "|:", more!("1,7"), "|::|(",
            groups!("6"), "|::", groups!("0,5"), "|",
            groups!("1"), ":", groups!("0,4"), "|", groups!("1,2"), ":", groups!("0,3"), "|",
            groups!("1,3"), ":", groups!("0,2"), "|", groups!("1,4"), ":", groups!("0,1"), "|",
            groups!("1,5"), ":)", ipv4!()
        )
    };
}

/// Labels of which the last is no number, an IPv4 address, or an IPv6 address in brackets.
macro_rules! host {
    () => {
        concat!(
            "(([0-9A-Za-z_-]{1,63}[.])*[0-9]{0,62}[A-Za-z_-][0-9A-Za-z_-]{0,62}[.]?|",
            ipv4!(),
            "|\\[(",
            ipv6!(),
            ")\\])"
        )
    };
}

/// A host that is this machine.
macro_rules! loopback {
    () => {
        concat!(
            "(([0-9A-Za-z_-]{1,63}[.])*[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127([.]",
            octet!(),
            "){3}|\\[((0{1,4}:){7}|(0{1,4}:){1,6}:|::)0{0,3}1\\])"
        )
    };
}

/// A port, segments other than `.` and `..`, and a query.
macro_rules! rest {
    () => {
        concat!(
            "(:(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}|0))?",
            "(/([.]{0,2}[!$-\\-0-;=@-\\[\\]_a-z|~][!$-.0-;=@-\\[\\]_a-z|~]*|[.]{3}[!$-.0-;=@-\\[\\]_a-z|~]*)?)*",
            "([?][!$-&(-;=?-~]*)?"
        )
    };
}

/// The pattern. Where `https` alone is taken, open mode takes `http` and a loopback host besides.
pub(super) fn pattern(https_alone: bool) -> &'static str {
    match https_alone {
        false => concat!("^[Hh][Tt][Tt][Pp][Ss]?://", host!(), rest!(), "$"),
        true => concat!(
            "^([Hh][Tt][Tt][Pp][Ss]://",
            host!(),
            "|[Hh][Tt][Tt][Pp]://",
            loopback!(),
            ")",
            rest!(),
            "$"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::provider::reader::{Faults, Node};
    use crate::url::UrlRules;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    extern crate std;

    static PATTERNS: LazyLock<[Regex; 2]> =
        LazyLock::new(|| [false, true].map(|alone| Regex::new(pattern(alone)).unwrap()));

    static RULES: LazyLock<[UrlRules; 2]> = LazyLock::new(|| {
        let file = Document::parse(br#"{ "schemes": ["https"] }"#).unwrap();
        let https = UrlRules::read(&Node::root(file.root()), &mut Faults::default());
        [UrlRules::default(), https.unwrap()]
    });

    /// What a regular expression does not say.
    fn is_beyond(text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let is_dots = |segment: &str| matches!(&*segment.replace("%2e", "."), "." | "..");
        lower.contains("xn--") || lower.contains("0x") || lower.split(['/', '?']).any(is_dots)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn says_what_is_accepted(
            scheme in "(https?|HTTP|ftp)://|https:/",
            host in "([a-z0-9_.-]|\\[|\\]|:|@){1,6}|[0-9.]{1,9}|127\\.0\\.0\\.[0-9]{1,3}|\\[[0-9a-f:]{2,12}(1\\.2\\.3\\.4)?\\]|\
                \\[(0:){0,7}:?:?0?1\\]|(a\\.)?localhost\\.?",
            port in "(:[0-9]{0,6})?",
            path in "([/.a%?#|^]|%2e| |[!-~]|é){0,6}",
        ) {
            let text = [scheme, host, port, path].concat();
            for (pattern, rules) in PATTERNS.iter().zip(&*RULES) {
                let (says, accepts) = (pattern.is_match(&text), rules.check(&text, true).is_ok());
                prop_assert!(says == accepts || says && is_beyond(&text), "{text}: {says} {accepts}");
            }
        }
    }

    #[test]
    fn takes_every_spelling_of_an_address() {
        for host in [
            "[::]",
            "[::1]",
            "[1::]",
            "[1:2:3:4:5:6:7:8]",
            "[1:2:3:4:5:6:7::]",
            "[::2:3:4:5:6:7:8]",
            "[1::3:4:5:6:7:8]",
            "[1:2:3:4:5:6:1.2.3.4]",
            "[::1.2.3.4]",
            "[1:2:3:4:5::1.2.3.4]",
            "[::3:4:5:6:7:1.2.3.4]",
            "[::ffff:127.0.0.1]",
            "1.2.3.4",
            "a-b.c_d.",
            "1a.2b",
        ] {
            let text = ["https://", host, "/"].concat();
            for (pattern, rules) in PATTERNS.iter().zip(&*RULES) {
                assert!(rules.check(&text, false).is_ok(), "{text}");
                assert!(pattern.is_match(&text), "{text}");
            }
        }
    }
}
