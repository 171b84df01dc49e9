// What is true once everything is settled: of deliveries, and of what the APIs tell.
import { isDeepStrictEqual } from "node:util";
import { control, providers, requests } from "./providers.js";

/** As many attempts of a delivery are kept. */
const MOST_LISTED = 20;

export async function check(world) {
  const { model, store, workload, programs } = world;
  for (const event of model.events.values()) {
    model.expect(event.expandedAt !== undefined, `the event ${event.id} was never expanded`);
  }
  for (const delivery of model.deliveries.values()) checkDelivery(model, delivery);
  const held = [...model.deliveries.values()].filter(({ state }) => state === "held");
  model.expect(store.count("q/") === 0, `${store.count("q/")} items are left in the queue`);
  for (const { key, webhook } of held) {
    const place = `h/${webhook.key}/${key.split("/").at(-1)}`;
    model.expect(store.count(place) === 1, `${key} is held nowhere`);
  }
  model.expect(
    store.count("h/") === held.length,
    `${store.count("h/")} of ${held.length} are held`,
  );
  for (const account of workload.accounts) await checkAccount(model, programs[0], account);
  for (const provider of workload.providers) await checkList(model, programs[0], provider);
}

/** Each delivery is listed once, as it is. */
async function checkList(model, program, provider) {
  const found = [];
  let query = "limit=100";
  do {
    const { status, body } = await program.ask("_", {}, control.deliveries(provider, query));
    if (!model.expect(status === 200, `the deliveries are answered with ${status}`)) return;
    found.push(...body.data);
    query = body.nextCursor && `limit=100&cursor=${encodeURIComponent(body.nextCursor)}`;
  } while (query);
  const all = [...model.deliveries.values()].filter(({ webhook }) => webhook.provider === provider);
  model.expect(
    found.length === all.length,
    `${found.length} of ${all.length} deliveries are listed`,
  );
  for (const { id, event, account, webhook, status, attempts } of found) {
    const delivery = model.deliveries.get(`l/${provider}/${id.slice("dlv_".length)}`);
    const asTold = [event.id, account, webhook, status, attempts.length];
    const { event: of, webhook: by, state, attempts: made } = delivery ?? {};
    const expected = delivery && [of.id, by.account, by.id, state, Math.min(made, MOST_LISTED)];
    model.expect(
      isDeepStrictEqual(asTold, expected),
      () => `${id}: ${asTold}, expected ${expected}`,
    );
  }
}

/** `settled` are the attempts since it was sent, or sent again. */
function checkDelivery(model, { key, webhook, state, settled }) {
  const { delays } = providers[webhook.provider];
  const isDeleted = webhook.deletedAt !== undefined;
  const succeeded = settled.filter(({ isSuccess }) => isSuccess).length;
  const isLegal =
    (state === "succeeded" && succeeded === 1 && settled.at(-1).isSuccess) ||
    (state === "failed" && succeeded === 0 && settled.length === delays.length + 1) ||
    (state === "held" && succeeded === 0 && !isDeleted && !webhook.active) ||
    (state === "cancelled" && succeeded === 0 && isDeleted);
  model.expect(isLegal, () => {
    const words = isDeleted ? "deleted" : webhook.active ? "active" : "disabled";
    return `${key} of ${webhook.key}, which is ${words}, ends ${state} after ${settled.length}`;
  });
}

/** What the API tells of an account is what was counted here. */
async function checkAccount(model, program, { provider: name, credential, live }) {
  const provider = providers[name];
  const headers = provider.credentials(credential);
  const found = [];
  let query;
  do {
    const answer = await program.ask(name, headers, requests.list(provider, query));
    if (!model.expect(answer.status === 200, `a list is answered with ${answer.status}`)) return;
    found.push(...provider.listOf(answer.body));
    query = provider.next?.(answer.body);
  } while (query);
  const expected = [...live.values()];
  const told = found.map((webhook) => provider.read(webhook));
  model.expect(
    isDeepStrictEqual(
      told.map(({ id }) => id),
      expected.map(({ id }) => id),
    ),
    () => `${name} lists ${told.length} webhooks of ${expected.length}, or in another order`,
  );
  for (const [index, webhook] of expected.entries()) {
    const { id, url, active, events, client, counts } = webhook;
    const whole = { id, url, active, events, client, ...counts };
    const asTold = Object.fromEntries(Object.keys(told[index]).map((key) => [key, whole[key]]));
    model.expect(
      isDeepStrictEqual(told[index], asTold),
      () => `${name} tells ${JSON.stringify(told[index])} of ${JSON.stringify(whole)}`,
    );
  }
}
