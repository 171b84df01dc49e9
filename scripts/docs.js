// Writes docs/providers.md, what providers/*.json say of each provider, for reading.
// `node scripts/docs.js` writes it; `npm test` checks that it is current.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { delivery, retries } from "./docs/delivery.js";
import { blocks, bullets, link } from "./docs/markdown.js";
import { DAGGER, Marks, below } from "./docs/marks.js";
import { operation, overview } from "./docs/operation.js";
import * as parts from "./docs/provider.js";
import { main, providerIds, root } from "./lib.js";

export const file = join(root, "docs", "providers.md");

const HEAD = `<!-- Written by \`node scripts/docs.js\` from providers/*.json: change those. -->

# Providers

What anyhook knows of each provider's webhook API. The files behind this page drive every function,
so it is also what they do. To describe a provider of your own, see
[provider files](provider-files.md).

- **${DAGGER}** No source states this: it is anyhook's assumption. At the start of a section it covers all of
  it; in a table's head the column, behind a row's first cell the row, at the end of another cell that
  cell; in a sentence or a list, what stands between it and the comma or ${DAGGER} before.
- Body fields that no table lists are ignored. Violations of a body are found all at once.
- In examples, \`$BASE\` is the API's address, and ids, secrets and times are made up.`;

/** The sections of a provider: title, pointer of what it shows, and what it says. */
const SECTIONS = [
  ["sources", undefined, parts.sources],
  ["authentication", "/auth", parts.authentication],
  ["ids", "/ids", parts.ids],
  ["secrets", "/secret", parts.secrets],
  ["events", "/events", parts.events],
  ["selectors", "/events/selectors", parts.selectors],
  ["URLs", "/urls", parts.urls],
  ["operations", "/operations", overview],
  ["errors", "/errors", parts.errors],
  ["delivery", "/delivery", delivery],
  ["retries", "/delivery", retries],
  ["limits", undefined, parts.limits],
];

function page(provider) {
  const { name, description, id, operations, marks } = provider;
  const section = (title, pointer, content) => {
    if (!content) return [];
    const whole = pointer && marks.covers(pointer) && `${DAGGER} All of this section.`;
    return [{ title, text: blocks(`### ${name} ${title}`, whole, content) }];
  };
  const sections = SECTIONS.flatMap(([title, pointer, write]) => [
    ...section(title, pointer, write(provider)),
    ...(write === overview
      ? Object.keys(operations).flatMap((key) =>
          section(key, below(pointer, key), operation(provider, key)),
        )
      : []),
  ]);
  const unshown = marks.unshown();
  if (unshown.length > 0) {
    throw new Error(`${id}: nothing shows that these are assumed: ${unshown.join(", ")}`);
  }
  const links = (titles) => titles.map((title) => link(title, `${name} ${title}`)).join(", ");
  const entries = sections
    .map(({ title }) => title)
    .filter((title) => !(title in operations))
    .map((title) =>
      title === "operations"
        ? `${links([title])} (${links(Object.keys(operations))})`
        : links([title]),
    );
  return {
    entry: `${link(name, name)}: ${entries.join(", ")}`,
    text: blocks(
      `## ${name}`,
      `${description} Its name in anyhook is \`${id}\`.`,
      ...sections.map(({ text }) => text),
    ),
  };
}

const withoutComments = (key, value) => (key === "$comment" ? undefined : value);

/** The text of docs/providers.md. */
export function docs() {
  const read = (id) => readFileSync(join(root, "providers", `${id}.json`), "utf8");
  const pages = providerIds()
    .map((id) => JSON.parse(read(id), withoutComments))
    .map((provider) => page({ ...provider, marks: new Marks(provider.assumed) }));
  const contents = bullets(pages.map(({ entry }) => entry));
  return `${blocks(HEAD, "## Contents", contents, ...pages.map((one) => one.text))}\n`;
}

export const isCurrent = () => existsSync(file) && readFileSync(file, "utf8") === docs();

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => writeFileSync(file, docs()));
}
