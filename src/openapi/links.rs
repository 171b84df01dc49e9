//! Links: what can be done with the webhook that an answer tells of.

use super::Api;
use super::operations::{Operation, words};
use super::out::Out;
use crate::json::Json;
use crate::provider::operations::OperationKind;
use crate::provider::render::form_of;
use alloc::string::{String, ToString as _};

impl<'a> Api<'a> {
    /// Writes the links of the answer to a creation, from the id that its template tells.
    pub(super) fn write_links(
        &self,
        operation: &Operation<'a>,
        template: Json<'a>,
        out: &mut Out<'a>,
    ) {
        let is_new = operation.kind == OperationKind::Create;
        let Some(place) = self.place_of_id(template).filter(|_| is_new) else { return };
        let id = ["$response.body#", &*place].concat();
        out.key("links").open('{');
        for other in self.operations() {
            let kinds = [OperationKind::Get, OperationKind::Update, OperationKind::Delete];
            if !kinds.contains(&other.kind) {
                continue;
            }
            let in_body = other.file.pointer("/id/body").filter(|_| !other.path.contains("{id}"));
            let name = in_body.or_else(|| self.id_in_query(&other)).and_then(Json::as_str);
            out.key(words(other.kind).0).open('{');
            out.text("operationId", words(other.kind).0);
            out.key(if in_body.is_some() { "requestBody" } else { "parameters" }).open('{');
            out.text(name.unwrap_or("id"), &id);
            out.json().close('}');
            out.json().close('}');
        }
        out.json().close('}');
    }

    /// The JSON Pointer of the webhook's id in what a template makes.
    fn place_of_id(&self, template: Json<'a>) -> Option<String> {
        match form_of(template) {
            Some(("$", name)) => (name.as_str() == Some("record.id")).then(String::new),
            Some(("$use", name)) => {
                let shared = self.file.get("templates")?.get(name.as_str()?)?;
                let with = template.get("with").and_then(|with| self.place_of_id(with));
                with.or_else(|| self.place_of_id(shared))
            }
            Some(_) => None,
            None => template.entries().find_map(|(key, member)| {
                let place = self.place_of_id(member)?;
                let key = key.to_string().replace('~', "~0").replace('/', "~1");
                Some(["/", &*key, &*place].concat())
            }),
        }
    }
}
