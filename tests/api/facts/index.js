// What each provider answers, from its own pages: nothing here was read from the service.
//
// A file of facts has the forms of the `credentials`, with a placeholder for each text of a key; the
// `fields` of a body with the kind of each, those that are `required`, their `defaults`, and those that
// an update does not take (`fixed`); bodies (`minimal`, `full`) and `changes` that are good, and
// `violations` beyond those of every field of a kind; and how each operation's answer is made from a
// record: `{ id, fields, times, secret }`. Where the provider has them: `scopes` by operation, `limits`
// of requests an hour by environment, and the header of its keys for `idempotency`.
import { conduit } from "./conduit.js";
import { connect } from "./connect.js";
import { cryptofuse } from "./cryptofuse.js";
import { devdraft } from "./devdraft.js";
import { spritz } from "./spritz.js";

export const all = [connect, conduit, spritz, cryptofuse, devdraft];
