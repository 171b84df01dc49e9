import { atMostOne, command } from "../command.js";
import { CONTROL_NOTE, controlOptions, printRefusal, withControl } from "../control.js";
import { printText } from "../output.js";
import { printable } from "../text.js";
import { UsageError } from "../usage.js";

export const keysRevokeCommand = command({
  name: "keys revoke",
  summary: "take a key back: from then on it opens nothing",
  usage: ["keys revoke ID [--data .anyhook | --url URL]"],
  options: controlOptions,
  notes: [
    "ID is what `anyhook keys list` shows. What the account has created stays.",
    CONTROL_NOTE,
    "Exit codes: 0 revoked; 1 there is no such key, refused, or not reached; 2 usage or configuration.",
  ],
  examples: ["anyhook keys revoke key_0a1b2c3d4e5f60718293a4b5"],
  async run({ options: { data, url }, positionals }) {
    const id = atMostOne(positionals);
    if (id === undefined)
      throw new UsageError("no key: give its id, which `anyhook keys list` shows");
    if (!/^key_[0-9a-f]{24}$/.test(id)) {
      // Not echoed: it may be the key.
      throw new UsageError("that is no id of a key: `key_` and 24 hexadecimal digits");
    }
    const answer = await withControl({ data, url }, (ask) => ask("DELETE", `/_/keys/${id}`));
    if (answer.status !== 204) return printRefusal(answer);
    printText(`revoked ${printable(id)}`);
    return 0;
  },
});
