import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build as esbuild } from "esbuild";
import { Miniflare } from "miniflare";
import { launch } from "../browser.js";
import { workerModules } from "../worker.js";
import {
  expected,
  expectedOfInbox,
  expectedOfService,
  pack,
  Project,
  receives,
  root,
  serves,
  verifies,
} from "./project.js";

const fromRoot = createRequire(join(root, "package.json"));
const imports = `import { verify } from "anyhook";
import { Webhook } from "anyhook/standardwebhooks";`;
const serviceImports = `import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";`;
const inboxImport = `
import { createInbox } from "anyhook/inbox";`;

let folder;
let packed;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "anyhook-"));
  packed = pack(folder);
});
after(() => rmSync(folder, { recursive: true }));

/** A test with a project of its own, which is removed however the test ends. */
const inProject = (name, manifest, work) =>
  test(name, async () => {
    const project = new Project(packed.tarball, manifest);
    try {
      await work(project);
    } finally {
      project.remove();
    }
  });

test("the tarball holds what is needed, and nothing else", () => {
  const kinds =
    /^(dist\/(.+\.(js|d\.ts|d\.wasm\.ts|wasm)|provider\.schema\.json)|package\.json|README\.md|LICENSE-(MIT|APACHE)|THIRD_PARTY_LICENSES)$/;
  assert.deepEqual(
    packed.files.filter((file) => !kinds.test(file)),
    [],
  );
  for (const file of ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "THIRD_PARTY_LICENSES"]) {
    assert.ok(packed.files.includes(file), `${file} is missing`);
  }
  const manifest = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));
  assert.equal(manifest.dependencies, undefined);
  assert.deepEqual(Object.keys(manifest.scripts ?? {}), []);
});

inProject("Node, ESM", { type: "module" }, (project) => {
  const file = project.write("index.js", `${imports}${verifies}console.log(answer);`);
  assert.equal(project.node(file), expected);
});

inProject("Node, require()", {}, (project) => {
  const file = project.write(
    "index.js",
    `const { verify } = require("anyhook");
const { Webhook } = require("anyhook/standardwebhooks");
${verifies}console.log(answer);`,
  );
  assert.equal(project.node(file), expected);
});

inProject("Node, the service, ESM, beside the rest", { type: "module" }, (project) => {
  const file = project.write(
    "index.js",
    `${imports}${serviceImports}${inboxImport}${verifies}${serves}${receives}
console.log(answer, await served(), await received());`,
  );
  assert.equal(project.node(file), `${expected} ${expectedOfService} ${expectedOfInbox}`);
});

inProject("Node, the service, require()", {}, (project) => {
  const file = project.write(
    "index.js",
    `const { createService } = require("anyhook/service");
const { memoryStore } = require("anyhook/stores/memory");
${serves}served().then(console.log);`,
  );
  assert.equal(project.node(file), expectedOfService);
});

inProject("the stores bring no module with them", { type: "module" }, async (project) => {
  for (const name of ["memory", "indexeddb", "cloudflare-kv"]) {
    const entry = project.write("index.js", `export * from "anyhook/stores/${name}";`);
    const { outputFiles } = await esbuild({ entryPoints: [entry], bundle: true, write: false });
    const [{ text }] = outputFiles;
    assert.ok(text.length < 16_000 && !/WebAssembly/.test(text), name);
  }
});

inProject("Node, slim, with the wasm from its file", { type: "module" }, (project) => {
  const file = project.write(
    "index.js",
    `import { readFileSync } from "node:fs";
import { initialize, schemes } from "anyhook/slim";
let early;
try { schemes(); } catch (error) { early = error.message; }
initialize(readFileSync(new URL(import.meta.resolve("anyhook/anyhook.wasm"))));
console.log(early, schemes().length);`,
  );
  assert.equal(project.node(file), "call initialize(wasm) of anyhook/slim first 12");
});

inProject("Vite 8, dev and build", { type: "module" }, async (project) => {
  project.write("index.html", '<!doctype html><script type="module" src="/index.js"></script>');
  project.write("index.js", `${imports}${verifies}document.title = answer;`);
  const vite = await import(fromRoot.resolve("vite"));
  const options = { root: project.folder, logLevel: "error" };
  const loopback = { host: "127.0.0.1", port: 0 };
  const dev = await vite.createServer({ ...options, server: loopback });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const shows = async (server) => {
      await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
      await page.waitForFunction((title) => document.title === title, expected);
    };
    await dev.listen();
    await shows(dev);
    await vite.build(options);
    const assets = readdirSync(join(project.folder, "dist/assets"));
    assert.equal(assets.length, 1, "the wasm is inlined once, and no file of its own");
    const preview = await vite.preview({ ...options, preview: loopback });
    await shows(preview);
    await preview.close();
  } finally {
    await browser.close();
    await dev.close();
  }
});

inProject("esbuild", { type: "module" }, async (project) => {
  const entry = project.write("index.js", `${imports}${verifies}console.log(answer);`);
  const outfile = join(project.folder, "bundle.js");
  await esbuild({ entryPoints: [entry], bundle: true, minify: true, outfile, format: "esm" });
  assert.equal(project.node(outfile), expected);
});

inProject("webpack 5", { type: "module" }, async (project) => {
  const entry = project.write("index.js", `${imports}${verifies}console.log(answer);`);
  const { default: webpack } = await import("webpack");
  const stats = await new Promise((resolve, reject) => {
    const output = { path: project.folder, filename: "bundle.cjs" };
    const options = { mode: "production", target: "web", entry, output, context: project.folder };
    webpack(options, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  assert.deepEqual(stats.toJson({ errors: true }).errors, []);
  assert.equal(project.node(join(project.folder, "bundle.cjs")), expected);
});

inProject("a Worker", { type: "module" }, async (project) => {
  const entry = project.write(
    "index.js",
    `${imports}${serviceImports}${inboxImport}
import { createTestService } from "anyhook/testing";
const tests = async () => {
  const service = createTestService();
  const url = "https://example.com/hook";
  await service.subscribe("conduit", { url });
  service.respond(url, 500);
  await service.publish("conduit", { type: "customer.active" });
  await service.advance("24h");
  return service.received(url).filter(({ verified }) => verified).length;
};
export default {
  async fetch() {
    ${verifies}${serves}${receives}
    return new Response([answer, await served(), await received(), await tests()].join(" "));
  },
};`,
  );
  const modules = await workerModules(entry);
  const miniflare = new Miniflare({ cf: false, compatibilityDate: "2026-04-01", modules });
  try {
    const response = await miniflare.dispatchFetch("http://localhost/");
    assert.equal(await response.text(), `${expected} ${expectedOfService} ${expectedOfInbox} 11`);
  } finally {
    await miniflare.dispose();
  }
});

inProject("TypeScript, strict", { type: "module" }, (project) => {
  const file = project.write(
    "index.ts",
    `${imports}
import { createWebhook, type Verified, WebhookVerificationError } from "anyhook";
import { defineProvider, receive, validate } from "anyhook";
import { createService, memoryLimiter, openApi, reseal } from "anyhook/service";
import { createInbox, createInboxes, type Inbox, type InboxEntry, judge } from "anyhook/inbox";
import type { OpenApiDocument, RequestLog, Resealed, Service, Store } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { createTestService } from "anyhook/testing";
import type { EndpointAnswer, ReceivedRequest, TestService, TestWebhook } from "anyhook/testing";
${verifies}
let text: string = answer;
const webhook = createWebhook("stripe", { secret: ["a", "b"] });
const headers2: Record<string, string> = webhook.sign({ body: text });
const verified: Verified = webhook.verify({ headers: headers2, body: new Uint8Array() });
const error = new WebhookVerificationError("missing_header", text);
// @ts-expect-error no such code
error.code === "nonsense";
// @ts-expect-error no such scheme
verify("nonsense", { secret, headers, body });
const event = receive("devdraft", { secret, headers, body });
if (event.known) {
  const listed: "payment.completed" | "payment.failed" | "payment.pending" | "payment.refunded" = event.type;
  // @ts-expect-error no such type
  event.type === "payment.complete";
  text = listed;
}
const provider = defineProvider({});
const service: Service = createService({
  store: memoryStore() satisfies Store,
  providers: ["conduit", provider],
  limiter: memoryLimiter(),
  log: ({ path, status, requestId }: RequestLog) => console.log(path, status, requestId),
});
service.fetch(new Request("http://localhost/")).then(({ status }) => status);
createService({ store: memoryStore(), mode: "strict", adminToken: text, masterKeys: undefined });
const document: OpenApiDocument = openApi(provider, { server: text });
const resealed: Promise<Resealed> = reseal(memoryStore(), text, { limit: 1, dryRun: true });
resealed.then(({ unknown }) => unknown + document.openapi.length);
const inbox: Inbox = createInbox({ scheme: provider, secret: ["a", "b"], answer: [{ status: 503 }] });
inbox.answerWith(async ({ verdict }: InboxEntry) => (verdict?.valid ? { delay: 1 } : { hang: true }));
inbox.subscribe(({ seen }, moment) => moment === "arrived" && console.log(seen));
const verdict = judge("conduit", { secret, headers, body });
text = verdict.valid ? verdict.scheme : verdict.code;
createInboxes({ schemes: ["stripe", provider] }).fetch(new Request("http://localhost/"));
// @ts-expect-error no such moment
inbox.subscribe((_, moment) => moment === "arives");
// @ts-expect-error no such mode
createService({ store: memoryStore(), mode: "closed" });
// @ts-expect-error no such provider
createService({ store: memoryStore(), providers: ["stripe"] });
const tested: TestService = createTestService({ providers: ["conduit", provider], start: new Date() });
const created: Promise<TestWebhook> = tested.subscribe(provider, { url: text, events: [text] });
const answers: EndpointAnswer[] = [500, { status: 429, retryAfter: 60 }, "timeout", new Response()];
tested.respond(text, answers);
tested.respond(text, (request: Request, { body }: ReceivedRequest) => (body ? 200 : Response.error()));
// @ts-expect-error no such failure
tested.respond(text, "slow");
created.then(({ id }) => tested.advance("24h").then((time) => id.length + time));
text = receive(provider, { secret, headers, body }).type;
const result = validate("conduit", "create", body);
if (!result.valid) text = result.violations[0]?.code ?? text;
// @ts-expect-error no such provider
validate("stripe", "create", body);
export { verified };`,
  );
  const tsc = fromRoot.resolve("typescript/lib/tsc.js");
  const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"];
  for (const module of ["nodenext", "preserve"]) {
    const { status, stdout } = spawnSync(
      process.execPath,
      [tsc, ...options, "--module", module, file],
      { cwd: project.folder, encoding: "utf8" },
    );
    assert.equal(status, 0, stdout);
  }
});

test("publint finds nothing", async () => {
  const { publint } = await import("publint");
  const { messages } = await publint({ pkgDir: join(root, "pkg"), strict: true, pack: false });
  assert.deepEqual(messages, []);
});

test("are-the-types-wrong finds nothing", async () => {
  const { checkPackage, createPackageFromTarballData } = await import("@arethetypeswrong/core");
  const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(packed.tarball)));
  const { types, problems } = await checkPackage(tarball);
  assert.equal(types.kind, "included");
  // The package is ESM alone, and require() loads ESM in every Node that it supports.
  const accepted = new Set(["CJSResolvesToESM"]);
  const node10 = (problem) => problem.resolutionKind === "node10";
  assert.deepEqual(
    problems.filter((problem) => !accepted.has(problem.kind) && !node10(problem)),
    [],
  );
});
