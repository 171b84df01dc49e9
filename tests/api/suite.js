// One suite for every host of the service: a client that knows the providers' own pages and sends
// requests. It runs in Node and in a page alike; a launcher gives it the address of a service.
import { accounts } from "./accounts.js";
import { bodies } from "./bodies.js";
import { Host } from "./client.js";
import { concurrency } from "./concurrency.js";
import { control } from "./control.js";
import { create } from "./create.js";
import { deletion } from "./delete.js";
import { errors } from "./errors.js";
import { all } from "./facts/index.js";
import { idempotency } from "./idempotency.js";
import { keys } from "./keys.js";
import { limits } from "./limits.js";
import { Deviation } from "./match.js";
import { openapi } from "./openapi.js";
import { outside } from "./outside.js";
import { paging } from "./paging.js";
import { particulars } from "./particulars.js";
import { scopes } from "./scopes.js";
import { secrets } from "./secrets.js";
import { update } from "./update.js";

const GROUPS = [
  create,
  update,
  deletion,
  paging,
  secrets,
  bodies,
  errors,
  accounts,
  keys,
  scopes,
  limits,
  idempotency,
  particulars,
  concurrency,
];

/**
 * Runs everything, and returns how many checks passed, what failed, and the signing secrets that came
 * up. A service may have data already: every case has accounts of its own.
 * @param base the service's address, without a slash at its end
 * @param options.fetch sends a request; the global one by default
 * @param options.raw sends bytes over a socket, and resolves to all that comes back; see `rawTo`
 * @param options.atomic whether caps and unique URLs are exact; true by default
 * @param options.strict `{ adminToken }` where the service is in strict mode
 * @param options.limited whether requests are counted, and refused beyond the provider's limit
 */
export async function suite(base, options = {}) {
  const host = new Host(base, options);
  const failures = [];
  const run = async (provider, groups, facts) => {
    const cases = [];
    for (const group of groups) group((name, test) => cases.push([name, test]), facts);
    for (const [name, test] of cases) {
      try {
        await test(host);
      } catch (error) {
        const deviates = error instanceof Deviation;
        const { what, expected, found } = deviates
          ? error
          : { what: name, found: [error.stack, error.cause].join("\n") };
        failures.push({ provider, case: name, what, expected, found });
      }
    }
  };
  const providers = all.map((facts) => run(facts.id, GROUPS, facts));
  await Promise.all([run("none", [outside, openapi, control]), ...providers]);
  return { passed: host.passed, failures, secrets: [...host.secrets] };
}
