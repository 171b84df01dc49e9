//! The name that a misspelled one was meant to be.

use crate::error::list;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What a message says is expected: the names there are, if they are few, and the likely one.
/// `word` is what was found, if it may be told.
pub(crate) fn one_of(word: Option<&str>, names: &[&str]) -> String {
    /// How many bytes of names a reader takes in.
    const SHORT: usize = 160;
    let length: usize = names.iter().map(|name| name.len() + 4).sum();
    let mut text = match length <= SHORT {
        true => format!("expected one of {}", list(names)),
        false => format!("expected one of {} values", names.len()),
    };
    if let Some(meant) = word.and_then(|word| near(word, names.iter().copied())) {
        text.push_str(&format!("; did you mean `{meant}`?"));
    }
    text
}

/// The candidate that differs least, if it is a likely slip: a few characters wrong, or case alone.
pub(crate) fn near<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer words are not compared: a hostile one would take its time.
    const LONGEST: usize = 64;
    let mut best = None;
    for candidate in candidates {
        let most = candidate.len() / 3;
        // Words whose lengths differ by more cannot be near, and most are told apart by that.
        if candidate.len().max(word.len()) > LONGEST || candidate.len().abs_diff(word.len()) > most
        {
            continue;
        }
        let slips = distance(word.as_bytes(), candidate.as_bytes());
        if slips <= most && best.is_none_or(|(least, _)| slips < least) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many characters must be put in, left out or changed to make one word of the other.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, byte) in one.iter().enumerate() {
        let Some((first, cells)) = row.split_first_mut() else { break };
        let mut diagonal = *first;
        *first = index + 1;
        let mut left = *first;
        for (cell, against) in cells.iter_mut().zip(other) {
            let changed = diagonal + usize::from(!byte.eq_ignore_ascii_case(against));
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_was_meant() {
        let names = ["minLength", "maxLength", "minimum", "type", "url"];
        for (word, wanted) in [
            ("minlength", Some("minLength")),
            ("minLenght", Some("minLength")),
            ("maxLenth", Some("maxLength")),
            ("tpe", Some("type")),
            ("URL", Some("url")),
            ("uri", Some("url")),
            ("oneOf", None),
            ("", None),
            (&"x".repeat(1000), None),
        ] {
            assert_eq!(near(word, names.into_iter()), wanted, "{word}");
        }
    }

    #[test]
    fn counts_what_must_change() {
        for (one, other, wanted) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(one.as_bytes(), other.as_bytes()), wanted);
            assert_eq!(distance(other.as_bytes(), one.as_bytes()), wanted);
        }
    }
}
