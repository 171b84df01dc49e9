/** Controls of a form for values of JSON, of which `undefined` is one that is left out. */
import { button, h } from "./dom.js";

export interface Control {
  element: HTMLElement;
  /** Beside the name of the field. */
  tools?: HTMLElement[];
  /** Whether it is several controls, and needs a name as a group. */
  isGroup?: boolean;
  show(value: unknown): void;
}

type Change = (value: unknown) => void;

const PLAIN = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

/** What puts a text in. */
interface Make {
  label: string;
  words?: string;
  text(): string;
}

/** A text; an empty one is left out, unless it is required. */
export function textControl(
  id: string,
  change: Change,
  { required = false, make }: { required?: boolean; make?: Make } = {},
): Control {
  const element = h("input", { id, ...PLAIN });
  const read = () => change(element.value === "" && !required ? undefined : element.value);
  element.addEventListener("input", read);
  const put = () => {
    element.value = make?.text() ?? "";
    read();
  };
  return {
    element,
    tools: make ? [button(make.words ?? "Make one", put, { "aria-label": make.label })] : [],
    show: (value) => putText(element, textOf(value)),
  };
}

/** A number as it is typed; what is no number goes as the text that it is, for the service to refuse. */
export function numberControl(id: string, change: Change): Control {
  const element = h("input", { id, inputmode: "decimal", ...PLAIN });
  element.addEventListener("input", () => {
    const { value } = element;
    const number = Number(value);
    change(value === "" ? undefined : String(number) === value ? number : value);
  });
  return { element, show: (value) => putText(element, textOf(value)) };
}

/** One of a few values. */
export function choiceControl(
  id: string,
  options: readonly unknown[],
  change: Change,
  leftOut: string | undefined,
): Control {
  const values = leftOut === undefined ? options : [undefined, ...options];
  const label = (value: unknown) => (value === undefined ? (leftOut ?? "") : textOf(value));
  const element = h("select", { id }, ...values.map((value) => h("option", {}, label(value))));
  element.addEventListener("change", () => change(values[element.selectedIndex]));
  return {
    element,
    show(value) {
      element.selectedIndex = values.findIndex((one) => isSame(one, value));
    },
  };
}

/** Several of many texts, some of which stand out. */
export function ticksControl(
  options: readonly { text: string; strong: boolean }[],
  change: Change,
): Control {
  let chosen: unknown[] = [];
  const boxes = options.map(({ text, strong }) => {
    const box = h("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const rest = chosen.filter((one) => one !== text);
      change(box.checked ? [...rest, text] : rest);
    });
    return { text, strong, box };
  });
  const labels = boxes.map(({ text, strong, box }) =>
    h("label", { class: strong ? "selector" : undefined }, box, h("code", {}, text)),
  );
  return {
    element: h("div", { class: "ticks" }, ...labels),
    isGroup: true,
    show(value) {
      chosen = Array.isArray(value) ? value : [];
      for (const { text, box } of boxes) box.checked = chosen.includes(text);
    },
  };
}

/** A list of texts, one a line. */
export function linesControl(id: string, change: Change): Control {
  const element = h("textarea", { id, rows: "3", ...PLAIN });
  element.addEventListener("input", () => {
    change(element.value.split("\n").filter((line) => line !== ""));
  });
  return {
    element,
    show(value) {
      const lines = Array.isArray(value) ? value.map(textOf) : [];
      const typed = element.value.split("\n").filter((line) => line !== "");
      // An empty line that is being typed stays.
      if (!isSame(lines, typed)) putText(element, lines.join("\n"));
    },
  };
}

/** What has no control of its own. */
export function jsonOnly(): Control {
  const element = h("p", { class: "meta" }, "Edit it in the JSON.");
  return { element, isGroup: true, show: () => {} };
}

const textOf = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** A value that is set again loses the cursor's place and the field's undo history. */
export function putText(field: { value: string }, value: string): void {
  if (field.value !== value) field.value = value;
}
