//! Searching in text. The standard library's searches are faster on long texts, and are some 3 KB of
//! module; what is searched here is short.

/// The parts of a text between separators; the whole of it where there is no separator.
pub(crate) fn split(text: &str, separator: Option<char>) -> Split<'_> {
    Split { rest: Some(text), separator }
}

pub(crate) struct Split<'a> {
    rest: Option<&'a str>,
    separator: Option<char>,
}

impl<'a> Iterator for Split<'a> {
    type Item = &'a str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'a str> {
        let (part, rest) = cut(self.rest?, self.separator);
        self.rest = rest;
        Some(part)
    }
}

/// What stands before the first separator, which is ASCII, and what behind it.
#[inline(never)]
pub(crate) fn cut(text: &str, separator: Option<char>) -> (&str, Option<&str>) {
    if let Some(separator) = separator {
        for (index, byte) in text.bytes().enumerate() {
            if char::from(byte) == separator {
                return (text.get(..index).unwrap_or_default(), text.get(index + 1..));
            }
        }
    }
    (text, None)
}

/// How often a part, which is not empty, stands in a text. It is compared only where its first byte
/// is: most texts hold it nowhere.
#[inline(never)]
pub(crate) fn count(text: &str, part: &str) -> usize {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let Some(first) = part.first() else { return 0 };
    let starts = text.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts.filter(|(at, _)| text.get(*at..).is_some_and(|rest| rest.starts_with(part))).count()
}

pub(crate) fn holds(text: &str, part: &str) -> bool {
    count(text, part) > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_standard_library(text in "[a/é]{0,8}", part in "[a/]{1,2}|é/") {
            prop_assert!(split(&text, Some('/')).eq(text.split('/')));
            prop_assert!(split(&text, None).eq([&*text]));
            prop_assert_eq!(holds(&text, &part), text.contains(&part));
        }

        #[test]
        fn counts(text in "[ab{}]{0,12}") {
            prop_assert_eq!(count(&text, "{a}"), text.matches("{a}").count());
            prop_assert_eq!(count(&text, "b"), text.matches('b').count());
        }
    }
}
