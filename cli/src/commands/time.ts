import { atMostOne, command } from "../command.js";
import { SERVICE_NOTE, serviceOption, withService } from "../control.js";
import { answered, orRefusal } from "../deliveries.js";
import { readDuration } from "../duration.js";
import { printJson, printText } from "../output.js";
import { printable } from "../text.js";

/** Milliseconds until it is given up: much may become due on the way. */
const PATIENCE = 600_000;

export const timeCommand = command({
  name: "time",
  summary: "show the clock of a service, or move one that stands still",
  usage: ["time [+DURATION] [--url http://localhost:8787] [--json]"],
  options: { ...serviceOption, json: { help: "print one JSON document" } },
  notes: [
    "DURATION is `90s`, `15m`, `24h`, `7d`, `1h30m` or the like. The clock moves with `anyhook serve --clock\n" +
      "manual` alone: it steps through all that becomes due on the way, such as the next attempts of\n" +
      "deliveries, and answers when they were made. What is sent then is signed with that time: a receiver\n" +
      "has to bear it (`anyhook listen --tolerance Infinity`).",
    SERVICE_NOTE,
    "Exit codes: 0 shown or moved; 1 refused, or not reached; 2 usage or configuration.",
  ],
  examples: ["anyhook time +24h"],
  async run({ options: { url, json }, positionals }) {
    const span = atMostOne(positionals);
    const advance =
      span === undefined
        ? undefined
        : readDuration("DURATION", span.replace(/^\+/, ""), { least: 1, most: "366d" });
    return withService({ url }, (ask) =>
      orRefusal(async () => {
        const answer =
          advance === undefined
            ? await ask("GET", "/_/time")
            : await ask("POST", "/_/time", { advance: `${advance}ms` }, PATIENCE);
        const clock = answered(answer, 200) as { time: string };
        if (json) printJson(clock);
        else printText(printable(clock.time));
        return 0;
      }),
    );
  },
});
