//! What was read, and what has to be read next.

use super::refusal::Refusal;
use alloc::string::String;
use alloc::vec::Vec;

/// What has to be read before a request can be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// The request's body. Its fact is the bytes, none if there is no body.
    Body {
        /// The most bytes that it may have.
        limit: usize,
    },
    /// Records of the store. There is a fact for each: its value, or `None` for one that there is not.
    Get {
        /// Their keys.
        keys: Vec<String>,
        /// The account, where the request will write: requests that hold its name one after the other
        /// do not conflict.
        lock: Option<String>,
        /// Whether what is decided by them may be written also when they have changed meanwhile.
        unchecked: bool,
    },
    /// Records whose keys start alike, in the order of their keys. The facts are the key and the value
    /// of each by turns, and then `None`.
    List {
        /// What the keys start with.
        prefix: String,
        /// Only those behind this key.
        after: Option<String>,
        /// As many of them are left out.
        skip: u64,
        /// The most that are asked for, without those left out; all, where there is none.
        limit: Option<u32>,
        /// Whether the values are keys of other records, whose values are asked for in their place: no
        /// bytes for one that there is not.
        follow: bool,
        /// As of [`Read::Get`].
        lock: Option<String>,
    },
    /// A place in the number of requests that an account may make. The facts are how many remain
    /// behind this one, negative where there is none for it, and in how many seconds the count starts
    /// anew; both `None` where nobody counts.
    Limit {
        /// What is counted.
        name: String,
        /// As many are allowed.
        limit: u64,
        /// In as many seconds.
        seconds: u32,
    },
    /// That a clock which is set by hand goes on, and what is due meanwhile is sent. The fact is what it
    /// shows then, in Unix milliseconds; `None` where the clock is the real one.
    Advance {
        /// By so much; 0 is to be told the time alone.
        milliseconds: i64,
    },
}

/// Why a decision does not go on: what `?` hands up.
#[derive(Debug)]
pub(crate) enum Pause {
    Read(Read),
    Refuse(Refusal),
}

impl From<Refusal> for Pause {
    fn from(refusal: Refusal) -> Self {
        Self::Refuse(refusal)
    }
}

/// The facts, taken in the order in which they were asked for.
#[derive(Debug)]
pub(crate) struct Facts<'a>(&'a [Option<&'a [u8]>]);

/// A record of the store, and its key.
pub(crate) type Entry<'a> = (&'a [u8], &'a [u8]);

impl<'a> Facts<'a> {
    pub(crate) fn new(facts: &'a [Option<&'a [u8]>]) -> Self {
        Self(facts)
    }

    /// The next `count` facts; or what has to be read, where they are not there yet.
    pub(crate) fn take(
        &mut self,
        count: usize,
        read: impl FnOnce() -> Read,
    ) -> Result<&'a [Option<&'a [u8]>], Pause> {
        match self.0.split_at_checked(count).filter(|_| !self.0.is_empty()) {
            Some((taken, rest)) => {
                self.0 = rest;
                Ok(taken)
            }
            None => Err(Pause::Read(read())),
        }
    }

    /// The values of these keys.
    pub(crate) fn get<const N: usize>(
        &mut self,
        keys: [String; N],
        lock: Option<String>,
    ) -> Result<[Option<&'a [u8]>; N], Pause> {
        let found = self.take(N, || Read::Get { keys: keys.into(), lock, unchecked: false })?;
        found.try_into().map_err(|_| Refusal::internal("not all was read").into())
    }

    /// The values of as many keys as there are.
    pub(crate) fn get_all(
        &mut self,
        keys: Vec<String>,
        unchecked: bool,
    ) -> Result<&'a [Option<&'a [u8]>], Pause> {
        match keys.len() {
            0 => Ok(&[]),
            count => self.take(count, || Read::Get { keys, lock: None, unchecked }),
        }
    }

    /// The entries of a list.
    pub(crate) fn take_list(
        &mut self,
        read: impl FnOnce() -> Read,
    ) -> Result<Vec<Entry<'a>>, Pause> {
        let mut entries = Vec::new();
        let mut rest = self.0;
        while let [Some(key), Some(value), more @ ..] = rest {
            entries.push((*key, *value));
            rest = more;
        }
        match rest {
            [None, more @ ..] => {
                self.0 = more;
                Ok(entries)
            }
            _ => Err(Pause::Read(read())),
        }
    }
}
