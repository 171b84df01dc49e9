//! The OpenAPI 3.1 document of a provider's webhook API, made from its provider file alone.

mod bodies;
mod components;
mod links;
mod operations;
mod out;
mod refusals;
pub(crate) mod samples;
mod security;
mod templates;
#[cfg(test)]
pub(crate) mod tests;
mod url;
mod values;
mod webhooks;

use crate::json::Json;
use crate::provider::{Provider, is_built_in};
use crate::schema::Mode;
use alloc::format;
use alloc::string::String;
use out::{ASSUMED, Out};

/// The OpenAPI 3.1 document of a provider's webhook API, as JSON text. `server` is the URL, absolute or not, under
/// which the API is served, and `mode` how: which URLs are taken depends on it.
///
/// It has the operations, with what they answer and refuse, the credentials, and the events that are delivered.
/// What no source states has the mark `x-anyhook-assumed`: `true` on an object all of which is assumed,
/// else a list of its parts that are; in the document itself, the pointers of the provider's file.
///
/// ```
/// let conduit = anyhook::provider("conduit")?;
/// let document = anyhook::openapi(&conduit, "https://api.example.com", anyhook::Mode::Strict);
/// assert!(document.starts_with(r#"{"openapi":"3.1.0","info":{"title":"Conduit webhooks""#));
/// # Ok::<(), anyhook::ConfigurationError>(())
/// ```
pub fn openapi(provider: &Provider, server: &str, mode: Mode) -> String {
    let api = Api { provider, file: provider.file(), mode };
    let mut out = Out::new(api.file);
    out.json().open('{');
    out.text("openapi", "3.1.0");
    api.write_info(&mut out);
    out.key("servers").open('[');
    out.json().open('{');
    out.text("url", server);
    out.json().close('}');
    out.json().close(']');
    api.write_tags(&mut out);
    if api.file.get("operations").is_some() {
        api.write_security(&[], &mut out);
        api.write_paths(&mut out);
    }
    api.write_webhooks(&mut out);
    api.write_components(&mut out);
    for (key, from) in [("x-anyhook-sources", "sources"), (ASSUMED, "assumed")] {
        if let Some(value) = api.file.get(from) {
            out.key(key).value(value);
        }
    }
    out.json().close('}');
    out.finish()
}

/// A provider's file, and what it makes.
struct Api<'a> {
    provider: &'a Provider,
    file: Json<'a>,
    mode: Mode,
}

impl<'a> Api<'a> {
    fn write_info(&self, out: &mut Out<'a>) {
        let name = self.provider.name();
        out.key("info").open('{');
        out.text("title", &format!("{name} webhooks"));
        out.text("version", env!("CARGO_PKG_VERSION"));
        let described = self.file.get("description").and_then(Json::as_str).unwrap_or_default();
        let mut text = format!(
            "{described}\n\nThis is what anyhook knows of {name}'s webhook API, not {name}'s own \
             description. What `{ASSUMED}` marks is stated by no source.\n"
        );
        for source in self.file.get("sources").into_iter().flat_map(Json::items) {
            let part = |key| source.get(key).and_then(Json::as_str).unwrap_or_default();
            let (title, url, day) = (part("title"), part("url"), part("checkedOn"));
            text.push_str(&match url {
                "" => format!("\n- {title} ({day})"),
                _ => format!("\n- [{title}]({url}) ({day})"),
            });
        }
        out.text("description", text.trim_ascii());
        // What a user's own file says is theirs.
        if is_built_in(self.provider) {
            let license = env!("CARGO_PKG_LICENSE");
            out.key("license").open('{');
            out.text("name", license);
            out.text("identifier", license);
            out.json().close('}');
        }
        out.json().close('}');
    }

    fn write_tags(&self, out: &mut Out<'a>) {
        let operations = self.file.get("operations");
        let has_deliveries = operations.and_then(|all| all.get("deliveries")).is_some();
        let has_events = self.file.pointer("/delivery/body").is_some();
        out.key("tags").open('[');
        for (is_there, name, description) in [
            (operations.is_some(), "Webhooks", "Where events are sent, and which."),
            (has_deliveries, "Deliveries", "What was sent."),
            (has_events, "Events", "What is sent."),
        ] {
            if is_there {
                out.json().open('{');
                out.text("name", name);
                out.text("description", description);
                out.json().close('}');
            }
        }
        out.json().close(']');
    }
}

/// What a component is called that goes by this name in the file: letters, digits, `.`, `-` and `_` alone, and no
/// name that is taken.
fn component_name(name: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    let is_plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_');
    let plain: String = name.chars().map(|one| if is_plain(one) { one } else { '_' }).collect();
    let mut found = plain.clone();
    for number in 2.. {
        if !found.is_empty() && !is_taken(&found) {
            break;
        }
        found = format!("{plain}-{number}");
    }
    found
}
