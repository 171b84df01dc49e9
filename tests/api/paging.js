// Lists: in the order of creation, by pages where the provider has them, and forged queries.
import { url } from "./client.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export function paging(test, facts) {
  test("an empty list", async (host) => {
    const account = await host.account(facts);
    await account.list([]);
    await account.list([], "?unknown=1&other");
    await account.list([], "?");
  });

  test("many webhooks, in the order of creation, by every form of pages", async (host) => {
    const account = await host.account(facts);
    const records = await account.createMany(Math.min(facts.cap ?? 25, 25));
    if (!facts.paging) return account.list(records);
    return facts.paging === "cursor" ? cursors(account, records) : pages(account, records);
  });

  if (!facts.paging) return;

  test("a limit that is none", async (host) => {
    const account = await host.account(facts);
    for (const limit of [
      "0",
      "101",
      "-1",
      "1.5",
      "abc",
      "",
      "1%200",
      "99999999999999999999",
      "%zz",
    ]) {
      await refuse(account, `?limit=${limit}`);
    }
    await refuse(account, "?limit=1&limit=2");
    await refuse(account, "?limit");
    await account.list([], "?limit=%31%30", facts.paging === "page" ? { limit: 10 } : null);
  });

  if (facts.paging === "cursor") {
    test("a forged cursor", forgedCursors);
    test("a cursor outlives what it points at", survivingCursor);
  } else {
    test("a page that is none", async (host) => {
      const account = await host.account(facts);
      for (const page of ["0", "-1", "1.5", "abc", "", "1e"])
        await refuse(account, `?page=${page}`);
      await refuse(account, "?page=1&page=1");
      const { status } = await account.send("GET", "?page=99999999999999999999&limit=100");
      host.check(status, (found) => found === 200 || found === 400, "a page beyond every number");
    });
    test("a list of active or inactive webhooks alone", activeAlone);
  }

  async function forgedCursors(host) {
    const account = await host.account(facts);
    const records = await account.createMany(2);
    const { nextCursor } = await account.list(records.slice(0, 1), "?limit=1", next);
    await account.list(records.slice(1), `?limit=1&cursor=${encodeURIComponent(nextCursor)}`);
    for (let index = 0; index < nextCursor.length; index++) {
      const now = ALPHABET.indexOf(nextCursor[index]);
      for (const step of [1, 7]) {
        const other = ALPHABET[(now + step) % ALPHABET.length];
        const forged = nextCursor.slice(0, index) + other + nextCursor.slice(index + 1);
        await refuse(account, `?cursor=${encodeURIComponent(forged)}`);
      }
    }
    for (const cursor of ["", "a", nextCursor.slice(1), nextCursor.slice(0, -1)]) {
      await refuse(account, `?cursor=${encodeURIComponent(cursor)}`);
    }
    for (const more of ["A", "=", "%20", "%00", "a".repeat(4096)]) {
      await refuse(account, `?cursor=${encodeURIComponent(nextCursor)}${more}`);
    }
    await refuse(account, `?cursor=${encodeURIComponent(nextCursor)}&cursor=a`);
    const other = await host.account(facts);
    await other.create(facts.minimal(url()));
    const { text } = await other.send("GET", `?cursor=${encodeURIComponent(nextCursor)}`);
    host.check(
      records.some(({ id }) => text.includes(id)),
      false,
      "another account's cursor",
    );
  }

  async function survivingCursor(host) {
    const account = await host.account(facts);
    const [first, second, third] = await account.createMany(3);
    const { nextCursor } = await account.list([first, second], "?limit=2", next);
    await account.deleted(second);
    await account.deleted(first);
    const fourth = await account.create(facts.minimal(url("fourth")));
    await account.list([third, fourth], `?cursor=${encodeURIComponent(nextCursor)}`);
  }

  async function activeAlone(host) {
    const account = await host.account(facts);
    const active = [true, false, true, false, false];
    const records = [];
    for (const [index, isActive] of active.entries()) {
      records.push(await account.create({ ...facts.minimal(url(index)), isActive }));
    }
    const of = (value) => records.filter(({ fields }) => fields.isActive === value);
    await account.list(of(true), "?active=true");
    await account.list(of(false), "?active=false");
    const second = { page: 2, limit: 2, total: 3 };
    await account.list(of(false).slice(2), "?active=false&page=2&limit=2", second);
    for (const value of ["yes", "", "1"]) await refuse(account, `?active=${value}`);
    await refuse(account, "?active=true&active=false");
  }
}

const next = (value) => typeof value === "string" && value.length > 0;

async function refuse(account, query) {
  const answer = await account.send("GET", query);
  account.refused(answer, "invalid_query", { violations: "any" });
}

/** Every limit, through all pages: each webhook once, and no cursor behind the last. */
async function cursors(account, records) {
  await account.list(records.slice(0, 20), "", next);
  await account.list(records, "?limit=100");
  await account.list(records, `?limit=${records.length}`);
  for (const limit of [1, 7, 24]) {
    let query = `?limit=${limit}`;
    for (let from = 0; from < records.length; from += limit) {
      const last = from + limit >= records.length;
      const page = records.slice(from, from + limit);
      const { nextCursor } = await account.list(page, query, last ? null : next);
      query = `?limit=${limit}&cursor=${encodeURIComponent(nextCursor)}`;
    }
  }
}

async function pages(account, records) {
  const total = records.length;
  for (const limit of [1, 7, 20, 24, 25, 100]) {
    for (let page = 1; page <= Math.ceil(total / limit) + 1; page++) {
      const from = (page - 1) * limit;
      const query = `?page=${page}&limit=${limit}`;
      await account.list(records.slice(from, from + limit), query, { page, limit, total });
    }
  }
  await account.list(records.slice(0, 20), "", { total });
  await account.list(records.slice(20), "?page=2", { page: 2, total });
  await account.list(records.slice(0, 7), "?limit=7", { limit: 7, total });
}
