// The code that the lab gives is run as it stands.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { schemes, sign } from "anyhook";
import { open, setUp, verdict } from "./site.js";

let folder;
const stage = setUp(async () => {
  // Beside this file, so that `anyhook` is found from there.
  folder = await mkdtemp(join(import.meta.dirname, "snippet-"));
});

after(async () => {
  if (folder) await rm(folder, { recursive: true });
});

test("the code verifies what the lab verifies, and holds no secret", async () => {
  const page = await open(stage);
  const body = '{"id":"1","type":"a","event":"a","eventType":"a","eventName":"a","data":{}}';
  for (const { id } of schemes()) {
    await page.selectOption("#scheme", id);
    await page.click("#new-secret");
    await page.fill("#tolerance", "600");
    await verdict(page);
    const secret = await page.inputValue("#secrets");
    const code = await page.locator("#snippet").innerText();
    assert.ok(!code.includes(secret));

    const module = join(folder, `${id}.mjs`);
    await writeFile(module, code);
    process.env[/process\.env\.(\w+)/.exec(code)[1]] = secret;
    const { POST } = await import(pathToFileURL(module));
    const post = (text) =>
      POST(new Request("http://localhost", { method: "POST", headers, body: text }));
    const headers = sign(id, { secret, body });
    assert.equal((await post(body)).status, 200, id);
    const refused = await post(`${body} `);
    assert.equal(refused.status, 401, id);
    assert.equal(await refused.text(), "no_matching_signature");
  }
  assert.deepEqual(page.offences, []);
});
