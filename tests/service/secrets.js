// Everything at every provider that has to do with a signing secret.
import { randomBytes } from "node:crypto";
import { creations, credentials, paths } from "./client.js";

/** A master key as `openssl rand -base64 32` prints it. */
export const masterKey = () => randomBytes(32).toString("base64");

/** The members of answers and bodies that show a secret; Connect calls it so. */
const SECRET = /secret|^signature$/;

/** Creates, reads, changes and rotates at every provider; returns all secrets that were told. */
export async function secretsOfAll({ fetch, post }) {
  const secrets = new Set();
  const collect = (value) => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      // A mask shows no more of a secret than it may.
      const isSecret = SECRET.test(name) && typeof member === "string" && !member.includes("*");
      if (isSecret) secrets.add(member);
      else collect(member);
    }
  };
  const told = async (answering) => {
    const response = await answering;
    if (!response.ok) throw new Error(await response.text());
    const answer = JSON.parse((await response.text()) || "null");
    collect(answer);
    return answer;
  };
  const own = () => `own_${randomBytes(30).toString("base64url")}`;
  const send = (method, path, headers, body) => {
    collect(body);
    const json = { ...headers, "content-type": "application/json" };
    const init = { method, headers: json, body: JSON.stringify(body) };
    return told(fetch(path, init));
  };
  const idOf = (answer) => answer.id ?? answer.data.id;

  for (const provider of Object.keys(paths)) {
    const headers = credentials[provider];
    const path = paths[provider];
    const answer = await told(post(path, headers, creations[provider]));
    const webhook = `${path}/${idOf(answer)}`;
    await told(fetch(webhook, { headers }));
    await send("PATCH", webhook, headers, { url: "https://example.com/other" });
    await told(fetch(webhook, { headers }));
  }
  const { devdraft, spritz } = credentials;
  const once = (key) => ({ ...devdraft, "idempotency-key": key });
  const { id } = await told(post(paths.devdraft, once("order-1"), creations.devdraft));
  await told(post(paths.devdraft, once("order-1"), creations.devdraft));
  await send("PATCH", `${paths.devdraft}/${id}`, devdraft, { signing_secret: own() });
  await send("POST", paths.devdraft, once("order-2"), {
    ...creations.devdraft,
    signing_secret: own(),
  });
  await send("POST", "/spritz/v1/integrator/webhook-secret", spritz, { secret: own() });
  return secrets;
}
