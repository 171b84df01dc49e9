// Ends the service at random moments, as a power cut would, while it takes events and sends them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { anyhook, scratch, serve } from "./anyhook.js";
import { advance, Endpoints, post, PROVIDERS, publish, subscribe } from "./endpoints.js";

const { folder } = scratch();
const KILLS = 30;
/** A kill comes after less than so many events that were accepted and requests that arrived. */
const MOST_WORK = 150;
const CLIENTS = 4;
/** What is under way at most before no more is published. */
const MOST_PENDING = 100;
const SPRITZ_SECRET = "the secret of an integrator, for the crash test";

const start = (data) =>
  serve(["--data", data, "--clock", "manual", "--no-limits", "--log", "none"]);

/** What a folder holds, by the first letter of its key. */
async function records(data) {
  const { code, stdout } = await anyhook(["export", "--data", data]);
  assert.equal(code, 0);
  const found = { a: [], l: [], q: [], s: [], v: [] };
  for (const line of stdout.trimEnd().split("\n").slice(1, -1)) {
    const { key, value } = JSON.parse(line);
    found[key[0]]?.push({ key, provider: key.split("/")[1], ...JSON.parse(value) });
  }
  return found;
}

test("every event that was accepted arrives, however often the service is killed", async (t) => {
  const data = join(folder, "killed");
  const endpoints = await Endpoints.start();
  /** By the path of its endpoint: whose webhook it is, and the types that it selects. */
  const webhooks = new Map();
  let server = await start(data);
  await post(server.url, "spritz", "/v1/integrator/webhook-secret", { secret: SPRITZ_SECRET });
  for (const [provider, { types }] of Object.entries(PROVIDERS)) {
    const isOpen = provider === "devdraft";
    for (const [name, selected] of Object.entries({ all: types, first: types.slice(0, 1) })) {
      const path = `/${provider}/${name}`;
      const id = await subscribe(server.url, provider, `${endpoints.url}${path}`, selected);
      webhooks.set(path, { provider, id, types: isOpen ? types : selected });
    }
  }
  server.kill("SIGKILL");
  await server.ended;

  const read = ({ path, headers, body }) => {
    const { provider } = webhooks.get(path);
    return PROVIDERS[provider].read(JSON.parse(body), headers);
  };
  // Some fail at first: by an error, or without an answer.
  const tried = new Map();
  endpoints.answer = (entry) => {
    const { mark } = read(entry);
    const name = `${entry.path} ${mark}`;
    const count = tried.get(name) ?? 0;
    tried.set(name, count + 1);
    if (count > 0 || mark % 12 > 1) return 200;
    return mark % 12 === 0 ? 500 : "cut";
  };

  /** By its mark, each event that was answered with 202. */
  const accepted = new Map();
  let marks = 0;
  let sent = 0;
  const names = Object.keys(PROVIDERS);
  for (let kills = 0; kills < KILLS; kills++) {
    server = await start(data);
    let left = Math.floor(Math.random() * MOST_WORK);
    const work = () => void (left-- === 0 && server.kill("SIGKILL"));
    endpoints.on("request", work);
    const before = endpoints.seen.length;
    sent = 0;
    const client = async () => {
      for (;;) {
        const mark = String(marks++);
        const provider = names[mark % names.length];
        const type = PROVIDERS[provider].types[Math.floor(Math.random() * 2)];
        const event = { type, data: { id: mark, mark } };
        const id = await publish(server.url, provider, event).catch(() => undefined);
        if (id === undefined) return;
        accepted.set(mark, { provider, type, id });
        sent++;
        work();
        // Most of the work is to be what is sent.
        while (left >= 0 && sent - (endpoints.seen.length - before) > MOST_PENDING) {
          await endpoints.came(endpoints.seen.length + 1);
        }
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    endpoints.off("request", work);
    assert.equal(await server.ended, "SIGKILL");
  }

  server = await start(data);
  await advance(server.url, "24h");
  const list = ["deliveries", "list", "conduit", "--limit", "100", "--url", server.url];
  const { stdout } = await anyhook(list);
  assert.match(stdout, /^(dlv_\S+ {2}\S+ {2}succeeded {2}.*\n)+/);
  assert.equal(await server.stop(), 0);

  const { a, l, q, s, v } = await records(data);
  assert.deepEqual(q, []);
  const selecting = (provider, type) =>
    [...webhooks].filter(([, of]) => of.provider === provider && of.types.includes(type));

  // Each event that was stored, answered or not, became one delivery for each webhook that selects it.
  const stored = new Map(v.map(({ key, provider, ...event }) => [key, { provider, ...event }]));
  const made = l.map(({ event, webhook }) => `${event} ${webhook}`);
  const expected = [...stored].flatMap(([key, { provider, type }]) =>
    selecting(provider, type).map(([, { id }]) => `${key} ${id}`),
  );
  assert.deepEqual(made.toSorted(), expected.toSorted());
  for (const { state } of l) assert.equal(state, "succeeded");
  const events = new Map([...stored.values()].map((event) => [event.data.mark, event]));
  for (const [mark, { id }] of accepted) assert.equal(events.get(mark)?.id, id);

  // Each arrived where it is selected and nowhere else, under its id, and signed.
  const secretOf = new Map(s.map(({ id, secret }) => [id, secret]));
  const secrets = new Map(
    [...webhooks].map(([path, { provider, id }]) => {
      return [path, provider === "spritz" ? a[0].secret : secretOf.get(id)];
    }),
  );
  const arrived = new Set();
  for (const entry of endpoints.seen) {
    const { provider, types } = webhooks.get(entry.path);
    const { type, id, mark } = read(entry);
    assert.ok(types.includes(type));
    if (provider !== "spritz") assert.equal(id, events.get(mark).id);
    assert.equal(typeof secrets.get(entry.path), "string");
    assert.ok(PROVIDERS[provider].isSigned(entry, secrets.get(entry.path)), entry.path);
    arrived.add(`${entry.path} ${mark}`);
  }
  const places = [...events].flatMap(([mark, { provider, type }]) =>
    selecting(provider, type).map(([path]) => `${path} ${mark}`),
  );
  assert.deepEqual([...arrived].toSorted(), places.toSorted());
  t.diagnostic(`${endpoints.seen.length} checks`);
  t.diagnostic(
    `${KILLS} kills, ${accepted.size} events accepted of ${marks} that were published, ` +
      `${l.length} deliveries, ${endpoints.seen.length} requests`,
  );
});
