// Bodies are checked while one types, and what is wrong is shown where it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "anyhook";
import { open, setUp } from "./site.js";

let page;
const stage = setUp(async () => {
  page = await open(stage, { hash: "#/providers/cryptofuse/operations/create" });
});

/** What the page says of a body, once it has. */
async function check(text) {
  await page.fill("#body-text", text);
  await frames();
  return {
    state: await page.locator(".state").innerText(),
    faults: await page.locator(".fault").evaluateAll((rows) =>
      rows.map((row) => ({
        line: row.querySelector(".line")?.textContent,
        path: row.querySelector(".path").textContent,
        code: row.querySelector(".code").textContent,
        message: row.querySelector(".message").textContent,
      })),
    ),
    marked: await page.locator(".lines [data-marked]").allInnerTexts(),
  };
}

/** Three frames: one checks, the next draws. */
const frames = () =>
  page.evaluate(async () => {
    for (let left = 3; left > 0; left--) await new Promise((done) => requestAnimationFrame(done));
  });

/** Puts a text in place of the one before as people do: `fill` takes a minute for many lines. */
async function paste(text) {
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await page.focus("#body-text");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
}

const BROKEN = `{
  "url": "http://example.com/",
  "event_types": [
    "payment.created",
    "payment.nope"
  ],
  "description": 5
}`;

test("says what the library says, at the lines where it is", async () => {
  const { state, faults, marked } = await check(BROKEN);
  const { violations } = validate("cryptofuse", "create", BROKEN);
  assert.equal(state, `${violations.length} violations`);
  assert.deepEqual(
    faults.map(({ line, path, code }) => [line, path, code]),
    [
      ["Line 2", "/url", "url_scheme"],
      ["Line 5", "/event_types/1", "unknown_event_type"],
      ["Line 7", "/description", "type"],
    ],
  );
  const messages = violations.map(({ message }) => message.replaceAll("`", "")).sort();
  assert.deepEqual(faults.map(({ message }) => message).sort(), messages);
  assert.deepEqual(marked, ["2", "5", "7"]);
});

test("a press on a violation goes to its place", async () => {
  await page.getByRole("button", { name: "/event_types/1" }).click();
  const selected = await page.$eval("#body-text", (area) => [
    document.activeElement === area,
    area.value.slice(area.selectionStart, area.selectionEnd),
  ]);
  assert.deepEqual(selected, [true, '"payment.nope"']);
});

test("a missing member is marked where it is missing", async () => {
  const { faults, marked } = await check('\n\n{ "description": "x" }');
  assert.deepEqual(
    [faults[0].code, faults[0].path, faults[0].line],
    ["required", "/url", "Line 3"],
  );
  assert.deepEqual(marked, ["3"]);
});

test("text that is not JSON is marked where it goes wrong, also behind wide characters", async () => {
  for (const [text, line, code] of [
    ['{\n  "url":', "Line 2", "malformed_json"],
    ['{\n "a": "äöü€😀",\n "b": 1,\n}', "Line 4", "malformed_json"],
    ['{ "a": 1,\n "a": 2 }', "Line 2", "duplicate_key"],
    ["{}\n\nx", "Line 3", "trailing_text"],
    ["", "Line 1", "malformed_json"],
  ]) {
    const { faults } = await check(text);
    assert.deepEqual([faults[0].code, faults[0].line], [code, line], text);
  }
});

test("a valid body shows its value, with what was filled in", async () => {
  const { state, faults, marked } = await check('{ "url": "https://example.com/" }');
  assert.deepEqual([state, faults, marked], ["Valid", [], []]);
  const shown = JSON.parse(await page.locator('pre[aria-label="The value"]').innerText());
  const text = '{ "url": "https://example.com/" }';
  assert.deepEqual(shown, validate("cryptofuse", "create", text).value);
  assert.match(await page.locator(".outcome-box").innerText(), /^Filled in: \/event_types/);
  assert.equal(await page.getAttribute("#body-text", "aria-invalid"), "false");
});

test("open takes URLs of this machine, strict does not", async () => {
  const text = '{ "url": "http://localhost:3000/hooks" }';
  assert.equal((await check(text)).state, "1 violation");
  await page.getByLabel("Open").check();
  assert.equal((await check(text)).state, "Valid");
  await page.getByLabel("Strict").check();
  assert.equal((await check(text)).state, "1 violation");
});

test("nothing moves while one types", async () => {
  const places = () =>
    page.evaluate(() => [
      document.documentElement.scrollHeight,
      document.querySelector('pre[aria-label^="Answer"]').getBoundingClientRect().top,
    ]);
  const all = [];
  for (const text of ["{", "{}", BROKEN, '{ "url": "https://example.com/" }', ""]) {
    await check(text);
    all.push(JSON.stringify(await places()));
  }
  assert.equal(new Set(all).size, 1, all.join(" "));
});

test("a pasted megabyte is refused at once, and not shown", async () => {
  const text = `[${"1,\n".repeat(350_000)}1]`;
  const from = performance.now();
  await paste(text);
  await page.waitForFunction(
    () => document.querySelector(".fault .code")?.textContent === "body_too_large",
  );
  const took = performance.now() - from;
  assert.ok(took < 1000, `${took} ms`);
  assert.equal(
    await page.getAttribute("#body-text", "placeholder"),
    "1,050,003 characters: too many to show",
  );
  await page.keyboard.type("{}");
  await page.waitForFunction(
    () => document.querySelector(".fault .code")?.textContent === "required",
  );
});

test("lines are drawn as they come into sight", async () => {
  await paste("1,\n".repeat(20_000));
  await page.waitForFunction(
    () => document.querySelector(".fault .code")?.textContent === "trailing_text",
  );
  assert.ok((await page.locator(".lines div").count()) < 60);
  await page.$eval("#body-text", (area) => (area.scrollTop = area.scrollHeight));
  await frames();
  assert.equal(await page.locator(".lines div").last().innerText(), "20001");
});

test("there is an end to the list of 10,000 violations", async () => {
  const items = `[${Array(10_000).fill("1").join(",")}]`;
  const { state, faults } = await check(`{ "url": "https://a.example/", "event_types": ${items} }`);
  assert.equal(state, "100 violations or more");
  assert.equal(faults.length, 100);
});

test("hostile text is text, and what was typed is there after a walk", async () => {
  const attack = '{ "url": "<img src=x onerror=alert(1)>", "__proto__": 1 }';
  assert.equal((await check(attack)).state, "1 violation");
  assert.equal(await page.locator("#page img").count(), 0);
  const holds = (wanted) =>
    page.waitForFunction(
      ([text, same]) => (document.querySelector("#body-text")?.value === text) === same,
      [attack, wanted],
    );
  await page.getByRole("link", { name: /PATCH/ }).click();
  await holds(false);
  await page.goBack();
  await holds(true);
});

test("the outcome is read out when typing pauses", async () => {
  await page.fill("#body-text", "{}");
  await page.waitForFunction(() =>
    document.querySelector("#body-text-news").textContent.startsWith("1 fault. /url"),
  );
});

test("did nothing else in all of this", () => {
  assert.deepEqual(page.offences, []);
});
