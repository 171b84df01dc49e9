/** What is wrong with the text of an editor: marked at its line, and listed. */
import { namedPlace, nearest, type Place, places } from "../json/places.js";
import { announce } from "./announce.js";
import { button, h, prose } from "./dom.js";
import { type Editor, LARGEST_SHOWN, lineOf } from "./editor.js";
import { count } from "./words.js";

export interface Fault {
  path: string;
  code?: string;
  message: string;
}

/** Marks the faults in the editor, and gives the list of them. A press on one goes to its place. */
export function showFaults(target: Editor, faults: readonly Fault[]): HTMLElement {
  const text = target.text();
  const found =
    faults.length > 0 && text.length <= LARGEST_SHOWN ? places(text) : new Map<string, Place>();
  const placed = faults.map((fault) => {
    const place = text.length > LARGEST_SHOWN ? undefined : placeOf(fault, text, found);
    return { fault, place };
  });
  placed.sort((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0));
  target.mark(placed.flatMap(({ place }) => (place ? [place.start] : [])));
  target.area.setAttribute("aria-invalid", String(faults.length > 0));
  const rows = placed.map(({ fault, place }) => h("li", {}, row(target, fault, place)));
  return h("ol", { class: "faults" }, ...rows);
}

function placeOf(fault: Fault, text: string, found: ReadonlyMap<string, Place>): Place | undefined {
  return namedPlace(text, fault.message) ?? nearest(found, fault.path);
}

function row(target: Editor, fault: Fault, place: Place | undefined): HTMLElement {
  const line =
    place && h("span", { class: "line" }, `Line ${lineOf(target.text(), place.start) + 1}`);
  const content = [
    line,
    h("code", { class: "path" }, fault.path === "" ? "(whole)" : fault.path),
    fault.code !== undefined && h("code", { class: "code" }, fault.code),
    h("span", { class: "message" }, ...prose(fault.message)),
  ];
  if (!place) return h("div", { class: "fault" }, ...content);
  const made = button("", () => target.select(place.start, Math.max(place.end, place.start)), {
    class: "fault",
  });
  made.append(...content.filter((child) => child !== undefined && child !== false));
  return made;
}

/** Says how a check went, when typing pauses. */
export function announceFaults(id: string, faults: readonly Fault[], good: string): void {
  const [first] = faults;
  const rest = first ? `${count(faults.length, "fault")}. ${first.path} ${first.message}` : good;
  announce(`${id}-news`, rest);
}
