import { type SchemeInfo, schemes } from "anyhook";
import { atMostOne, command } from "../command.js";
import { printJson, printText } from "../output.js";
import { chooseScheme, SCHEME_NOTE } from "../scheme.js";
import { printable, table } from "../text.js";

export const schemesCommand = command({
  name: "schemes",
  summary: "list the signature schemes, or tell of one where it was read",
  usage: ["schemes [SCHEME] [--json]"],
  options: { json: { help: "print one JSON document" } },
  notes: [
    SCHEME_NOTE,
    "A scheme is assumed where no source states how it signs. One without a tolerance signs no\n" +
      "timestamp, and so cannot stop a replay.",
  ],
  examples: ["anyhook schemes", "anyhook schemes stripe"],
  async run({ options, positionals }) {
    const name = atMostOne(positionals);
    if (name === undefined) {
      if (options.json) printJson(schemes());
      else printText(overview(schemes()));
      return 0;
    }
    const { info } = await chooseScheme(name);
    if (options.json) printJson(info);
    else printText(details(info));
    return 0;
  },
});

function overview(all: readonly SchemeInfo[]): string {
  const rows = all.map((info) => [
    info.id,
    info.signedContent,
    info.encoding,
    info.tolerance === undefined ? "none" : `${info.tolerance} s`,
    info.provider ? "yes" : "no",
    info.assumed ? "yes" : "no",
    info.headers.join(", "),
  ]);
  const titles = ["SCHEME", "SIGNED CONTENT", "ENCODING", "TOLERANCE", "PROVIDER", "ASSUMED"];
  return table([[...titles, "HEADERS"], ...rows]);
}

function details(info: Readonly<SchemeInfo>): string {
  const rows = [
    ["headers", info.headers.join(", ")],
    ["signed content", info.signedContent],
    ["encoding", info.encoding],
    [
      "tolerance",
      info.tolerance === undefined
        ? "none: it signs no timestamp, and so cannot stop a replay"
        : `${info.tolerance} s`,
    ],
    [
      "rotation",
      info.severalSignatures ? "signed with each secret at once" : "one signature at a time",
    ],
    ["provider", info.provider ? "yes: `receive` reads its events" : "no: `verify` alone"],
    ["assumed", info.assumed ? "yes: no source states how it signs" : "no"],
    ...info.sources.map(({ title, url, checkedOn }, index) => [
      index === 0 ? "sources" : "",
      `${title} (checked ${checkedOn})${url === undefined ? "" : `, ${url}`}`,
    ]),
  ];
  const cells = rows.map(([name, text]) => [`  ${name}`, printable(text ?? "")]);
  return `${printable(info.id)}: ${printable(info.name)}\n${table(cells)}`;
}
