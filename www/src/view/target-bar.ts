/** Who answers, and whether what the page's service holds outlives the tab. */
import { baseOf, hasServer, type Target } from "../console/send.js";
import { forget, keepState, place } from "../console/session.js";
import type { Known } from "../registry.js";
import { button, h, sentence } from "./dom.js";

/** For whoever comes back. */
let target: Target = "page";

export const chosenTarget = (): Target => target;

/**
 * @param changed told when somebody else answers
 * @param forgotten told when nothing is left
 */
export function targetBar({ own }: Known, changed: () => void, forgotten: () => void): HTMLElement {
  const who = h("p", { class: "meta", role: "status" });
  const trouble = h("p", { class: "trouble", role: "alert" });
  const page = radio("This page", "page");
  const server = radio("This page's server", "server");
  server.input.disabled = true;
  const keep = h("input", { type: "checkbox", id: "keep-state", checked: place() === "indexedDb" });

  const show = (found?: boolean) => {
    page.input.checked = target === "page";
    server.input.checked = target === "server";
    keep.checked = place() === "indexedDb";
    who.replaceChildren(...sentence(whoWords(found, own)));
  };
  for (const { input, value } of [page, server]) {
    input.addEventListener("change", () => {
      target = value;
      show(!server.input.disabled);
      changed();
    });
  }
  /** Does what IndexedDB may refuse, and says so where it does. */
  const attempt = async (act: () => Promise<void>, what: string) => {
    keep.disabled = true;
    trouble.replaceChildren();
    try {
      await act();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      trouble.replaceChildren(...sentence(`${what}: ${why}`));
    } finally {
      keep.disabled = false;
      show(!server.input.disabled);
    }
  };
  keep.addEventListener("change", () => {
    void attempt(() => keepState(keep.checked), "the browser did not keep it");
  });
  const clear = button("Forget everything", () => {
    void attempt(forget, "the browser did not remove all of it").then(forgotten);
  });
  const choice = h(
    "fieldset",
    { class: "switch" },
    h("legend", { class: "unseen" }, "Who answers"),
    h("span", { "aria-hidden": "true" }, "Answered by"),
    page.label,
    server.label,
  );
  void hasServer().then((found) => {
    server.input.disabled = !found;
    show(found);
  });
  show();
  return h(
    "div",
    { class: "target" },
    h(
      "div",
      { class: "tools" },
      choice,
      h("label", { class: "keep" }, keep, " Keep in this browser"),
      clear,
    ),
    who,
    trouble,
  );
}

function radio(text: string, value: Target) {
  const input = h("input", { type: "radio", name: "target", value });
  return { input, value, label: h("label", {}, input, ` ${text}`) };
}

/** @param found whether there is a server with the service; `undefined` while that is not known */
function whoWords(found: boolean | undefined, own: boolean): string {
  if (target === "server") {
    const knows = own ? ", which knows your file if it was started with it" : "";
    return `requests go to the server of this page, \`${baseOf("server")}\`${knows}`;
  }
  const lasts =
    place() === "memory"
      ? "what it holds is gone when the tab is reloaded or closed"
      : "what it holds, and the credentials, are kept in this browser";
  const alone = found === false ? "; this page's server has no service of its own" : "";
  return `the service runs in this page as \`${baseOf("page")}\`, and no request leaves it; ${lasts}${alone}`;
}
