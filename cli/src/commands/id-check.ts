import { type GeneratorInfo, isId } from "anyhook";
import { command } from "../command.js";
import { ksuidTime } from "../ksuid.js";
import { printJson, printText, style } from "../output.js";
import { chooseMember, chooseProvider, members, PROVIDER_NOTE } from "../provider.js";
import { ago, printable } from "../text.js";
import { UsageError } from "../usage.js";

export const idCheckCommand = command({
  name: "id check",
  summary: "tell whether ids have the form that the provider gives them",
  usage: ["id check PROVIDER KIND ID… [--json]"],
  options: { json: { help: "print one JSON document" } },
  notes: [
    PROVIDER_NOTE,
    "KIND is such as `webhook`: `anyhook providers PROVIDER` tells the kinds.",
    "Exit codes: 0 each is one; 1 some is none; 2 usage.",
  ],
  examples: ["anyhook id check cryptofuse webhook wh_d3b07384d113edec49eaa6238ad5ff00"],
  async run({ options, positionals: [name, kindName, ...ids] }) {
    const { provider, info } = await chooseProvider(name);
    const kinds = members(info.ids);
    const [kind, { pattern, generate }] = chooseMember(kinds, kindName, "kind of id", info.id);
    if (ids.length === 0) throw new UsageError("no id: give one or several");
    const results = ids.map((id) => {
      const valid = isId(provider, kind, id);
      const time = valid ? timeOf(id, generate) : undefined;
      return { id, valid, ...(time && { time }) };
    });
    if (options.json) printJson({ provider: info.id, kind, pattern, results });
    else for (const result of results) printText(describe(result, kind, pattern));
    return results.every(({ valid }) => valid) ? 0 : 1;
  },
});

/** When an id was made, where ids tell. */
function timeOf(id: string, { form, prefix = "" }: GeneratorInfo): Date | undefined {
  return form === "ksuid" && id.startsWith(prefix) ? ksuidTime(id.slice(prefix.length)) : undefined;
}

interface Result {
  id: string;
  valid: boolean;
  time?: Date;
}

function describe({ id, valid, time }: Result, kind: string, pattern: string): string {
  const shown = printable(id, 200);
  const noun = `${printable(kind)} id`;
  if (!valid) return `${style("red", "✗")} ${shown}: no ${noun}, expected ${printable(pattern)}`;
  const age = time && ago((Date.now() - time.getTime()) / 1000);
  const made = time ? `, made ${time.toISOString().replace(".000Z", "Z")}, ${age}` : "";
  return `${style("green", "✓")} ${shown}: ${noun}${made}`;
}
