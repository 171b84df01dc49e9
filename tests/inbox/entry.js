// What the launchers run; JSON goes back.
import * as anyhook from "anyhook";
import * as inbox from "anyhook/inbox";
import { run } from "./suite.js";

export const suite = () => run(anyhook, inbox);

/** As a Worker. */
export default { fetch: async () => Response.json(await suite()) };
