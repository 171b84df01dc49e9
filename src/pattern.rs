//! Regular expressions, as far as every engine reads them alike, matched in linear time.
//!
//! A pattern of a provider file ends up in an OpenAPI document, in editors and in other people's
//! programs. So it may hold what means the same in ECMA-262 (`new RegExp(source, "u")`) and in the
//! common engines, and the rest is refused by name:
//!
//! - characters, and `\` before one of `^$\.*+?()[]{}|/`; `\n`, `\r`, `\t`
//! - classes: `[a-z_]`, `[^,]`; inside also `\-`, and a bare `-` as first or last
//! - `*`, `+`, `?`, `{m}`, `{m,}`, `{m,n}`; groups `( )` and `(?: )`; `|`
//! - `^` at the start of an alternative and `$` at its end, for the ends of the text
//!
//! It is compiled to the steps of a machine that is in several of them at once, so each character
//! of a text costs at most one visit to each step, whatever pattern and text are.

use crate::error::excerpt;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::mem;

/// How long a pattern may be, in bytes.
const LONGEST: usize = 1024;
/// How many steps a pattern may need: a repetition needs those of what it repeats so many times.
const MOST_STEPS: usize = 2048;
/// How often one repetition may repeat.
const MOST_REPEATS: usize = 1000;
/// How deep groups may stand in groups.
const DEEPEST: usize = 32;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    steps: Vec<Step>,
    classes: Vec<Class>,
}

/// What the machine does in a place, before it goes on with the next. Distances wrap around, and
/// so they also lead back.
#[derive(Debug, Clone, Copy)]
enum Step {
    Character(char),
    /// A character of the class with this index.
    Class(usize),
    Start,
    End,
    /// Goes on with the next step and also this far away.
    Split(usize),
    /// Goes on this far away.
    Jump(usize),
    Match,
}

#[derive(Debug, Clone)]
struct Class {
    negated: bool,
    /// First and last characters.
    ranges: Vec<(char, char)>,
    /// Which ASCII characters belong to the class: a bit each.
    ascii: [u64; 2],
}

/// Why a pattern is refused: as a sentence that starts with its verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PatternError {
    /// What was found, quoted, and the number of its first character, counted from 1.
    place: Option<(String, usize)>,
    reason: &'static str,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((found, number)) = &self.place {
            write!(f, "holds {found} at character {number}, ")?;
        }
        f.write_str(self.reason)
    }
}

impl Pattern {
    pub(crate) fn compile(source: &str) -> Result<Self, PatternError> {
        if source.len() > LONGEST {
            return Err(PatternError { place: None, reason: "is longer than 1024 bytes" });
        }
        let mut compiler =
            Compiler { source, rest: source, steps: Vec::new(), classes: Vec::new() };
        compiler.alternatives(0)?;
        if !compiler.rest.is_empty() {
            compiler.take();
            let end = compiler.rest.len() + 1;
            return Err(compiler.refuse(end, "which closes no group"));
        }
        compiler.steps.push(Step::Match);
        if compiler.steps.len() > MOST_STEPS {
            return Err(PatternError { place: None, reason: TOO_LARGE });
        }
        Ok(Self { steps: compiler.steps, classes: compiler.classes })
    }

    /// Whether the pattern matches somewhere in the text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        const WORDS: usize = MOST_STEPS / 64;
        // A bit for each step: reached at this character, reached and not yet looked at, reached
        // at the next character.
        let (mut reached, mut open, mut next) = ([0; WORDS], [0; WORDS], [0; WORDS]);
        let words = self.steps.len().div_ceil(64);
        let mut reached = reached.get_mut(..words).unwrap_or_default();
        let open = open.get_mut(..words).unwrap_or_default();
        let mut next = next.get_mut(..words).unwrap_or_default();
        let searches = !matches!(self.steps.first(), Some(Step::Start));
        let mut characters = text.chars();
        let mut is_start = true;
        loop {
            let character = characters.next();
            if is_start || searches {
                insert(reached, 0);
            } else if reached.iter().all(|word| *word == 0) {
                return false;
            }
            open.copy_from_slice(reached);
            let mut word = 0;
            while let Some(bits) = open.get_mut(word) {
                if *bits == 0 {
                    word += 1;
                    continue;
                }
                let place = word * 64 + bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                let mut reach = |place: usize| {
                    if insert(reached, place) {
                        insert(open, place);
                        word = word.min(place / 64);
                    }
                };
                let goes_on = match self.steps.get(place) {
                    Some(Step::Character(own)) => character == Some(*own),
                    Some(Step::Class(index)) => match (character, self.classes.get(*index)) {
                        (Some(character), Some(class)) => class.contains(character),
                        _ => false,
                    },
                    Some(Step::Start) => {
                        if is_start {
                            reach(place + 1);
                        }
                        false
                    }
                    Some(Step::End) => {
                        if character.is_none() {
                            reach(place + 1);
                        }
                        false
                    }
                    Some(Step::Split(distance)) => {
                        reach(place + 1);
                        reach(place.wrapping_add(*distance));
                        false
                    }
                    Some(Step::Jump(distance)) => {
                        reach(place.wrapping_add(*distance));
                        false
                    }
                    Some(Step::Match) => return true,
                    None => false,
                };
                if goes_on {
                    insert(next, place + 1);
                }
            }
            if character.is_none() {
                return false;
            }
            mem::swap(&mut reached, &mut next);
            next.fill(0);
            is_start = false;
        }
    }
}

/// Sets a bit, and tells whether it was not set.
fn insert(set: &mut [u64], index: usize) -> bool {
    let Some(word) = set.get_mut(index / 64) else { return false };
    let before = *word;
    *word |= 1 << (index % 64);
    *word != before
}

impl Class {
    fn new(negated: bool, ranges: Vec<(char, char)>) -> Self {
        let mut class = Self { negated, ranges, ascii: [0; 2] };
        for code in 0..128_u8 {
            if class.has(char::from(code)) {
                insert(&mut class.ascii, usize::from(code));
            }
        }
        class
    }

    fn has(&self, character: char) -> bool {
        let mut ranges = self.ranges.iter();
        ranges.any(|(first, last)| (first..=last).contains(&&character)) != self.negated
    }

    fn contains(&self, character: char) -> bool {
        match self.ascii.get(character as usize / 64) {
            Some(word) => word >> (character as usize % 64) & 1 == 1,
            None => self.has(character),
        }
    }
}

const TOO_LARGE: &str = "needs more than 2048 steps: repeat less";
const UNCLOSED: &str = "which is not closed";
const NOTHING: &str = "which has nothing to repeat";

struct Compiler<'a> {
    source: &'a str,
    rest: &'a str,
    steps: Vec<Step>,
    classes: Vec<Class>,
}

impl Compiler<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let taken = characters.next();
        self.rest = characters.as_str();
        taken
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Refuses what stands between the place where `left` bytes were left and here.
    fn refuse(&self, left: usize, reason: &'static str) -> PatternError {
        let (before, after) =
            self.source.split_at_checked(self.source.len() - left).unwrap_or_default();
        let found = after.get(..left - self.rest.len()).unwrap_or_default();
        let place = (excerpt(found.as_bytes()), before.chars().count() + 1);
        PatternError { place: Some(place), reason }
    }

    /// Alternatives up to the end of their group: all but the last start with a split to the next
    /// one, and end with a jump behind all of them.
    fn alternatives(&mut self, depth: usize) -> Result<(), PatternError> {
        let mut start = self.steps.len();
        let mut jumps = Vec::new();
        let mut is_first = true;
        while let Some(character) = self.peek().filter(|character| *character != ')') {
            if character == '|' {
                self.take();
                self.steps.insert(start, Step::Split(self.steps.len() - start + 2));
                jumps.push(self.steps.len());
                self.steps.push(Step::Match); // overwritten below
                start = self.steps.len();
            } else {
                self.piece(is_first, depth)?;
            }
            is_first = character == '|';
        }
        let end = self.steps.len();
        for jump in jumps {
            if let Some(step) = self.steps.get_mut(jump) {
                *step = Step::Jump(end - jump);
            }
        }
        Ok(())
    }

    /// A character, class, group or anchor, and how often it is repeated.
    fn piece(&mut self, is_first: bool, depth: usize) -> Result<(), PatternError> {
        let (left, start) = (self.rest.len(), self.steps.len());
        let step = match self.take().unwrap_or_default() {
            '^' if is_first => {
                self.steps.push(Step::Start);
                return Ok(()); // repeated it is refused: what repeats an anchor repeats nothing
            }
            '^' => {
                return Err(self.refuse(left, "which only the start of an alternative may have"));
            }
            '$' if matches!(self.peek(), None | Some('|' | ')')) => Step::End,
            '$' => return Err(self.refuse(left, "which only the end of an alternative may have")),
            '(' => {
                self.group(left, depth)?;
                return self.repetition(start);
            }
            '[' => {
                let class = self.class(left)?;
                self.classes.push(class);
                Step::Class(self.classes.len() - 1)
            }
            '\\' => Step::Character(self.escape(left, false)?),
            '.' => {
                let reason = "which engines read differently: write a class such as `[^,]`";
                return Err(self.refuse(left, reason));
            }
            '*' | '+' | '?' => return Err(self.refuse(left, NOTHING)),
            '{' | '}' | ']' => {
                return Err(self.refuse(left, "which stands for itself only after a `\\`"));
            }
            character => Step::Character(character),
        };
        self.steps.push(step);
        self.repetition(start)
    }

    /// A group, whose `(` is taken.
    fn group(&mut self, left: usize, depth: usize) -> Result<(), PatternError> {
        if self.eat("?") && !self.eat(":") {
            let reasons = [
                ("=", "a lookahead, which engines read differently"),
                ("!", "a negative lookahead, which engines read differently"),
                ("<=", "a lookbehind, which engines read differently"),
                ("<!", "a negative lookbehind, which engines read differently"),
                ("<", "a named group, which engines write differently: name none"),
                ("P", "a named group, which engines write differently: name none"),
                (">", "an atomic group, which not every engine has"),
            ];
            let found = reasons.iter().find(|(text, _)| self.eat(text));
            let flags = "inline flags or the like, which engines read differently";
            if found.is_none() {
                self.take();
            }
            return Err(self.refuse(left, found.map_or(flags, |(_, reason)| reason)));
        }
        if depth == DEEPEST {
            return Err(self.refuse(left, "which stands more than 32 groups deep"));
        }
        self.alternatives(depth + 1)?;
        if self.eat(")") { Ok(()) } else { Err(self.refuse(left, UNCLOSED)) }
    }

    /// A class, whose `[` is taken.
    fn class(&mut self, left: usize) -> Result<Class, PatternError> {
        let negated = self.eat("^");
        let mut ranges = Vec::new();
        loop {
            if self.eat("]") {
                break;
            }
            let at = self.rest.len();
            let is_dash = self.peek() == Some('-');
            let first = self.member(left)?;
            if is_dash && !ranges.is_empty() && self.peek() != Some(']') {
                return Err(self.refuse(at, "which engines read differently: write `\\-`"));
            }
            let mut last = first;
            let is_range = self.rest.starts_with('-');
            if is_range && !self.rest.starts_with("-]") && !self.rest.starts_with("--") {
                self.take();
                last = self.member(left)?;
                if last < first {
                    return Err(self.refuse(at, "a range in reverse"));
                }
            }
            ranges.push((first, last));
        }
        if ranges.is_empty() {
            return Err(self.refuse(left, "an empty class, which engines read differently"));
        }
        Ok(Class::new(negated, ranges))
    }

    /// A character of the class whose `[` stands where `left` bytes were left.
    fn member(&mut self, left: usize) -> Result<char, PatternError> {
        let at = self.rest.len();
        let operation = "an operation on classes, which not every engine has: escape it";
        match self.take() {
            None => Err(self.refuse(left, UNCLOSED)),
            Some('\\') => self.escape(at, true),
            Some('[') if self.eat(":") => {
                Err(self.refuse(at, "a POSIX class, which not every engine has"))
            }
            Some('[') => {
                Err(self.refuse(at, "which opens a class in a class for some engines: write `\\[`"))
            }
            Some('&') if self.eat("&") => Err(self.refuse(at, operation)),
            Some('~') if self.eat("~") => Err(self.refuse(at, operation)),
            Some('-') if self.eat("-") => Err(self.refuse(at, operation)),
            Some(character) => Ok(character),
        }
    }

    /// The character that an escape stands for, whose `\` is taken.
    fn escape(&mut self, left: usize, in_class: bool) -> Result<char, PatternError> {
        let reason = match self.take() {
            Some('n') => return Ok('\n'),
            Some('r') => return Ok('\r'),
            Some('t') => return Ok('\t'),
            Some(character) if "^$\\.*+?()[]{}|/".contains(character) => return Ok(character),
            Some('-') if in_class => return Ok('-'),
            Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'h' | 'H' | 'v' | 'V') => {
                "which engines read differently: write a class such as `[0-9]`"
            }
            Some('b' | 'B') if !in_class => "a word boundary, which engines read differently",
            Some('p' | 'P') => "a Unicode property, which engines read differently",
            Some('1'..='9' | 'k' | 'g') => {
                "a backreference, which no engine matches in linear time"
            }
            Some('0' | 'x' | 'u' | 'U' | 'c' | 'N') => {
                "which engines read differently: write the character itself"
            }
            Some(_) => "an escape that not every engine has",
            None => "which escapes nothing",
        };
        Err(self.refuse(left, reason))
    }

    /// The repetition of the steps from `start`, if one follows.
    fn repetition(&mut self, start: usize) -> Result<(), PatternError> {
        let left = self.rest.len();
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => self.limits(left)?,
            _ => return Ok(()),
        };
        if self.rest.len() == left {
            self.take();
        }
        match self.peek() {
            Some('?') => {
                self.take();
                return Err(self.refuse(left, "a lazy quantifier, which not every engine has"));
            }
            Some('+') => {
                self.take();
                return Err(
                    self.refuse(left, "a possessive quantifier, which not every engine has")
                );
            }
            _ => {}
        }
        if self.repeat(start, least, most) {
            Ok(())
        } else {
            Err(self.refuse(left, "with which it needs more than 2048 steps"))
        }
    }

    /// `{m}`, `{m,}` or `{m,n}`.
    fn limits(&mut self, left: usize) -> Result<(usize, Option<usize>), PatternError> {
        self.take();
        let least = self.number();
        let most = match (least, self.eat(",")) {
            (_, false) => least,
            (Some(_), true) if self.peek() == Some('}') => None,
            (_, true) => Some(self.number().unwrap_or(usize::MAX)),
        };
        let Some(least) = least.filter(|_| self.eat("}")) else {
            return Err(self.refuse(left, "which stands for itself only after a `\\`"));
        };
        let largest = most.unwrap_or(least);
        if largest < least {
            return Err(self.refuse(left, "limits in reverse"));
        }
        if largest > MOST_REPEATS {
            return Err(self.refuse(left, "which repeats more than 1000 times"));
        }
        Ok((least, most))
    }

    /// Decimal digits; what is larger than any limit is told from no number.
    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
            self.take();
            number = Some((number.unwrap_or(0) * 10 + digit as usize).min(MOST_REPEATS + 1));
        }
        number
    }

    /// Repeats the steps from `start`, unless they would be too many.
    ///
    /// `x{2,4}` becomes `x x (split to the end) x (split to the end) x`, so that the machine is in
    /// one copy at a time, and `x{2,}` becomes `x x (split to the second x)`.
    fn repeat(&mut self, start: usize, least: usize, most: Option<usize>) -> bool {
        let copies = most.unwrap_or(least.max(1));
        let block = self.steps.split_off(start);
        let splits = copies - least.min(copies) + usize::from(most.is_none());
        let end = start + copies * block.len() + splits;
        if block.is_empty() {
            return true;
        }
        if end > MOST_STEPS {
            return false;
        }
        for copy in 0..copies {
            if copy >= least {
                self.steps.push(Step::Split(end - self.steps.len()));
            }
            self.steps.extend_from_slice(&block);
        }
        if most.is_none() {
            self.steps.push(Step::Split(0_usize.wrapping_sub(block.len())));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned as _;
    use alloc::format;
    use alloc::string::ToString as _;
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
            (
                "(?<n>a)",
                "(?<",
                1,
                "a named group, which engines write differently: name none".into(),
            ),
            (
                "(?P<n>a)",
                "(?P",
                1,
                "a named group, which engines write differently: name none".into(),
            ),
            ("(?>a)", "(?>", 1, "an atomic group, which not every engine has".into()),
            ("(?i)a", "(?i", 1, format!("inline flags or the like, {differently}")),
            ("(?", "(?", 1, format!("inline flags or the like, {differently}")),
            ("[[:alpha:]]", "[:", 2, "a POSIX class, which not every engine has".into()),
            (
                "[a[b]]",
                "[",
                3,
                "which opens a class in a class for some engines: write `\\[`".into(),
            ),
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
            (
                "[--b]",
                "--",
                2,
                "an operation on classes, which not every engine has: escape it".into(),
            ),
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
            ("(a{1000}){3}", "{3}", 10, "with which it needs more than 2048 steps".into()),
            (
                "(((((a{9}){9}){9}){9}){9})",
                "{9}",
                19,
                "with which it needs more than 2048 steps".into(),
            ),
        ] {
            let expected = format!("holds `{found}` at character {number}, {reason}");
            assert_eq!(refusal(source), expected, "{source}");
        }
        assert_eq!(refusal(&"a".repeat(1025)), "is longer than 1024 bytes");
        assert_eq!(
            refusal(&("(a|b){400}".to_owned() + &"a".repeat(500))),
            "needs more than 2048 steps: repeat less"
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
        assert!(repeated.ends_with("with which it needs more than 2048 steps"), "{repeated}");
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
}
