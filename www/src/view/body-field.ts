/** The ways into the body besides typing: files, drops, pastes, and another form of it. */
import { type Body, bodyOf, inForm, type LineEnds, textBody } from "../lab/body.js";
import { utf8 } from "../lab/bytes.js";
import { splitRequest } from "../lab/request.js";
import { byId } from "./dom.js";
import { say } from "./status.js";

/** Larger files are for the command line: a page holds several copies of them. */
const LARGEST_FILE = 64 << 20;

export interface BodyTarget {
  body(): Body;
  setBody(body: Body): void;
  setRequest(headers: string, body: Body): void;
}

export function bindBody(target: BodyTarget): void {
  bindForm(target);
  bindFiles(target);
  bindPaste(target);
}

function bindForm({ body, setBody }: BodyTarget): void {
  const form = byId("body-form", HTMLSelectElement);
  form.addEventListener("change", () => {
    const before = body();
    if (before.form === "text" && form.value !== "base64") {
      setBody({ ...before, lineEnds: form.value as LineEnds });
      return;
    }
    const next = inForm(before, form.value === "base64" ? "base64" : "text");
    if (!next) say("the body cannot be shown in that form without loss, or is too large for it");
    setBody(next ?? before);
  });
}

function bindFiles({ setBody }: BodyTarget): void {
  const field = byId("body-field", HTMLElement);
  const input = byId("file", HTMLInputElement);
  const take = async (file: File | null | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      say("the file is larger than 64 MiB: verify it with `anyhook verify` on the command line");
      return;
    }
    setBody(bodyOf(new Uint8Array(await file.arrayBuffer()), file.name));
  };
  byId("choose-file", HTMLButtonElement).addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    await take(input.files?.[0]);
    // So that the same file can be chosen again after it was changed.
    input.value = "";
  });
  byId("drop-body", HTMLButtonElement).addEventListener("click", () => {
    setBody({ form: "text", text: "", lineEnds: "lf" });
    byId("body", HTMLTextAreaElement).focus();
  });
  field.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    field.dataset["over"] = "";
  });
  field.addEventListener("dragleave", () => delete field.dataset["over"]);
  field.addEventListener("drop", (event) => {
    delete field.dataset["over"];
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  });
}

/** A pasted request is split; a pasted body that a text box would change is kept as its bytes. */
function bindPaste({ setBody, setRequest }: BodyTarget): void {
  const bodyBox = byId("body", HTMLTextAreaElement);
  const pasted = (text: string) => textBody(text) ?? bodyOf(utf8(text), "Pasted text");
  const takeRequest = (event: ClipboardEvent): boolean => {
    const request = splitRequest(event.clipboardData?.getData("text/plain") ?? "");
    if (!request) return false;
    event.preventDefault();
    setRequest(request.headers, pasted(request.body));
    say("split the request into headers and body");
    return true;
  };
  byId("headers", HTMLTextAreaElement).addEventListener("paste", takeRequest);
  bodyBox.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (/^\s*[A-Z]+ \S+ HTTP\//.test(text) && takeRequest(event)) return;
    const all = bodyBox.selectionEnd - bodyBox.selectionStart === bodyBox.value.length;
    if (!all || !text.includes("\r")) return;
    event.preventDefault();
    setBody(pasted(text));
  });
}
