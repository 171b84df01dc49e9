// Bodies that are no JSON, not one way alone, too large or of another type; and such as just pass.
import { url } from "./client.js";

const LIMIT = 65_536;
const encode = (text) => new TextEncoder().encode(text);
const JSON_TYPE = { "content-type": "application/json" };

export function bodies(test, facts) {
  const good = JSON.stringify(facts.minimal(url()));
  const member = (text) => good.replace("{", `{${text},`);
  /** The body filled up to so many bytes. */
  const filled = (size, character = "x") => {
    const room = size - encode(member('"x":""')).length;
    return member(`"x":"${character.repeat(room / encode(character).length)}"`);
  };
  const nested = (depth) => member(`"x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}`);

  const accepted = [
    ["white space around", ` \r\n\t${good}\n `],
    ["32 levels", nested(32)],
    ["64 KiB", filled(LIMIT)],
    ["64 KiB with white space", good + " ".repeat(LIMIT - encode(good).length)],
    ["escapes in names and values", good.replace('"url"', '"\\u0075rl"').replace("//", "\\/\\/")],
    ["a key named __proto__", member('"__proto__":{"url":1},"constructor":null')],
  ];
  for (const [name, body] of accepted) {
    test(`a body with ${name}`, async (host) => {
      const account = await host.account(facts);
      const answer = await account.send("POST", "", { body });
      const record = { id: facts.idForm, fields: { ...facts.defaults, ...facts.minimal(url()) } };
      account.answered(answer, facts.createStatus, facts.created(record));
    });
  }

  // What is refused leaves nothing behind: one account does for all of it.
  let refusing;
  const malformed = [
    ["nothing", ""],
    ["white space", " \n"],
    ["half an object", good.slice(0, -1)],
    ["text behind it", `${good}{}`],
    ["a trailing comma", good.replace("}", ",}")],
    ["a comment", good.replace("{", "{/**/")],
    ["single quotes", good.replaceAll('"', "'")],
    ["a form", "url=https%3A%2F%2Fhooks.example%2F"],
    ["NaN", member('"x":NaN')],
    ["a leading zero", member('"x":01')],
    ["a line break in a string", member('"x":"\n"')],
    ["a byte order mark", `\ufeff${good}`],
    [
      "a byte that is no UTF-8",
      Uint8Array.of(...encode(good.slice(0, -1)), 0x22, 0xff, 0x22, 0x7d),
    ],
    ["an invalid byte in a string", invalid(good, [0xff])],
    ["an overlong character", invalid(good, [0xc0, 0xaf])],
    ["half a surrogate pair in UTF-8", invalid(good, [0xed, 0xa0, 0xbd])],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
  ];
  for (const [name, body] of malformed) refusal(name, body, "malformed_body");

  // JSON all the same, but such as two readers may read in two ways.
  const ambiguous = ["malformed_body", "invalid_body"];
  refusal("a key twice", member('"url":"https://hooks.example/"'), ambiguous);
  refusal("a key twice, once escaped", member('"\\u0075rl":"https://hooks.example/"'), ambiguous);
  refusal("a key twice further in", member('"x":[{"a":1,"a":1}]'), ambiguous);
  refusal("33 levels", nested(33), ambiguous);
  refusal("10,000 levels", "[".repeat(10_000), ambiguous);
  refusal("a number beyond all", member('"x":1e999'), ambiguous);
  refusal("half a surrogate pair", member('"x":"\\ud83d"'), ambiguous);

  for (const [name, body] of [
    ["64 KiB and a byte", filled(LIMIT + 1)],
    ["64 KiB and a space", filled(LIMIT) + " "],
    ["64 KiB of characters, more of bytes", filled(LIMIT, "é").replace("é", "éé")],
    ["1 MiB", filled(1 << 20)],
    ["1 MiB that is no JSON", "[".repeat(1 << 20)],
  ]) {
    refusal(name, body, "body_too_large");
  }

  function refusal(name, body, situations) {
    test(`a body with ${name} is refused`, async (host) => {
      refusing ??= await host.account(facts);
      const answer = await refusing.send("POST", "", { body, headers: JSON_TYPE });
      refusing.refused(answer, situations, { violations: "any" });
    });
  }
  test("what was refused was not created", () => refusing.list([]));

  for (const type of [
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "Application/JSON",
  ]) {
    test(`the content type ${type}`, async (host) => {
      const account = await host.account(facts);
      const answer = await account.send("POST", "", {
        body: good,
        headers: { "content-type": type },
      });
      host.check(answer.status, facts.createStatus, "status");
    });
  }

  const others = [
    "text/plain",
    "text/json",
    "application/jsonp",
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=a",
    "application",
    "json",
    "*/*",
    "text/plain; application/json",
    "application/json, text/plain",
  ];
  test("other content types are refused", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url("kept")));
    for (const type of others) {
      const headers = { "content-type": type };
      const created = await account.send("POST", "", { body: good, headers });
      account.refused(created, "unsupported_media_type");
      const options = { body: JSON.stringify(facts.changes[0]), headers };
      const updated = await account.send("PATCH", `/${record.id}`, options);
      account.refused(updated, "unsupported_media_type");
    }
    await account.list([record]);
  });

  test("a body without a content type is refused", async (host) => {
    const account = await host.account(facts);
    // Bytes have no type of their own, as text has.
    const answer = await account.send("POST", "", { body: encode(good) });
    account.refused(answer, "unsupported_media_type");
    await account.list([]);
  });

  test("a body that is no JSON changes nothing", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    for (const body of ["", "{", `${JSON.stringify(facts.changes[0])},`]) {
      const answer = await account.send("PATCH", `/${record.id}`, { body, headers: JSON_TYPE });
      account.refused(answer, "malformed_body", { violations: "any" });
    }
    await account.get(record);
  });
}

/** The body with a member whose text has these bytes. */
const invalid = (body, bytes) =>
  Uint8Array.of(...encode(`${body.slice(0, -1)},"x":"`), ...bytes, ...encode('"}'));
