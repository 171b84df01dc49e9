// The API console: whole sessions by clicking, answered by the service in the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isId, isSecret } from "anyhook";
import { choose as chooseOn, infos, send as sendOn, shown } from "./console.js";
import { goTo, open, setUp } from "./site.js";

let page;
const stage = setUp(async () => {
  page = await open(stage);
});

const choose = (provider, operation) => chooseOn(page, provider, operation);
const send = (name) => sendOn(page, name);
const json = async () => JSON.parse(await page.inputValue("#console-body"));
const field = (name) => page.getByLabel(new RegExp(`^${name} (required|optional)`));

/** What a session with a provider looks like, from its page. */
const SESSIONS = {
  connect: {
    path: "/webhooks",
    create: { status: 201, secret: ["data", "signature"] },
    list: { ids: ({ data }) => data.map(({ id }) => id) },
    of: ({ data }) => data,
    events: "subscribedEventTypes",
    refused: 403,
    deleted: { status: 200 },
  },
  conduit: {
    path: "/webhooks",
    create: { status: 201 },
    list: { ids: ({ data }) => data.map(({ id }) => id) },
    of: (body) => body,
    events: "events",
    get: { secret: ["secret"] },
    refused: 401,
    deleted: { status: 204 },
  },
  spritz: {
    path: "/v1/integrator/webhooks",
    create: { status: 200 },
    list: { ids: (all) => all.map(({ id }) => id) },
    of: (body) => body,
    events: "events",
    refused: 401,
    deleted: { status: 200 },
  },
  cryptofuse: {
    path: "/user/webhooks",
    create: { status: 201, secret: ["secret"] },
    list: { ids: ({ webhooks }) => webhooks.map(({ id }) => id) },
    of: (body) => body,
    events: "event_types",
    refused: 401,
    deleted: { status: 200, inBody: "webhook_id" },
  },
  devdraft: {
    path: "/api/v0/webhooks",
    create: { status: 201, secret: ["signing_secret"] },
    list: { ids: ({ data }) => data.map(({ id }) => id) },
    of: (body) => body,
    refused: 401,
    deleted: { status: 200 },
  },
};

const at = (value, keys) => keys.reduce((inner, key) => inner?.[key], value);

for (const [provider, session] of Object.entries(SESSIONS)) {
  const { events, operations } = infos[provider];
  const types = Object.keys(events.types);
  let id;

  test(`${provider}: creates a webhook by the form`, async () => {
    await choose(provider, "create");
    await field("url").fill("https://example.com/by-form");
    if (session.events) {
      for (const type of types.slice(0, 3)) await page.getByLabel(type, { exact: true }).check();
    }
    const { request, sent, status, body, words } = await send();
    assert.equal(request, `POST http://localhost:8787/${provider}${session.path}`);
    assert.equal(sent, await page.inputValue("#console-body"));
    assert.equal(JSON.parse(sent).url, "https://example.com/by-form");
    assert.equal(status, session.create.status);
    const webhook = session.of(body);
    id = webhook.id;
    assert.ok(isId(provider, "webhook", id));
    if (session.events) assert.deepEqual(webhook[session.events], types.slice(0, 3));
    const { secret } = session.create;
    if (secret) assert.ok(isSecret(provider, at(body, secret)));
    assert.equal(words.includes("It is shown this once: no other answer has it."), Boolean(secret));
  });

  test(`${provider}: lists it, and gets it by the picker`, async () => {
    await choose(provider, "list");
    const listed = await send();
    assert.equal(listed.status, 200);
    assert.deepEqual(session.list.ids(listed.body), [id]);
    await choose(provider, "get");
    await page.fill("#path-id", "typed");
    await page.getByLabel("Webhooks made here").selectOption({ value: id });
    assert.equal(await page.inputValue("#path-id"), id);
    const { request, status, body, words } = await send();
    assert.equal(request, `GET http://localhost:8787/${provider}${session.path}/${id}`);
    assert.equal(status, 200);
    assert.equal(session.of(body).url, "https://example.com/by-form");
    if (session.get) {
      assert.ok(isSecret(provider, at(body, session.get.secret)));
      assert.ok(words.includes("Every answer of get shows it."));
    }
  });

  test(`${provider}: updates it`, async () => {
    await choose(provider, "update");
    const [property, value] = session.events
      ? [session.events, [types[0], types[3]]]
      : ["name", "Renamed"];
    await page.fill("#console-body", "{}");
    if (session.events) {
      for (const type of value) await page.getByLabel(type, { exact: true }).check();
    } else {
      await field("name").fill(value);
    }
    assert.deepEqual(await json(), { [property]: value });
    const { status, body } = await send();
    assert.equal(status, 200);
    assert.deepEqual(session.of(body)[property], value);
  });

  test(`${provider}: refuses what is wrong, and says which refusal it is`, async () => {
    await choose(provider, "create");
    await page.fill("#console-body", "{");
    const malformed = await send();
    assert.equal(malformed.status, 400);
    assert.ok(malformed.words.includes("The body is not JSON"));
    await page.fill("#console-body", '{ "url": "ftp://example.com/" }');
    assert.equal(await page.getAttribute("#console-body", "aria-invalid"), "true");
    assert.equal((await send()).status, 400);

    await choose(provider, "get");
    await page.fill("#path-id", `${id.slice(0, -1)}${id.endsWith("0") ? 1 : 0}`);
    const missing = await send();
    assert.equal(missing.status, 404);
    assert.ok(missing.words.includes("No webhook has this id"));

    const credentials = page.locator(".credentials input");
    const before = await credentials.first().inputValue();
    await credentials.first().fill("");
    const refused = await send();
    assert.equal(refused.status, session.refused);
    assert.ok(refused.words.includes("The credential is missing or not known"));
    await credentials.first().fill(`${before}-of-another`);
    await page.fill("#path-id", id);
    assert.equal((await send()).status, 404);
    await credentials.first().fill(before);
    assert.equal((await send()).status, 200);
  });

  test(`${provider}: deletes it, and it is gone`, async () => {
    const { status, inBody } = session.deleted;
    await choose(provider, "delete");
    if (inBody) assert.equal((await json())[inBody], id);
    else assert.equal(await page.inputValue("#path-id"), id);
    const deleted = await send();
    assert.equal(deleted.status, status);
    assert.ok(!(await page.locator(`option[value="${id}"]`).count()));
    assert.equal((await send()).status, 404);
    await choose(provider, "list");
    assert.deepEqual(session.list.ids((await send()).body), []);
  });

  test(`${provider}: the page tells all operations, and nothing is in the address`, async () => {
    const links = page.getByRole("navigation", { name: "Operation" }).getByRole("link");
    const names = Object.entries(operations).map(([name, { method }]) => `${method} ${name}`);
    const shownNames = (await links.allInnerTexts()).map((text) => text.replace(/\s+/, " "));
    assert.deepEqual(shownNames, names);
    for (const name of Object.keys(operations)) {
      await choose(provider, name);
      assert.equal(new URL(page.url()).hash, `#/providers/${provider}/console/${name}`);
    }
  });
}

test("spritz: sets the account's secret by either method, and lists deliveries", async () => {
  await choose("spritz", "secret");
  await page.getByRole("button", { name: "Make a secret" }).click();
  for (const method of ["POST", "PUT"]) {
    await page.getByLabel("Method").selectOption(method);
    const { request, status, body } = await send();
    assert.equal(request, `${method} http://localhost:8787/spritz/v1/integrator/webhook-secret`);
    assert.deepEqual([status, body], [200, { secretConfigured: true }]);
  }
  await choose("spritz", "deliveries");
  await field("limit").fill("5");
  const { request, body } = await send();
  assert.match(request, /\?limit=5$/);
  assert.deepEqual(body, { data: [], hasMore: false, nextCursor: null });
});

test("conduit: pages by what the query says", async () => {
  await choose("conduit", "create");
  await page.getByRole("button", { name: "Required fields" }).click();
  for (let left = 3; left > 0; left--) assert.equal((await send()).status, 201);
  await choose("conduit", "list");
  await field("limit").fill("2");
  const first = await send();
  assert.equal(first.body.data.length, 2);
  await field("cursor").fill(first.body.nextCursor);
  const second = await send();
  assert.deepEqual([second.body.data.length, second.body.nextCursor], [1, null]);
  await field("limit").fill("many");
  const refused = await send();
  assert.match(refused.request, /limit=many/);
  assert.equal(refused.status, 400);
});

test("cryptofuse: takes the id of a deletion from the query, without a body", async () => {
  await choose("cryptofuse", "create");
  await page.getByRole("button", { name: "Required fields" }).click();
  const { id } = (await send()).body;
  await choose("cryptofuse", "delete");
  await page.fill("#console-body", "");
  await page.fill("#query-id", id);
  const { request, sent, sentHeaders, body } = await send();
  assert.match(request, new RegExp(`\\?webhook_id=${id}$`));
  assert.equal(sent, "");
  assert.ok(!sentHeaders.includes("Content-Type"));
  assert.deepEqual(body, { deleted: true, webhook_id: id });
});

test("either way of credentials does", async () => {
  await choose("cryptofuse", "list");
  await page.getByLabel("Headers that tell whose the request is").selectOption("Authorization");
  const { sentHeaders, status } = await send();
  assert.match(sentHeaders, /^Authorization: Bearer playground_token_[0-9a-f]{16}$/);
  assert.equal(status, 200);
  await page.getByLabel("Headers that tell whose the request is").selectOption("X-API-Key");

  await choose("spritz", "create");
  await page.getByRole("button", { name: "Required fields" }).click();
  const { id } = (await send()).body;
  await choose("spritz", "get");
  await page.getByLabel("Headers that tell whose the request is").selectOption("X-Integrator-Key");
  assert.equal(await page.locator(`.picker option[value="${id}"]`).count(), 1);
  const got = await send();
  assert.match(got.sentHeaders, /^X-Integrator-Key: playground_key_[0-9a-f]{16}$/);
  assert.deepEqual([got.status, got.body.id], [200, id]);
  await page.getByLabel("Headers that tell whose the request is").selectOption("Authorization");
});

test("the form and the JSON keep in step", async () => {
  await choose("conduit", "create");
  const types = Object.keys(infos.conduit.events.types);
  await page.fill(
    "#console-body",
    '{ "url": "https://a.example/", "events": ["nope"], "more": 1 }',
  );
  assert.equal(await field("url").inputValue(), "https://a.example/");
  await page.getByLabel(types[1], { exact: true }).check();
  assert.deepEqual(await json(), {
    url: "https://a.example/",
    events: ["nope", types[1]],
    more: 1,
  });
  await field("status").selectOption("disabled");
  assert.equal((await json()).status, "disabled");
  await field("status").selectOption("left out");
  assert.ok(!("status" in (await json())));
  await page.getByRole("button", { name: "Make a client id" }).click();
  assert.ok(isId("conduit", "client", (await json()).clientId));
  await field("clientId").fill("");
  assert.ok(!("clientId" in (await json())));

  await page.fill("#console-body", "[");
  assert.ok(await field("url").isDisabled());
  await page.fill("#console-body", "{}");
  assert.ok(!(await field("url").isDisabled()));
  assert.equal(await field("url").inputValue(), "");
  assert.ok(!(await page.getByLabel(types[1], { exact: true }).isChecked()));

  await choose("cryptofuse", "create");
  await page.getByLabel("payment.all", { exact: true }).check();
  await page.getByLabel("payment.all", { exact: true }).uncheck();
  assert.deepEqual((await json()).event_types, []);
  await page.getByRole("button", { name: "Leave event_types out" }).click();
  assert.ok(!("event_types" in (await json())));

  await choose("devdraft", "create");
  await field("encrypted").selectOption("true");
  assert.equal((await json()).encrypted, true);
  await page.getByRole("button", { name: "Make a secret" }).click();
  const { signing_secret: given } = await json();
  assert.ok(isSecret("devdraft", given));
  const { body, words } = await send();
  assert.ok(!JSON.stringify(body).includes(given));
  assert.ok(!words.includes("signing secret"));
});

test("a request is looked at again, and sent again", async () => {
  await choose("devdraft", "list");
  await field("page").fill("7");
  await send();
  await field("page").fill("1");
  await send();
  await page.locator(".look").nth(1).click();
  assert.match((await shown(page)).request, /page=7$/);
  assert.equal(await page.locator('.look[aria-pressed="true"]').count(), 1);
  const again = page.getByRole("button", { name: /page=7 again$/ });
  const { request } = await send(/page=7 again$/);
  assert.match(request, /page=7$/);
  assert.ok(await again.last().evaluate((one) => one === document.activeElement));
});

test("the answer is read out, and nothing moves while one types", async () => {
  await choose("conduit", "create");
  await send();
  await page.locator('[role="status"]', { hasText: /^Answer: \d+ .+, in .+ ms$/ }).waitFor({
    state: "attached",
  });
  const places = () =>
    page.evaluate(() =>
      [".exchange", ".history", "#body-field-3"].map(
        (one) => document.querySelector(one).getBoundingClientRect().top + scrollY,
      ),
    );
  const before = await places();
  for (const text of ["", "{", "{}", '{ "url": 1, "events": [], "status": "?", "clientId": 2 }']) {
    await page.fill("#console-body", text);
    assert.deepEqual(await places(), before, text);
  }
});

test("what was typed is there after a walk", async () => {
  await choose("connect", "create");
  await page.fill("#console-body", '{ "name": "kept" }');
  await choose("connect", "get");
  await goTo(page, "#/providers");
  await choose("connect", "create");
  assert.equal(await page.inputValue("#console-body"), '{ "name": "kept" }');
  assert.ok((await page.locator(".history li").count()) > 0);
});

test("did nothing else in all of this", () => {
  assert.deepEqual(page.offences, []);
});
