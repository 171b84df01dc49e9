//! Templates of bodies: plain JSON with a closed set of forms, and what each place may name.
//!
//! An object with a key that starts with `$` is one form and nothing else, so that whoever reads a
//! provider file sees what is fixed and what is filled in.

use super::reader::{Faults, Node};
use crate::error::{excerpt, list};
use crate::json::Kind;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What a place has to fill its templates with.
#[derive(Debug)]
pub(super) struct Scope {
    /// How messages call the place.
    pub(super) place: &'static str,
    pub(super) values: Names,
    pub(super) lists: &'static [List],
}

/// A list, and what each of its items has under the singular of the list's name.
#[derive(Debug)]
pub(super) struct List {
    pub(super) name: &'static str,
    pub(super) item: Names,
    /// Whether it can also be put as it is; a list of webhooks would tell their secrets.
    pub(super) is_value: bool,
}

/// As many members a shared template may have, and what is added to one.
const MOST_MEMBERS: usize = 256;

/// As many times a delivery may name a part of the event's data: it is looked for in every example.
const MOST_FIELDS: usize = 64;

/// Names in groups, some of which several places have.
type Names = &'static [&'static [&'static str]];

/// The event's own data, of which a delivery may name any part.
const EVENT_DATA: &str = "event.data";

/// Checks the templates of a file, each for the place where it is used.
pub(super) struct Templates<'a> {
    shared: Option<Node<'a>>,
    examples: Option<Node<'a>>,
    used: Vec<Used>,
    /// How often the data of an event is named.
    fields: usize,
}

impl<'a> Templates<'a> {
    pub(super) fn read(shared: Option<Node<'a>>, examples: Option<Node<'a>>) -> Self {
        Self { shared, examples, used: Vec::new(), fields: 0 }
    }

    pub(super) fn check(&mut self, node: &Node<'_>, scope: &'static Scope, faults: &mut Faults) {
        Check { scope, item: &[], shared: false }.template(node, self, faults);
    }

    /// Faults of shared templates that nothing uses: nobody could say what they may name.
    pub(super) fn finish(&self, faults: &mut Faults) {
        let Some(shared) = &self.shared else { return };
        for (name, template) in shared.members(faults) {
            if !self.used.iter().any(|used| *used.name == *name) {
                template.fault("is used nowhere", faults);
            }
        }
    }
}

/// A shared template that was checked for a place: once is enough, and what is wrong with it in one
/// place need not be told again for the next.
struct Used {
    name: Box<str>,
    place: Place,
    has_faults: bool,
}

/// A place's name, and what the list around it binds first.
type Place = (&'static str, Option<&'static &'static [&'static str]>);

/// The place of a template: its scope, and what the list around it binds.
#[derive(Clone, Copy)]
struct Check {
    scope: &'static Scope,
    item: Names,
    /// Whether it stands in a shared template.
    shared: bool,
}

const NOT_A_FORM: &str = "is a form, and must be an object of members";

fn is_form(members: &[(&str, Node<'_>)]) -> bool {
    members.iter().any(|(key, _)| key.starts_with('$'))
}

impl Check {
    fn template(self, node: &Node<'_>, templates: &mut Templates<'_>, faults: &mut Faults) {
        if node.is(Kind::Array) {
            for item in node.items(faults) {
                self.template(&item, templates, faults);
            }
        }
        if !node.is(Kind::Object) {
            return;
        }
        let members = node.members(faults);
        let form = members.iter().find(|(key, _)| key.starts_with('$'));
        let Some((form, value)) = form else {
            for (_, member) in &members {
                self.template(member, templates, faults);
            }
            return;
        };
        match *form {
            "$" => {
                node.object(&["$", "else"], faults);
                self.value(value, templates, faults);
                node.get("else").iter().for_each(|other| self.template(other, templates, faults));
            }
            "$if" => {
                node.object(&["$if", "then"], faults);
                self.value(value, templates, faults);
                let then = node.need("then", faults);
                then.iter().for_each(|then| self.template(then, templates, faults));
            }
            "$each" => {
                node.object(&["$each", "as"], faults);
                let item = self.list(value, faults);
                let inner = Self { item: item.unwrap_or(self.item), ..self };
                let each = node.need("as", faults).filter(|_| item.is_some());
                each.iter().for_each(|each| inner.template(each, templates, faults));
            }
            "$count" => {
                node.object(&["$count"], faults);
                self.list(value, faults);
            }
            "$mask" => {
                node.object(&["$mask"], faults);
                if value.string(faults).is_some_and(|name| name != "record.secret") {
                    value.fault("can only mask `record.secret`", faults);
                }
                self.value(value, templates, faults);
            }
            "$use" => {
                node.object(&["$use", "with"], faults);
                let with = node.get("with");
                if let Some(with) = &with {
                    match is_form(&with.members(faults)) {
                        true => with.fault(NOT_A_FORM, faults),
                        false => self.template(with, templates, faults),
                    }
                }
                self.shared(value, with.as_ref(), templates, faults);
            }
            _ => {
                let forms = list(&["$", "$each", "$if", "$mask", "$count", "$use"]);
                node.fault_of(form, &format!("is no form of templates, expected {forms}"), faults);
            }
        }
    }

    fn shared(
        self,
        name: &Node<'_>,
        with: Option<&Node<'_>>,
        templates: &mut Templates<'_>,
        faults: &mut Faults,
    ) {
        let Some(text) = name.string(faults) else { return };
        let shared = templates.shared;
        if let Some(members) = with {
            members.holds_at_most(MOST_MEMBERS, faults);
        }
        let Some(template) = shared.as_ref().and_then(|shared| shared.get(text)) else {
            let found = excerpt(text.as_bytes());
            return name.fault(&format!("names {found}, which `templates` does not have"), faults);
        };
        let mut with = Node::members_of(with, faults);
        with.truncate(if template.holds_at_most(MOST_MEMBERS, faults) { MOST_MEMBERS } else { 0 });
        for (key, member) in with {
            if template.get(key).is_some() {
                member.fault("is a member of the shared template already", faults);
            }
        }
        if self.shared {
            return name.fault("stands in a shared template, which can use no other", faults);
        }
        let place = (self.scope.place, self.item.first());
        let mut uses = templates.used.iter().filter(|used| *used.name == *text);
        if uses.any(|used| used.place == place || used.has_faults) {
            return;
        }
        let before = faults.count();
        if is_form(&template.members(faults)) {
            template.fault(NOT_A_FORM, faults);
        } else {
            Self { shared: true, ..self }.template(&template, templates, faults);
        }
        let has_faults = faults.count() > before;
        templates.used.push(Used { name: text.into(), place, has_faults });
    }

    fn find(self, name: &str) -> Option<&'static List> {
        self.scope.lists.iter().find(|list| list.name == name)
    }

    /// What the items of a list have, if the place has such a list.
    fn list(self, name: &Node<'_>, faults: &mut Faults) -> Option<Names> {
        let text = name.string(faults)?;
        let item = self.find(text).map(|list| list.item);
        if item.is_none() {
            let lists: Vec<&str> = self.scope.lists.iter().map(|list| list.name).collect();
            self.unknown(name, text, &lists, faults);
        }
        item
    }

    fn value(self, name: &Node<'_>, templates: &mut Templates<'_>, faults: &mut Faults) {
        let Some(text) = name.string(faults) else { return };
        let groups = self.scope.values.iter().chain(self.item);
        let known: Vec<&str> = groups.flat_map(|group| group.iter().copied()).collect();
        if known.contains(&text) || self.find(text).is_some_and(|list| list.is_value) {
            return;
        }
        let within = text.strip_prefix(EVENT_DATA).and_then(|rest| rest.strip_prefix('.'));
        let Some(path) = within.filter(|_| known.contains(&EVENT_DATA)) else {
            return self.unknown(name, text, &known, faults);
        };
        templates.fields += 1;
        if templates.fields > MOST_FIELDS {
            return name.fault("is beyond the 64 fields of data that may be named", faults);
        }
        let mut pointer = String::from("/");
        pointer.extend(path.chars().map(|one| if one == '.' { '/' } else { one }));
        let examples = templates.examples.iter().flat_map(|examples| examples.members(faults));
        if !examples.into_iter().any(|(_, example)| example.value.pointer(&pointer).is_some()) {
            name.fault("names a field that no example of an event has", faults);
        }
    }

    fn unknown(self, node: &Node<'_>, name: &str, known: &[&str], faults: &mut Faults) {
        let (found, place, known) = (excerpt(name.as_bytes()), self.scope.place, list(known));
        let known = if known.is_empty() { "nothing of the kind" } else { &known };
        node.fault(&format!("names {found}, and {place} has {known}"), faults);
    }
}
