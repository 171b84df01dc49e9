//! Jobs for JavaScript: how they are asked for, and what they come to.

use super::super::{Exchange, Texts};
use super::{leave_step, write_changes, write_read};
use crate::delivery::{Done, Job, Outgoing, Reply, Settled, Work};
use crate::json::Writer;
use alloc::vec::Vec;

/// A job by its kind, and its arguments.
pub(super) fn read<'t>(texts: &mut Texts<'t>) -> Job<'t> {
    match texts.take() {
        "begin" => Job::Begin { key: texts.take() },
        "settle" => Job::Settle {
            key: texts.take(),
            reply: Reply {
                started: number(texts).unwrap_or(0),
                duration: number(texts).unwrap_or(0),
                status: number(texts),
                retry_after: texts.next(),
                error: texts.next(),
                body: texts.next_bytes().unwrap_or_default(),
            },
        },
        "publish" => {
            Job::Publish { account: texts.next(), r#type: texts.take(), data: texts.next_bytes() }
        }
        "reclaim" => Job::Reclaim { before: number(texts).unwrap_or(0), after: texts.next() },
        "sweep" => Job::Sweep { before: number(texts).unwrap_or(0) },
        _ => Job::Next { after: texts.next() },
    }
}

fn number<N: core::str::FromStr>(texts: &mut Texts<'_>) -> Option<N> {
    texts.next()?.parse().ok()
}

/// Leaves what a job comes to behind, and returns how long its step is in the buffer.
pub(super) fn leave(work: Work, exchange: &mut Exchange) -> usize {
    let mut json = Writer::with_room(512);
    let mut left = Vec::new();
    json.open('{');
    match work {
        Work::Read(read) => write_read(&read, &mut json),
        Work::Done { done, puts, deletes } => {
            write_done(&done, &mut json);
            write_changes(&puts, &deletes, &mut json);
            left.extend(puts.into_iter().rev().map(|(_, value)| Some(value)));
            if let Done::Send(outgoing) = done {
                left.push(Some(outgoing.body));
            }
        }
    }
    json.close('}');
    leave_step(json, left, exchange)
}

fn write_done(done: &Done, json: &mut Writer) {
    let name = match done {
        Done::Due { .. } => "due",
        Done::Gone => "gone",
        Done::Again => "again",
        Done::Finished => "finished",
        Done::Send(_) => "request",
        Done::Settled(_) => "settled",
        Done::Published { .. } => "published",
        Done::Refused { .. } => "refused",
        Done::Reclaimed { .. } => "reclaimed",
        Done::Swept { .. } => "swept",
        Done::Failed { .. } => "failed",
    };
    json.key("done").string(name);
    match done {
        Done::Gone | Done::Again | Done::Finished => {}
        Done::Due { items, after, next } => {
            json.key("items").open('[');
            for item in items {
                json.open('{');
                json.key("key").string(&item.key);
                json.key("lane").string(item.lane.as_deref().unwrap_or_default());
                json.close('}');
            }
            json.close(']');
            if let Some(after) = after {
                json.key("after").string(after);
            }
            if let Some(next) = next {
                json.key("next").number(*next);
            }
        }
        Done::Send(Outgoing { key, delivery, event, webhook, account, url, headers, body: _ }) => {
            let texts = [
                ("key", key),
                ("delivery", delivery),
                ("event", event),
                ("webhook", webhook),
                ("account", account),
                ("url", url),
            ];
            for (name, text) in texts {
                json.key(name).string(text);
            }
            json.key("headers").open('[');
            for (name, value) in headers {
                json.strings([&**name, &**value].into_iter());
            }
            json.close(']');
            json.key("body").boolean(true);
        }
        Done::Settled(settled) => write_settled(settled, json),
        Done::Published { id } => json.key("id").string(id),
        Done::Refused { status, code, message } => {
            json.key("status").number((*status).into());
            json.key("code").string(code);
            json.key("message").string(message);
        }
        Done::Reclaimed { after } => {
            if let Some(after) = after {
                json.key("after").string(after);
            }
        }
        Done::Swept { more } => json.key("more").boolean(*more),
        Done::Failed { cause } => json.key("cause").string(cause),
    }
}

fn write_settled(settled: &Settled, json: &mut Writer) {
    let Settled { delivery, event, webhook, account, attempt, state, error, next, disabled } =
        settled;
    for (name, text) in
        [("delivery", delivery), ("event", event), ("webhook", webhook), ("account", account)]
    {
        json.key(name).string(text);
    }
    json.key("attempt").number(*attempt);
    json.key("state").string(state);
    if let Some(error) = error {
        json.key("error").string(error);
    }
    if let Some(next) = next {
        json.key("next").number(*next);
    }
    if *disabled {
        json.key("disabled").boolean(true);
    }
}
