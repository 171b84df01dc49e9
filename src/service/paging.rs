//! Parts of lists: by cursors, or by numbers.

use super::keys::hash;
use super::query::violation;
use super::refusal::{Refusal, Situation};
use super::run::Call;
use super::values::Page;
use crate::alphabet::BASE64_URL;
use crate::json::Json;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Something in a list, and its place in the order. What was deleted meanwhile has its place.
#[derive(Debug)]
pub(super) struct Listed<T> {
    pub(super) position: String,
    pub(super) record: Option<T>,
}

/// The part that was asked for.
#[derive(Debug)]
pub(super) enum Asked {
    All,
    /// What lies behind a position.
    Behind {
        position: Option<String>,
        limit: u32,
    },
    /// A page, from 1.
    Numbered {
        number: i64,
        limit: u32,
    },
}

impl Asked {
    pub(super) fn read(call: &Call<'_>, query: Json<'_>) -> Result<Self, Refusal> {
        let Some(paging) = call.file.get("paging") else { return Ok(Self::All) };
        let name = |key| paging.get(key).and_then(Json::as_str);
        let value = |key| name(key).and_then(|name| query.get(name));
        // A number that is beyond all others asks for what is not there.
        let number = |key, default| {
            let number = value(key).and_then(Json::as_number);
            number.map_or(default, |text| text.parse().unwrap_or(i64::MAX)).max(1)
        };
        let limit = u32::try_from(number("limit", 20)).unwrap_or(MOST).min(MOST);
        let Some(cursor) = name("cursor") else {
            return Ok(Self::Numbered { number: number("page", 1), limit });
        };
        let position = match value("cursor").and_then(Json::as_str) {
            Some(text) => Some(position(call.list(), text).ok_or_else(|| {
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
        match self {
            Self::All => (0, None),
            Self::Behind { limit, .. } => (0, Some(limit + 1)),
            Self::Numbered { number, limit } => {
                let pages = u64::try_from(number - 1).unwrap_or_default();
                (pages.saturating_mul(u64::from(*limit)), Some(*limit))
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
    pub(super) fn choose<T>(&self, listed: Vec<Listed<T>>) -> Vec<Listed<T>> {
        let (skip, limit) = self.window();
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        listed.into_iter().skip(skip).take(limit).collect()
    }

    /// Cuts the window down to the part.
    pub(super) fn cut<T>(
        &self,
        call: &Call<'_>,
        mut items: Vec<Listed<T>>,
        total: Option<usize>,
    ) -> (Vec<Listed<T>>, Page) {
        let page = match self {
            Self::All => Page::default(),
            Self::Behind { limit, .. } => {
                let more = items.len() > *limit as usize;
                items.truncate(*limit as usize);
                let last = items.last().filter(|_| more);
                let next = last.map(|last| cursor(call.list(), &last.position));
                Page { next, limit: Some((*limit).into()), ..Page::default() }
            }
            Self::Numbered { number, limit } => Page {
                number: Some(*number),
                limit: Some((*limit).into()),
                total: total.and_then(|total| i64::try_from(total).ok()),
                ..Page::default()
            },
        };
        (items, page)
    }
}

/// The most of a part, where the provider's file has no bound of its own.
pub(super) const MOST: u32 = 1000;

/// What a cursor starts with: as many bytes of a hash of all that it depends on.
const CHECK: usize = 8;

/// The longest position: what has room in a key of the store.
const LONGEST: usize = 256;

/// A list: what it lists, and whose it is.
pub(super) type List<'l> = [&'l str; 2];

impl Call<'_> {
    fn list(&self) -> List<'_> {
        [self.operation.kind.name(), &self.keys.owner]
    }
}

/// A position, written so that nobody takes it for one, and that one of another list is noticed.
pub(super) fn cursor(list: List<'_>, position: &str) -> String {
    let mut bytes = check(list, position);
    bytes.extend(position.as_bytes());
    BASE64_URL.encode(&bytes)
}

pub(super) fn position(list: List<'_>, cursor: &str) -> Option<String> {
    let bytes = BASE64_URL.decode(cursor.as_bytes())?;
    let (found, position) = bytes.split_at_checked(CHECK)?;
    let position = str::from_utf8(position).ok()?;
    let fits = position.len() <= LONGEST && position.bytes().all(|byte| byte.is_ascii_graphic());
    (fits && *found == *check(list, position)).then(|| position.into())
}

fn check([name, owner]: List<'_>, position: &str) -> Vec<u8> {
    let hash = hash(&[b"cursor", name.as_bytes(), owner.as_bytes(), position.as_bytes()]);
    hash.get(..CHECK).unwrap_or_default().to_vec()
}
