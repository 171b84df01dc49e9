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

/// A name of more than 253 characters, or of a label of more than 63; a number in hexadecimal at the end of a host;
/// a segment of dots.
macro_rules! malformed {
    () => {
        concat!(
            "^[^:]*://([^/?:]{253}([^/?:.]|[.][^/?:])|[^/?:]*[^/?:.]{64}|([^/?:]*[.])?0[Xx][0-9A-Fa-f]*[.]?([:/?]|$))",
            "|^[^?]*/([.]|%2[Ee]){1,2}([/?]|$)"
        )
    };
}

/// A host that is this machine, or one of a private network, as [`crate::url::is_public`] finds it.
macro_rules! private {
    () => {
        concat!(
            "^[^:]*://((",
            "[^/?:.\\[]+|",
            "([^/?:\\[]*[.])?([Ll][Oo][Cc][Aa][Ll]([Hh][Oo][Ss][Tt])?|[Ii][Nn][Tt][Ee][Rr][Nn][Aa][Ll]|",
            "[Hh][Oo][Mm][Ee][.][Aa][Rr][Pp][Aa])",
            ")[.]?|(",
            "(0|10|127|22[4-9]|2[3-5][0-9])([.][0-9]+){3}|",
            "100[.](6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])([.][0-9]+){2}|",
            "169[.]254([.][0-9]+){2}|172[.](1[6-9]|2[0-9]|3[01])([.][0-9]+){2}|",
            "192[.](168[.][0-9]+|0[.][02]|88[.]99)[.][0-9]+|",
            "198[.](1[89][.][0-9]+|51[.]100)[.][0-9]+|203[.]0[.]113[.][0-9]+",
            ")|\\[([^23]|[23][^:]{0,2}:|",
            "2001:(0{0,2}[0-9A-Fa-f]{1,2}|0?1[0-9A-Fa-f]{2}|0?[Dd][Bb]8)?:|2002:|",
            "3[Ff]{3}:(0?[0-9A-Fa-f]{1,3})?:",
            ")[^\\]]*\\])([:/?]|$)"
        )
    };
}

/// What no URL matches, of those that the pattern takes.
pub(super) fn but(mode: Mode) -> &'static str {
    match mode {
        Mode::Open => malformed!(),
        Mode::Strict => concat!(malformed!(), "|", private!()),
    }
}

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

    static NOT: LazyLock<[Regex; 3]> =
        LazyLock::new(|| CASES.map(|(_, mode)| Regex::new(but(mode)).unwrap()));

    static RULES: LazyLock<[UrlRules; 2]> = LazyLock::new(|| {
        let file = Document::parse(br#"{ "schemes": ["https"] }"#).unwrap();
        let https = UrlRules::read(&Node::root(file.root()), &mut Faults::default());
        [UrlRules::default(), https.unwrap()]
    });

    /// Compares what the patterns say of a URL with what is accepted.
    fn compare(text: &str) {
        for ((pattern, not), (alone, mode)) in PATTERNS.iter().zip(&*NOT).zip(CASES) {
            let says = pattern.is_match(text) && !not.is_match(text);
            let is_open = mode == Mode::Open;
            let is_taken = RULES[usize::from(alone)].check(text, is_open).is_ok();
            let accepts = is_taken && (is_open || crate::url::is_public(text));
            assert!(says == accepts || says && text.contains("xn--"), "{text}: {says} {accepts}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn says_what_is_accepted(
            scheme in "(https?|HTTP|ftp)://|https:/",
            host in "(0x|[a-z0-9_.-]|\\[|\\]|:|@){1,6}|[0-9.]{1,9}|127\\.0\\.0\\.[0-9]{1,3}|\\[[0-9a-f:]{2,12}(1\\.2\\.3\\.4)?\\]|\
                (10|100|169|172|192|198|203|2[0-9]{2})\\.(0|1[0-9]|51|64|88|1[0-9]{2}|254)(\\.[0-9]{1,3}){2}|\
                \\[(20|3f|0)[0-9a-f]{1,2}:[0-9a-f:]{1,6}\\]|[a-z]{1,3}\\.(local|internal|arpa|home\\.arpa)\\.?|\
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
                assert!(pattern.is_match(&text), "{text}");
            }
            compare(&text);
            for host in [host.replace("[1:", "[2600:"), host.replace("[1:", "[2001:db8:")] {
                compare(&["https://", &host, "/"].concat());
            }
        }
    }
}
