//! A provider's events: what there is, what a subscription selects, and examples.

use super::Provider;
use super::reader::{COMMENT, Faults};
use super::render::{Filling, write_merged};
use crate::error::{ConfigurationError, Fault, excerpt};
use crate::json::{Document, Json, Writer, pointer_token};
use crate::schema::one_of;
use crate::time::iso8601;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What a subscription may list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventType {
    /// Such as `payment.completed`; a selector's name, such as `payment.all`.
    pub r#type: String,
    /// What has happened; empty where the file does not say.
    pub description: String,
    /// Whether it selects events of other types, and is the type of none itself.
    pub selector: bool,
}

/// The most bytes of an example: one that names the data a thousand times is of no use.
pub(super) const LARGEST: usize = 1 << 20;

/// The most bytes of a patch of its data.
const LARGEST_PATCH: usize = 256 << 10;

/// What an example has of its own.
#[derive(Debug, Clone, Default)]
pub struct ExampleOptions<'a> {
    /// When the event is said to have happened, in Unix milliseconds.
    pub created_at: i64,
    /// The delivery's id, if the provider's deliveries have one.
    pub id: &'a str,
    /// A JSON Merge Patch (RFC 7396) of the example's data, as JSON text.
    pub data: Option<&'a [u8]>,
}

impl Provider {
    /// The event types that the provider lists, and the selectors that stand for several.
    pub fn event_types(&self) -> Vec<EventType> {
        let typed = |(name, event, selector): (&str, Json<'_>, bool)| {
            let description = event.get("description").and_then(Json::as_str).unwrap_or_default();
            EventType { r#type: name.to_owned(), description: description.to_owned(), selector }
        };
        listed(self.file()).map(typed).collect()
    }

    /// Whether a subscription to these event types and selectors gets an event of this type.
    ///
    /// ```
    /// let cryptofuse = anyhook::provider("cryptofuse")?;
    /// assert!(cryptofuse.matches(&["payment.all"], "payment.completed"));
    /// assert!(!cryptofuse.matches(&["payment.all"], "wallet.created"));
    /// # Ok::<(), anyhook::ConfigurationError>(())
    /// ```
    pub fn matches<S: AsRef<str>>(&self, selectors: &[S], r#type: &str) -> bool {
        let known = self.file().pointer("/events/selectors");
        selectors.iter().map(AsRef::as_ref).any(|name| {
            let Some(selector) = known.and_then(|known| known.get(name)) else {
                return name == r#type;
            };
            match selector.get("prefix").and_then(Json::as_str) {
                Some(prefix) => r#type.starts_with(prefix),
                None => {
                    let types = selector.get("types");
                    types
                        .iter()
                        .flat_map(|types| types.items())
                        .any(|one| one.as_str() == Some(r#type))
                }
            }
        })
    }

    /// What the examples of this event type start from.
    fn example_of(&self, event: Json<'_>) -> Option<Json<'_>> {
        let name = event.get("example").and_then(Json::as_str)?;
        self.file().pointer("/events/examples")?.get(name)
    }

    /// The data of a type's example, as JSON text.
    pub(crate) fn example_data(&self, event: Json<'_>) -> String {
        merged(self.example_of(event), event.get("merge"))
    }

    /// The body of an example of an event.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a type that the provider does not list, for data that is no JSON object
    /// or larger than 256 KiB, or for an example of more than 1 MiB.
    pub fn example_event(
        &self,
        r#type: &str,
        options: &ExampleOptions<'_>,
    ) -> Result<String, ConfigurationError> {
        let refused = |reason| Err(ConfigurationError::InvalidArgument { reason });
        let types = self.file().pointer("/events/types");
        let Some(event) = types.and_then(|all| all.get(r#type)).filter(|event| event.is_object())
        else {
            let (found, id) = (excerpt(r#type.as_bytes()), self.id());
            let types = listed(self.file()).filter(|(.., is_selector)| !is_selector);
            let known = one_of(Some(r#type), &types.map(|(name, ..)| name).collect::<Vec<_>>());
            return refused(format!("{found} is not among the event types of `{id}`, {known}"));
        };
        let mut data = self.example_data(event);
        if let Some(patch) = options.data {
            if patch.len() > LARGEST_PATCH {
                return refused(format!("the data is larger than {LARGEST_PATCH} bytes"));
            }
            let patch = match Document::parse(patch) {
                Ok(patch) if patch.root().is_object() => patch,
                Ok(_) => return refused("the data is no JSON object".to_owned()),
                Err(error) => return refused(format!("the data is not JSON: found {error}")),
            };
            data = match Document::parse(data.as_bytes()) {
                Ok(base) => merged(Some(base.root()), Some(patch.root())),
                Err(_) => data,
            };
        }
        let mut context = Writer::default();
        context.open('{');
        context.key("event").open('{');
        context.key("id").string(options.id);
        context.key("type").string(r#type);
        context.key("createdAt").string(&iso8601(options.created_at));
        context.key("data").literal(&data);
        context.close('}');
        context.close('}');
        let context = context.finish();
        let Ok(context) = Document::parse(context.as_bytes()) else {
            // It was written a moment ago: only the data can make it too deep.
            return refused("the data is nested too deep".to_owned());
        };
        let Some(body) = self.file().pointer("/delivery/body") else {
            return refused(format!("the file of `{}` has no `/delivery/body`", self.id()));
        };
        let mut out = Writer::default();
        Filling::new(self, &context.root(), LARGEST).write(body, &mut out);
        if out.len() > LARGEST {
            return refused(format!("the example is larger than {LARGEST} bytes"));
        }
        Ok(out.finish())
    }

    /// What only a provider that works can show: that every event type has an example, and that
    /// `receive` finds the type in the body that the provider is said to send.
    pub(super) fn check_deliveries(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        let body = self.file().pointer("/delivery/body");
        let (Some(rules), Some(_)) = (&self.scheme.events, body) else { return Ok(()) };
        let mut made = 0;
        for (name, event, is_selector) in listed(self.file()) {
            // A file can name a large example a thousand times: as much is made as one may have.
            if is_selector || made > LARGEST || faults.count() > 0 {
                break;
            }
            let body = match self.example_event(name, &ExampleOptions::default()) {
                Ok(body) => body,
                Err(error) => {
                    let place = format!("/events/types/{}", pointer_token(name));
                    faults.add(place, &format!("has no example: {error}"));
                    break;
                }
            };
            let example = self.example_of(event).map_or("", Json::raw);
            made += body.len() + example.len() + event.raw().len();
            let name_of = excerpt(name.as_bytes());
            match Document::parse(body.as_bytes()) {
                Err(error) => {
                    let message = format!("makes of {name_of} what no receiver reads: {error}");
                    faults.add("/delivery/body".into(), &message);
                }
                Ok(body) => {
                    let found = body.root().pointer(&rules.r#type);
                    if found.and_then(Json::as_str) != Some(name) {
                        let message = format!(
                            "points to no event type in what `/delivery/body` makes of {name_of}"
                        );
                        faults.add("/delivery/receive/type".into(), &message);
                    }
                }
            }
        }
        faults.or(Some(()))
    }
}

/// The event types of a file, then its selectors: each name, what is said of it, and whether it is a
/// selector.
pub(super) fn listed(file: Json<'_>) -> impl Iterator<Item = (&str, Json<'_>, bool)> {
    [("/events/types", false), ("/events/selectors", true)].into_iter().flat_map(
        move |(pointer, selector)| {
            let listed = file.pointer(pointer).into_iter().flat_map(Json::entries);
            listed
                .filter(|(name, _)| *name != COMMENT)
                .map(move |(name, event)| (name, event, selector))
        },
    )
}

/// An example with a patch applied, as JSON text; an empty object where there is none.
fn merged(base: Option<Json<'_>>, patch: Option<Json<'_>>) -> String {
    let mut out = Writer::default();
    match (base, patch) {
        (base, Some(patch)) => write_merged(base, patch, &mut out),
        (Some(base), None) => out.value(base),
        (None, None) => out.literal("{}"),
    }
    out.finish()
}
