//! Schemas of what templates make.

use super::Api;
use super::out::Out;
use super::values::{Place, Presence};
use crate::json::{Json, Kind};
use crate::provider::reader::COMMENT;
use crate::provider::render::form_of;
use alloc::vec::Vec;

/// A key of an object that templates make, and its template.
type Member<'a> = (&'a str, Json<'a>);

impl<'a> Api<'a> {
    /// Whether a template makes something.
    fn makes(&self, template: Json<'a>, place: Place<'_, 'a>) -> Presence {
        let Some((form, value)) = form_of(template) else { return Presence::Always };
        let presence = |name: Json<'a>| self.presence(name.as_str().unwrap_or_default(), place);
        let other = |key| template.get(key).map_or(Presence::Never, |one| self.makes(one, place));
        match (form, presence(value)) {
            ("$", Presence::Always) => Presence::Always,
            ("$", Presence::Never) => other("else"),
            ("$", Presence::Sometimes) => match other("else") {
                Presence::Always => Presence::Always,
                _ => Presence::Sometimes,
            },
            ("$mask" | "$each", presence) => presence,
            ("$if", Presence::Never) => Presence::Never,
            ("$if", _) if other("then") != Presence::Never => Presence::Sometimes,
            ("$if", _) => Presence::Never,
            _ => Presence::Always,
        }
    }

    /// Writes the schema of what a template makes, where it makes something.
    pub(super) fn write_template(
        &self,
        template: Json<'a>,
        place: Place<'_, 'a>,
        out: &mut Out<'a>,
    ) {
        let Some((form, value)) = form_of(template) else {
            let object = out.begin(&[template]);
            match template.kind() {
                Kind::Object => self.write_object(&[template], place, true, out),
                Kind::Array => self.write_list(template, place, out),
                _ => out.key("const").value(template),
            }
            return out.end(object);
        };
        let object = out.begin(&[value]);
        let name = value.as_str().unwrap_or_default();
        match form {
            "$" => self.write_value(template, name, place, out),
            "$each" => {
                out.text("type", "array");
                if let Some(each) = template.get("as") {
                    out.key("items");
                    self.write_template(each, place, out);
                }
            }
            "$if" => {
                if let Some(then) = template.get("then") {
                    out.key("allOf").open('[');
                    self.write_template(then, place, out);
                    out.json().close(']');
                }
            }
            "$mask" => {
                out.text("type", "string");
                let stars = self.file.pointer("/secret/mask/stars").map_or("8", Json::raw);
                out.text("pattern", &["[*]{", stars, "}"].concat());
            }
            "$count" => out.members("\"type\":\"integer\",\"minimum\":0"),
            _ => self.write_use(template, name, place, out),
        }
        out.end(object);
    }

    fn write_value(&self, template: Json<'a>, name: &str, place: Place<'_, 'a>, out: &mut Out<'a>) {
        let shape = self.shape(name, place);
        match (self.presence(name, place), template.get("else")) {
            (Presence::Sometimes, Some(other)) if other.kind() == Kind::Null => {
                shape.write(true, out);
                out.note("type", other);
            }
            (Presence::Sometimes, Some(other)) => {
                out.key("anyOf").open('[');
                let object = out.begin(&[]);
                shape.write(false, out);
                out.end(object);
                self.write_template(other, place, out);
                out.json().close(']');
            }
            (Presence::Never, Some(other)) => {
                out.key("allOf").open('[');
                self.write_template(other, place, out);
                out.json().close(']');
            }
            _ => shape.write(false, out),
        }
    }

    /// A shared template, and what is added to it. What neither has is not there.
    fn write_use(
        &self,
        template: Json<'a>,
        name: &'a str,
        place: Place<'_, 'a>,
        out: &mut Out<'a>,
    ) {
        out.uses("templates", name);
        let component = self.template_name(name);
        match template.get("with") {
            None => out.refer_to("schemas", &component),
            Some(with) => {
                out.key("allOf").open('[');
                out.json().open('{');
                out.refer_to("schemas", &component);
                out.json().close('}');
                let object = out.begin(&[with]);
                self.write_object(&[with], place, false, out);
                out.end(object);
                out.json().close(']');
            }
        }
        out.key("unevaluatedProperties").boolean(false);
    }

    /// Keywords of an object that has the members of these templates; no other, if it is `closed`.
    pub(super) fn write_object(
        &self,
        templates: &[Json<'a>],
        place: Place<'_, 'a>,
        closed: bool,
        out: &mut Out<'a>,
    ) {
        let mut members: Vec<Member<'a>> = Vec::new();
        templates.iter().for_each(|template| self.push_members(*template, &mut members));
        members.retain(|(_, member)| self.makes(*member, place) != Presence::Never);
        out.text("type", "object");
        out.key("properties").open('{');
        for (key, member) in &members {
            out.key(key);
            self.write_template(*member, place, out);
        }
        out.json().close('}');
        members.retain(|(_, member)| self.makes(*member, place) == Presence::Always);
        if !members.is_empty() {
            out.key("required").strings(members.iter().map(|(key, _)| *key));
        }
        if closed {
            out.key("additionalProperties").boolean(false);
        }
    }

    /// The members that a template makes, with those of a shared one that it uses.
    fn push_members(&self, template: Json<'a>, members: &mut Vec<Member<'a>>) {
        match template.get("$use").and_then(Json::as_str) {
            Some(name) => {
                let shared = self.file.get("templates").and_then(|all| all.get(name));
                let parts = shared.into_iter().chain(template.get("with"));
                parts.for_each(|part| self.push_members(part, members));
            }
            None => members.extend(template.entries().filter(|(key, _)| *key != COMMENT)),
        }
    }

    fn write_list(&self, template: Json<'a>, place: Place<'_, 'a>, out: &mut Out<'a>) {
        out.text("type", "array");
        out.key("maxItems").literal(&alloc::format!("{}", template.items().count()));
        if template.items().next().is_some() {
            out.key("items").open('{');
            out.key("anyOf").open('[');
            template.items().for_each(|item| self.write_template(item, place, out));
            out.json().close(']');
            out.json().close('}');
        }
    }
}
