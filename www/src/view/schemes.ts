/** The schemes to choose from, what is known of the chosen one, and which one a delivery is of. */
import type { SchemeInfo } from "anyhook";
import type { Finding } from "../lab/find.js";
import type { Lab } from "../lab/lab.js";
import { allSchemes, find } from "../registry.js";
import { button, byId, h, icon, prose, sentence } from "./dom.js";

export function fillSchemes(): void {
  const all = allSchemes();
  const isOwn = ({ id }: SchemeInfo) => find(id)?.own ?? false;
  const own = all.filter(isOwn);
  const group = (label: string, infos: SchemeInfo[]) =>
    h(
      "optgroup",
      { label },
      ...infos.map((info) =>
        h("option", { value: info.id }, info.assumed ? `${info.name} (assumed)` : info.name),
      ),
    );
  byId("scheme", HTMLSelectElement).replaceChildren(
    ...(own.length > 0 ? [group("Your own", own)] : []),
    group(
      "Providers",
      all.filter((info) => info.provider && !isOwn(info)),
    ),
    group(
      "Signature schemes",
      all.filter((info) => !info.provider),
    ),
  );
}

export function showScheme(info: SchemeInfo): void {
  const { headers, signedContent, encoding, tolerance, severalSignatures, assumed } = info;
  const names = headers.map((name) => `\`${name}\``).join(", ");
  const clock = tolerance === undefined ? "no timestamp" : `${tolerance} s tolerance`;
  byId("scheme-facts", HTMLElement).replaceChildren(
    ...prose(`Signs \`${signedContent}\`, in ${encoding}, with ${clock}`),
  );
  byId("assumed", HTMLElement).hidden = !assumed;
  const replay =
    tolerance === undefined
      ? "None is signed, so a replay cannot be told from the first delivery."
      : `Unix seconds, accepted ${tolerance} s to either side of the clock.`;
  const facts: [string, (Node | string)[]][] = [
    ["Headers", prose(names)],
    ["Signed content", prose(`\`${signedContent}\``)],
    ["Signature", [`HMAC-SHA256 in ${encoding === "hex" ? "lower-case hexadecimal" : "base64"}`]],
    ["Timestamp", [replay]],
    ["Rotation", [severalSignatures ? "One signature for each secret." : "One signature."]],
    ["Read in", info.sources.flatMap(source)],
  ];
  byId("about-scheme", HTMLElement).replaceChildren(
    ...facts.map(([term, text]) => h("div", {}, h("dt", {}, term), h("dd", {}, ...text))),
  );
}

function source({ title, url, checkedOn }: SchemeInfo["sources"][number]): (Node | string)[] {
  const link = url === undefined ? title : h("a", { href: url, rel: "noreferrer" }, title);
  return [link, ` (${checkedOn}) `];
}

export function showFindings(findings: readonly Finding[], use: (lab: Lab) => void): void {
  const rows = findings.map(({ info, matches, cause, lab }) => {
    const text = matches ? "the signature is good" : cause;
    return h(
      "li",
      { "data-outcome": matches ? "passed" : "failed" },
      icon(matches ? "passed" : "failed"),
      h("span", { class: "message" }, h("strong", {}, info.name), ": ", ...prose(`${text}.`)),
      lab && button(matches ? `Use ${info.name}` : "Apply", () => use(lab)),
    );
  });
  const names = [...new Set(allSchemes().flatMap(({ headers }) => headers))];
  const none = `no scheme's headers are all there. They look for ${names.map((name) => `\`${name}\``).join(", ")}`;
  const found = byId("found", HTMLElement);
  found.replaceChildren(rows.length > 0 ? h("ul", {}, ...rows) : h("p", {}, ...sentence(none)));
  found.hidden = false;
}

export function hideFindings(): void {
  byId("found", HTMLElement).hidden = true;
}
