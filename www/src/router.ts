/** Addresses within the page: `#/providers/conduit/events/customer.active`. */

export const SECTIONS = [
  "overview",
  "operations",
  "console",
  "deliveries",
  "events",
  "ids",
  "errors",
  "delivery",
] as const;

export type SectionName = (typeof SECTIONS)[number];

export interface ProviderRoute {
  page: "provider";
  provider: string;
  section: SectionName;
  /** An operation, an event type, an error's case, a kind of id. */
  item?: string | undefined;
  /** A field of the operation, as a JSON Pointer. */
  part?: string | undefined;
}

export type Route =
  { page: "lab" } | { page: "providers" } | { page: "own" } | { page: "missing" } | ProviderRoute;

export function parse(hash: string): Route {
  const segments = hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
  const [page, provider, section = "overview", item, part] = segments;
  if (page === undefined && segments.length === 0) return { page: "lab" };
  if (page === "own" && segments.length === 1) return { page: "own" };
  if (page !== "providers" || segments.length > 5) return { page: "missing" };
  if (provider === undefined) return { page: "providers" };
  const name = SECTIONS.find((one) => one === section);
  return name ? { page: "provider", provider, section: name, item, part } : { page: "missing" };
}

/** A hand-written address may be no encoding of anything. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The address of a provider's page, or of a place in it. */
export function href(
  provider: string,
  section: SectionName = "overview",
  ...rest: string[]
): string {
  const segments = section === "overview" && rest.length === 0 ? [] : [section, ...rest];
  return ["#/providers", provider, ...segments]
    .map((segment, index) => (index === 0 ? segment : encodeURIComponent(segment)))
    .join("/");
}
