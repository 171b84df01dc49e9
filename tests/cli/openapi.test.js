import assert from "node:assert/strict";
import { test } from "node:test";
import { providers } from "anyhook";
import { openApi } from "anyhook/service";
import { anyhook, scratch } from "./anyhook.js";

const { file } = scratch();

test("the document of each provider is what openApi gives", async () => {
  for (const { id } of providers()) {
    const { code, stdout, stderr } = await anyhook(["openapi", id]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    const document = JSON.parse(stdout);
    assert.match(document.openapi, /^3\.1\./);
    assert.deepEqual(document.servers, [{ url: `/${id}` }]);
    assert.deepEqual(document, openApi(id));
  }
});

test("--server says where it is served, and a file's path takes a name's place", async () => {
  const server = "https://hooks.example.com/acme";
  const { stdout: starter } = await anyhook(["provider", "new"]);
  const acme = file("acme.json", starter);
  const { stdout } = await anyhook(["openapi", acme, "--server", server]);
  assert.deepEqual(JSON.parse(stdout).servers, [{ url: server }]);
});

test("--mode says which service it describes", async () => {
  const { stdout } = await anyhook(["openapi", "cryptofuse", "--mode", "open"]);
  assert.deepEqual(JSON.parse(stdout), openApi("cryptofuse", { mode: "open" }));
});

test("what has no document is exit code 2", async () => {
  const cases = [
    [[], /no provider: give its name/],
    [["conduct"], /unknown provider `conduct`; did you mean `conduit`/],
    [["stripe"], /a signature scheme without a provider/],
    [["conduit", "spritz"], /one argument too many/],
    [["conduit", "--mode", "opn"], /`--mode` is `opn`.*did you mean `open`/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await anyhook(["openapi", ...args]);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.match(stderr, message);
  }
});
