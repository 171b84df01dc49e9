//! A provider's ids and signing secrets: checked, made, masked.

use super::Provider;
use super::reader::{Faults, Node};
use crate::error::{ConfigurationError, excerpt};
use crate::generator::Generator;
#[cfg(feature = "service")]
use crate::generator::GeneratorForm;
use crate::id::IdKind;
use crate::pattern::{Fuel, Pattern};
use crate::schema::one_of;
use crate::secret::SecretForm;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What a provider says of its signing secrets beside how keys come of them.
#[derive(Debug, Clone)]
pub(super) struct SecretRules {
    /// What the provider takes as a secret; any text, without one.
    pattern: Option<Pattern>,
    /// In characters.
    longest: usize,
    mask: Mask,
}

/// How a secret is shown again: what stands of its two ends, and how many stars between them.
#[derive(Debug, Clone)]
struct Mask {
    first: usize,
    stars: usize,
    last: usize,
}

impl SecretRules {
    /// `form` is absent where it has faults of its own.
    pub(super) fn read(node: &Node<'_>, form: Option<&SecretForm>, faults: &mut Faults) -> Self {
        let keys = ["encoding", "generate", "pattern", "maxLength", "mask", "owner", "grace"];
        node.object(&keys, faults);
        let pattern = node.get("pattern").and_then(|pattern| {
            pattern.string(faults)?;
            pattern.pattern(faults)
        });
        let mask = node.get("mask").map_or(Mask { first: 2, stars: 8, last: 2 }, |mask| {
            mask.object(&["first", "stars", "last"], faults);
            let mut size = |key, least, most, default| {
                let size = mask.get_integer(key, least, most, faults);
                size.and_then(|size| usize::try_from(size).ok()).unwrap_or(default)
            };
            Mask {
                first: size("first", 0, 16, 2),
                stars: size("stars", 1, 64, 8),
                last: size("last", 0, 16, 2),
            }
        });
        node.get("owner").and_then(|owner| owner.word(&["subscription", "account"], faults));
        node.get_integer("grace", 1, 31_536_000, faults);
        let longest = node.get_integer("maxLength", 1, 4096, faults);
        let longest = longest.and_then(|longest| usize::try_from(longest).ok()).unwrap_or(256);
        let rules = Self { pattern, longest, mask };
        if form.is_some_and(|form| !rules.accepts_made(&form.generator, &mut faults.fuel)) {
            node.fault_of("generate", "makes secrets that are not accepted", faults);
        }
        rules
    }

    fn accepts_made(&self, generator: &Generator, fuel: &mut Fuel) -> bool {
        let outside = self.pattern.as_ref().and_then(|one| generator.sample_outside(one, fuel));
        outside.is_none() && self.accepts(&generator.generate(0, &mut |bytes| bytes.fill(0)))
    }

    pub(super) fn accepts(&self, secret: &str) -> bool {
        let fits = || self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(secret));
        (1..=self.longest).contains(&secret.chars().count()) && fits()
    }
}

impl Provider {
    /// The kinds of ids that the provider has, such as `webhook`.
    pub fn id_kinds(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(|(kind, _)| &**kind)
    }

    pub(super) fn id_kind(&self, kind: &str) -> Result<&IdKind, ConfigurationError> {
        let found = self.ids.iter().find(|(name, _)| **name == *kind);
        found.map(|(_, rules)| rules).ok_or_else(|| {
            let known = one_of(Some(kind), &self.id_kinds().collect::<Vec<_>>());
            let found = excerpt(kind.as_bytes());
            let reason = format!("unknown kind of id {found}, {known}");
            ConfigurationError::InvalidArgument { reason }
        })
    }

    /// Whether a text is an id of this kind, as the provider writes them.
    ///
    /// ```
    /// let conduit = anyhook::provider("conduit")?;
    /// assert!(conduit.is_id("webhook", "whk_2ofTA13AD0xBtbEvBl20aEb1hEu")?);
    /// assert!(!conduit.is_id("webhook", "whk_2ofTA13AD0xBtbEvBl20aEb1hEu\n")?);
    /// # Ok::<(), anyhook::ConfigurationError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a kind that the provider does not have.
    pub fn is_id(&self, kind: &str, id: &str) -> Result<bool, ConfigurationError> {
        Ok(self.id_kind(kind)?.pattern.is_match(id))
    }

    /// Makes a new id of this kind. `now` is in Unix seconds, and part of an id that sorts by time;
    /// `fill` must fill a buffer with fresh bytes of the operating system's randomness.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a kind that the provider does not have.
    pub fn generate_id(
        &self,
        kind: &str,
        now: i64,
        mut fill: impl FnMut(&mut [u8]),
    ) -> Result<String, ConfigurationError> {
        Ok(self.id_kind(kind)?.generator.generate(now, &mut fill))
    }

    /// A new id of a request: of the provider's own form, if it has one, else a UUID.
    #[cfg(feature = "service")]
    pub(crate) fn request_id(&self, now: i64, fill: &mut dyn FnMut(&mut [u8])) -> String {
        let own = self.ids.iter().find(|(kind, _)| **kind == *"request");
        let uuid = Generator { prefix: "".into(), form: GeneratorForm::Uuid };
        own.map_or(&uuid, |(_, kind)| &kind.generator).generate(now, fill)
    }

    /// Whether the provider takes this text as a signing secret.
    pub fn is_secret(&self, secret: &str) -> bool {
        self.secret.accepts(secret)
    }

    /// A secret as the provider shows it again: its ends, and stars between them. Of a short one,
    /// and of one that holds other than ASCII, stars alone.
    pub fn mask_secret(&self, secret: &str) -> String {
        let prefix: &str = &self.scheme.secret.prefix;
        let Mask { first, stars, last } = self.secret.mask;
        let (start, rest) = match secret.strip_prefix(prefix) {
            Some(rest) => (prefix, rest),
            None => ("", secret),
        };
        let is_long = rest.is_ascii() && rest.len() >= 4 * (first + last);
        let ends = rest.get(..first).zip(rest.get(rest.len().saturating_sub(last)..));
        let (head, tail) = ends.filter(|_| is_long).unwrap_or_default();
        let mut masked = String::from(start);
        masked.push_str(head);
        masked.extend(core::iter::repeat_n('*', stars));
        masked.push_str(tail);
        masked
    }
}

/// The kinds of ids, each with its name.
pub(super) fn read_ids(ids: &Node<'_>, faults: &mut Faults) -> Vec<(Box<str>, IdKind)> {
    let mut kinds = Vec::new();
    if !ids.holds_at_most(64, faults) {
        return kinds;
    }
    for (kind, node) in ids.members(faults) {
        if let Some(rules) = IdKind::read(&node, faults) {
            kinds.push((kind.into(), rules));
        }
    }
    kinds
}
