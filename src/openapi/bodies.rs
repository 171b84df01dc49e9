//! Schemas of the provider's file, with what the fields of a webhook are asked besides.

use super::Api;
use super::out::Out;
use crate::json::Json;

impl<'a> Api<'a> {
    /// Writes the schema of an operation's body.
    pub(super) fn write_body_schema(
        &self,
        operation: Json<'a>,
        schema: Json<'a>,
        out: &mut Out<'a>,
    ) {
        let id = operation.pointer("/id/body").and_then(Json::as_str);
        let component = |name: &str| {
            if id == Some(name) {
                return Some("WebhookId");
            }
            let fields = [
                ("url", "Url"),
                ("events", "EventType"),
                ("client", "ClientId"),
                ("secret", "Secret"),
            ];
            let field = fields.iter().find(|(field, _)| self.field_name(field) == Some(name));
            field.map(|(_, component)| *component)
        };
        write(schema, &component, None, "", out);
    }
}

/// Which component a property of the root also is; each item of one that is an array.
type Components<'c> = &'c dyn Fn(&str) -> Option<&'static str>;

/// Writes a schema without what stands under the key `omitted`. `also` is the component that its values, or
/// their items, are.
pub(super) fn write<'a>(
    schema: Json<'a>,
    components: Components<'_>,
    also: Option<&'static str>,
    omitted: &str,
    out: &mut Out<'a>,
) {
    if !schema.is_object() {
        return out.json().value(schema); // true or false
    }
    let object = out.begin(&[schema]);
    let is_list = schema.get("type").and_then(Json::as_str) == Some("array");
    let (of_value, of_items) = if is_list { (None, also) } else { (also, None) };
    if let Some(component) = of_value {
        out.refer("schemas", component);
    }
    for (key, value) in schema.entries() {
        match key {
            "$comment" | "$schema" => {}
            _ if key == omitted => {}
            "properties" => {
                out.key(key).open('{');
                for (name, property) in value.entries() {
                    out.key(name);
                    write(property, &|_| None, components(name), "", out);
                }
                out.json().close('}');
            }
            "items" | "additionalProperties" => {
                out.note(key, value);
                out.key(key);
                let also = of_items.filter(|_| key == "items");
                write(value, &|_| None, also, "", out);
            }
            _ => out.copy(key, Some(value)),
        }
    }
    out.end(object);
}
