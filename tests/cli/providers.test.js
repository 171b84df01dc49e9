import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defineProvider, isAssumed, providers } from "anyhook";
import { page } from "../../cli/dist/provider-page.js";
import { anyhook } from "./anyhook.js";

test("providers lists every provider", async () => {
  const { code, stdout } = await anyhook(["providers"]);
  assert.equal(code, 0);
  const [titles, ...rows] = stdout.trimEnd().split("\n");
  assert.match(titles, /^PROVIDER +NAME +OPERATIONS +EVENTS +AUTH +DESCRIPTION$/);
  assert.equal(rows.length, providers().length);
  for (const [index, { id, name, operations, events, description }] of providers().entries()) {
    const counts = `${Object.keys(operations).length} +${Object.keys(events.types).length}`;
    assert.match(rows[index], new RegExp(`^${id} +${name} +${counts} `));
    assert.ok(rows[index].endsWith(description));
  }
  assert.match(stdout, / X-API-Key \+ X-API-Secret /);
  assert.match(stdout, / Authorization or X-Integrator-Key /);
});

test("in JSON, all are an array of the files, one is its file", async () => {
  const [all, one] = await Promise.all([
    anyhook(["providers", "--json"]),
    anyhook(["providers", "spritz", "--json"]),
  ]);
  assert.deepEqual(JSON.parse(all.stdout), providers());
  assert.deepEqual(
    JSON.parse(one.stdout),
    providers().find(({ id }) => id === "spritz"),
  );
});

describe("the page of a provider", { concurrency: 2 }, () => {
  for (const info of providers()) {
    test(info.id, async () => {
      const { code, stdout } = await anyhook(["providers", info.id]);
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(`${info.id}: ${info.name}\n${info.description}\n`));
      for (const { title, url, checkedOn } of info.sources) {
        assert.match(
          stdout,
          new RegExp(`^ {2}${escape(title)} +${checkedOn}${escape(url ? ` ${url}` : "")}$`, "m"),
        );
      }
      for (const [name, { method, path }] of Object.entries(info.operations)) {
        const mark = isAssumed(info.id, `/operations/${name}/path`) ? " †" : "";
        const row = `^ {2}${name} +${method}( or PUT)? +${escape(path)}${mark} +\\d`;
        assert.match(stdout, new RegExp(row, "m"));
      }
      for (const [kind, { pattern }] of Object.entries(info.ids)) {
        assert.match(stdout, new RegExp(`^ {2}${kind} .*${escape(pattern)}`, "m"));
      }
      for (const { headers } of info.auth.anyOf) {
        for (const [name, value] of Object.entries(headers)) {
          assert.ok(stdout.includes(`${name}: ${value}`));
        }
      }
      assert.match(stdout, /\n\n† assumed: no source states it\n$/);
      // Nothing that there is no word for.
      assert.doesNotMatch(stdout, /undefined|NaN|\[object/);
    });
  }
});

test("what a page says in words", async () => {
  const [conduit, connect, cryptofuse, devdraft, spritz] = await Promise.all(
    ["conduit", "connect", "cryptofuse", "devdraft", "spritz"].map(
      async (id) => (await anyhook(["providers", id])).stdout,
    ),
  );
  assert.match(cryptofuse, /^ {2}webhook +wh_ and 32 hex digits +\^wh_\[0-9a-f\]\{32\}\$$/m);
  assert.match(cryptofuse, /^ {2}create +POST +\/user\/webhooks +201 † +url, \[event_types\],/m);
  assert.match(
    cryptofuse,
    /^ {2}retries +5, after 5 s, 30 s, 2 min, 10 min and 1 h †; up to 10 %/m,
  );
  assert.match(
    cryptofuse,
    /^ {2}disabled +after 5 failed attempts in a row; what is pending waits/m,
  );
  assert.match(cryptofuse, /^ {2}webhooks +10 an account$/m);
  assert.match(cryptofuse, /^ {2}\{token\} +an OAuth 2.0 access token$/m);
  assert.match(cryptofuse, /; others may come †$/m);
  assert.match(cryptofuse, /^ {2}selectors +payment\.all †, /m);
  assert.match(conduit, /^ {2}retries +10 within 1 d, after 30 s, 2 min, .* and 10 h †$/m);
  assert.match(devdraft, /^ {2}replaced +the one before signs beside it for 1 d †$/m);
  assert.match(devdraft, /^ {2}tolerance +5 min †$/m);
  assert.match(devdraft, /^ {2}chosen +none: a webhook gets every event$/m);
  assert.match(devdraft, /^ {2}requests +1000 an hour in production, 100 an hour in development$/m);
  assert.match(devdraft, /^ {2}idempotency +idempotency-key for 1 d †$/m);
  assert.match(devdraft, /"details": \{error\.violations\} †\}$/m);
  assert.match(connect, /^ {2}create +POST .* url †, /m);
  assert.match(spritz, /^ {2}whose +the account's, for all its webhooks/m);
  assert.match(spritz, /^ {2}or +X-Integrator-Key: \{key\}$/m);
  assert.match(spritz, /^ {2}secret +POST or PUT +\/v1\/integrator\/webhook-secret +200 /m);
});

describe("each place that no source states has its mark", () => {
  for (const info of providers()) {
    test(info.id, () => {
      const shown = (assumed) => {
        const provider = defineProvider({ ...info, id: `${info.id}-too`, assumed });
        return page({ provider, info: provider.info });
      };
      const marks = (text) => text.split("†").length;
      const none = marks(shown([]));
      for (const pointer of info.assumed) {
        assert.ok(marks(shown([pointer])) > none, pointer);
      }
      // Where there is something at the place on the page, the mark is there.
      const [, rest = ""] = shown(info.assumed).split("not shown here\n");
      assert.doesNotMatch(rest, /\/(auth|ids|secret|urls|delivery|limits|rules)\b|\/errors|\/open/);
    });
  }
});

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
