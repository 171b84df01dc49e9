//! What is asked, and what is answered.

use crate::service::Read;
use alloc::string::String;
use alloc::vec::Vec;

/// What is asked of a service that delivers.
#[derive(Debug, Clone, Copy)]
pub enum Job<'a> {
    /// What is due, from behind an item on.
    Next {
        /// As [`Done::Due`] has told it.
        after: Option<&'a str>,
    },
    /// Takes an item of the queue.
    Begin {
        /// Its key.
        key: &'a str,
    },
    /// Says what became of a request.
    Settle {
        /// As [`Outgoing`] has it.
        key: &'a str,
        /// What became of it.
        reply: Reply<'a>,
    },
    /// Accepts an event.
    Publish {
        /// Whose webhooks it is for; everyone's, where there is none.
        account: Option<&'a str>,
        /// Such as `payment.completed`.
        r#type: &'a str,
        /// A JSON object; the example of the provider's file, where there is none.
        data: Option<&'a [u8]>,
    },
    /// Makes due what was begun and not settled, since whoever had begun it is gone: some of it.
    Reclaim {
        /// When it was begun at the latest, in Unix milliseconds.
        before: i64,
        /// As [`Done::Reclaimed`] has told it.
        after: Option<&'a str>,
    },
    /// Deletes some of what is older than a point in time, and done with.
    Sweep {
        /// In Unix milliseconds.
        before: i64,
    },
}

/// What became of a request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reply<'a> {
    /// When it was sent, in Unix milliseconds.
    pub started: i64,
    /// How long it took, in milliseconds.
    pub duration: i64,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The header of that name, as it is.
    pub retry_after: Option<&'a str>,
    /// Why there is no answer, or none that counts: `timeout`, `connect`, `tls`, `body` or `redirect`.
    pub error: Option<&'a str>,
    /// The beginning of the answer's body, up to 1 KiB.
    pub body: &'a [u8],
}

/// What is to be done next.
#[derive(Debug)]
pub enum Work {
    /// Read this, add it to the facts, and ask again.
    Read(Read),
    /// Write these, if what was read has not changed; then it is done.
    Done {
        /// What it comes to.
        done: Done,
        /// The records to write: their keys and values.
        puts: Vec<(String, Vec<u8>)>,
        /// The keys of the records to delete.
        deletes: Vec<String>,
    },
}

/// What a job comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Of [`Job::Next`].
    Due {
        /// In the order in which they are due.
        items: Vec<DueItem>,
        /// Where to go on, if there may be more.
        after: Option<String>,
        /// When the first of those is due that are not yet, in Unix milliseconds.
        next: Option<i64>,
    },
    /// Somebody else has done it, or has it.
    Gone,
    /// A part of it is done: begin it again.
    Again,
    /// It is done, and there is nothing to send.
    Finished,
    /// Send this, and settle what becomes of it.
    Send(Outgoing),
    /// Of [`Job::Settle`].
    Settled(Settled),
    /// Of [`Job::Publish`]: the event is accepted once this is written.
    Published {
        /// Its id.
        id: String,
    },
    /// Of [`Job::Publish`]: the caller's fault.
    Refused {
        /// The HTTP status that says so.
        status: u16,
        /// Such as `unknown_event_type`.
        code: &'static str,
        /// What is wrong.
        message: String,
    },
    /// Of [`Job::Reclaim`].
    Reclaimed {
        /// Where to go on, if there may be more.
        after: Option<String>,
    },
    /// Of [`Job::Sweep`].
    Swept {
        /// Whether there may be more.
        more: bool,
    },
    /// It cannot be done: a record is not readable, or a secret cannot be opened.
    Failed {
        /// For a log.
        cause: String,
    },
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueItem {
    /// Its key in the queue.
    pub key: String,
    /// What requests to the same endpoint have in common; none where nothing is sent.
    pub lane: Option<String>,
}

/// A request to send: a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// To settle it by.
    pub key: String,
    /// The delivery's id.
    pub delivery: String,
    /// The event's type.
    pub event: String,
    /// The webhook's id.
    pub webhook: String,
    /// Whose webhook it is.
    pub account: String,
    /// Where to.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The bytes to send.
    pub body: Vec<u8>,
}

/// What an attempt has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The delivery's id.
    pub delivery: String,
    /// The event's type.
    pub event: String,
    /// The webhook's id.
    pub webhook: String,
    /// Whose webhook it is.
    pub account: String,
    /// The how many-th attempt it was.
    pub attempt: i64,
    /// `pending`, `held`, `succeeded`, `failed` or `cancelled`.
    pub state: &'static str,
    /// Why it failed, where there was no answer that counts.
    pub error: Option<String>,
    /// When the next one is made, in Unix milliseconds.
    pub next: Option<i64>,
    /// Whether the webhook was disabled by it.
    pub disabled: bool,
}
