// Bugs that are planted between the service and what is simulated, as a wrong decision would have them. The
// simulation has to find each.
import { signWith } from "./signatures.js";
import { providers } from "./providers.js";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

const read = ({ value }) => JSON.parse(decoder.decode(value));
const written = (record) => encoder.encode(JSON.stringify(record));
const isOf = (letter) => (one) => (one.key ?? one).startsWith(`${letter}/`);

/** A store whose commits are changed. The change answers the new ones, or nothing where it writes nothing. */
const committing = (change) => (seen) => ({
  ...seen,
  store: {
    ...seen.store,
    commit: async (changes) => {
      const changed = await change(changes, seen.store);
      return changed ? seen.store.commit(changed) : true;
    },
  },
});

/** The delivery that an attempt has changed, if that is what a commit is about. */
function settledIn({ puts, deletes }) {
  const found = puts.find(isOf("l"));
  if (!found || !deletes.some(isOf("q"))) return undefined;
  const delivery = read(found);
  return delivery.attempts.length > 0 && delivery.state !== "held" ? delivery : undefined;
}

/** By its name: what a program sees in place of what there is. */
export const plants = {
  /** What became of an attempt is told to be written, and is not. */
  "lost settle": (world, chance) =>
    committing((changes) => (settledIn(changes) && chance.is(0.02) ? undefined : changes)),

  /** Who takes an item of the queue does not look whether somebody else has. */
  "double claim": () =>
    committing((changes) => {
      const isClaim = changes.deletes.some(isOf("q")) && changes.puts.every(isOf("q"));
      return isClaim ? { ...changes, checks: [] } : changes;
    }),

  /** A success leaves the count of failures as it was. */
  "wrong reset": () =>
    committing(async (changes, store) => {
      const { puts } = changes;
      const webhook = puts.find(isOf("s"));
      if (!webhook || settledIn(changes)?.state !== "succeeded") return changes;
      const before = await store.get(webhook.key);
      const record = read(webhook);
      record.deliveries.failures = (before && read(before).deliveries?.failures) || 0;
      const changed = { key: webhook.key, value: written(record) };
      return { ...changes, puts: puts.map((put) => (put === webhook ? changed : put)) };
    }),

  /** The next attempt is noted, and not put into the queue. */
  "skipped retry": (world, chance) =>
    committing((changes) => {
      const isSkipped = settledIn(changes)?.state === "pending" && chance.is(0.02);
      if (!isSkipped) return changes;
      return { ...changes, puts: changes.puts.filter((put) => !isOf("q")(put)) };
    }),

  /** A request is signed with the secret of another webhook of the account. */
  "wrong key":
    ({ model }, chance) =>
    (seen) => ({
      ...seen,
      fetch: async (request) => {
        const { provider, owner } = model.byUrl.get(request.url) ?? {};
        const others = [...(owner?.live.values() ?? [])].filter(({ url }) => url !== request.url);
        const secret = others.length > 0 ? chance.of(others).secrets[0].secret : undefined;
        if (secret === undefined || provider === "spritz" || !chance.is(0.02))
          return seen.fetch(request);
        const { url, method, signal } = request;
        const headers = Object.fromEntries(request.headers);
        const body = new Uint8Array(await request.arrayBuffer());
        Object.assign(headers, signWith(providers[provider], { headers, body }, secret));
        return seen.fetch(new Request(url, { method, headers, body, signal }));
      },
    }),

  /** An event reaches the first page of webhooks, and no other. */
  "lost page": () =>
    committing((changes) => {
      const rest = changes.puts.find((put) => isOf("q")(put) && read(put).after !== undefined);
      if (!rest) return changes;
      const { puts, deletes } = changes;
      return {
        ...changes,
        puts: puts.filter((put) => put !== rest),
        deletes: [...deletes, rest.key],
      };
    }),
};
