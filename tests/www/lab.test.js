// The signature lab, as a person uses it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { schemes, sign } from "anyhook";
import { lines, open, setUp, verdict } from "./site.js";

const SECRET = "a secret of the tests";
let page;
const stage = setUp(async () => {
  page = await open(stage);
});

/** Puts a delivery of GitHub's scheme into the fields. */
async function fill({ body, headers = {}, secret = SECRET }) {
  await page.selectOption("#scheme", "github");
  await page.fill("#secrets", secret);
  await page.fill("#headers", lines({ ...sign("github", { secret, body }), ...headers }));
}

/** Chooses a file, and waits until the page has read it. */
async function choose(name, buffer) {
  const mimeType = "application/octet-stream";
  await page.setInputFiles("#file", { name, mimeType, buffer });
  await page.waitForFunction(() => document.querySelector("#file").value === "");
}

const genuine = async () => assert.equal((await verdict(page)).title, "Genuine");

/** Whether a press on the alternative's button leads to a genuine delivery. */
async function remedied() {
  await page.click("#alternatives button");
  await genuine();
}

test("opens on a delivery that fails, and says why", async () => {
  const { title, code, cause } = await verdict(page);
  assert.equal(title, "Not genuine");
  assert.equal(code, "no_matching_signature");
  assert.match(cause, /^The body was signed as JSON without white space: verify the raw bytes/);
  await page.waitForFunction(() =>
    document.querySelector("#announcement").textContent.startsWith("Not genuine. the body was"),
  );
});

const EXAMPLES = [
  ["Re-serialized body", "no_matching_signature", /signed as JSON without white space/, true],
  ["Genuine", undefined, /^The delivery is genuine/, false],
  ["Tampered body", "no_matching_signature", /body was changed after it was signed/, false],
  ["Stale timestamp", "timestamp_too_old", /signature is good, but .* 7200 s old/, false],
  ["Wrong secret form", "no_matching_signature", /^Read the secret as plain text/, true],
  ["Other scheme's headers", "missing_header", /^Verify it with the scheme svix/, true],
  ["Upper-case hex", "malformed_header", /signature is written in upper case/, true],
  ["Rotated secret", undefined, /^The delivery is genuine/, false],
];

for (const [title, code, cause, mendable] of EXAMPLES) {
  test(`example: ${title}`, async () => {
    const button = page.getByRole("button", { name: title, exact: true });
    await button.click();
    const found = await verdict(page);
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    assert.equal(found.title, code === undefined ? "Genuine" : "Not genuine");
    assert.equal(found.code, code);
    assert.match(found.cause, cause);
    assert.equal(await page.locator("#alternatives button").count(), mendable ? 1 : 0);
    if (mendable) await remedied();
  });
}

test("there is a check for every example", async () => {
  const titles = await page.locator("#examples button").allInnerTexts();
  assert.deepEqual(
    titles,
    EXAMPLES.map(([title]) => title),
  );
});

test("typing into the body of a genuine delivery makes it fail, and back", async () => {
  await page.click("#example-genuine");
  await genuine();
  await page.locator("#body").press("End");
  await page.keyboard.type(" ");
  const { title, code } = await verdict(page);
  assert.deepEqual([title, code], ["Not genuine", "no_matching_signature"]);
  await page.keyboard.press("Backspace");
  await genuine();
});

for (const { id, name, assumed } of schemes()) {
  test(`signs by ${id}, and finds it again`, async () => {
    await page.fill("#headers", "X-Other: kept");
    await page.fill("#body", `{"scheme":"${id}"}`);
    await page.selectOption("#scheme", id);
    await page.click("#new-secret");
    await page.click("#sign");
    await genuine();
    assert.match(await page.inputValue("#headers"), /^X-Other: kept\n/);
    assert.equal(await page.locator("#assumed").isVisible(), assumed);

    await page.selectOption("#scheme", id === "shopify" ? "slack" : "shopify");
    assert.equal((await verdict(page)).title, "Not genuine");
    await page.click("#find");
    await page.getByRole("button", { name: `Use ${name}`, exact: true }).click();
    await genuine();
    assert.equal(await page.inputValue("#scheme"), id);
  });
}

test("finds the scheme of a delivery that needs a remedy too", async () => {
  await page.click("#example-upper-case");
  await page.selectOption("#scheme", "stripe");
  await page.click("#find");
  await page.locator("#found").getByRole("button", { name: "Apply" }).click();
  await genuine();
  assert.equal(await page.inputValue("#scheme"), "github");
});

test("says which headers would tell the scheme, where none is there", async () => {
  await page.fill("#headers", "Content-Type: application/json");
  await page.click("#find");
  assert.match(await page.locator("#found").innerText(), /^No scheme's headers are all there/);
});

test("a file keeps its bytes", async () => {
  const files = {
    "bytes that are no text": Buffer.from([0, 255, 254, 13, 10, 65, 128]),
    "mixed line ends": Buffer.from("a\r\nb\nc\rd"),
    "CRLF alone": Buffer.from("a\r\nb\r\n"),
    "a byte order mark": Buffer.from("\ufeff{}"),
    nothing: Buffer.alloc(0),
  };
  for (const [name, body] of Object.entries(files)) {
    await fill({ body });
    await choose(name, body);
    assert.equal((await verdict(page)).title, "Genuine", name);
    assert.match(await page.locator("#body-note").innerText(), new RegExp(`^${body.length} byte`));
  }
});

test("a dropped file keeps its bytes", async () => {
  const bytes = [1, 2, 250, 13];
  await fill({ body: Uint8Array.from(bytes) });
  const transfer = await page.evaluateHandle((content) => {
    const made = new DataTransfer();
    made.items.add(new File([Uint8Array.from(content)], "dropped.bin"));
    return made;
  }, bytes);
  await page.dispatchEvent("#body-field", "drop", { dataTransfer: transfer });
  await page.waitForSelector("#body-file:visible");
  await genuine();
});

test("bytes go to base64 and back, and never to a text that would change them", async () => {
  const body = Buffer.from([255, 13, 10]);
  await fill({ body });
  await choose("bytes", body);
  await page.selectOption("#body-form", "base64");
  assert.equal(await page.inputValue("#body"), body.toString("base64"));
  await genuine();
  await page.selectOption("#body-form", "lf");
  assert.equal(await page.inputValue("#body-form"), "base64");
  await genuine();
  await page.fill("#body", "not base64!");
  const { title, cause } = await verdict(page);
  assert.deepEqual([title, cause], ["Cannot verify", "The body is not base64."]);
});

test("a pasted raw request is split, and keeps the line ends of its body", async () => {
  const body = '{\r\n  "a": 1\r\n}';
  const headers = { Host: "example.com", "Content-Length": String(body.length) };
  Object.assign(headers, sign("github", { secret: SECRET, body }));
  const head = lines(headers).replaceAll("\n", "\r\n");
  const request = `POST /hooks HTTP/1.1\r\n${head}\r\n\r\n${body}\r\n`;
  for (const box of ["#headers", "#body"]) {
    await page.selectOption("#scheme", "github");
    await page.fill("#secrets", SECRET);
    await page.fill("#headers", "");
    await page.fill("#body", "");
    await page.evaluate((text) => navigator.clipboard.writeText(text), request);
    await page.focus(box);
    await page.keyboard.press("ControlOrMeta+V");
    await page.waitForFunction(() => document.querySelector("#headers").value !== "");
    await genuine();
    assert.equal(await page.inputValue("#headers"), lines(headers));
    assert.equal(await page.inputValue("#body-form"), "crlf");
  }
});

test("a length that does not fit, and lines that are no headers, are pointed out", async () => {
  await page.selectOption("#body-form", "lf");
  await page.fill("#headers", "Content-Length: 7\nno header");
  await page.fill("#body", "123456");
  await verdict(page);
  assert.match(await page.locator("#body-note").innerText(), /^6 bytes · Content-Length is 7/);
  assert.match(await page.locator("#headers-note").innerText(), /^1 header · Line 2 is not/);
});

test("guesses a body back from what a serializer made of it", async () => {
  const arrived = '{ "name":"Zoë","path":"a/b" }';
  const sent = [
    '{"name": "Zoë", "path": "a/b"}',
    '{\n    "name": "Zoë",\n    "path": "a/b"\n}',
    '{"name":"Zo\\u00eb","path":"a/b"}',
    '{"name":"Zoë","path":"a\\/b"}',
    `${arrived}\n`,
  ];
  for (const body of sent) {
    await fill({ body });
    await page.fill("#body", arrived);
    assert.equal((await verdict(page)).code, "no_matching_signature");
    await remedied();
    assert.equal(await page.inputValue("#body"), body);
  }
});

test("tolerance and clock", async () => {
  await page.click("#example-stale");
  await page.fill("#tolerance", "Infinity");
  await genuine();
  await page.fill("#tolerance", "60");
  assert.equal((await verdict(page)).code, "timestamp_too_old");
  assert.match(await page.locator("#time-age").innerText(), /^2 hours/);
  await page.click("#use-timestamp");
  await genuine();
  const timestamp = Number(await page.inputValue("#clock-seconds"));
  await page.fill("#clock-seconds", String(timestamp - 61));
  assert.equal((await verdict(page)).code, "timestamp_too_new");
  for (const wrong of ["-1", "NaN", "five"]) {
    await page.fill("#tolerance", wrong);
    assert.equal((await verdict(page)).title, "Cannot verify", wrong);
    assert.equal(await page.getAttribute("#tolerance", "aria-invalid"), "true");
  }
  await page.fill("#tolerance", "");
  await page.fill("#clock-seconds", "1e9");
  assert.equal((await verdict(page)).title, "Cannot verify");
});

test("a missing secret is the receiver's fault, a repeated header the sender's", async () => {
  await page.click("#example-upper-case");
  await page.fill("#secrets", "");
  const { title, code } = await verdict(page);
  assert.deepEqual([title, code], ["Cannot verify", "invalid_argument"]);
  await page.fill("#secrets", SECRET);
  await page.fill("#headers", "X-Hub-Signature-256: a\nx-hub-signature-256: b");
  assert.equal((await verdict(page)).code, "repeated_header");
});

test("shows the signed content as bytes", async () => {
  await fill({ body: "" });
  await choose("bytes", Buffer.from([97, 10, 0xe2, 0x80, 0x8b, 255]));
  await verdict(page);
  assert.equal(await page.locator("#content").textContent(), "a\\n\n\\u{200b}\\xff");
  await page.check("#content-hex");
  assert.match(await page.locator("#content").textContent(), /^000000 {2}61 0a e2 80 8b ff +a\.+$/);
  await page.check("#content-text");
});

test("a body of a megabyte is explained in a worker", async () => {
  const body = Buffer.from(JSON.stringify(Array.from({ length: 40_000 }, (_, id) => ({ id }))));
  await fill({ body });
  await choose("big.json", body);
  await genuine();
  assert.equal(page.workers().length, 1);
  await page.fill("#secrets", "another one");
  assert.equal((await verdict(page)).code, "no_matching_signature");
  assert.match(await page.locator("#content-size").innerText(), /the first 4,096 shown/);
});

test("hostile text is text", async () => {
  const attack = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  await fill({ body: attack, headers: { "X-Evil": attack } });
  await choose(attack, Buffer.from([255]));
  assert.equal((await verdict(page)).title, "Not genuine");
  assert.equal(await page.locator("#body-file-name").innerText(), attack);
  await page.click("#drop-body");
  await page.fill("#body", attack);
  await genuine();
  assert.equal(await page.locator("#content").innerText(), attack);
  await page.fill("#headers", `X-Hub-Signature-256: ${attack}\n__proto__: 1\nconstructor: 2`);
  assert.match((await verdict(page)).cause, /holds a signature|is <img src=x/);
  assert.equal(await page.locator("main img, main script").count(), 0);
});

test("copies", async () => {
  await page.click("#example-genuine");
  await verdict(page);
  for (const [button, box] of Object.entries({
    "#copy-headers": "#headers",
    "#copy-body": "#body",
  })) {
    await page.click(button);
    await page.waitForSelector(`${button}[data-done]`);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await page.inputValue(box));
  }
});

test("keeps secrets out of sight, of the address and of storage", async () => {
  await page.click("#example-genuine");
  await verdict(page);
  const masking = (element) => getComputedStyle(element).webkitTextSecurity;
  assert.equal(await page.$eval("#secrets", masking), "disc");
  await page.click("#reveal");
  assert.equal(await page.$eval("#secrets", masking), "none");
  await page.click("#reveal");
  const secret = await page.inputValue("#secrets");
  assert.ok(!(await page.locator("body").innerText()).includes(secret));
  assert.equal(page.url(), stage.url);
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
  assert.deepEqual([...kept, (await page.context().cookies()).length], [0, 0, 0]);
});

test("the policy holds, and this test would see what breaks it", async () => {
  const other = await open(stage);
  const violations = await other.evaluate(async () => {
    const seen = [];
    const two = new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
        if (seen.push(effectiveDirective) === 2) resolve();
      });
    });
    document.body.append(Object.assign(document.createElement("script"), { textContent: "1" }));
    await fetch("http://localhost:1/").catch(() => undefined);
    await two;
    return seen.sort();
  });
  assert.deepEqual(violations, ["connect-src", "script-src-elem"]);
  for (const directive of violations) {
    assert.ok(other.offences.some((text) => text.startsWith(`policy: ${directive}`)));
  }
  await other.context().close();
});

test("did nothing else in all of this", () => {
  assert.deepEqual(page.offences, []);
});
