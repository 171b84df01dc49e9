// The service in a page: what the suite sends goes to a function, and not over the network.
import { createService, memoryLimiter } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { suite } from "./suite.js";

export function run() {
  const service = createService({ store: memoryStore(), limiter: memoryLimiter() });
  const fetch = (...request) => service.fetch(new Request(...request));
  return suite("http://localhost:8787", { fetch, limited: true });
}
