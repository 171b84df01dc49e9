//! From the source of a pattern to its steps.

use super::{Class, MOST_STEPS, Pattern, Step, insert};
use crate::error::excerpt;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// How long a pattern may be, in bytes.
const LONGEST: usize = 1024;
/// How often one repetition may repeat.
const MOST_REPEATS: usize = 1000;
/// How deep groups may stand in groups.
const DEEPEST: usize = 32;

const TOO_LARGE: &str = "needs more than 1024 steps: repeat less";
const UNCLOSED: &str = "which is not closed";
const NOTHING: &str = "which has nothing to repeat";

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
}

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
            Some(
                character @ ('^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{'
                | '}' | '|' | '/'),
            ) => return Ok(character),
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
            Err(self.refuse(left, "with which it needs more than 1024 steps"))
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
