// What the bundled launchers run: the vectors come with the call, and JSON goes back.
import * as anyhook from "anyhook";
import * as standardwebhooks from "anyhook/standardwebhooks";
import { run } from "./suite.js";

export const suite = (vectors) => run(anyhook, standardwebhooks, vectors);

/** As a Worker. */
export default {
  fetch: async (request) => Response.json(suite(await request.json())),
};
