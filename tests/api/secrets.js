// Where a secret is shown, and that it is shown nowhere else.
import { url } from "./client.js";

/** Whether the body of an answer has the secret. */
const tells = ({ text }, secret) => text.includes(secret);

export function secrets(test, facts) {
  if (!facts.secret) return;
  const { field, shownBy } = facts.secret;

  test("a secret is shown where the provider shows it, and nowhere else", async (host) => {
    const account = await host.account(facts);
    const fields = facts.minimal(url());
    const created = await account.send("POST", "", { body: fields });
    const { id } = facts.one(JSON.parse(created.text));
    const got = await account.send("GET", `/${id}`);
    const shows = shownBy === "get" ? got : created;
    const secret = facts.one(JSON.parse(shows.text))[field];
    host.check(secret, /^[!-~]{16,}$/, `${shows.request}: the secret`);
    host.check(tells(created, secret), shows === created, "create tells the secret");
    host.check(tells(got, secret), shows === got, "get tells the secret");
    for (const answer of [
      await account.send("GET", ""),
      await account.send("PATCH", `/${id}`, { body: facts.changes[0] }),
      await account.send("PATCH", `/${id}`, { body: {} }),
      await account.send("POST", "", { body: facts.minimal(url()) }),
      await account.delete(id),
      await account.send("GET", `/${id}`),
    ]) {
      host.check(tells(answer, secret), false, `${answer.request}: the secret`);
    }
  });

  test("a secret stays the same", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    // Conduit shows the whole of it, CryptoFuse its ends; others show no secret again.
    const shown = async () => facts.one(await account.get(record)).secret;
    const first = await shown();
    Object.assign(record, await account.update(record, facts.changes[0]));
    host.check(await shown(), first, "the secret after an update");
  });
}
