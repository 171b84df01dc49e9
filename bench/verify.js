// Verifying and signing, ours beside the peers, in one process.
import { signers, verifiers } from "./contenders.js";
import { deliveries, tampered } from "./deliveries.js";
import { measure } from "./measure.js";
import { ratio, table, verdict } from "./table.js";

const SIZES = { "256 B": 256, "1 KiB": 1024, "16 KiB": 16384 };
const COUNT = 16;
const AIM_SIZE = "1 KiB";

const aims = [];
for (const [scheme, contenders] of Object.entries(verifiers)) {
  await compare(`verify ${scheme}`, contenders, (size) => {
    const good = deliveries(scheme, size, COUNT);
    return measure(contenders, good, good.map(tampered));
  });
}
for (const [scheme, contenders] of Object.entries(signers)) {
  await compare(`sign ${scheme}`, contenders, (size) =>
    measure(contenders, deliveries(scheme, size, COUNT)),
  );
}
process.stdout.write(`${aims.join("\n")}\n`);

async function compare(title, contenders, figuresOf) {
  const heads = [title, "body"];
  const rows = contenders.map(({ name, body = "Buffer" }) => [name, body]);
  for (const [label, size] of Object.entries(SIZES)) {
    heads.push(label, "");
    const figures = await figuresOf(size);
    for (const [index, figure] of figures.entries()) {
      rows[index].push(`${figure.toFixed(2)} µs`, ratio(figure, figures[0]));
      const { name, aim } = contenders[index];
      if (aim === undefined || label !== AIM_SIZE) continue;
      const times = figure / figures[0];
      aims.push(
        `aim: verify ${label} ${aim} times as fast as ${name}: ` +
          `${times.toFixed(2)} times, ${verdict(times >= aim)}`,
      );
    }
  }
  table(heads, ...rows);
}
