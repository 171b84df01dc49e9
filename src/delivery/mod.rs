//! Deliveries, decided: an event that was accepted becomes a delivery for each webhook that selects it,
//! which is sent until it succeeds or the provider gives up.
//!
//! [`Service::work`] decides as [`Service::decide`] does: a [`Job`] and what was read go in, a [`Work`]
//! comes out. Nothing is kept between two calls: what there is to do stands in the store, in the order in
//! which it is due, and is done by whoever takes it first:
//!
//! 1. [`Job::Publish`] stores an event, and puts its expansion into the queue.
//! 2. [`Job::Next`] tells what is due.
//! 3. [`Job::Begin`] takes something from the queue. An expansion makes deliveries, a page at a time. Of a
//!    delivery the request to send is made and signed, and its place in the queue is moved behind the
//!    longest time that an attempt can take: should this program end in between, the delivery goes out again.
//! 4. [`Job::Settle`] writes what became of the request, and when it is made again, if it is.
//!
//! [`Job::Reclaim`] is for whoever starts and knows that it is alone: what was being sent when the program
//! before it ended goes out again at once.

mod begin;
mod due;
mod expand;
mod job;
pub(crate) mod keys;
pub(crate) mod publish;
mod reclaim;
pub(crate) mod record;
pub(crate) mod release;
pub(crate) mod request;
mod rules;
mod settle;
mod sweep;
mod task;
#[cfg(test)]
mod tests;

pub use job::{Done, DueItem, Job, Outgoing, Reply, Settled, Work};
pub(crate) use rules::Rules;

use crate::service::Service;
use crate::service::facts::{Facts, Pause};
use alloc::string::String;
use task::Task;

/// How long an attempt has until it is made again, in milliseconds: more than it may take.
pub(crate) const LEASE: i64 = 60_000;

/// How long something that cannot be done now is put off, in milliseconds.
const PUT_OFF: i64 = 60_000;

impl Service {
    /// Says what is to be done about a job. The facts, `now` and `fill` are those of
    /// [`Service::decide`].
    pub fn work(
        &self,
        job: &Job<'_>,
        facts: &[Option<&[u8]>],
        now: i64,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Work {
        let mut task = Task::new(self, Facts::new(facts), now, fill);
        let done = match job {
            Job::Next { after } => due::next(&mut task, *after),
            Job::Begin { key } => begin::begin(&mut task, key),
            Job::Settle { key, reply } => settle::settle(&mut task, key, reply),
            Job::Publish { account, r#type, data } => {
                publish::publish(&mut task, *account, r#type, *data)
            }
            Job::Reclaim { before, after } => reclaim::reclaim(&mut task, *before, *after),
            Job::Sweep { before } => sweep::sweep(&mut task, *before),
        };
        let done = match done {
            Ok(done) => done,
            Err(Pause::Read(read)) => return Work::Read(read),
            Err(Pause::Refuse(refusal)) => {
                let cause = refusal.cause.unwrap_or("the job cannot be done");
                Done::Failed { cause: String::from(cause) }
            }
        };
        Work::Done { done, puts: task.changes.puts, deletes: task.changes.deletes }
    }
}
