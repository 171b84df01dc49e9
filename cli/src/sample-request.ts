import type { ProviderInfo } from "anyhook";

/** A command line to begin with: it lists the webhooks of an account. */
export function sampleRequest(
  { auth, operations }: ProviderInfo,
  base: string,
): string | undefined {
  const list = operations?.["list"];
  if (!list) return undefined;
  const headers = Object.entries(auth?.anyOf[0]?.headers ?? {}).map(
    // The placeholder's own name is as good a key as any.
    ([name, value]) => `-H '${name}: ${value.replace(/[{}]/g, "")}' `,
  );
  return `curl ${headers.join("")}${base}${list.path}`;
}
