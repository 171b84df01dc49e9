import { generateId } from "anyhook";
import { command } from "../command.js";
import { readInteger } from "../number.js";
import { printJson, printText } from "../output.js";
import { chooseMember, chooseProvider, members, PROVIDER_NOTE } from "../provider.js";
import { printable } from "../text.js";
import { UsageError } from "../usage.js";

const MOST = 100_000;

export const idNewCommand = command({
  name: "id new",
  summary: "make new ids of a provider's form",
  usage: ["id new PROVIDER KIND [--count N] [--json]"],
  options: {
    count: { value: "N", help: `how many: 1, unless given; ${MOST} at most` },
    json: { help: "print one JSON document" },
  },
  notes: [
    PROVIDER_NOTE,
    "KIND is such as `webhook`: `anyhook providers PROVIDER` tells the kinds.",
  ],
  examples: ["anyhook id new conduit webhook --count 3"],
  async run({ options, positionals: [name, kindName, unexpected] }) {
    const { provider, info } = await chooseProvider(name);
    const [kind] = chooseMember(members(info.ids), kindName, "kind of id", info.id);
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const count = readInteger("count", options.count ?? "1", { least: 1, most: MOST });
    const ids = Array.from({ length: count }, () => generateId(provider, kind));
    if (options.json) printJson({ provider: info.id, kind, ids });
    else printText(ids.map((id) => printable(id)).join("\n"));
    return 0;
  },
});
