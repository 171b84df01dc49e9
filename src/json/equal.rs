//! Whether two values are the same, as JSON Schema means it: numbers by what they are worth, objects
//! whatever the order of their keys.

use super::number::Decimal;
use super::{Json, Kind, Writer, sort::sort};
use alloc::string::String;
use alloc::vec::Vec;

impl<'a> Json<'a> {
    pub(crate) fn equals(self, other: Json<'_>) -> bool {
        let kind = self.kind();
        if kind != other.kind() {
            return false;
        }
        match kind {
            Kind::Null => true,
            Kind::Boolean => self.as_bool() == other.as_bool(),
            Kind::Number => Decimal::read(self.raw()) == Decimal::read(other.raw()),
            Kind::String => self.as_str() == other.as_str(),
            Kind::Array => {
                let same = self.items().zip(other.items()).all(|(one, two)| one.equals(two));
                same && self.items().count() == other.items().count()
            }
            Kind::Object => {
                /// More keys are looked for in order: a hostile text has thousands of them.
                const FEW: usize = 16;
                let count = self.entries().count();
                let keys = (count > FEW).then(|| other.keys());
                let find = |key: &str| match &keys {
                    Some(keys) => keys.find(key).map(|(_, value)| value),
                    None => other.get(key),
                };
                let is_in =
                    |(key, value): (&str, _)| find(key).is_some_and(|found| found.equals(value));
                count == other.entries().count() && self.entries().all(is_in)
            }
        }
    }

    /// Whether an array has an item that equals this value.
    pub(crate) fn has_item(self, value: Json<'_>) -> bool {
        let Some(text) = value.as_number() else {
            return self.items().any(|item| item.equals(value));
        };
        // A number is mostly written as it is in the list, and read once where it is not.
        let number = Decimal::read(text);
        let is_number = |item: &Json<'_>| item.kind() == Kind::Number;
        self.items().any(|item| item.raw() == text)
            || self.items().filter(is_number).any(|item| Decimal::read(item.raw()) == number)
    }

    /// The first item of an array that was there before, and where: the indexes of both.
    pub(crate) fn repeated_item(self) -> Option<(usize, usize)> {
        /// So many plain items are compared each with each. Others are sorted: a hostile text has
        /// thousands of them, or a few that are large.
        const FEW: usize = 32;
        for (index, item) in self.items().enumerate() {
            if index == FEW || matches!(item.kind(), Kind::Array | Kind::Object) {
                return self.repeated_among_many();
            }
            if let Some(first) = self.items().take(index).position(|known| known.equals(item)) {
                return Some((first, index));
            }
        }
        None
    }

    fn repeated_among_many(self) -> Option<(usize, usize)> {
        let forms: Vec<String> = self.items().map(Json::canonical).collect();
        let form = |index: u32| forms.get(index as usize);
        let mut indexes: Vec<u32> = (0..forms.len() as u32).collect();
        sort(&mut indexes, &|one, other| (form(one), one) < (form(other), other));
        let repeated = indexes.windows(2).filter_map(|pair| match pair {
            [first, second] if form(*first) == form(*second) => Some((*second, *first)),
            _ => None,
        });
        repeated.min().map(|(second, first)| (first as usize, second as usize))
    }

    /// JSON text that equal values have in common.
    fn canonical(self) -> String {
        let mut json = Writer::default();
        json.canonical(self);
        json.finish()
    }
}

impl Writer {
    fn canonical(&mut self, value: Json<'_>) {
        match value.kind() {
            Kind::Number => Decimal::read(value.raw()).write(self),
            Kind::Array => {
                self.open('[');
                value.items().for_each(|item| self.canonical(item));
                self.close(']');
            }
            Kind::Object => {
                self.open('{');
                value.keys().sorted().for_each(|(key, value)| self.key(key).canonical(*value));
                self.close('}');
            }
            _ => self.value(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::*;
    use alloc::format;

    fn equal(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|text| Document::parse(text.as_bytes()).unwrap());
        let found = one.root().equals(other.root());
        assert_eq!(other.root().equals(one.root()), found);
        let [one_form, other_form] = [&one, &other].map(|one| one.root().canonical());
        assert_eq!(one_form == other_form, found, "{one_form} {other_form}");
        found
    }

    #[test]
    fn tells_large_objects_that_are_equal() {
        let members = |numbers: &mut dyn Iterator<Item = usize>, last: &str| {
            let members: String =
                numbers.map(|number| format!(r#""{number}":{number},"#)).collect();
            format!("{{{members}{last}}}")
        };
        let one = members(&mut (0..1000), r#""a":1"#);
        assert!(equal(&one, &members(&mut (0..1000).rev(), r#""a":1.0"#)));
        assert!(!equal(&one, &members(&mut (0..1000).rev(), r#""a":2"#)));
        assert!(!equal(&one, &members(&mut (0..1000).rev(), r#""b":1"#)));
        assert!(!equal(&one, &members(&mut (1..1000).rev(), r#""a":1"#)));
    }

    #[test]
    fn finds_an_item() {
        let list = Document::parse(br#"[1, "2", 3e0, {"a": 1}, null]"#).unwrap();
        for (value, wanted) in [
            ("1", true),
            ("1.0", true),
            ("3", true),
            ("30e-1", true),
            ("2", false),
            (r#""2""#, true),
            (r#""1""#, false),
            (r#"{"a":1.0}"#, true),
            ("{}", false),
            ("null", true),
            ("0", false),
        ] {
            let document = Document::parse(value.as_bytes()).unwrap();
            assert_eq!(list.root().has_item(document.root()), wanted, "{value}");
        }
    }

    #[test]
    fn tells_equal_values() {
        for (one, other) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("-0", "0"),
            (r#""a\u0062""#, r#""ab""#),
            (r#"{"a":1,"b":[{"c":null,"d":2}]}"#, r#"{"b":[{"d":2.0,"c":null}],"a":10e-1}"#),
        ] {
            assert!(equal(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("1", "true"),
            ("0", "false"),
            ("0", "null"),
            ("1", r#""1""#),
            ("9007199254740993", "9007199254740992"),
            ("[1,2]", "[2,1]"),
            ("[1]", "[1,1]"),
            ("[]", "{}"),
            (r#"{"a":1}"#, r#"{"a":1,"b":1}"#),
            (r#"{"a":1}"#, r#"{"b":1}"#),
            (r#"["a","b"]"#, r#"["a\",\"b"]"#),
        ] {
            assert!(!equal(one, other), "{one} {other}");
        }
    }

    #[test]
    fn finds_the_first_repeated_item() {
        let many: String = (0..1000).map(|number| format!("{number},")).collect();
        for (text, wanted) in [
            ("[]".into(), None),
            ("[1,2,2.0,1]".into(), Some((1, 2))),
            (r#"["a",{"a":1},{"b":1,"a":1},{"a":1,"b":1}]"#.into(), Some((2, 3))),
            (r#"[{"a":1},{"a":2}]"#.into(), None),
            (format!("[{many}1000]"), None),
            (format!("[{many}7e0,0]"), Some((7, 1000))),
        ] {
            let document = Document::parse(text.as_bytes()).unwrap();
            assert_eq!(document.root().repeated_item(), wanted, "{text:.40}");
        }
    }
}
