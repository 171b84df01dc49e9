//! What is served.

use super::Control;
use crate::json::{Json, Writer};
use alloc::format;
use alloc::string::String;

impl Control {
    /// What is served, and where.
    pub(super) fn list_providers(&self) -> String {
        let mut json = Writer::with_room(4096);
        json.open('{');
        json.key("providers").open('[');
        for provider in &self.providers {
            let file = provider.file();
            let base = format!("/{}", provider.id());
            json.open('{');
            json.key("id").string(provider.id());
            json.key("name").string(provider.name());
            if let Some(description) = file.get("description").and_then(Json::as_str) {
                json.key("description").string(description);
            }
            json.key("basePath").string(&base);
            json.key("openapi").string(&format!("/_{base}/openapi.json"));
            json.key("operations").open('[');
            let operations = file.get("operations");
            for (id, operation) in operations.into_iter().flat_map(|all| all.entries()) {
                let text = |key| operation.get(key).and_then(Json::as_str);
                // A comment may stand among them.
                let (Some(method), Some(path)) = (text("method"), text("path")) else { continue };
                json.open('{');
                json.key("id").string(id);
                json.key("method").string(method);
                json.key("path").string(&format!("{base}{path}"));
                json.close('}');
            }
            json.close(']');
            let assumed = file.get("assumed").map_or(0, |assumed| assumed.items().count());
            json.key("assumptions").number(i64::try_from(assumed).unwrap_or(i64::MAX));
            json.close('}');
        }
        json.close(']');
        json.close('}');
        json.finish()
    }
}
