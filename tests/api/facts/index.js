// What each provider answers, from its own pages: nothing here was read from the service.
import { conduit } from "./conduit.js";
import { connect } from "./connect.js";
import { cryptofuse } from "./cryptofuse.js";
import { devdraft } from "./devdraft.js";
import { spritz } from "./spritz.js";

export const all = [connect, conduit, spritz, cryptofuse, devdraft];
