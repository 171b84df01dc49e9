//! The webhooks of an account, in the order of creation.

use super::Service;
use super::answer::{Answer, Changes};
use super::facts::{Pause, Read};
use super::paging::{Asked, Listed};
use super::record::Record;
use super::run::{Call, Run, stored, unreadable};
use crate::json::{Json, Tape};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let query = run.query(call)?;
    let asked = Asked::read(call, query.root())?;
    let filter = Filter::read(run.service, call, query.root());
    let (listed, total) = match run.service.atomic {
        true => by_order(run, call, &asked, &filter)?,
        false => by_listing(run, call, &asked, &filter)?,
    };
    let (listed, page) = asked.cut(call, listed, total);
    let mut records: Vec<Record> = listed.into_iter().filter_map(|one| one.record).collect();
    for record in &mut records {
        run.open(call, record)?;
    }
    Ok(run.tell_all(call, &records, page, Changes::default()))
}

/// Chooses by the index of the order. Returns what is in the window, and how many there are in all, where
/// that is told.
fn by_order<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    asked: &Asked,
    filter: &Filter,
) -> Result<(Vec<Listed<Record>>, Option<usize>), Pause> {
    let mut total = None;
    if let (Asked::Numbered { .. }, true) = (asked, filter.is_empty()) {
        total = usize::try_from(run.index(call)?.count).ok();
    }
    let prefix = call.keys.orders();
    // Of a filtered list nobody knows where its parts start: all of it is gone through.
    let (skip, limit) = if filter.is_empty() { asked.window() } else { (0, None) };
    if total.is_some_and(|total| skip >= total as u64) {
        return Ok((Vec::new(), total)); // nobody need go there to see that there is nothing
    }
    let after = asked.position().map(|position| call.keys.order(position));
    let entries = run.list(|| Read::List {
        prefix: prefix.clone(),
        after,
        skip,
        limit,
        follow: true,
        lock: None,
    })?;
    let mut tape = Tape::default();
    let mut listed = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let position = str::from_utf8(key).ok().and_then(|key| key.strip_prefix(&*prefix));
        let position = position.ok_or_else(unreadable)?.to_owned();
        // One that was deleted in between has its place, and is not told.
        let record = if value.is_empty() { None } else { Some(stored(value, &mut tape)?) };
        if filter.fits(record.as_ref()) {
            listed.push(Listed { position, record });
        }
    }
    if !filter.is_empty() {
        total = Some(listed.len());
        listed = asked.choose(listed);
    }
    Ok((listed, total))
}

/// Chooses among all of the subscriptions.
fn by_listing<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    asked: &Asked,
    filter: &Filter,
) -> Result<(Vec<Listed<Record>>, Option<usize>), Pause> {
    let records = run.all(call)?.into_iter();
    let fitting = records.filter(|record| filter.fits(Some(record)));
    let mut listed: Vec<Listed<Record>> = fitting
        .map(|record| Listed { position: record.position(), record: Some(record) })
        .collect();
    let total = listed.len();
    if let Some(position) = asked.position() {
        listed.retain(|one| *one.position > *position);
    }
    Ok((asked.choose(listed), Some(total)))
}

/// What a list is narrowed by.
#[derive(Default)]
struct Filter {
    active: Option<bool>,
    encrypted: Option<bool>,
    name: Option<String>,
    client: Option<String>,
}

impl Filter {
    fn read(service: &Service, call: &Call<'_>, query: Json<'_>) -> Self {
        let mut filter = Self::default();
        for (parameter, field) in call.file.get("filter").iter().flat_map(|all| all.entries()) {
            let Some(value) = query.get(parameter) else { continue };
            let text = || value.as_str().map(str::to_owned);
            match field.as_str() {
                Some("active") => filter.active = Some(service.subscription.is_active(value)),
                Some("encrypted") => filter.encrypted = value.as_bool(),
                Some("name") => filter.name = text(),
                _ => filter.client = text(),
            }
        }
        filter
    }

    fn is_empty(&self) -> bool {
        let Self { active, encrypted, name, client } = self;
        active.is_none() && encrypted.is_none() && name.is_none() && client.is_none()
    }

    fn fits(&self, record: Option<&Record>) -> bool {
        let Some(record) = record else { return self.is_empty() };
        self.active.is_none_or(|active| active == record.active)
            && self.encrypted.is_none_or(|encrypted| encrypted == record.encrypted)
            && (self.name.is_none() || self.name == record.name)
            && (self.client.is_none() || self.client == record.client)
    }
}
