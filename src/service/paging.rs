//! Parts of lists: by cursors, or by numbers.

use super::keys::hash;
use super::query::violation;
use super::record::Record;
use super::refusal::{Refusal, Situation};
use super::run::Call;
use super::values::Page;
use crate::alphabet::BASE64_URL;
use crate::json::Json;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// A subscription in a list, and its place in the order. One that was deleted meanwhile has its place.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) position: String,
    pub(super) record: Option<Record>,
}

/// The part that was asked for.
#[derive(Debug)]
pub(super) enum Asked {
    All,
    /// What lies behind a position.
    Behind {
        position: Option<String>,
        limit: usize,
    },
    /// A page, from 1.
    Numbered {
        number: usize,
        limit: usize,
    },
}

impl Asked {
    pub(super) fn read(call: &Call<'_>, query: Json<'_>) -> Result<Self, Refusal> {
        let Some(paging) = call.file.get("paging") else { return Ok(Self::All) };
        let name = |key| paging.get(key).and_then(Json::as_str);
        let value = |key| name(key).and_then(|name| query.get(name));
        let number = |key| value(key).and_then(Json::as_number)?.parse().ok();
        // A number that is beyond all others asks for what is not there.
        let limit = number("limit").unwrap_or(20);
        let Some(cursor) = name("cursor") else {
            return Ok(Self::Numbered { number: number("page").unwrap_or(usize::MAX), limit });
        };
        let position = match value("cursor").and_then(Json::as_str) {
            Some(text) => Some(position(call, text).ok_or_else(|| {
                let found = violation(cursor, "cursor", "is not one that this list has given");
                Refusal::violated(Situation::InvalidQuery, vec![found])
            })?),
            None => None,
        };
        Ok(Self::Behind { position, limit })
    }

    /// How many come before the part, and how many it has; one more where that tells whether another
    /// part follows.
    pub(super) fn window(&self) -> (u64, Option<u32>) {
        let size = |limit: usize| u32::try_from(limit).ok();
        match self {
            Self::All => (0, None),
            Self::Behind { limit, .. } => (0, size(limit.saturating_add(1))),
            Self::Numbered { number, limit } => {
                let before = (number.saturating_sub(1) as u64).saturating_mul(*limit as u64);
                (before, size(*limit))
            }
        }
    }

    /// What the part lies behind.
    pub(super) fn position(&self) -> Option<&str> {
        match self {
            Self::Behind { position, .. } => position.as_deref(),
            _ => None,
        }
    }

    /// The window of a list that is there whole.
    pub(super) fn choose(&self, listed: Vec<Listed>) -> Vec<Listed> {
        let (skip, limit) = self.window();
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        listed.into_iter().skip(skip).take(limit).collect()
    }

    /// Cuts the window down to the part.
    pub(super) fn cut(
        &self,
        call: &Call<'_>,
        mut items: Vec<Listed>,
        total: Option<usize>,
    ) -> (Vec<Listed>, Page) {
        let size = |size: usize| i64::try_from(size).ok();
        let page = match self {
            Self::All => Page::default(),
            Self::Behind { limit, .. } => {
                let more = items.len() > *limit;
                items.truncate(*limit);
                let last = items.last().filter(|_| more);
                Page {
                    next: last.map(|last| cursor(call, &last.position)),
                    limit: size(*limit),
                    ..Page::default()
                }
            }
            Self::Numbered { number, limit } => Page {
                number: size(*number),
                limit: size(*limit),
                total: total.and_then(size),
                ..Page::default()
            },
        };
        (items, page)
    }
}

/// What a cursor starts with: as many bytes of a hash of all that it depends on.
const CHECK: usize = 8;

/// A position, written so that nobody takes it for one, and that one of another list is noticed.
fn cursor(call: &Call<'_>, position: &str) -> String {
    let mut bytes = check(call, position);
    bytes.extend(position.as_bytes());
    BASE64_URL.encode(&bytes)
}

fn position(call: &Call<'_>, cursor: &str) -> Option<String> {
    let bytes = BASE64_URL.decode(cursor.as_bytes())?;
    let (found, position) = bytes.split_at_checked(CHECK)?;
    let position = str::from_utf8(position).ok()?;
    (*found == *check(call, position)).then(|| position.into())
}

fn check(call: &Call<'_>, position: &str) -> Vec<u8> {
    let name = call.operation.known.name;
    let hash = hash(&[b"cursor", name.as_bytes(), call.keys.owner.as_bytes(), position.as_bytes()]);
    hash.get(..CHECK).unwrap_or_default().to_vec()
}
