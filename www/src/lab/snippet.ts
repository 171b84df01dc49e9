/** The code that verifies such a delivery in a backend. It names where secrets come from, not them. */
import { find } from "../registry.js";
import { type Lab, read, schemeOf, secretsOf } from "./lab.js";

export function snippet(lab: Lab): string {
  const { id, provider } = schemeOf(lab);
  const { tolerance } = read(lab).delivery;
  const call = provider ? "receive" : "verify";
  const use = provider
    ? ["    // Act on event.type and event.data, and answer soon."]
    : ["    // Parse the body, act on it, and answer soon."];
  const own = find(id)?.own ?? false;
  return [
    `import { ${own ? "defineProvider, " : ""}${call}, WebhookVerificationError } from "anyhook";`,
    ...(own ? [`import file from "./${id}.json" with { type: "json" };`] : []),
    "",
    ...(own ? ["const provider = defineProvider(file);", ""] : []),
    "export async function POST(request) {",
    "  // The raw bytes, before anything parses them.",
    "  const body = await request.arrayBuffer();",
    "  try {",
    `    ${provider ? "const event = " : ""}${call}(${own ? "provider" : `"${id}"`}, {`,
    `      secret: ${secretExpression(lab)},`,
    "      headers: request.headers,",
    "      body,",
    ...(tolerance === undefined ? [] : [`      tolerance: ${tolerance}, // seconds`]),
    "    });",
    ...use,
    "    return new Response();",
    "  } catch (error) {",
    "    if (!(error instanceof WebhookVerificationError)) throw error;",
    "    return new Response(error.code, { status: 401 });",
    "  }",
    "}",
  ].join("\n");
}

function secretExpression(lab: Lab): string {
  const name = `process.env.${lab.scheme.toUpperCase().replaceAll("-", "_")}_SECRET`;
  const { length } = secretsOf(lab);
  if (length < 2) return name;
  const names = Array.from({ length }, (_, index) => (index === 0 ? name : `${name}_${index + 1}`));
  return `[${names.join(", ")}]`;
}
