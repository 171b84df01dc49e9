import { stat } from "node:fs/promises";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Service } from "anyhook/service";
import { Hono } from "hono";
import { reason } from "./input.js";
import type { Log } from "./request-log.js";
import { InputError } from "./usage.js";

/** The names of the addresses that are listened on. Under any other one there is the service alone. */
const OWN: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

const HEADERS: Readonly<Record<string, string>> = {
  // A page that was built anew is seen at the next visit.
  "Cache-Control": "no-cache",
  // The page's own policy says the rest; this it cannot say.
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Answers with the files of a folder what is none of the service's paths. */
export async function siteBeside(
  service: Pick<Service, "fetch">,
  { providers, folder, log }: { providers: readonly string[]; folder: string; log: Log },
): Promise<Pick<Service, "fetch">> {
  await checkFolder(folder);
  const app = new Hono();
  const files = serveStatic({ root: folder });
  for (const name of ["_", ...providers]) {
    app.all(`/${name}/*`, ({ req }) => service.fetch(req.raw));
  }
  app.get("*", async (context, next) => {
    const { hostname, pathname: path } = new URL(context.req.url);
    if (!OWN.includes(hostname)) return next();
    const time = Date.now();
    const response = await files(context, next);
    // Else there is no such file, and the service has answered.
    if (!(response instanceof Response)) return;
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    const { method } = context.req;
    log({ time, method, path, status: response.status, duration: Date.now() - time });
    return response;
  });
  app.all("*", ({ req }) => service.fetch(req.raw));
  app.onError((error) => {
    throw error;
  });
  return { fetch: async (request) => app.fetch(request) };
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    throw new InputError(`cannot serve \`${folder}\`: ${reason(error)}`);
  });
  if (!found.isDirectory()) throw new InputError(`cannot serve \`${folder}\`: it is no folder`);
}
