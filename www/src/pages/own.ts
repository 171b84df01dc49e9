/** A provider file of the user's own: checked as it is typed, and then at work everywhere. */
import { WebhookConfigurationError } from "anyhook";
import starter from "../../../providers/starter.json?raw";
import { kept, keep, OWN_FILE } from "../kept.js";
import { known, ownText, setOwn } from "../registry.js";
import { href } from "../router.js";
import { button, h, icon } from "../view/dom.js";
import { editor } from "../view/editor.js";
import { announceFaults, type Fault, showFaults } from "../view/faults.js";
import { halves, titledCard, type View } from "../view/page.js";
import { say } from "../view/status.js";
import { count } from "../view/words.js";

/** What was typed, for whoever comes back; it may have faults. */
let typed: string | undefined;

/** The library's own limit, told before a file is read. */
const LARGEST_FILE = 256 << 10;

export function ownPage(): View {
  const state = h("p", { class: "state" });
  const outcome = h("div", { class: "outcome-box outcome-tall" });
  const news = h("p", { id: "own-text-news", class: "unseen", role: "status" });
  let scheduled = false;
  const box = editor("own-text", "Provider file", () => {
    typed = box.text();
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      if (box.element.isConnected) check();
    });
  });
  const check = () => {
    const text = box.text();
    const faults = text.trim() === "" ? undefined : take(text);
    const list = showFaults(box, faults ?? []);
    const kind = faults === undefined ? "none" : faults.length === 0 ? "good" : "bad";
    state.dataset["kind"] = kind;
    state.replaceChildren(...stateWords(faults));
    outcome.replaceChildren(...(kind === "bad" ? [list, beforeNote()] : standing()));
    announceFaults("own-text", faults ?? [], kind === "none" ? "no file yet" : "the file is valid");
  };
  const file = h("input", { type: "file", hidden: true, accept: ".json,application/json" });
  const read = async (chosen: File | null | undefined) => {
    if (!chosen) return;
    if (chosen.size > LARGEST_FILE) return say("the file is larger than 256 KiB");
    box.set(await chosen.text());
  };
  file.addEventListener("change", async () => {
    await read(file.files?.[0]);
    file.value = "";
  });
  const drop = h("div", { class: "own-file" }, box.element);
  drop.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.dataset["over"] = "";
  });
  drop.addEventListener("dragleave", () => delete drop.dataset["over"]);
  drop.addEventListener("drop", (event) => {
    delete drop.dataset["over"];
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    void read(event.dataTransfer.files[0]);
  });
  const remove = () => {
    setOwn(undefined);
    keepBox.checked = keep(OWN_FILE, undefined);
    box.set("");
    box.area.focus();
  };
  const keepBox = h("input", {
    type: "checkbox",
    id: "keep",
    checked: kept(OWN_FILE) !== undefined,
  });
  keepBox.addEventListener("change", () => {
    const done = keep(OWN_FILE, keepBox.checked ? box.text() : undefined);
    if (keepBox.checked && !done) say("the browser did not allow keeping it");
    keepBox.checked = done;
  });
  box.area.addEventListener("input", () => {
    if (keepBox.checked) keepBox.checked = keep(OWN_FILE, box.text());
  });
  const tools = h(
    "div",
    { class: "tools" },
    button("Open file", () => file.click()),
    button("Start from an example", () => box.set(starter)),
    button("Remove", remove),
    file,
  );
  const left = titledCard(
    ["Provider file"],
    [h("label", { class: "keep" }, keepBox, " Keep it in this browser")],
    tools,
    drop,
    news,
  );
  const right = titledCard(["Faults"], [state], outcome);
  const about =
    "Paste or open a provider file. It is checked as you type, and stays in this tab unless you have it kept.";
  const element = h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "page-head" },
      h("h1", { tabindex: "-1" }, "Your own provider"),
      h("p", {}, about),
    ),
    halves([left], [right]),
  );
  box.set(typed ?? ownText() ?? kept(OWN_FILE) ?? "");
  return { element };
}

/** Takes the file, and tells its faults. */
function take(text: string): readonly Fault[] {
  try {
    setOwn(text);
    return [];
  } catch (error) {
    if (error instanceof WebhookConfigurationError && error.faults.length > 0) return error.faults;
    return [{ path: "", message: error instanceof Error ? error.message : String(error) }];
  }
}

function stateWords(faults: readonly Fault[] | undefined): (Node | string)[] {
  if (faults === undefined) return ["No file yet"];
  const good = faults.length === 0;
  const words = good ? "No faults" : count(faults.length, "fault");
  return [icon(good ? "passed" : "failed"), h("strong", {}, words)];
}

/** The way to what stands, while it does. */
function standing(): HTMLElement[] {
  const own = known().find((one) => one.own);
  if (!own) {
    return [
      h(
        "p",
        { class: "meta" },
        "An example to start from is one press away; every fault is listed here with its path.",
      ),
    ];
  }
  const { info } = own;
  const facts = `${count(Object.keys(info.operations ?? {}).length, "operation")}, ${count(Object.keys(info.events.types).length, "event type")}, ${count(info.assumed.length, "assumption")}`;
  return [
    h(
      "p",
      {},
      h("strong", {}, info.name),
      " works in every part of this page: its own pages, the search, and the signature lab.",
    ),
    h("p", { class: "meta" }, facts),
    h("p", {}, h("a", { class: "button", href: href(info.id) }, `Go to ${info.name}`)),
  ];
}

function beforeNote(): HTMLElement | string {
  const own = known().find((one) => one.own);
  return own
    ? h("p", { class: "meta" }, `The page goes on with ${own.info.name} as it was without faults.`)
    : "";
}
