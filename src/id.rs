//! Ids: what is taken for one of a kind, and how new ones are made.

use crate::error::excerpt;
use crate::generator::{Generator, GeneratorForm};
use crate::pattern::Pattern;
use crate::provider::reader::{Faults, Node};
use alloc::format;

/// A kind of ids, such as those of a provider's webhooks.
#[derive(Debug, Clone)]
pub(crate) struct IdKind {
    pub(crate) pattern: Pattern,
    pub(crate) generator: Generator,
}

/// The longest id that a store's key has room for, in bytes.
pub(crate) const LONGEST: usize = 200;

impl IdKind {
    /// Whether what is made can stand in a path as it is, and in a store's key.
    pub(crate) fn makes_segments(&self) -> bool {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let fits = match &self.generator.form {
            GeneratorForm::Base64 { .. } => false,
            GeneratorForm::Characters { alphabet, .. } => alphabet.bytes().all(is_plain),
            _ => true,
        };
        fits && self.generator.generate(0, &mut |bytes| bytes.fill(0)).len() <= LONGEST
    }

    pub(crate) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["pattern", "generate"], faults)?;
        let pattern = node.need("pattern", faults).and_then(|node| {
            node.string(faults)?; // the empty one would take every text
            node.pattern(faults)
        });
        let generator =
            node.need("generate", faults).and_then(|node| Generator::read(&node, faults));
        let (pattern, generator) = (pattern?, generator?);
        if let Some(id) = generator.sample_outside(&pattern, &mut faults.fuel) {
            let message =
                format!("makes {}, which `pattern` does not match", excerpt(id.as_bytes()));
            node.fault_of("generate", &message, faults);
        }
        Some(Self { pattern, generator })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    fn read(text: &str) -> Result<IdKind, Vec<String>> {
        let document = Document::parse(text.as_bytes()).unwrap();
        let mut faults = Faults::default();
        let kind = IdKind::read(&Node::root(document.root()), &mut faults);
        faults.or(kind).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn takes_what_it_makes() {
        for definition in [
            r#"{ "pattern": "^whk_[a-zA-Z0-9]{27}$", "generate": { "prefix": "whk_", "form": "ksuid" } }"#,
            r#"{ "pattern": "^wh_[0-9a-f]{32}$", "generate": { "prefix": "wh_", "form": "hex", "bytes": 16 } }"#,
            r#"{ "pattern": "^[0-9a-f]{24}$", "generate": { "form": "hex", "bytes": 12 } }"#,
        ] {
            let kind = read(definition).unwrap();
            let id = kind.generator.generate(1_700_000_000, &mut |bytes| bytes.fill(7));
            assert!(kind.pattern.is_match(&id), "{definition}");
            assert!(!kind.pattern.is_match(&(id + "\n")), "{definition}");
        }
    }

    #[test]
    fn refuses_a_kind_that_contradicts_itself() {
        for (definition, faults) in [
            (
                r#"{ "pattern": "^wh_[0-9a-f]{31}$", "generate": { "prefix": "wh_", "form": "hex", "bytes": 16 } }"#,
                &[
                    "`/generate` makes `wh_00000000000000000000000000000000`, which `pattern` does not match",
                ][..],
            ),
            (
                // A KSUID of today starts with a digit, and will not for ever.
                r#"{ "pattern": "^[0-9][0-9a-zA-Z]{26}$", "generate": { "form": "ksuid" } }"#,
                &[
                    "`/generate` makes `aWgEPTl1tmebfsQzFP4bxwgy80V`, which `pattern` does not match",
                ],
            ),
            (
                // Every character of the alphabet is tried.
                r#"{ "pattern": "^[a-y]{16}$", "generate": { "form": "characters", "alphabet": "abcdefghijklmnopqrstuvwxyz", "length": 16 } }"#,
                &["`/generate` makes `qrstuvwxyzabcdef`, which `pattern` does not match"],
            ),
            (
                r#"{ "pattern": "^\\w+$", "generate": { "form": "uuid", "bytes": 3 }, "patern": 1 }"#,
                &[
                    "`/patern` is unknown here; did you mean `pattern`?",
                    "`/pattern` holds `\\w` at character 2, which engines read differently: write a class such as `[0-9]`",
                    "`/generate/bytes` has no meaning for this `form`",
                ],
            ),
            ("{}", &["`/pattern` is missing", "`/generate` is missing"]),
        ] {
            assert_eq!(read(definition).unwrap_err(), faults, "{definition}");
        }
    }
}
