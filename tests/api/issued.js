// Issued keys: what the control API tells of one, and the texts that it is made of.
import { match, present, recent } from "./match.js";

const FORMS = {
  key: /^ahk_[A-Za-z0-9_-]{43}$/,
  token: /^ahk_[A-Za-z0-9_-]{43}$/,
  secret: /^ahs_[A-Za-z0-9_-]{43}$/,
};
const PLACEHOLDER = /\{(\w+)\}/;

/** A value of a credential's header, with the text for its placeholder. */
const fill = (value, texts) => value.replace(PLACEHOLDER, (_, name) => texts[name]);

/** What is told of a key that was asked for with these fields, at any time. */
const told = (fields) =>
  present({
    id: /^key_[0-9a-f]{24}$/,
    provider: fields.provider,
    account: fields.account,
    scopes: fields.scopes,
    environment: fields.environment ?? "production",
    description: fields.description,
    createdAt: recent,
  });

/** The credentials of a key in all their forms, with the names of headers in lower case. */
const lowered = (credentials) =>
  credentials.map((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  );

/** The texts of a key, by the placeholders of the provider's credentials. */
function texts(facts, { credentials }) {
  const found = {};
  for (const [index, form] of facts.credentials.entries()) {
    for (const [name, value] of Object.entries(form)) {
      const [all, placeholder] = PLACEHOLDER.exec(value);
      const before = value.slice(0, value.indexOf(all));
      const header = lowered(credentials)[index][name];
      match(header.startsWith(before), true, `${name} begins with "${before}"`);
      found[placeholder] ??= header.slice(before.length);
    }
  }
  for (const [name, text] of Object.entries(found)) match(text, FORMS[name], `the text of ${name}`);
  return found;
}

/** What creating a key answers: the same, and headers to send, in every form that takes the key. */
const created = (facts, fields) => ({
  ...told(fields),
  credentials: (credentials) => {
    const found = texts(facts, { credentials });
    // Forms that have as many texts have the same ones, whatever the provider calls them.
    if (found.token) match(found.token, found.key, "the token");
    const filled = facts.credentials.map((form) =>
      Object.fromEntries(Object.entries(form).map(([name, value]) => [name, fill(value, found)])),
    );
    match(lowered(credentials), filled, "credentials");
    return true;
  },
});

export const issued = { created, fill, texts, told };
