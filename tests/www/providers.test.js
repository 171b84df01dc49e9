// The pages of the providers say what their files say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventTypes, exampleEvent, isId, isSecret, maskSecret, matches, providers } from "anyhook";
import { goTo, open, setUp, verdict } from "./site.js";

let page;
const stage = setUp(async () => {
  page = await open(stage, { hash: "#/providers" });
});

const go = (hash, on = page) => goTo(on, hash);
const texts = (selector) => page.locator(selector).allInnerTexts();

test("every provider is there, and leads to its page", async () => {
  const names = providers().map(({ name }) => name);
  assert.deepEqual(await texts(".cards h2"), [...names, "A provider of your own"]);
  await page.getByRole("link", { name: "Conduit" }).click();
  assert.equal(await page.locator("#page h1").innerText(), "Conduit");
  assert.equal(await page.title(), "Conduit: Overview · anyhook");
});

for (const info of providers()) {
  const { id, operations, events, errors, ids, sources, assumed, delivery } = info;

  test(`${id}: overview`, async () => {
    await go(`#/providers/${id}`);
    assert.equal(await page.locator("#page h1").innerText(), info.name);
    const listed = await texts(".card:has(> h2:text-is('Sources')) li");
    assert.deepEqual(
      listed,
      sources.map(({ title, checkedOn }) => `${title} read on ${checkedOn}`),
    );
    assert.match(await page.locator("summary").innerText(), new RegExp(`: ${assumed.length}$`));
    assert.equal(await page.locator(".pointers li").count(), assumed.length);
    assert.ok(await page.locator(".legend").isVisible());
  });

  test(`${id}: operations with their fields and answers`, async () => {
    await go(`#/providers/${id}/operations`);
    const rows = await texts(".index a");
    assert.deepEqual(
      rows.map((text) => text.replace(/\s+/g, " ")),
      Object.values(operations).map(({ method, path }) => `${method} ${path}`),
    );
    for (const [name, { body, query, scope, success }] of Object.entries(operations)) {
      await go(`#/providers/${id}/operations/${name}`);
      const named = [body, query].flatMap((schema) => Object.keys(schema?.properties ?? {}));
      assert.deepEqual(await texts(".fields .name code"), named, name);
      const required = [body, query].flatMap((schema) => schema?.required ?? []);
      assert.equal(await page.locator(".need[data-required]").count(), required.length, name);
      assert.equal(await page.locator("#body-text").count(), body ? 1 : 0, name);
      assert.equal(await page.locator(".status-code").innerText(), String(success.status), name);
      const answer = page.locator(`pre[aria-label="Answer of ${name}"]`);
      assert.equal(await answer.count(), success.body === undefined ? 0 : 1, name);
      if (success.body !== undefined) {
        const text = await answer.innerText();
        assert.ok(
          JSON.parse(text) && !text.includes('"$'),
          `${name}: no form of a template is left`,
        );
      }
      if (scope) assert.ok((await texts(".facts dd")).includes(scope), name);
    }
  });

  test(`${id}: the starting bodies are valid`, async () => {
    for (const [name, { body }] of Object.entries(operations)) {
      if (!body) continue;
      await go(`#/providers/${id}/operations/${name}`);
      for (const fullness of ["Required fields", "All fields"]) {
        await page.fill("#body-text", "{");
        await page.waitForSelector('.state[data-kind="bad"]');
        await page.getByRole("button", { name: fullness }).click();
        await page.waitForSelector('.state[data-kind="good"]');
      }
    }
  });

  test(`${id}: events and selectors`, async () => {
    await go(`#/providers/${id}/events`);
    const all = eventTypes(id).map(({ type }) => type);
    assert.deepEqual(await texts(".index a"), all);
    for (const type of Object.keys(events.types)) {
      await go(`#/providers/${id}/events/${type}`);
      const shown = JSON.parse(await page.locator('pre[aria-label="Example body"]').innerText());
      const { data } = exampleEvent(id, type);
      const pointer = delivery.receive.data.slice(1);
      const found = pointer === "" ? shown : shown[pointer];
      assert.deepEqual(Object.keys(found), Object.keys(data), type);
    }
    for (const type of Object.keys(events.selectors ?? {})) {
      await go(`#/providers/${id}/events/${encodeURIComponent(type)}`);
      assert.equal(await page.locator(".detail h2 code").first().innerText(), type);
      const selected = Object.keys(events.types).filter((one) => matches(id, [type], one));
      assert.deepEqual(await texts(".detail .stack .chips code"), selected);
    }
  });

  test(`${id}: errors`, async () => {
    await go(`#/providers/${id}/errors`);
    const cases = Object.entries(errors.cases);
    const rows = await texts(".index a");
    assert.deepEqual(
      rows.map((text) => text.replace(/\s+/g, " ")),
      cases.map(([name, { status, code }]) => `${status} ${code ?? name}`),
    );
    for (const [name, { status, message }] of cases) {
      await go(`#/providers/${id}/errors/${name}`);
      assert.equal(await page.locator(".status-code").innerText(), String(status));
      const text = await page.locator('pre[aria-label="Body of the refusal"]').innerText();
      assert.ok(JSON.parse(text) && text.includes(JSON.stringify(message)), name);
    }
  });

  test(`${id}: delivery`, async () => {
    await go(`#/providers/${id}/delivery`);
    const words = await page.locator("#page").innerText();
    for (const name of Object.keys(delivery.signature.headers)) assert.ok(words.includes(name));
    const { delays } = delivery.retry;
    assert.equal(await page.locator("tbody tr").count(), delays.length);
    assert.ok(words.includes(`Up to ${delays.length} retries`));
    assert.equal(words.includes("All of them within 1 day."), delivery.retry.within === 86_400);
    if (delivery.disable) assert.ok(words.includes(`after ${delivery.disable.after} failed`));
  });

  test(`${id}: ids and secrets are checked and made`, async () => {
    await go(`#/providers/${id}/ids`);
    for (const kind of Object.keys(ids)) {
      const field = page.locator(`#id-${kind}`);
      await page.locator(`[data-kind-of-id="${kind}"]`).getByText("Make one").click();
      const made = await field.inputValue();
      assert.ok(isId(id, kind, made), made);
      assert.equal(await page.locator(`#id-${kind}-note`).innerText(), "Has the form");
      await field.fill(`${made}-`);
      assert.equal(await page.locator(`#id-${kind}-note`).innerText(), "Does not have the form");
    }
    await page.getByRole("button", { name: "Make a secret" }).click();
    const secret = await page.locator("#secret").inputValue();
    assert.ok(isSecret(id, secret));
    assert.equal(await page.locator("#masked").innerText(), maskSecret(id, secret));
    assert.ok(!(await page.locator("body").innerText()).includes(secret));
  });

  test(`${id}: an example goes to the signature lab, and is genuine there`, async () => {
    const [type] = Object.keys(events.types);
    await go(`#/providers/${id}/events/${type}`);
    await page.getByRole("button", { name: "Open in the signature lab" }).click();
    await page.waitForSelector("#lab:visible");
    assert.equal((await verdict(page)).title, "Genuine");
    assert.equal(await page.inputValue("#scheme"), id);
    assert.ok((await page.inputValue("#body")).includes(`"${type}"`));
  });
}

test("tells which events a subscription gets, ticked or typed", async () => {
  await go("#/providers/cryptofuse/events");
  const types = eventTypes("cryptofuse").filter(({ selector }) => !selector);
  const expected = (selectors) =>
    types.filter(({ type }) => matches("cryptofuse", selectors, type)).map(({ type }) => type);
  const sent = () => texts('#gets [data-sent="true"] code');
  await page.fill("#selectors", "withdrawal.status_changed, wallet.created");
  assert.deepEqual(await sent(), expected(["withdrawal.status_changed", "wallet.created"]));
  await page.getByLabel("security.all").check();
  const three = ["withdrawal.status_changed", "wallet.created", "security.all"];
  assert.deepEqual(await sent(), expected(three));
  assert.equal(await page.inputValue("#selectors"), three.join("\n"));
  await page.getByLabel("wallet.created").uncheck();
  assert.deepEqual(await sent(), expected(["withdrawal.status_changed", "security.all"]));
  await page.fill("#probe", "security.of_tomorrow");
  assert.equal(await page.locator("#probe-note").innerText(), "unlisted, and sent");
  await page.fill("#selectors", "");
  assert.deepEqual(await sent(), []);
});

for (const info of providers()) {
  test(`${info.id}: each place that no source states has its mark`, async () => {
    const { id, operations, events, errors, assumed } = info;
    const names = (section, of = {}) => Object.keys(of).map((name) => [section, name]);
    const views = [
      ["overview"],
      ["ids"],
      ["delivery"],
      ...names("operations", operations),
      ...names("events", events.types),
      ...names("events", events.selectors),
      ...names("errors", errors.cases),
    ];
    const places = new Set();
    for (const view of views) {
      await go(`#/providers/${[id, ...view.map(encodeURIComponent)].join("/")}`);
      const shown = await page
        .locator("#page .ours[data-places]")
        .evaluateAll((marks) => marks.flatMap(({ dataset }) => dataset.places.split(" ")));
      for (const place of shown) places.add(place);
    }
    for (const pointer of assumed) {
      const keys = pointer.split("/");
      const isOf = (place) =>
        keys.every((key, index) => key === "*" || key === place.split("/")[index]);
      assert.ok([...places].some(isOf), pointer);
    }
  });
}

test("what no source states is marked, and nothing else", async () => {
  const parts = async (hash) => {
    await go(hash);
    return texts(".detail .meta:has-text('Assumed in this body')");
  };
  const unseen = (text) =>
    text.replace(/\s*\(assumed\)\s*/g, "").replace("Assumed in this body: ", "");
  assert.deepEqual((await parts("#/providers/devdraft/operations/list")).map(unseen), [
    "page, limit, total",
  ]);
  assert.deepEqual((await parts("#/providers/devdraft/errors")).map(unseen), [
    "what details holds",
  ]);
  assert.deepEqual((await parts("#/providers/spritz/operations/deliveries")).map(unseen), [
    "that nextCursor may be null",
  ]);
  await go("#/providers/cryptofuse/overview");
  assert.match(
    await page.locator(".card:has(> h2:text-is('Credentials'))").innerText(),
    /\{token\} is an OAuth 2\.0 access token/,
  );
  await go("#/providers/cryptofuse/operations");
  const marks = (text) => page.locator(`.index li:has(b:text-is("${text}")) .ours`).count();
  assert.deepEqual([await marks("POST"), await marks("PATCH")], [0, 1]);
  await go("#/providers/connect/delivery");
  const sentences = await page.locator(".sentences li:not(:has(.ours))").allInnerTexts();
  const unmarked = sentences.filter((text) => /HMAC|X-Signature/.test(text));
  assert.deepEqual(unmarked, []);
});

test("addresses lead there, also anew and back", async () => {
  const hash = "#/providers/spritz/events/payment.created";
  const other = await open(stage, { hash });
  const shows = (title, text) =>
    other.waitForFunction(
      ([wanted, heading]) =>
        document.title === `${wanted} · anyhook` &&
        document.querySelector(".detail h2")?.textContent.startsWith(heading),
      [title, text],
    );
  await shows("Spritz: Events", "payment.created");
  await other.getByRole("link", { name: "payment.refunded" }).click();
  await shows("Spritz: Events", "payment.refunded");
  await other.getByRole("link", { name: /^Errors/ }).click();
  await shows("Spritz: Errors", "The body breaks a rule");
  assert.equal(await other.evaluate(() => document.activeElement.textContent), "Spritz");
  await other.goBack();
  await shows("Spritz: Events", "payment.refunded");
  await other.goBack();
  await shows("Spritz: Events", "payment.created");
  await other.getByRole("link", { name: "CryptoFuse" }).click();
  await shows("CryptoFuse: Events", "payment.created");
  await other.getByRole("link", { name: "Signature lab" }).click();
  await other.waitForSelector("#lab:visible");
  for (const wrong of ["#/providers/nobody", "#/providers/conduit/nowhere", "#/nowhere", "#/%"]) {
    await go("#/providers", other);
    await other.waitForFunction(() => document.title === "Providers · anyhook");
    await go(wrong, other);
    await other.waitForFunction(() => document.title === "Not found · anyhook");
  }
  assert.deepEqual(other.offences, []);
  await other.context().close();
});

test("did nothing else in all of this", () => {
  assert.deepEqual(page.offences, []);
});
