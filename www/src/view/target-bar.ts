/** Who answers, and whether what the page's service holds outlives the tab. */
import { forget, keepState, place } from "../console/session.js";
import {
  baseOf,
  chooseTarget,
  chosenTarget,
  findServer,
  serverFound,
  type Target,
} from "../console/target.js";
import type { Known } from "../registry.js";
import { button, h, sentence } from "./dom.js";
import { say } from "./status.js";

/**
 * @param changed told when somebody else answers, and whether there is a server
 * @param forgotten told when nothing is left
 */
export function targetBar({ own }: Known, changed: () => void, forgotten: () => void): HTMLElement {
  const who = h("p", { class: "meta", role: "status" });
  const trouble = h("p", { class: "trouble", role: "alert" });
  const page = radio("This page", "page");
  const server = radio("This page's server", "server");
  const keep = h("input", { type: "checkbox", id: "keep-state", checked: place() === "indexedDb" });

  const show = () => {
    for (const { input, value } of [page, server]) input.checked = value === chosenTarget();
    server.input.disabled = !serverFound();
    keep.checked = place() === "indexedDb";
    who.replaceChildren(...sentence(whoWords(own)));
  };
  for (const { input, value } of [page, server]) {
    input.addEventListener("change", () => {
      chooseTarget(value);
      show();
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
      show();
    }
  };
  keep.addEventListener("change", () => {
    void attempt(() => keepState(keep.checked), "the browser did not keep it");
  });
  const clear = button("Forget everything here", () => {
    const act = () => forget().then(() => say(forgottenWords()));
    void attempt(act, "the browser did not remove all of it").then(forgotten);
  });
  const choice = h(
    "fieldset",
    { class: "switch" },
    h("legend", { class: "unseen" }, "Who answers"),
    h("span", { "aria-hidden": "true" }, "Answered by"),
    page.label,
    server.label,
  );
  void findServer().then(() => {
    show();
    changed();
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

function whoWords(own: boolean): string {
  if (chosenTarget() === "server") {
    const knows = own ? ", which knows your file if it was started with it" : "";
    return `requests go to the server of this page, \`${baseOf("server")}\`${knows}; when this page forgets, the server keeps its webhooks`;
  }
  const lasts =
    place() === "memory"
      ? "what it holds is gone when the tab is reloaded or closed"
      : "what it holds, and the credentials, are kept in this browser";
  const alone = serverFound() === false ? "; this page's server has no service of its own" : "";
  return `the service runs in this page: no request leaves it, and \`${baseOf("page")}\` is but a name; ${lasts}${alone}`;
}

function forgottenWords(): string {
  const rest =
    chosenTarget() === "server"
      ? "; the server keeps its webhooks, which the new credentials do not open"
      : "";
  return `forgotten: the credentials, the requests and the webhooks of this page${rest}`;
}
