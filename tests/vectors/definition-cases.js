// Schemes of one's own, and what is wrong with them.
const ACME = {
  id: "acme",
  name: "Acme",
  secret: { encoding: "utf8", generate: { form: "base64url", bytes: 32 } },
  signature: {
    headers: { "X-Acme": "t={timestamp},v1={signature}" },
    separator: ",",
    content: "{timestamp}.{body}",
    encoding: "hex",
    tolerance: 300,
  },
};

/** Definitions that do not load, each with the places of its faults. */
export function defineCases() {
  const cases = [{ name: "a good one", definition: ACME, faults: [] }];
  const add = (name, change, ...faults) => {
    const definition = structuredClone(ACME);
    const replaced = change(definition);
    cases.push({ name, definition: replaced ?? definition, faults });
  };
  add("a number", () => 1, "");
  add("no id", (one) => void delete one.id, "/id");
  add("an id in upper case", (one) => void (one.id = "Acme"), "/id");
  add("an unknown key", (one) => void (one.sekret = 1), "/sekret");
  add(
    "every key misspelled",
    () => ({ ID: 1, Name: 2, Secret: 3, Signature: 4 }),
    "/ID",
    "/Name",
    "/Secret",
    "/Signature",
    "/id",
    "/name",
    "/secret",
    "/signature",
  );
  for (const key of Object.keys(ACME.signature)) {
    add(
      `signature.${key} misspelled`,
      (one) => {
        one.signature[`${key}_`] = one.signature[key];
        delete one.signature[key];
      },
      ...(key === "separator"
        ? ["/signature/separator_", "/signature/headers/X-Acme"]
        : [`/signature/${key}_`, `/signature/${key}`]),
    );
  }
  add(
    "two signatures",
    (one) => void (one.signature.headers.Other = "{signature}"),
    "/signature/headers",
  );
  add(
    "no signature",
    (one) => void (one.signature.headers = { "X-Acme": "{timestamp}" }),
    "/signature/headers",
  );
  add(
    "a timestamp that is not signed",
    (one) => void (one.signature.content = "{body}"),
    "/signature/content",
    "/signature/tolerance",
  );
  add(
    "a timestamp that is not sent",
    (one) => void (one.signature.headers["X-Acme"] = "v1={signature}"),
    "/signature/headers",
  );
  add(
    "an id that is not sent",
    (one) => void (one.signature.content = "{id}.{timestamp}.{body}"),
    "/signature/headers",
  );
  add("no body", (one) => void (one.signature.content = "{timestamp}"), "/signature/content");
  add(
    "two bodies",
    (one) => void (one.signature.content = "{timestamp}.{body}.{body}"),
    "/signature/content",
  );
  add(
    "slots side by side",
    (one) => void (one.signature.content = "{timestamp}{body}"),
    "/signature/content",
  );
  add(
    "a digit after the timestamp",
    (one) => void (one.signature.content = "{timestamp}0{body}"),
    "/signature/content",
  );
  add(
    "a prefix of 65 characters",
    (one) => void (one.signature.headers["X-Acme"] = `t={timestamp},${"v".repeat(65)}{signature}`),
    "/signature/headers/X-Acme",
  );
  add(
    "a header that JavaScript takes for more",
    (one) => JSON.parse(JSON.stringify(one).replace('"X-Acme"', '"__proto__"')),
    "/signature/headers/__proto__",
  );
  add(
    "an unknown slot",
    (one) => void (one.signature.content = "{timestamp}.{boody}"),
    "/signature/content",
  );
  add(
    "an open slot",
    (one) => void (one.signature.content = "{timestamp}.{body"),
    "/signature/content",
  );
  add(
    "text after a slot",
    (one) => void (one.signature.headers["X-Acme"] = "t={timestamp},v1={signature}!"),
    "/signature/headers/X-Acme",
  );
  add(
    "items that start alike",
    (one) => void (one.signature.headers["X-Acme"] = "v={timestamp},v={signature}"),
    "/signature/headers/X-Acme",
  );
  add(
    "a header name with a space",
    (one) => void (one.signature.headers = { "X Acme": "t={timestamp},v1={signature}" }),
    "/signature/headers/X Acme",
  );
  add(
    "an unknown encoding",
    (one) => void (one.signature.encoding = "base32"),
    "/signature/encoding",
  );
  add("a tolerance of 0", (one) => void (one.signature.tolerance = 0), "/signature/tolerance");
  add(
    "a tolerance that is text",
    (one) => void (one.signature.tolerance = "300"),
    "/signature/tolerance",
  );
  add(
    "an id in a list",
    (one) =>
      void (one.signature = {
        ...one.signature,
        headers: { "X-Acme": "id={id},t={timestamp},v1={signature}" },
        content: "{id}.{timestamp}.{body}",
      }),
    "/signature/headers/X-Acme",
  );
  add(
    "a generator without a form",
    (one) => void delete one.secret.generate.form,
    "/secret/generate/form",
  );
  add(
    "a generator of no bytes",
    (one) => void (one.secret.generate.bytes = 0),
    "/secret/generate/bytes",
  );
  add(
    "a generator with keys of another",
    (one) => void (one.secret.generate.length = 3),
    "/secret/generate/length",
  );
  add(
    "a secret that tells its time",
    (one) => void (one.secret.generate = { form: "ksuid" }),
    "/secret/generate",
  );
  add(
    "an alphabet with a character twice",
    (one) => void (one.secret.generate = { form: "characters", alphabet: "aba", length: 3 }),
    "/secret/generate/alphabet",
  );
  add(
    "base64 that is made as text",
    (one) => void (one.secret.encoding = "base64"),
    "/secret/generate",
  );
  add(
    "an assumed part that is not there",
    (one) => void (one.assumed = ["/signature", "/nowhere"]),
    "/assumed/1",
  );
  add(
    "a source without a day",
    (one) => void (one.sources = [{ title: "Acme" }]),
    "/sources/0/checkedOn",
  );
  add(
    "several faults at once",
    (one) => {
      delete one.name;
      one.signature.encoding = "x";
      one.secret.encoding = "y";
    },
    "/name",
    "/secret/encoding",
    "/signature/encoding",
  );
  return cases;
}
