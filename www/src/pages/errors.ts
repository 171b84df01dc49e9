/** Every refusal: when it comes, its status and code, and its body. */
import { SITUATIONS } from "../provider/describe.js";
import { sampleError } from "../provider/sample.js";
import { pointerTo } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { href } from "../router.js";
import { h } from "../view/dom.js";
import {
  assumed,
  assumedParts,
  assumedWithin,
  card,
  choose,
  halves,
  json,
  titledCard,
  type View,
} from "../view/page.js";

export function errors(known: Known): View {
  const { id, errors: described } = known.info;
  const all = Object.entries(described?.cases ?? {});
  const [first] = all;
  if (!described || !first) {
    return {
      element: card(
        "Errors",
        h("p", {}, "This file describes a receiver alone: it has no errors."),
      ),
    };
  }
  const rows = all.map(([situation, { status, code, message }]) => {
    const at = `/errors/cases${pointerTo(situation)}`;
    return h(
      "li",
      {},
      h(
        "a",
        { href: href(id, "errors", situation) },
        h("code", {}, h("b", {}, String(status)), ` ${code ?? situation}`),
      ),
      h("span", { class: "says" }, SITUATIONS[situation] ?? situation, assumed(known, at)),
      h("span", { class: "says meta" }, `“${message}”`, assumedWithin(known, at, `${at}/message`)),
    );
  });
  const list = h("ul", { class: "index" }, ...rows);
  const detail = h("div", { class: "stack" });
  const show = (item = "invalid_body") => {
    const [situation, { status, members }] = all.find(([name]) => name === item) ?? first;
    const at = `/errors/cases${pointerTo(situation)}`;
    choose(list, href(id, "errors", situation));
    const body = ["/errors/body", at, `${at}/status`];
    const title = [
      `${SITUATIONS[situation] ?? situation} `,
      h("code", { class: "status-code" }, String(status)),
    ];
    detail.replaceChildren(
      titledCard(
        [...title, assumed(known, ...body)],
        [],
        h(
          "p",
          { class: "meta" },
          h("code", {}, `Content-Type: ${described.contentType}`),
          assumed(known, "/errors/contentType"),
        ),
        json("Body of the refusal", sampleError(known, situation)),
        assumedParts(known, described.body, "/errors/body"),
        assumedParts(known, members, `${at}/members`),
      ),
    );
  };
  show();
  return { element: halves([card("Errors", list)], [detail]), show };
}
