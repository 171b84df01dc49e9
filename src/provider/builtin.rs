//! The definitions that come with the crate, each compiled in without its white space.

use super::reader::{Faults, Node};
use super::{Provider, Reading, read_format, read_scheme, read_scheme_of_provider};
use crate::error::ConfigurationError;
use crate::json::Document;
use crate::signature::Scheme;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A file without its white space: a tenth of the module would be that.
macro_rules! compact {
    ($file:literal) => {{
        const TEXT: &[u8] = include_bytes!(concat!("../../providers/", $file, ".json"));
        const LENGTH: usize = compact::<0>(TEXT).1;
        const COMPACT: [u8; LENGTH] = compact(TEXT).0;
        &COMPACT
    }};
}

/// A text's first `N` characters that are no white space between tokens, and how many there are.
#[expect(clippy::indexing_slicing, reason = "runs when the crate is compiled, and fails there")]
const fn compact<const N: usize>(text: &[u8]) -> ([u8; N], usize) {
    let (mut kept, mut length) = ([0; N], 0);
    let (mut at, mut quoted) = (0, false);
    while at < text.len() {
        let escaped = quoted && text[at] == b'\\';
        if quoted || !text[at].is_ascii_whitespace() {
            let mut count = if escaped { 2 } else { 1 };
            quoted ^= text[at] == b'"';
            while count > 0 {
                if length < N {
                    kept[length] = text[at];
                }
                length += 1;
                at += 1;
                count -= 1;
            }
        } else {
            at += 1;
        }
    }
    (kept, length)
}

macro_rules! compact_all {
    ($($file:literal),*) => { [$(($file, compact!($file))),*] };
}

/// The built-in providers' files, by their ids.
const PROVIDERS: [(&str, &[u8]); 5] =
    compact_all!["connect", "conduit", "spritz", "cryptofuse", "devdraft"];

/// The signature schemes that belong to no provider of ours.
const SCHEMES: &[u8] = compact!("schemes");

/// The built-in provider of this name.
///
/// It is read anew at each call: keep it.
///
/// # Errors
///
/// `unknown_provider`, with the names there are.
pub fn provider(id: &str) -> Result<Arc<Provider>, ConfigurationError> {
    let found = PROVIDERS.iter().find(|(name, _)| *name == id);
    found.and_then(|(_, text)| read(text)).ok_or_else(|| {
        let known = PROVIDERS.map(|(name, _)| name);
        ConfigurationError::unknown("provider", id, &known)
    })
}

/// Every built-in provider.
pub fn providers() -> Vec<Arc<Provider>> {
    // A test loads every file: none is left out in a release.
    PROVIDERS.iter().filter_map(|(_, text)| read(text)).collect()
}

/// Whether a provider is one of these, and no file of a user's, which has another name.
#[cfg(feature = "service")]
pub(crate) fn is_built_in(provider: &Provider) -> bool {
    PROVIDERS.iter().any(|(name, _)| *name == provider.id())
}

fn read(text: &'static [u8]) -> Option<Arc<Provider>> {
    Provider::read(Document::parse(text).ok()?, Reading::Needed).ok().map(Arc::new)
}

/// The built-in scheme of this name: a provider's, or one of `schemes.json`.
///
/// It is read anew at each call, in some ten microseconds: keep it.
///
/// # Errors
///
/// `unknown_provider`, with the names there are.
pub fn scheme(id: &str) -> Result<Arc<Scheme>, ConfigurationError> {
    let found = match PROVIDERS.iter().find(|(name, _)| *name == id) {
        Some((_, text)) => scheme_of(text),
        None => bare_schemes().into_iter().find(|scheme| scheme.id() == id),
    };
    found.ok_or_else(|| {
        let all = schemes();
        let known: Vec<&str> = all.iter().map(|scheme| scheme.id()).collect();
        ConfigurationError::unknown("scheme", id, &known)
    })
}

/// Every built-in scheme: the providers' first.
pub fn schemes() -> Vec<Arc<Scheme>> {
    let mut schemes: Vec<_> = PROVIDERS.iter().filter_map(|(_, text)| scheme_of(text)).collect();
    schemes.extend(bare_schemes());
    schemes
}

/// A provider's scheme: what verifies a delivery need not read the rest.
fn scheme_of(text: &[u8]) -> Option<Arc<Scheme>> {
    let file = Document::parse(text).ok()?;
    read_scheme_of_provider(&Node::root(file.root()), &mut Faults::default()).map(Arc::new)
}

fn bare_schemes() -> Vec<Arc<Scheme>> {
    let mut faults = Faults::default();
    let Ok(file) = Document::parse(SCHEMES) else { return Vec::new() };
    read_schemes(&Node::root(file.root()), &mut faults).unwrap_or_default()
}

fn read_schemes(root: &Node<'_>, faults: &mut Faults) -> Option<Vec<Arc<Scheme>>> {
    root.object(&["$schema", "format", "schemes"], faults)?;
    read_format(root, faults);
    let mut schemes = Vec::new();
    for item in root.need("schemes", faults)?.items(faults) {
        schemes.push(Arc::new(read_scheme(&item, faults)?));
    }
    Some(schemes)
}

/// A user's own provider has a name of its own: with a built-in one nobody could tell which is meant.
pub(super) fn refuse_names(root: &Node<'_>, faults: &mut Faults) {
    let Some(id) = root.get("id") else { return };
    let is_builtin = |name: &str| schemes().iter().any(|scheme| scheme.id() == name);
    if id.value.as_str().is_some_and(is_builtin) {
        id.fault("is the name of a built-in provider or scheme", faults);
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use alloc::format;
    use alloc::string::String;

    #[test]
    fn every_file_passes_the_checks_of_a_users_own() {
        for (name, text) in PROVIDERS {
            let renamed = String::from_utf8(text.to_vec()).unwrap();
            let renamed = renamed.replace(&format!(r#""id":"{name}""#), r#""id":"mine""#);
            if let Err(error) = Provider::from_json(renamed.as_bytes()) {
                panic!("{name}: {error}");
            }
            assert!(read(text).is_some_and(|provider| provider.id() == name), "{name}");
            assert_eq!(scheme(name).unwrap().id(), name);
        }
        assert_eq!(bare_schemes().len(), 7);
    }

    #[test]
    fn the_starter_loads() {
        let starter = include_bytes!("../../providers/starter.json");
        let provider = Provider::from_json(starter).unwrap();
        assert_eq!(provider.id(), "acme");
    }

    #[test]
    fn compacts_without_a_change() {
        for (name, text) in PROVIDERS {
            let path = format!("{}/providers/{name}.json", env!("CARGO_MANIFEST_DIR"));
            let written: serde_json::Value =
                serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            let read: serde_json::Value = serde_json::from_slice(text).unwrap();
            assert_eq!(read, written, "{name}");
            let provider = provider(name).unwrap();
            assert_eq!(provider.definition().as_bytes(), text, "{name} is not compact");
        }
    }
}
