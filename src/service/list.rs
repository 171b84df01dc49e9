//! The webhooks of an account, in the order of creation.

use super::Service;
use super::answer::{Answer, Changes};
use super::facts::{Pause, Read};
use super::keys::Keys;
use super::paging::Asked;
use super::record::{Index, Record, position};
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run, stored};
use crate::json::{Document, Json, Writer};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let query = run.query(call)?;
    let asked = Asked::read(call, query.root())?;
    let filter = Filter::read(run.service, call, query.root());
    match run.service.atomic {
        true => by_order(run, call, &asked, &filter),
        false => by_listing(run, call, &asked, &filter),
    }
}

/// Chooses by the index of the order, and reads what is chosen.
fn by_order<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    asked: &Asked,
    filter: &Filter,
) -> Result<Answer, Pause> {
    let mut total = None;
    if let (Asked::Numbered { .. }, true) = (asked, filter.is_empty()) {
        let [index] = run.get(call, [call.keys.index()], false)?;
        let index = Index::read(index).ok_or_else(|| Refusal::new(Situation::Internal))?;
        total = usize::try_from(index.count).ok();
    }
    let prefix = call.keys.orders();
    // Of a filtered list nobody knows where its parts start: all of it is gone through.
    let (skip, limit) = if filter.is_empty() { asked.window() } else { (0, None) };
    let after = match asked {
        Asked::Behind { position: Some(position), .. } => Some(call.keys.order(position)),
        _ => None,
    };
    let entries =
        run.list(|| Read::List { prefix: prefix.clone(), after, skip, limit, lock: None })?;
    let mut positions = Vec::new();
    for (key, value) in entries {
        let position = str::from_utf8(key).ok().and_then(|key| key.strip_prefix(&*prefix));
        let position = position.ok_or_else(|| Refusal::new(Situation::Internal))?;
        if filter.fits(value) {
            positions.push(position.to_owned());
        }
    }
    if !filter.is_empty() {
        total = Some(positions.len());
        positions = choose(positions, asked);
    }
    let (positions, page) = asked.cut(call, positions, total);
    let id_of = |position: &String| position.get(NUMBER..).unwrap_or_default().to_owned();
    let keys = positions.iter().map(|one| call.keys.subscription(&id_of(one)));
    let mut records = Vec::new();
    // One that was deleted in between is left out.
    for value in run.get_all(keys.collect())? {
        records.push(stored(value)?);
    }
    Ok(run.tell_all(call, &records, page, Changes::default()))
}

/// How long the number in a position is.
const NUMBER: usize = 16;

/// Chooses among all of the subscriptions.
fn by_listing<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    asked: &Asked,
    filter: &Filter,
) -> Result<Answer, Pause> {
    let mut records = run.all(call, false)?;
    records.retain(|record| filter.fits(&run.service.order_entry(record)));
    let total = records.len();
    let mut positions: Vec<String> = records.iter().map(Record::position).collect();
    if let Asked::Behind { position: Some(position), .. } = asked {
        positions.retain(|one| one > position);
    }
    let (positions, page) = asked.cut(call, choose(positions, asked), Some(total));
    let is_chosen = |record: &Record| positions.binary_search(&record.position()).is_ok();
    records.retain(is_chosen);
    Ok(run.tell_all(call, &records, page, Changes::default()))
}

/// The window of a list that is there whole.
fn choose(positions: Vec<String>, asked: &Asked) -> Vec<String> {
    let (skip, limit) = asked.window();
    let skip = usize::try_from(skip).unwrap_or(usize::MAX);
    let limit = limit.map_or(usize::MAX, |limit| limit as usize);
    positions.into_iter().skip(skip).take(limit).collect()
}

/// What a list is narrowed by: fields of the subscription, and what they must be, as JSON text.
struct Filter(Vec<(String, String)>);

impl Filter {
    fn read(service: &Service, call: &Call<'_>, query: Json<'_>) -> Self {
        let declared = call.file.get("filter").into_iter().flat_map(|filter| filter.entries());
        let asked = declared.filter_map(|(parameter, field)| {
            let (field, value) = (field.as_str()?, query.get(parameter)?);
            let value = match field {
                "active" if service.subscription.is_active(value) => "true".to_owned(),
                "active" => "false".to_owned(),
                _ => value.to_json(),
            };
            Some((field.to_owned(), value))
        });
        Self(asked.collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what stands in the order tells that a subscription is to be listed.
    fn fits(&self, order_entry: &[u8]) -> bool {
        if self.is_empty() {
            return true;
        }
        let Ok(entry) = Document::parse(order_entry) else { return false };
        let is = |(field, expected): &(String, String)| {
            entry.root().get(field).is_some_and(|found| found.to_json() == *expected)
        };
        self.0.iter().all(is)
    }
}

impl Service {
    /// What stands in the order for a subscription: what lists can be narrowed by.
    fn order_entry(&self, record: &Record) -> Vec<u8> {
        let filters = self.provider.file().pointer("/operations/list/filter");
        let mut json = Writer::default();
        json.open('{');
        for (_, field) in filters.iter().flat_map(|filters| filters.entries()) {
            let text = match field.as_str().unwrap_or_default() {
                "active" => {
                    json.key("active").boolean(record.active);
                    continue;
                }
                "encrypted" => {
                    json.key("encrypted").boolean(record.encrypted);
                    continue;
                }
                "name" => ("name", &record.name),
                _ => ("client", &record.client),
            };
            if let (key, Some(text)) = text {
                json.key(key).string(text);
            }
        }
        json.close('}');
        json.finish().into_bytes()
    }

    /// Adds what is written of a subscription: itself, and its entries in the indexes, as far as they are
    /// other than before.
    pub(super) fn put(
        &self,
        keys: &Keys,
        record: &Record,
        before: Option<&Record>,
        puts: &mut Vec<(String, Vec<u8>)>,
    ) {
        puts.push((keys.subscription(&record.id), record.to_json()));
        if !self.atomic {
            return;
        }
        let entry = self.order_entry(record);
        if before.is_none_or(|before| self.order_entry(before) != entry) {
            puts.push((keys.order(&position(record.number, &record.id)), entry));
        }
        let url = keys.url(&record.url);
        if self.rules.unique_url && before.is_none_or(|before| keys.url(&before.url) != url) {
            puts.push((url, record.id.as_bytes().to_vec()));
        }
    }
}
