//! Makes a function of the generated glue, so that each instance of the module has its own.
//!
//! The glue keeps the instance in variables of its own, for good. An instance that an exception left
//! in the middle of a call has to be replaced, and what then frees the handles of the old one, as the
//! garbage collector comes to them, must not do so in the memory of the new one. What wasm-bindgen
//! has for that (`reset_state_function`) asks each handle at each call, and made a verification of
//! 256 bytes a twelfth slower.

use std::fs;
use std::path::Path;

/// Wraps a module's script and its types in place.
pub(crate) fn wrap(name: &str, out: &Path) -> Result<(), String> {
    let [script, types] = ["js", "d.ts"].map(|kind| out.join(format!("{name}.{kind}")));
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("could not read the glue: {error}"))
    };
    let (wrapped, names) = wrapped(&read(&script)?)?;
    let members: Vec<String> =
        names.iter().map(|name| format!("    {name}: typeof {name};\n")).collect();
    let typed = format!(
        "{}\nexport function glue(): {{\n{}    abandon(): void;\n}};\n",
        read(&types)?,
        members.concat()
    );
    fs::write(script, wrapped)
        .and_then(|()| fs::write(types, typed))
        .map_err(|error| format!("could not write the glue: {error}"))
}

/// Ends the use of an instance. What is left of its handles frees nothing from then on.
const ABANDON: &str = "function abandon() {
    const exports = Object.fromEntries(Object.keys(wasm).map((name) => [name, () => {}]));
    __wbg_finalize_init({ exports });
}
";

/// The glue in a function, and the names of what the function returns. Enumerations are the same for
/// every instance, and stay outside.
fn wrapped(glue: &str) -> Result<(String, Vec<String>), String> {
    let (mut enumerations, mut inner) = (String::new(), String::new());
    let mut names = Vec::new();
    for item in items(glue) {
        if item.starts_with("export const ") {
            enumerations += &item;
        } else if let Some(kept) = item.strip_prefix("export ") {
            // The last one lists what stands elsewhere.
            if let Some(name) = kept.split([' ', '(']).nth(1).filter(|_| !kept.starts_with('{')) {
                names.push(name.to_owned());
                inner += kept;
            }
        } else if !item.starts_with("async ") {
            // What loads the module asynchronously is never used.
            inner += &item;
        }
    }
    if names.is_empty() || !inner.contains("function __wbg_finalize_init(") {
        return Err("the glue is not of the form that xtask/src/glue.rs knows".to_owned());
    }
    names.push("initSync".to_owned());
    let returned = format!("return {{ {}, abandon }};\n", names.join(", "));
    let function = format!("export function glue() {{\n{inner}{ABANDON}{returned}}}\n");
    Ok((enumerations + &function, names))
}

/// The statements at the top: each starts in the first column, and goes on in lines that are indented
/// or close it. Comments are left out.
fn items(glue: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in glue.lines() {
        let goes_on = line.is_empty() || line.starts_with([' ', '}']);
        if line.starts_with('/') || line.starts_with(" *") {
            continue;
        }
        match items.last_mut() {
            Some(item) if goes_on => *item += line,
            _ => items.push(line.to_owned()),
        }
        if let Some(item) = items.last_mut() {
            item.push('\n');
        }
    }
    items
}
