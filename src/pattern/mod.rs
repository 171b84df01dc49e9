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

mod compile;

use alloc::vec::Vec;
use core::mem;
use core::str::Chars;

/// How many steps a pattern may need: a repetition needs those of what it repeats so many times.
const MOST_STEPS: usize = 1024;

/// How many steps the machine may still visit. A text that takes more does not match: a pattern that
/// leaves many choices, and a long text, would take seconds.
#[derive(Debug)]
pub(crate) struct Fuel(usize);

impl Default for Fuel {
    fn default() -> Self {
        Self(1 << 22) // some tens of milliseconds
    }
}

impl Fuel {
    pub(crate) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

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

/// Where the machine goes from a place, given the next character.
enum Way {
    /// To this place alone, behind the character.
    To(usize),
    Nowhere,
    Matched,
    /// More than one way may be right.
    Several,
}

impl Pattern {
    /// What it takes of memory: its steps, and the ranges of its classes.
    pub(crate) fn size(&self) -> usize {
        self.classes.iter().fold(self.steps.len(), |size, class| size + class.ranges.len())
    }

    /// Whether the pattern matches somewhere in the text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.is_match_within(text, &mut Fuel::default())
    }

    /// As [`Pattern::is_match`], with fuel that several texts share.
    pub(crate) fn is_match_within(&self, text: &str, fuel: &mut Fuel) -> bool {
        let mut rest = text.chars();
        let Some(Step::Start) = self.steps.first() else { return self.run(0, rest, true, fuel) };
        // Most patterns of ids and secrets leave no choice: the next character tells the way, and
        // following it takes a fraction of the time of the machine. It is quickest where each step
        // takes a character.
        let mut place = 1;
        loop {
            let here = rest.clone();
            let next = next_character(&mut rest);
            if let Some(step @ (Step::Character(_) | Step::Class(_))) = self.steps.get(place) {
                if !self.takes(*step, next) {
                    return false;
                }
                place += 1;
                continue;
            }
            match self.way(place, next, 8) {
                Way::To(next) => place = next,
                Way::Nowhere => return false,
                Way::Matched => return true,
                Way::Several => return self.run(place, here, place == 1, fuel),
            }
        }
    }

    /// The way from a place. `fuel` bounds how many splits may follow one another.
    fn way(&self, place: usize, next: Option<char>, fuel: usize) -> Way {
        let Some(step) = self.steps.get(place) else { return Way::Nowhere };
        match *step {
            Step::End if next.is_none() => self.way(place + 1, next, fuel),
            Step::Jump(distance) => self.way(place.wrapping_add(distance), next, fuel),
            Step::Match => Way::Matched,
            Step::Split(distance) if fuel > 0 => {
                let far = self.way(place.wrapping_add(distance), next, fuel - 1);
                match (self.way(place + 1, next, fuel - 1), far) {
                    (Way::Nowhere, way) | (way, Way::Nowhere) => way,
                    (Way::Matched, _) | (_, Way::Matched) => Way::Matched,
                    _ => Way::Several,
                }
            }
            Step::Start | Step::Split(_) => Way::Several,
            _ if self.takes(*step, next) => Way::To(place + 1),
            _ => Way::Nowhere,
        }
    }

    /// Whether a step takes this character.
    #[inline(always)]
    fn takes(&self, step: Step, next: Option<char>) -> bool {
        match (step, next) {
            (Step::Character(own), Some(next)) => own == next,
            (Step::Class(index), Some(next)) => match self.classes.get(index) {
                Some(class) => class.contains(next),
                None => false,
            },
            _ => false,
        }
    }

    /// Whether a match is found from this place on, by a machine that is in several places at
    /// once. A place is looked at no more than once for a character.
    fn run(&self, start: usize, mut rest: Chars<'_>, mut is_start: bool, fuel: &mut Fuel) -> bool {
        const WORDS: usize = MOST_STEPS / 64;
        // A bit for each place: reached at this character, reached and not yet looked at, reached
        // behind this character.
        let mut sets = [[0; WORDS]; 3];
        let [reached, open, behind] = &mut sets;
        let words = self.steps.len().div_ceil(64);
        let mut reached = reached.get_mut(..words).unwrap_or_default();
        let open = open.get_mut(..words).unwrap_or_default();
        let mut behind = behind.get_mut(..words).unwrap_or_default();
        insert(reached, start);
        // Beyond ASCII, the ranges of a class are gone through.
        let ranges = self.classes.iter().map(|class| class.ranges.len());
        let slow = ranges.max().unwrap_or_default().max(1);
        loop {
            let next = rest.next();
            let cost = if next.is_some_and(|next| !next.is_ascii()) { slow } else { 1 };
            open.copy_from_slice(reached);
            let mut word = 0;
            while let Some(bits) = open.get_mut(word) {
                if *bits == 0 {
                    word += 1;
                    continue;
                }
                let place = word * 64 + bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                fuel.0 = fuel.0.saturating_sub(cost);
                if fuel.is_spent() {
                    return false;
                }
                let Some(step) = self.steps.get(place) else { return false };
                let (near, far) = match *step {
                    Step::Match => return true,
                    Step::Start => (is_start, None),
                    Step::End => (next.is_none(), None),
                    Step::Split(distance) => (true, Some(distance)),
                    Step::Jump(distance) => (false, Some(distance)),
                    Step::Character(_) | Step::Class(_) => {
                        if self.takes(*step, next) {
                            insert(behind, place + 1);
                        }
                        continue;
                    }
                };
                let far = far.map(|distance| place.wrapping_add(distance));
                for target in [near.then_some(place + 1), far].into_iter().flatten() {
                    if insert(reached, target) {
                        insert(open, target);
                        word = word.min(target / 64);
                    }
                }
            }
            mem::swap(&mut reached, &mut behind);
            behind.fill(0);
            if start == 0 {
                insert(reached, 0); // a search: a match may start here too
            }
            if next.is_none() || reached.iter().all(|word| *word == 0) {
                return false;
            }
            is_start = false;
        }
    }
}

/// `rest.next()`, with the way of ASCII in place: a call for each character takes longer than it.
#[inline(always)]
fn next_character(rest: &mut Chars<'_>) -> Option<char> {
    let text = rest.as_str();
    match text.as_bytes().first() {
        Some(first) if first.is_ascii() => {
            *rest = text.get(1..).unwrap_or_default().chars();
            Some(char::from(*first))
        }
        _ => rest.next(),
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
    fn has(&self, character: char) -> bool {
        let mut ranges = self.ranges.iter();
        ranges.any(|(first, last)| (first..=last).contains(&&character)) != self.negated
    }

    #[inline(always)]
    fn contains(&self, character: char) -> bool {
        match self.ascii.get(character as usize / 64) {
            Some(word) => word >> (character as usize % 64) & 1 == 1,
            None => self.has(character),
        }
    }
}

#[cfg(test)]
mod tests;
