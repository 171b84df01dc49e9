import assert from "node:assert/strict";
import test from "node:test";
import { defineProvider, providers } from "anyhook";
import { openApi } from "anyhook/service";
import starter from "../../providers/starter.json" with { type: "json" };
import { serve } from "./client.js";

test("every provider is described: each operation, at its path, on the server that is given", () => {
  for (const { id, operations } of providers()) {
    const { openapi, servers, paths } = openApi(id, {
      server: `https://hooks.example.com/${id}`,
    });
    assert.match(openapi, /^3\.1\.\d$/);
    assert.deepEqual(
      servers.map(({ url }) => url),
      [`https://hooks.example.com/${id}`],
    );
    for (const { method, path } of Object.values(operations)) {
      assert.ok(paths[path][method.toLowerCase()], `${method} ${path}`);
    }
  }
});

test("the service tells the same below its own path", async () => {
  const own = defineProvider(starter);
  const { fetch } = serve({ providers: ["conduit", own] });
  for (const [id, provider] of [
    ["conduit", "conduit"],
    [starter.id, own],
  ]) {
    const response = await fetch(`/_/${id}/openapi.json`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    const document = await response.json();
    assert.deepEqual(document, openApi(provider, { mode: "open" }));
    assert.equal(document.servers[0].url, `/${id}`);
  }
  for (const path of ["/_/devdraft/openapi.json", "/_/_/openapi.json", "/_//openapi.json"]) {
    assert.equal((await fetch(path)).status, 404, path);
  }
});

test("which URLs are taken depends on the mode, where the provider wants https", async () => {
  const takes = ({ components }, url) => {
    const { pattern, not } = components.schemas.Url;
    return new RegExp(pattern).test(url) && !new RegExp(not.pattern).test(url);
  };
  for (const [id, mode, taken] of [
    ["conduit", "strict", [true, false, true]],
    ["conduit", "open", [true, true, true]],
    ["cryptofuse", "strict", [true, false, false]],
    ["cryptofuse", "open", [true, true, false]],
  ]) {
    const urls = ["https://example.com", "http://localhost:4000/hook", "http://example.com"];
    const document = openApi(id, { mode });
    assert.deepEqual(
      urls.map((url) => takes(document, url)),
      taken,
    );
    const { fetch } = serve({ mode });
    assert.deepEqual(await (await fetch(`/_/${id}/openapi.json`)).json(), document);
  }
  assert.deepEqual(openApi("cryptofuse"), openApi("cryptofuse", { mode: "strict" }));
});

test("what is no provider, and what is no server, is refused", () => {
  assert.throws(() => openApi("stripe"), { code: "unknown_provider" });
  for (const call of [
    () => openApi(1),
    () => openApi("conduit", { server: 1 }),
    () => openApi("conduit", null),
    () => openApi("conduit", { mode: "lax" }),
  ]) {
    assert.throws(call, { name: "WebhookConfigurationError", code: "invalid_argument" });
  }
});
