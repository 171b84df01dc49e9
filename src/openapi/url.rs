//! The patterns of URLs: what [`crate::url`] accepts, as far as regular expressions can say it.
//!
//! They say it all, but whether a label in punycode decodes. There are two, of which a URL matches the one and not
//! the other, since what looks ahead is not in every engine.

use crate::schema::Mode;

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
pub(super) fn pattern(https_alone: bool, mode: Mode) -> &'static str {
    match (https_alone, mode) {
        (false, _) => concat!("^[Hh][Tt][Tt][Pp][Ss]?://", host!(), rest!(), "$"),
        (true, Mode::Strict) => concat!("^[Hh][Tt][Tt][Pp][Ss]://", host!(), rest!(), "$"),
        (true, Mode::Open) => concat!(
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

/// What no URL matches, of those that the pattern takes: a name of more than 253 characters, or of a label of more
/// than 63; a number in hexadecimal at the end of a host; a segment of dots.
pub(super) const BUT: &str = concat!(
    "^[^:]*://([^/?:]{253}([^/?:.]|[.][^/?:])|[^/?:]*[^/?:.]{64}|([^/?:]*[.])?0[Xx][0-9A-Fa-f]*[.]?([:/?]|$))",
    "|^[^?]*/([.]|%2[Ee]){1,2}([/?]|$)"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::provider::reader::{Faults, Node};
    use crate::url::UrlRules;
    use alloc::string::String;
    use alloc::vec::Vec;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    extern crate std;

    /// Whether `https` alone is taken, and where.
    const CASES: [(bool, Mode); 3] =
        [(false, Mode::Strict), (true, Mode::Strict), (true, Mode::Open)];

    static PATTERNS: LazyLock<[Regex; 3]> =
        LazyLock::new(|| CASES.map(|(alone, mode)| Regex::new(pattern(alone, mode)).unwrap()));

    static NOT: LazyLock<Regex> = LazyLock::new(|| Regex::new(BUT).unwrap());

    static RULES: LazyLock<[UrlRules; 2]> = LazyLock::new(|| {
        let file = Document::parse(br#"{ "schemes": ["https"] }"#).unwrap();
        let https = UrlRules::read(&Node::root(file.root()), &mut Faults::default());
        [UrlRules::default(), https.unwrap()]
    });

    /// Compares what the patterns say of a URL with what is accepted.
    fn compare(text: &str) {
        for (pattern, (alone, mode)) in PATTERNS.iter().zip(CASES) {
            let says = pattern.is_match(text) && !NOT.is_match(text);
            let accepts = RULES[usize::from(alone)].check(text, mode == Mode::Open).is_ok();
            assert!(says == accepts || says && text.contains("xn--"), "{text}: {says} {accepts}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn says_what_is_accepted(
            scheme in "(https?|HTTP|ftp)://|https:/",
            host in "(0x|[a-z0-9_.-]|\\[|\\]|:|@){1,6}|[0-9.]{1,9}|127\\.0\\.0\\.[0-9]{1,3}|\\[[0-9a-f:]{2,12}(1\\.2\\.3\\.4)?\\]|\
                \\[(0:){0,7}:?:?0?1\\]|(a\\.)?localhost\\.?",
            port in "(:[0-9]{0,6})?",
            path in "([/.a%?#|^]|%2[eE]| |[!-~]|é){0,6}",
        ) {
            compare(&[scheme, host, port, path].concat());
        }

        #[test]
        fn says_how_long_names_are(
            labels in proptest::collection::vec(prop_oneof![1..=3_usize, 60..=66_usize], 1..6),
            letter in "[a-z]",
            end in "[.]?(:1)?(/[.]?a|[?]|)",
        ) {
            // Of digits at first, which the pattern counts apart.
            let label = |length: &usize| "1".repeat(length / 2) + &letter.repeat(length - length / 2);
            let name: Vec<String> = labels.iter().map(label).collect();
            compare(&["https://", &name.join("."), &end].concat());
        }
    }

    #[test]
    fn says_how_long_a_name_is_to_the_character() {
        for length in 250..258 {
            for end in ["", ".", "..", "/", "./", ":1", ".:1?", ".a"] {
                let labels =
                    ["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(length - 192)];
                compare(&["https://", &labels.join("."), end].concat());
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
            for (pattern, (alone, _)) in PATTERNS.iter().zip(CASES) {
                assert!(RULES[usize::from(alone)].check(&text, false).is_ok(), "{text}");
                assert!(pattern.is_match(&text) && !NOT.is_match(&text), "{text}");
            }
        }
    }
}
