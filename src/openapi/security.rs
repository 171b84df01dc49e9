//! The credentials: any one entry of the file's `auth.anyOf` will do, and all headers of it are needed.

use super::out::Out;
use super::{Api, component_name};
use crate::json::Json;
use crate::provider::reader::COMMENT;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A header that carries a credential.
struct Scheme<'a> {
    /// What the document calls it.
    name: String,
    header: &'a str,
    template: Json<'a>,
}

impl Scheme<'_> {
    /// The text around the credential.
    fn text(&self) -> &str {
        self.template.as_str().unwrap_or_default()
    }

    fn is(&self, header: &str, template: Json<'_>) -> bool {
        self.header.eq_ignore_ascii_case(header) && Some(self.text()) == template.as_str()
    }

    fn is_bearer(&self) -> bool {
        let scheme = self.text().split_at_checked(7).map(|(scheme, _)| scheme);
        self.header.eq_ignore_ascii_case("authorization")
            && scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer "))
    }
}

impl<'a> Api<'a> {
    /// The headers of each alternative.
    fn alternatives(&self) -> impl Iterator<Item = impl Iterator<Item = (&'a str, Json<'a>)>> {
        let all = self.file.pointer("/auth/anyOf").into_iter().flat_map(Json::items);
        all.map(|one| one.get("headers").into_iter().flat_map(Json::entries))
    }

    fn schemes(&self) -> Vec<Scheme<'a>> {
        let mut schemes: Vec<Scheme<'a>> = Vec::new();
        for (header, template) in self.alternatives().flatten() {
            if header == COMMENT || schemes.iter().any(|known| known.is(header, template)) {
                continue;
            }
            let name = component_name(header, &|name| schemes.iter().any(|one| one.name == name));
            schemes.push(Scheme { name, header, template });
        }
        schemes
    }

    pub(super) fn write_security_schemes(&self, out: &mut Out<'a>) {
        out.key("securitySchemes").open('{');
        for scheme in self.schemes() {
            out.key(&scheme.name);
            let object = out.begin(&[scheme.template]);
            if scheme.is_bearer() {
                out.members("\"type\":\"http\",\"scheme\":\"bearer\"");
            } else {
                out.text("type", "apiKey");
                out.text("in", "header");
                out.text("name", scheme.header);
            }
            out.text("description", &format!("`{}: {}`", scheme.header, scheme.text()));
            out.end(object);
        }
        out.json().close('}');
    }

    /// What a request has to have, for an operation that needs these scopes.
    pub(super) fn write_security(&self, scopes: &[&str], out: &mut Out<'a>) {
        let schemes = self.schemes();
        out.key("security").open('[');
        for headers in self.alternatives() {
            out.json().open('{');
            for (header, template) in headers {
                if let Some(scheme) = schemes.iter().find(|scheme| scheme.is(header, template)) {
                    out.key(&scheme.name).strings(scopes.iter().copied());
                }
            }
            out.json().close('}');
        }
        out.json().close(']');
    }
}
