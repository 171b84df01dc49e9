// Bodies as text: JSON that is none, that is not one way alone, or that is at a limit.
import { BODIES, PROVIDERS } from "./provider-facts.js";
import { good } from "./verdict.js";

/** Texts that are not the JSON of an object, and such as are at a limit. */
export function textCases() {
  const cases = [];
  const url = '"url":"https://example.com/hook"';
  const text = (name, input, ...codes) => {
    cases.push({
      name,
      provider: "spritz",
      operation: "create",
      ...(typeof input === "string" || "repeat" in input ? { text: input } : input),
      ...(codes.length === 0 ? {} : { violations: codes.map((code) => ["", code]) }),
    });
  };
  const filled = (repeat, times, more = "") => ({
    first: `{${url},"events":[],"x":"`,
    repeat,
    times,
    last: `"}${more}`,
  });
  const empty = `{${url},"events":[],"x":""}`.length;
  text("64 KiB", filled("x", 65_536 - empty));
  text("64 KiB with white space", filled("x", 65_000 - empty, " ".repeat(536)));
  text("a byte more than 64 KiB", filled("x", 65_537 - empty), "body_too_large");
  text("64 KiB in characters, more in bytes", filled("é", 65_536 - empty), "body_too_large");
  text("1 MiB", filled("x", 1 << 20), "body_too_large");
  text(
    "1 MiB of white space",
    { first: "", repeat: " ", times: 1 << 20, last: "{}" },
    "body_too_large",
  );
  const nested = (depth) => `{${url},"events":[],"x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  text("32 levels", nested(31));
  text("33 levels", nested(32), "too_deep");
  text("10,000 levels", { first: "", repeat: "[", times: 10_000, last: "" }, "too_deep");
  text("10,000 objects", { first: "", repeat: '{"a":', times: 10_000, last: "" }, "too_deep");
  for (const [name, json] of [
    ["no text", ""],
    ["white space alone", " \n"],
    ["half an object", `{${url}`],
    ["a trailing comma", `{${url},}`],
    ["a single quote", "{'url':1}"],
    ["a comment", `{${url}/**/}`],
    ["NaN", '{"url":NaN}'],
    ["a leading zero", '{"x":01}'],
    ["a newline in a string", '{"x":"\n"}'],
    ["a bad escape", '{"x":"\\q"}'],
    ["a form", "url=https%3A%2F%2Fexample.com"],
  ]) {
    text(name, json, "malformed_json");
  }
  text("a key twice", `{${url},${url}}`, "duplicate_key");
  text("a key twice, once escaped", `{${url},"\\u0075rl":1}`, "duplicate_key");
  text("a key twice, further in", `{${url},"x":[{"a":1,"a":1}]}`, "duplicate_key");
  text("1e999", '{"x":1e999}', "number_out_of_range");
  text("-1e999", '{"x":-1e999}', "number_out_of_range");
  text("a byte order mark", `\ufeff{${url}}`, "byte_order_mark");
  text("text after the object", `{${url}}{}`, "trailing_text");
  text("a NUL after the object", `{${url}}\0`, "trailing_text");
  text("half a surrogate pair", '{"x":"\\ud83d"}', "lone_surrogate");
  text("half a surrogate pair, the second", '{"x":"a\\ude00"}', "lone_surrogate");
  text("half a surrogate pair, in a key", '{"\\ud83d":1}', "lone_surrogate");
  text("a byte that is not UTF-8", { bodyBase64: btoa('{"x":"\xff"}') }, "invalid_utf8");
  text("a slash in too many bytes", { bodyBase64: btoa('{"x":"\xc0\xaf"}') }, "invalid_utf8");
  text("UTF-16", { bodyBase64: btoa("\xff\xfe{\0}\0") }, "invalid_utf8");
  text("a whole surrogate pair, escaped", `{${url},"events":[],"x":"\\ud83d\\ude00"}`);
  text("a name written with escapes", `{"\\u0075rl":"https:\\/\\/example.com","events":[]}`);
  for (const json of ["[]", "null", '"a"', "1", "true", '["url"]']) text(json, json, "type");

  for (const provider of PROVIDERS) {
    const plain = '{"__proto__":1,"constructor":{"prototype":null}}';
    const required = {
      connect: ["name", "subscribedEventTypes", "url"],
      conduit: ["events", "url"],
      spritz: ["url"],
      cryptofuse: ["url"],
      devdraft: ["name", "url"],
    };
    cases.push({
      name: "a key `__proto__` is one like others",
      provider,
      operation: "create",
      text: plain,
      violations: required[provider].map((field) => [`/${field}`, "required"]),
    });
    cases.push(
      good("`__proto__` is kept", provider, "create", {
        ...BODIES[provider],
        ["__proto__"]: { url: 1 },
      }),
    );
    const open = JSON.stringify({ ...BODIES[provider], x: "" }).slice(0, -2);
    for (const bytes of [65_536, 65_537]) {
      cases.push({
        name: `${bytes} bytes`,
        provider,
        operation: "create",
        text: { first: open, repeat: "x", times: bytes - open.length - 2, last: '"}' },
        ...(bytes > 65_536 ? { violations: [["", "body_too_large"]] } : {}),
      });
    }
  }
  return cases;
}
