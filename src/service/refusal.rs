//! Why a request is refused.

use super::Failure;
pub(crate) use crate::provider::errors::Situation;
use crate::schema::Violation;
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// A refusal, and what its answer tells.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) situation: Situation,
    /// Another status than the file's, for what files do not tell apart.
    pub(crate) status: Option<u16>,
    /// What went wrong inside, for the log alone.
    pub(crate) cause: Option<&'static str>,
    /// What would have been right, to be said behind the file's message.
    pub(crate) hint: Option<String>,
    pub(crate) violations: Vec<Violation>,
    /// The id of what there is not.
    pub(crate) id: Option<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(crate) fn new(situation: Situation) -> Self {
        Self {
            situation,
            status: None,
            cause: None,
            hint: None,
            violations: Vec::new(),
            id: None,
            headers: Vec::new(),
        }
    }

    /// A fault that is none of the client's.
    pub(crate) fn internal(cause: &'static str) -> Self {
        Self { cause: Some(cause), ..Self::new(Situation::Internal) }
    }

    pub(crate) fn with_hint(mut self, hint: String) -> Self {
        self.hint = Some(hint);
        self
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn violated(situation: Situation, violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::new(situation) }
    }

    /// One thing that is wrong with the whole of something.
    pub(crate) fn because(situation: Situation, code: &'static str, message: &str) -> Self {
        let violation = Violation { path: String::new(), code, message: message.to_owned() };
        Self::violated(situation, vec![violation])
    }

    pub(crate) fn not_found(situation: Situation, id: &str) -> Self {
        Self { id: Some(super::route::shown(id)), ..Self::new(situation) }
    }

    pub(crate) fn of(failure: Failure) -> Self {
        match failure {
            Failure::Internal => Self::new(Situation::Internal),
            Failure::Unavailable => {
                Self::new(Situation::Unavailable).with_header("retry-after", "1".to_owned())
            }
            Failure::BodyTooLarge => Self::new(Situation::BodyTooLarge),
            Failure::BodyIncomplete => Self::because(
                Situation::MalformedBody,
                "body_incomplete",
                "is not as long as its length says, or was read before it came here",
            ),
            Failure::BodyTimeout => Self {
                status: Some(408),
                ..Self::because(Situation::MalformedBody, "body_timeout", "did not arrive in time")
            },
        }
    }
}
