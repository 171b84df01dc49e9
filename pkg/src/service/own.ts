import { messageOf } from "./log.js";
import type { Settings } from "./options.js";
import { problem } from "./problem.js";
import type { ProviderApi } from "./provider-api.js";
import { requestId } from "./random.js";
import type { Outcome } from "./step.js";

/** Answers what belongs to no provider: `/_/health` and `/_/providers`. */
export async function ownAnswer(
  path: string,
  method: string,
  settings: Settings,
): Promise<Outcome> {
  const work = path === "/_/health" ? health : path === "/_/providers" ? providers : undefined;
  if (!work) return problem(404, "unknown_path", `there is nothing at \`${path.slice(0, 256)}\``);
  if (method === "GET") return work(settings);
  const refused = problem(405, "method_not_allowed", `\`${path}\` takes GET and HEAD alone`);
  refused.headers.push(["allow", "GET, HEAD"]);
  return refused;
}

/** Whether the store can be reached. */
async function health({ store }: Settings): Promise<Outcome> {
  try {
    await store.get("health");
    return json(200, { status: "ok" });
  } catch (error) {
    const answer = json(503, { status: "unavailable" });
    return { ...answer, error: "unavailable", cause: messageOf(error) };
  }
}

/** What is served, and where. */
async function providers({ apis }: Settings): Promise<Outcome> {
  return json(200, { providers: [...apis.values()].map(summary) });
}

function summary({ id, definition }: ProviderApi) {
  const { name, description, operations, assumed } = definition;
  return {
    id,
    name,
    description,
    basePath: `/${id}`,
    // A comment may stand among them.
    operations: Object.entries(operations ?? {})
      .filter(([, operation]) => typeof operation === "object")
      .map(([operation, { method, path }]) => ({ id: operation, method, path: `/${id}${path}` })),
    assumptions: assumed?.length ?? 0,
  };
}

const json = (status: number, value: unknown): Outcome => ({
  requestId: requestId(),
  status,
  headers: [["content-type", "application/json"]],
  body: JSON.stringify(value),
});
