import { invalidArgument, WebhookConfigurationError } from "./errors.js";
import type { ServiceOptions } from "./service/options.js";
import { problem } from "./service/problem.js";
import { responseOf } from "./service/response.js";
import { reseal } from "./service/reseal.js";
import { createService, type Service } from "./service/service.js";
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

/** Which providers it serves; all built-in ones if left out. */
export type WorkerOptions = Pick<ServiceOptions, "providers">;

/** What is used of the context that a Worker's handlers get. */
export interface WorkerContext {
  waitUntil(promise: Promise<unknown>): void;
}

/** What a Worker exports. */
export interface Worker {
  fetch(request: Request, env: WorkerEnv, context: WorkerContext): Promise<Response>;
  /** For a cron trigger: seals what is stored anew, after the master key was changed. */
  scheduled(controller: unknown, env: WorkerEnv): Promise<void>;
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
  const services = new WeakMap<WorkerEnv, Service>();
  return {
    async fetch(request, env, context) {
      let service = services.get(env);
      if (!service) {
        try {
          service = open(env, options);
        } catch (error) {
          if (error instanceof WebhookConfigurationError) return refuse(request, error.message);
          throw error;
        }
        services.set(env, service);
      }
      const answer = service.fetch(request);
      // Without this the runtime drops a request whose client has left, in the middle of its writes.
      context.waitUntil(answer);
      return answer;
    },

    async scheduled(_controller, env) {
      const found = await reseal(storeOf(env), env.ANYHOOK_MASTER_KEY);
      write({ time: Date.now(), operation: "reseal", ...found });
    },
  };
}

function open(env: WorkerEnv, { providers }: WorkerOptions): Service {
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
  return createService({
    store,
    providers,
    mode: "strict",
    adminToken: ANYHOOK_ADMIN_TOKEN,
    masterKeys: ANYHOOK_MASTER_KEY,
    log: write,
  });
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
