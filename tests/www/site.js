// The built page, served on loopback, in a browser tab that writes down all that it should not do.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before } from "node:test";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { launch } from "../browser.js";

const dist = fileURLToPath(new URL("../../www/dist/", import.meta.url));

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/**
 * Serves `www/dist` on a free port.
 *
 * @param answer what has the other paths: takes a `Request`, and gives a `Response`
 */
async function serve(answer = () => new Response(null, { status: 404 })) {
  if (!existsSync(dist)) throw new Error("www/dist is missing: run npm run build");
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = join(dist, pathname === "/" ? "index.html" : pathname);
    const content = await readFile(path).catch(() => undefined);
    if (content === undefined) return pass(await answer(requestOf(request)), response);
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  return { url, close: () => server.close() };
}

function requestOf(request) {
  const { method, headers } = request;
  const hasBody = !["GET", "HEAD"].includes(method);
  const body = hasBody ? { body: Readable.toWeb(request), duplex: "half" } : {};
  return new Request(`http://${headers.host}${request.url}`, { method, headers, ...body });
}

async function pass(answer, response) {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/**
 * Serves the page to a browser for the tests of a file, and ends both after them.
 *
 * @param ready what the tests need besides, once there is a browser
 * @param answer what the server has besides the page
 */
export function setUp(ready, answer) {
  const stage = {};
  let close;
  before(async () => {
    const site = await serve(answer);
    close = site.close;
    Object.assign(stage, { url: site.url, browser: await launch() });
    await ready?.();
  });
  after(async () => {
    await stage.browser?.close();
    close?.();
  });
  return stage;
}

/** That the console asks whether its server has the service is no offence, nor is that it has none. */
const HEALTH = /^_\/health$/;

/**
 * Opens the page, at a `hash` if one is given. `page.offences` fills with requests elsewhere, policy
 * violations and errors.
 *
 * @param allowed the paths of the server that the page may ask besides its files
 */
export async function open({ browser, url }, { hash = "", allowed = HEALTH, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  const offences = [];
  page.on("request", (request) => {
    const asset = /^(?:assets\/[\w.-]+|favicon\.svg)?$/;
    const requested = request.url();
    const path = requested.startsWith(url) ? requested.slice(url.length) : undefined;
    const isAsset = request.method() === "GET" && path !== undefined && asset.test(path);
    if (!isAsset && !(path && allowed.test(path)))
      offences.push(`${request.method()} ${requested}`);
  });
  page.on("console", (message) => {
    const isAnswer = allowed.test(message.location().url.slice(url.length));
    if (["error", "warning"].includes(message.type()) && !isAnswer) offences.push(message.text());
  });
  page.on("pageerror", (error) => offences.push(String(error)));
  page.on("dialog", (dialog) => {
    offences.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url + hash);
  return Object.assign(page, { offences });
}

/** Goes to an address within the page, as a link does, and waits until the page has. */
export const goTo = (page, hash) =>
  page.evaluate(
    (to) =>
      new Promise((done) => {
        if (location.hash === to) return done();
        // Listeners are called in order, and the page's own is there already.
        addEventListener("hashchange", () => done(), { once: true });
        location.hash = to;
      }),
    hash,
  );

/** What the page answers, once it has: the verdict's title, its code, and the cause. */
export async function verdict(page) {
  // Two frames: the first answers to what was just done.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  await page.waitForSelector('#verdict-head[aria-busy="false"]');
  const code = page.locator("#verdict-code");
  return {
    title: await page.locator("#verdict-title").innerText(),
    code: (await code.isVisible()) ? await code.innerText() : undefined,
    cause: await page.locator("#cause").innerText(),
  };
}

/** The header lines of a delivery. */
export const lines = (headers) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
