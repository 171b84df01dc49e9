use super::*;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;
use proptest::prelude::*;

fn is_match(source: &str, text: &str) -> bool {
    Pattern::compile(source).unwrap().is_match(text)
}

fn refusal(source: &str) -> String {
    Pattern::compile(source).unwrap_err().to_string()
}

#[test]
fn matches_as_every_engine_does() {
    for (source, matching, others) in [
        ("", &["", "a"][..], &[][..]),
        ("a", &["a", "xay"], &["", "A"]),
        ("^", &["", "a"], &[]),
        ("$", &["", "a"], &[]),
        ("^$", &[""], &["\n", "a"]),
        ("^a$", &["a"], &["a\n", "\na", "a\nb", "aa", "ba"]),
        ("^a|b$", &["ax", "xb"], &["xa", "bx"]),
        ("(^a|b)c", &["ac", "xbc"], &["xac"]),
        ("a(b$|c)", &["ab", "acx"], &["abx"]),
        ("x(^a)*$", &["x"], &["xa"]),
        ("^(a|b|cd)?e$", &["ae", "be", "cde", "e"], &["abe", "ce"]),
        ("^(|a)(b|)$", &["", "a", "b", "ab"], &["ba"]),
        ("^()*(?:)+$", &[""], &["a"]),
        ("^a{2}$", &["aa"], &["a", "aaa"]),
        ("^a{2,}$", &["aa", "aaaaa"], &["a"]),
        ("^a{0,2}$", &["", "a", "aa"], &["aaa"]),
        ("^a{0,}$", &["", "aa"], &["b"]),
        ("^ba{0}$", &["b"], &["ba"]),
        ("^(ab){1,2}c+$", &["abc", "ababcc"], &["c", "abababc", "ab"]),
        ("^(a+b?){2}$", &["aa", "abab", "aab"], &["a", "abb"]),
        ("^[a-zA-Z0-9_\\-]{4,}$", &["aZ_-", "00000"], &["aZ_", "aZ_!", "aZ_-\n"]),
        ("^[-a]+$", &["a-"], &["b"]),
        ("^[a-]+$", &["a-"], &["b"]),
        ("^[a-c-]+$", &["b-"], &["d"]),
        ("^[^-]+$", &["b\n\u{e9}"], &["-"]),
        ("^[a^&~|.$(){}*+?/]+$", &["a^&~|.$(){}*+?/"], &["b"]),
        ("^[\\]\\[\\\\\\^]+$", &["][\\^"], &["b"]),
        ("^[\\n-\\r]$", &["\n", "\r"], &["\t"]),
        ("^\\n\\r\\t$", &["\n\r\t"], &[]),
        ("^[^a]$", &["\u{1f600}", "\n", "b"], &["a", "bb"]),
        ("^[\u{e0}-\u{ff}\u{1f600}]$", &["\u{e9}", "\u{1f600}"], &["e", "\u{1f601}"]),
        ("^\u{1f600}{2}$", &["\u{1f600}\u{1f600}"], &["\u{1f600}"]),
        ("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", &["^$\\.*+?()[]{}|/"], &[]),
        ("^a-/ #$", &["a-/ #"], &[]),
    ] {
        for text in matching {
            assert!(is_match(source, text), "{source:?} {text:?}");
        }
        for text in others {
            assert!(!is_match(source, text), "{source:?} {text:?}");
        }
        let oracle = regex::Regex::new(source).unwrap();
        for text in matching.iter().chain(others) {
            assert_eq!(oracle.is_match(text), is_match(source, text), "{source:?} {text:?}");
        }
    }
}

#[test]
fn refuses_by_name_what_engines_read_differently() {
    let differently = "which engines read differently";
    for (source, found, number, reason) in [
        ("a.", ".", 2, format!("{differently}: write a class such as `[^,]`")),
        ("a\\d", "\\d", 2, format!("{differently}: write a class such as `[0-9]`")),
        ("[\\w-]", "\\w", 2, format!("{differently}: write a class such as `[0-9]`")),
        ("\\S", "\\S", 1, format!("{differently}: write a class such as `[0-9]`")),
        ("\\bx", "\\b", 1, format!("a word boundary, {differently}")),
        ("\u{e9}\\p{L}", "\\p", 2, format!("a Unicode property, {differently}")),
        ("[\\b]", "\\b", 2, "an escape that not every engine has".into()),
        ("\\-", "\\-", 1, "an escape that not every engine has".into()),
        ("\\a", "\\a", 1, "an escape that not every engine has".into()),
        ("\\x41", "\\x", 1, format!("{differently}: write the character itself")),
        ("\\u0041", "\\u", 1, format!("{differently}: write the character itself")),
        ("\\cA", "\\c", 1, format!("{differently}: write the character itself")),
        ("\\0", "\\0", 1, format!("{differently}: write the character itself")),
        ("(a)\\1", "\\1", 4, "a backreference, which no engine matches in linear time".into()),
        ("a\\", "\\", 2, "which escapes nothing".into()),
        ("^(?=a)", "(?=", 2, format!("a lookahead, {differently}")),
        ("(?!a)", "(?!", 1, format!("a negative lookahead, {differently}")),
        ("(?<=a)", "(?<=", 1, format!("a lookbehind, {differently}")),
        ("(?<!a)", "(?<!", 1, format!("a negative lookbehind, {differently}")),
        ("(?<n>a)", "(?<", 1, "a named group, which engines write differently: name none".into()),
        ("(?P<n>a)", "(?P", 1, "a named group, which engines write differently: name none".into()),
        ("(?>a)", "(?>", 1, "an atomic group, which not every engine has".into()),
        ("(?i)a", "(?i", 1, format!("inline flags or the like, {differently}")),
        ("(?", "(?", 1, format!("inline flags or the like, {differently}")),
        ("[[:alpha:]]", "[:", 2, "a POSIX class, which not every engine has".into()),
        ("[a[b]]", "[", 3, "which opens a class in a class for some engines: write `\\[`".into()),
        (
            "[a&&b]",
            "&&",
            3,
            "an operation on classes, which not every engine has: escape it".into(),
        ),
        (
            "[a~~b]",
            "~~",
            3,
            "an operation on classes, which not every engine has: escape it".into(),
        ),
        (
            "[a--b]",
            "--",
            3,
            "an operation on classes, which not every engine has: escape it".into(),
        ),
        ("[--b]", "--", 2, "an operation on classes, which not every engine has: escape it".into()),
        ("[a-c-e]", "-", 5, format!("{differently}: write `\\-`")),
        ("[a-", "[a-", 1, "which is not closed".into()),
        ("x[a", "[a", 2, "which is not closed".into()),
        ("x(a", "(a", 2, "which is not closed".into()),
        ("(?:a|", "(?:a|", 1, "which is not closed".into()),
        ("a)", ")", 2, "which closes no group".into()),
        ("[]", "[]", 1, format!("an empty class, {differently}")),
        ("a[^]", "[^]", 2, format!("an empty class, {differently}")),
        ("[z-a]", "z-a", 2, "a range in reverse".into()),
        ("*a", "*", 1, "which has nothing to repeat".into()),
        ("(+)", "+", 2, "which has nothing to repeat".into()),
        ("^*", "*", 2, "which has nothing to repeat".into()),
        ("a**", "*", 3, "which has nothing to repeat".into()),
        ("a{2}{3}", "{", 5, "which stands for itself only after a `\\`".into()),
        ("a*?", "*?", 2, "a lazy quantifier, which not every engine has".into()),
        ("a{2}?", "{2}?", 2, "a lazy quantifier, which not every engine has".into()),
        ("a++", "++", 2, "a possessive quantifier, which not every engine has".into()),
        ("a^", "^", 2, "which only the start of an alternative may have".into()),
        ("$a", "$", 1, "which only the end of an alternative may have".into()),
        ("$*", "$", 1, "which only the end of an alternative may have".into()),
        ("{", "{", 1, "which stands for itself only after a `\\`".into()),
        ("a}", "}", 2, "which stands for itself only after a `\\`".into()),
        ("a]", "]", 2, "which stands for itself only after a `\\`".into()),
        ("a{,3}", "{,3", 2, "which stands for itself only after a `\\`".into()),
        ("a{1", "{1", 2, "which stands for itself only after a `\\`".into()),
        ("a{1,x}", "{1,", 2, "which stands for itself only after a `\\`".into()),
        ("a{3,2}", "{3,2}", 2, "limits in reverse".into()),
        ("a{1001}", "{1001}", 2, "which repeats more than 1000 times".into()),
        (
            "a{99999999999999999999999}",
            "{99999999999999999999999}",
            2,
            "which repeats more than 1000 times".into(),
        ),
        ("(a{1000}){3}", "{3}", 10, "with which it needs more than 1024 steps".into()),
        (
            "(((((a{9}){9}){9}){9}){9})",
            "{9}",
            19,
            "with which it needs more than 1024 steps".into(),
        ),
    ] {
        let expected = format!("holds `{found}` at character {number}, {reason}");
        assert_eq!(refusal(source), expected, "{source}");
    }
    assert_eq!(refusal(&"a".repeat(1025)), "is longer than 1024 bytes");
    assert_eq!(
        refusal(&("(a|b){200}".to_owned() + &"a".repeat(500))),
        "needs more than 1024 steps: repeat less"
    );
}

#[test]
fn nests_no_deeper_than_32_groups() {
    let nested = |depth| "(".repeat(depth) + "a" + &")".repeat(depth);
    assert!(is_match(&nested(32), "a"));
    let reason = "holds `(` at character 33, which stands more than 32 groups deep";
    assert_eq!(refusal(&nested(33)), reason);
    assert_eq!(refusal(&nested(500)), reason);
}

#[test]
fn answers_hostile_patterns_and_texts_soon() {
    let text = "a".repeat(100_000);
    for source in ["^(a*)*b$", "(a|a)*b", "(a*)*b", "^(((a|a)+)+)+b?c$", "(a?){60}a{60}b"] {
        assert!(!is_match(source, &text), "{source}");
    }
    assert!(is_match("(((((){1000}){1000}){1000}){1000}){1000}", ""));
    assert!(is_match(&"a{0}".repeat(256), ""));
    let repeated = refusal(&("(".repeat(30) + "(|){9}" + &"){9}".repeat(30)));
    assert!(repeated.ends_with("with which it needs more than 1024 steps"), "{repeated}");
}

#[test]
fn gives_up_on_what_would_take_seconds() {
    let pattern = Pattern::compile("^([a-z]?){500}$").unwrap();
    assert!(pattern.is_match(&"a".repeat(500)));
    let mut fuel = Fuel::default();
    assert!(!pattern.is_match_within(&"a".repeat(64 << 10), &mut fuel));
    assert!(!fuel.is_spent(), "no step is left after 500 characters");
    let search = Pattern::compile("([a-z]?){500}!").unwrap();
    assert!(search.is_match(&("a".repeat(1000) + "!")));
    assert!(!search.is_match_within(&("a".repeat(64 << 10) + "!"), &mut fuel));
    assert!(fuel.is_spent());
    // The ranges of a class count too.
    let ranges: String = ('\u{100}'..'\u{200}').collect();
    let slow = Pattern::compile(&format!("([{ranges}]?){{400}}!")).unwrap();
    let mut fuel = Fuel::default();
    assert!(!slow.is_match_within(&("\u{1ff}".repeat(100) + "!"), &mut fuel));
    assert!(fuel.is_spent());
}

#[test]
fn takes_up_to_256_characters_behind_a_prefix() {
    let pattern = Pattern::compile("^wh_[0-9A-Za-z]{1,256}$").unwrap();
    assert!(pattern.is_match(&("wh_".to_owned() + &"a".repeat(256))));
    assert!(!pattern.is_match(&("wh_".to_owned() + &"a".repeat(257))));
}

/// Patterns that are mostly accepted.
fn any_source() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => "[abc]",
        2 => prop::sample::select(vec![
            "[ab]", "[^a]", "[a-c]", "[^a-b\\-]", "[-c]", "[\u{e9}-\u{1f600}]", "\\.", "\\n", "()",
            "\u{1f600}", "-",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join("|"))),
            1 => (inner.clone(), prop::sample::select(vec!["(?:^X)", "(X$)", "(^X|)", "(|X$)", "(^X$)"]))
                .prop_map(|(inner, frame)| frame.replace('X', &inner)),
            2 => (inner, prop::sample::select(vec!["*", "+", "?", "{2}", "{1,}", "{0,2}", "{2,3}", "{0}"]))
                .prop_map(|(inner, times)| format!("(?:{inner}){times}")),
        ]
    })
    .prop_flat_map(|source| {
        prop::sample::select(vec!["X", "^X", "X$", "^(X)$", "^X$"])
            .prop_map(move |frame| frame.replace('X', &source))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn agrees_with_the_regex_crate(
        source in any_source(),
        texts in prop::collection::vec("[abc\u{e9}\u{1f600}\n.-]{0,9}", 8),
    ) {
        let pattern = Pattern::compile(&source).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let oracle = regex::Regex::new(&source).unwrap();
        for text in texts {
            prop_assert_eq!(pattern.is_match(&text), oracle.is_match(&text), "{:?}", text);
        }
    }

    #[test]
    fn accepts_nothing_that_the_regex_crate_refuses(
        source in r"([ab^$.*+?()\|{},:=!<>&~\[\]/1n-]|\[[a-c^&~\\]\[-]{0,4}\]){0,12}",
        texts in prop::collection::vec(r"[ab1n
,:&^\[\]\-]{0,6}", 4),
    ) {
        if let Ok(pattern) = Pattern::compile(&source) {
            let oracle = regex::Regex::new(&source).unwrap();
            for text in texts {
                prop_assert_eq!(pattern.is_match(&text), oracle.is_match(&text), "{:?}", text);
            }
        }
    }
}
