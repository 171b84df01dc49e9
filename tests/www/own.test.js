// A provider file of the user's own works in every part of the page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { defineProvider, isId, isSecret, sign, WebhookConfigurationError } from "anyhook";
import { choose, send } from "./console.js";
import { goTo, lines, open, setUp, verdict } from "./site.js";

const starter = await readFile(new URL("../../providers/starter.json", import.meta.url), "utf8");
const acme = defineProvider(starter);
let page;
const stage = setUp(async () => {
  page = await open(stage, { hash: "#/own" });
});

const go = (hash) => goTo(page, hash);

const titled = (title) =>
  page.waitForFunction((text) => document.title === `${text} · anyhook`, title);

const state = (kind) => page.waitForSelector(`.state[data-kind="${kind}"]`);

test("every fault is told with its path, at its line", async () => {
  const text = starter
    .replace('"format": 1', '"format": 2')
    .replace('"encoding": "hex"', '"encoding": "hx"');
  await page.fill("#own-text", text);
  await state("bad");
  let expected;
  try {
    defineProvider(text);
  } catch (error) {
    assert.ok(error instanceof WebhookConfigurationError);
    expected = error.faults;
  }
  const paths = await page.locator(".fault .path").allInnerTexts();
  assert.deepEqual(paths.sort(), expected.map(({ path }) => path).sort());
  const line = text.split("\n").findIndex((one) => one.includes('"format": 2')) + 1;
  const first = page.locator(".fault").first();
  assert.match(await first.innerText(), new RegExp(`^Line ${line}\\s+/format`));
  assert.equal(await page.getByRole("link", { name: "Acme" }).count(), 0);
});

test("text that is no provider file, of any size, is told as such", async () => {
  for (const [text, words] of [
    ["{", /is not JSON/],
    ["{}", /is missing/],
    ["x".repeat(1 << 20), /larger than 262144 bytes/],
    [starter.replace('"acme"', '"conduit"'), /built-in/],
  ]) {
    await page.fill("#own-text", text);
    await page.locator(".faults", { hasText: words }).waitFor({ timeout: 5000 });
  }
});

test("the starter file has no faults, chosen as a file or started from", async () => {
  await page.getByRole("button", { name: "Start from an example" }).click();
  await state("good");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.waitForSelector('.state[data-kind="none"]');
  const buffer = Buffer.from(starter);
  await page.setInputFiles('#page input[type="file"]', {
    name: "acme.json",
    mimeType: "a/b",
    buffer,
  });
  await state("good");
  assert.equal(await page.inputValue("#own-text"), starter);
  await page.getByRole("link", { name: "Go to Acme" }).click();
  await titled("Acme: Overview");
});

test("its pages say what it says, without its comments", async () => {
  const { operations, events, errors } = acme.info;
  const real = (object) => Object.keys(object).filter((key) => key !== "$comment").length;
  for (const [section, object] of Object.entries({ operations, errors: errors.cases })) {
    await go(`#/providers/acme/${section}`);
    await page.waitForFunction(
      (count) => document.querySelectorAll(".index a").length === count,
      real(object),
    );
  }
  await go("#/providers/acme/events");
  const all = real(events.types) + real(events.selectors);
  await page.waitForFunction(
    (count) => document.querySelectorAll(".index a").length === count,
    all,
  );
  await go("#/providers/acme/overview");
  assert.ok(!(await page.locator("#page").innerText()).includes("$comment"));
  await go("#/providers/acme/delivery");
  assert.match(
    await page.locator("#page").innerText(),
    /Acme-Signature: t=\{timestamp\},v1=\{signature\}/,
  );
});

test("its bodies are checked", async () => {
  await go("#/providers/acme/operations/create");
  await page.fill("#body-text", '{ "url": "https://a.example/", "events": ["order.*", "nope"] }');
  await state("bad");
  assert.match(await page.locator(".fault").innerText(), /\/events\/1\s+unknown_event_type/);
  await page.getByRole("button", { name: "All fields" }).click();
  await state("good");
});

test("its API answers in the console, as the file is at that moment", async () => {
  for (const [status, text] of [
    [201, starter],
    [202, starter.replace('"status": 201', '"status": 202')],
    [201, starter],
  ]) {
    await go("#/own");
    await page.fill("#own-text", text);
    await state("good");
    await choose(page, "acme", "create");
    await page.getByRole("button", { name: "Required fields" }).click();
    const { request, status: answered, body, words } = await send(page);
    assert.equal(request, "POST http://localhost:8787/acme/v1/hooks");
    assert.equal(answered, status);
    assert.ok(isSecret(acme, body.secret));
    assert.match(words, /secret is the signing secret/);
  }
  await choose(page, "acme", "list");
  assert.equal((await send(page)).body.count, 3);
});

test("its selectors are tested, its ids and secrets made", async () => {
  await go("#/providers/acme/events");
  await page.fill("#selectors", "order.*");
  const sent = await page.locator('#gets [data-sent="true"] code').allInnerTexts();
  assert.deepEqual(sent, ["order.placed", "order.cancelled"]);
  await go("#/providers/acme/ids");
  await page.getByRole("button", { name: "Make a webhook id" }).click();
  assert.ok(isId(acme, "webhook", await page.inputValue("#id-webhook")));
  await page.getByRole("button", { name: "Make a secret" }).click();
  assert.ok(isSecret(acme, await page.inputValue("#secret")));
});

test("it is found", async () => {
  await page.fill("#search", "shipment.sent");
  assert.match(await page.locator('[role="option"]').first().innerText(), /shipment\.sent\s+Acme/);
  await page.press("#search", "Enter");
  await titled("Acme: Events");
});

test("its deliveries are verified in the lab, also large ones in the worker", async () => {
  await page.getByRole("button", { name: "Open in the signature lab" }).click();
  assert.equal((await verdict(page)).title, "Genuine");
  assert.equal(await page.inputValue("#scheme"), "acme");
  assert.match(
    await page.locator("#snippet").innerText(),
    /defineProvider\(file\)[^]*receive\(provider, \{/,
  );
  const secret = await page.inputValue("#secrets");
  const body = JSON.stringify({ type: "order.placed", data: "x".repeat(60_000) });
  await page.fill("#headers", lines(sign(acme, { secret, body })));
  await page.fill("#body", body);
  assert.equal((await verdict(page)).title, "Genuine");
  assert.equal(page.workers().length, 1);
  await page.selectOption("#scheme", "github");
  await page.click("#find");
  await page.getByRole("button", { name: "Use Acme" }).click();
  assert.equal((await verdict(page)).title, "Genuine");
});

test("an example of a provider that signs an id goes to the lab too", async () => {
  const signing = starter
    .replace(
      '"t={timestamp},v1={signature}" }',
      '"v1,{signature}", "Acme-Id": "{id}", "Acme-At": "{timestamp}" }',
    )
    .replace('"separator": ","', '"separator": " "')
    .replace('"{timestamp}.{body}"', '"{id}.{timestamp}.{body}"');
  await go("#/own");
  await page.fill("#own-text", signing);
  await state("good");
  await go("#/providers/acme/events/order.placed");
  await page.getByRole("button", { name: "Open in the signature lab" }).click();
  assert.equal((await verdict(page)).title, "Genuine");
  const [, id] = /^Acme-Id: (.*)$/m.exec(await page.inputValue("#headers"));
  assert.equal(JSON.parse(await page.inputValue("#body")).id, id);
  await go("#/own");
  await page.fill("#own-text", starter);
  await state("good");
});

test("it stays in the tab, unless it is to be kept", async () => {
  const kept = (on) => on.evaluate(() => localStorage.length);
  assert.equal(await kept(page), 0);
  await go("#/own");
  await page.getByLabel("Keep it in this browser").check();
  assert.equal(await kept(page), 1);
  await page.goto(`${stage.url}#/providers/acme`);
  await page.reload();
  assert.equal(await page.title(), "Acme: Overview · anyhook");
  await go("#/own");
  assert.equal(await page.inputValue("#own-text"), starter);
  await page.getByLabel("Keep it in this browser").uncheck();
  assert.equal(await kept(page), 0);
  await page.getByLabel("Keep it in this browser").check();
  await page.getByRole("button", { name: "Remove" }).click();
  assert.equal(await kept(page), 0);
  await go("#/providers/acme");
  await titled("Not found");
  await go("#/");
  assert.equal(await page.locator('#scheme option[value="acme"]').count(), 0);
});

test("hostile names are text", async () => {
  const attack = "<img src=x onerror=alert(1)>";
  await go("#/own");
  await page.fill("#own-text", starter.replace('"Acme"', JSON.stringify(attack)));
  await state("good");
  for (const section of [
    "",
    "/operations",
    "/console",
    "/events",
    "/ids",
    "/errors",
    "/delivery",
  ]) {
    await go(`#/providers/acme${section}`);
    await page.waitForFunction(
      (name) => document.querySelector("#page h1").textContent.startsWith(name),
      attack,
    );
    if (section === "/console") await page.waitForSelector(".console");
    assert.equal(await page.locator("main img, main script").count(), 0);
  }
});

test("did nothing else in all of this", () => {
  assert.deepEqual(page.offences, []);
});
