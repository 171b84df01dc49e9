import { invalidArgument, WebhookConfigurationError } from "./errors.js";
import { given } from "./input.js";
import { Invocations } from "./service/deliveries/invocation.js";
import { readOptions, type ServiceOptions } from "./service/options.js";
import { problem } from "./service/problem.js";
import { responseOf } from "./service/response.js";
import { reseal } from "./service/reseal.js";
import { fetchOf } from "./service/service.js";
import type { Store } from "./service/store.js";
import { targetOf } from "./service/target.js";
import { entryOf } from "./service/visit.js";
import { cloudflareKvStore, type KvNamespace } from "./stores/cloudflare-kv.js";

/** The bindings that the Worker reads. */
export interface WorkerEnv {
  /** The KV namespace with everything that is kept. */
  ANYHOOK: KvNamespace;
  /** A secret: what `/_/keys` asks for, 32 to 1,024 printable ASCII characters. */
  ANYHOOK_ADMIN_TOKEN: string;
  /** A secret: what seals those that are stored, such as `openssl rand -base64 32` prints; or several. */
  ANYHOOK_MASTER_KEY?: string;
}

/**
 * Which providers it serves, all built-in ones if left out; and how it delivers. `concurrency` is 4 in total and
 * 2 to one endpoint, unless given: a Worker has six connections at once, those to KV among them.
 */
export type WorkerOptions = Pick<
  ServiceOptions,
  "providers" | "concurrency" | "deliveryTimeout" | "retention"
>;

/** What is used of what a cron trigger is called with. */
export interface WorkerCron {
  /** The expression in wrangler.jsonc. */
  cron?: string;
  /** Unix milliseconds. */
  scheduledTime?: number;
}

/** What is used of the context that a Worker's handlers get. */
export interface WorkerContext {
  waitUntil(promise: Promise<unknown>): void;
}

/** What a Worker exports. */
export interface Worker {
  fetch(request: Request, env: WorkerEnv, context: WorkerContext): Promise<Response>;
  /**
   * For cron triggers: sends what is due, and once an hour deletes what is old. The one of every ten minutes,
   * `*\/10 * * * *`, seals what is stored anew, after the master key was changed.
   */
  scheduled(controller: WorkerCron, env: WorkerEnv): Promise<void>;
}

/** The cron trigger that reseals. */
const RESEAL = "*/10 * * * *";

const CONCURRENCY = { total: 4, perEndpoint: 2 };

/**
 * A Worker has 1,000 operations of KV and, on the free plan, 50 other requests for each invocation. What is
 * under way when these are reached takes some more.
 */
const BUDGET = { operations: 600, requests: 40 };

/** A Worker that was set up. */
interface Deployment {
  fetch: (request: Request) => Promise<Response>;
  deliveries: Invocations;
  /** The providers of which something has become due since it was last delivered. */
  due: Set<string>;
}

/**
 * The service as a Worker on Cloudflare, in strict mode: on the KV namespace that is bound as `ANYHOOK`.
 * Every request is a line of JSON in the Worker's log.
 *
 * @example import { worker } from "anyhook/cloudflare";
 *
 * export default worker();
 */
export function worker(options: WorkerOptions = {}): Worker {
  // Workers may neither start wasm nor take random bytes before a request comes, and each request of an
  // isolate brings the same bindings.
  const deployments = new WeakMap<WorkerEnv, Deployment>();
  const deploymentOf = (env: WorkerEnv) => {
    const deployment = deployments.get(env) ?? open(env, options);
    deployments.set(env, deployment);
    return deployment;
  };
  return {
    async fetch(request, env, context) {
      let deployment: Deployment;
      try {
        deployment = deploymentOf(env);
      } catch (error) {
        if (error instanceof WebhookConfigurationError) return refuse(request, error.message);
        throw error;
      }
      const answer = deployment.fetch(request);
      // Without this the runtime drops a request whose client has left, in the middle of its writes. What
      // it has made due is sent behind its answer.
      context.waitUntil(answer.then(() => deliverDue(deployment)));
      return answer;
    },

    async scheduled({ cron, scheduledTime = Date.now() }, env) {
      if (cron === RESEAL) {
        const found = await reseal(storeOf(env), env.ANYHOOK_MASTER_KEY);
        write({ time: Date.now(), operation: "reseal", ...found });
        return;
      }
      const { deliveries } = deploymentOf(env);
      if (!(await deliveries.isIdle())) await deliveries.deliver();
      if (new Date(scheduledTime).getUTCMinutes() === 0) await deliveries.sweep();
    },
  };
}

async function deliverDue({ deliveries, due }: Deployment): Promise<void> {
  if (due.size === 0) return;
  const providers = new Set(due);
  due.clear();
  await deliveries.deliver(providers);
}

function open(env: WorkerEnv, options: WorkerOptions): Deployment {
  const store = storeOf(env);
  // Bindings are as they were configured, whatever their type says.
  const { ANYHOOK_ADMIN_TOKEN, ANYHOOK_MASTER_KEY } = env as Partial<WorkerEnv>;
  // Without it the service would work, and let nobody in: there is no other way to a first key.
  if (ANYHOOK_ADMIN_TOKEN === undefined) {
    throw invalidArgument(
      "the secret `ANYHOOK_ADMIN_TOKEN` is not set, with which keys are issued: `openssl rand -hex 32` " +
        "makes one, and `wrangler secret put ANYHOOK_ADMIN_TOKEN` sets it",
    );
  }
  const settings = readOptions({
    concurrency: CONCURRENCY,
    ...given(options),
    store,
    mode: "strict",
    adminToken: ANYHOOK_ADMIN_TOKEN,
    masterKeys: ANYHOOK_MASTER_KEY,
    log: write,
    deliveryLog: write,
  });
  const due = new Set<string>();
  return {
    fetch: fetchOf(settings, (provider) => void due.add(provider)),
    deliveries: new Invocations(settings, BUDGET),
    due,
  };
}

function storeOf({ ANYHOOK: namespace }: Partial<WorkerEnv>): Store {
  if (namespace !== undefined) return cloudflareKvStore(namespace);
  throw invalidArgument(
    "the KV namespace `ANYHOOK` is not bound: `wrangler kv namespace create` makes one, and " +
      "`kv_namespaces` in wrangler.jsonc binds it",
  );
}

/** Answers a request to a Worker that was not set up. */
function refuse(request: Request, cause: string): Response {
  const { method, url } = request;
  const outcome = { ...problem(500, "not_configured", cause), cause };
  const times = { now: Date.now(), started: performance.now() };
  write(entryOf({ request, target: targetOf(url), ...times }, outcome));
  return responseOf(outcome, method === "HEAD");
}

function write(entry: object): void {
  console.log(JSON.stringify(entry));
}
