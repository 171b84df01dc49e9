import type { IncomingMessage } from "node:http";

/**
 * What keeps a request from having one meaning: whose it is (the Host header), or which path it is
 * for. `undefined` where nothing does.
 *
 * A path is resolved when a URL is made of it; one that names another than it shows is refused here,
 * where it is still seen.
 */
export function faultOf(request: IncomingMessage): string | undefined {
  const hosts = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === "host",
  );
  if (hosts.length !== 1) return `expected one Host header, found ${hosts.length}`;
  const { host = "" } = request.headers;
  if (!isHost(host)) return "the Host header is no host name or address with a port";
  const target = pathOf(request.url ?? "", host);
  if (target === undefined) return "the request target is neither a path nor a URL of its Host";
  const [path = ""] = target.split("?");
  if (target.includes("#") || path.includes("\\")) return "the path has a `#` or a backslash";
  return path.split("/").some(isDots) ? "the path has a segment of dots" : undefined;
}

/** Whether it is a host as URLs write it: not `127.1`, no user, no path. */
function isHost(host: string): boolean {
  const url = `http://${host}`;
  if (!URL.canParse(url)) return false;
  return new URL(url).hostname === host.replace(/:\d+$/, "").toLowerCase();
}

/** The path and query of a request target. A whole URL, as proxies get it, has to be of the Host. */
function pathOf(target: string, host: string): string | undefined {
  if (target.startsWith("/")) return target;
  const [, authority, rest] = /^http:\/\/([^/?#]*)(.*)$/.exec(target) ?? [];
  return authority === host ? rest : undefined;
}

function isDots(segment: string): boolean {
  return /^(?:\.|%2e){1,2}$/i.test(segment);
}
