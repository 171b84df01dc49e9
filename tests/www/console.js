// What the tests of the API console do with a page.
import assert from "node:assert/strict";
import { providers } from "anyhook";
import { goTo } from "./site.js";

export const infos = Object.fromEntries(providers().map((info) => [info.id, info]));

/** Goes to an operation's fields. */
export async function choose(page, provider, operation) {
  await goTo(page, `#/providers/${provider}/console/${operation}`);
  await page.locator(`nav a[aria-current][href$="/${provider}/console/${operation}"]`).waitFor();
}

/** Presses a button that sends, and tells what the page shows once there is an answer. */
export async function send(page, name = "Send") {
  const count = await page.locator(".history li").count();
  await page
    .getByRole("button", { name, exact: name === "Send" })
    .first()
    .click();
  await page.locator(".history li").nth(count).waitFor();
  return shown(page);
}

/** The request that is looked at, and its answer. */
export async function shown(page) {
  const text = async (label) => {
    const found = page.locator(`pre[aria-label="${label}"]`);
    return (await found.count()) > 0 ? found.textContent() : "";
  };
  const body = await text("Body of the answer");
  return {
    request: await page.locator(".exchange .line code").textContent(),
    sent: await text("Body of the request"),
    sentHeaders: await text("Headers of the request"),
    status: Number.parseInt(await page.locator(".exchange .answer-status").innerText(), 10),
    headers: await text("Headers of the answer"),
    body: body === "" ? undefined : JSON.parse(body),
    words: await page.locator(".answer").innerText(),
  };
}

/** Creates a webhook of Conduit's, and gives its id. */
export async function create(page) {
  await choose(page, "conduit", "create");
  const { status, body } = await send(page);
  assert.equal(status, 201);
  return body.id;
}

/** The ids of Conduit's webhooks. */
export async function list(page) {
  await choose(page, "conduit", "list");
  const { status, body } = await send(page);
  assert.equal(status, 200);
  return body.data.map(({ id }) => id);
}
