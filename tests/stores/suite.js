// What every store is held to, the built-in ones and yours: docs/stores.md tells how to run it. It
// knows no host and imports only what lies beside it, so that it runs wherever a store does.
import { atomicCases, commitCases } from "./commit-cases.js";
import { bytes } from "./checks.js";
import { listCases } from "./list-cases.js";
import { valueCases } from "./value-cases.js";

/**
 * Runs everything, and returns how many checks passed and which failed.
 *
 * @param open makes an empty store
 * @param settle waits until all that was written is seen; for stores that are not `fresh`
 * @param keys how many a store has to hold
 */
export async function suite(open, { settle = async () => {}, keys = 100_000 } = {}) {
  const failures = [];
  let passed = 0;
  const run = async (name, test) => {
    try {
      const store = await open();
      await test({ store, keys, ...writers(store, settle) });
      passed++;
    } catch (error) {
      failures.push(`${name}: ${error?.message ?? error}`);
    }
  };
  const { atomic } = (await open()).guarantees;
  const cases = { ...commitCases, ...(atomic ? atomicCases : {}), ...listCases, ...valueCases };
  for (const [name, test] of Object.entries(cases)) await run(name, test);
  return { passed, failures };
}

/** What the cases write with: the values are texts by their keys. */
function writers(store, settle) {
  const commit = async (changes) => {
    const isDone = await store.commit(changes);
    await settle();
    return isDone;
  };
  const put = (values, ...checks) => {
    const puts = Object.entries(values).map(([key, value]) => ({ key, value: bytes(value) }));
    return commit({ checks, puts });
  };
  return { commit, put };
}
