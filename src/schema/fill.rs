//! Defaults: written into a body, or told to whoever has the body as an object of their own.

use super::{Property, Schema};
use crate::json::{Document, Json, Writer};
use alloc::string::String;

impl Schema {
    /// Writes a value that was found valid, with the defaults of what is absent; the rest as it stands. A
    /// default is filled in itself, if its own schema has defaults.
    pub(crate) fn write_filled(
        &self,
        definition: &Document<'_>,
        value: Json<'_>,
        json: &mut Writer,
    ) {
        if !self.fills || !value.is_object() {
            return json.literal(value.raw());
        }
        json.open('{');
        for (key, value) in value.entries() {
            json.key(key);
            match self.properties.iter().find(|property| *property.name == *key) {
                Some(property) => property.schema.write_filled(definition, value, json),
                None => json.literal(value.raw()),
            }
        }
        for property in &self.properties {
            if let Some(default) = property.default
                && value.get(&property.name).is_none()
            {
                json.key(&property.name);
                property.schema.write_filled(definition, definition.at(default), json);
            }
        }
        json.close('}');
    }

    /// Which defaults there are, as JSON, for objects to be filled by:
    /// `{"properties": {KEY: {"default": VALUE, …plan of it}}}`, without what has none.
    pub(crate) fn plan(&self, definition: &Document<'_>) -> Option<String> {
        self.fills.then(|| {
            let mut json = Writer::default();
            json.open('{');
            self.write_plan(definition, &mut json);
            json.close('}');
            json.finish()
        })
    }

    fn write_plan(&self, definition: &Document<'_>, json: &mut Writer) {
        let fills = |property: &&Property| property.default.is_some() || property.schema.fills;
        if self.properties.iter().any(|property| fills(&property)) {
            json.key("properties").open('{');
            for property in self.properties.iter().filter(fills) {
                json.key(&property.name).open('{');
                if let Some(default) = property.default {
                    json.key("default");
                    property.schema.write_filled(definition, definition.at(default), json);
                }
                property.schema.write_plan(definition, json);
                json.close('}');
            }
            json.close('}');
        }
    }
}
