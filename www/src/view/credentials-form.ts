/** The credentials of a request: one of the provider's ways, and a field for each of its headers. */
import { isHeaderValue } from "../console/credentials.js";
import { credentialsOf, setCredentials } from "../console/session.js";
import type { Known } from "../registry.js";
import { h } from "./dom.js";
import { assumed } from "./page.js";

export function credentialsForm({ info, input }: Known, changed: () => void): HTMLElement {
  const ways = info.auth?.anyOf ?? [];
  const fields = h("div", { class: "credentials" });
  const choice = h(
    "select",
    { "aria-label": "Headers that tell whose the request is" },
    ...ways.map(({ headers }) => h("option", {}, Object.keys(headers).join(" and "))),
  );
  const show = () => {
    const { way, headers } = credentialsOf(info);
    choice.selectedIndex = way;
    const rows = Object.keys(headers[way] ?? {}).map((name, index) => row(name, index));
    fields.replaceChildren(...rows);
  };
  const row = (name: string, index: number) => {
    const id = `credential-${index}`;
    const { way, headers } = credentialsOf(info);
    const field = h("input", {
      id,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
    });
    field.value = headers[way]?.[name] ?? "";
    field.addEventListener("input", () => {
      const all = credentialsOf(info);
      const values = { ...all.headers[all.way], [name]: field.value };
      const changedHeaders = all.headers.map((one, at) => (at === all.way ? values : one));
      setCredentials(info.id, { ...all, headers: changedHeaders });
      const wrong = field.value !== "" && !isHeaderValue(field.value);
      field.setAttribute("aria-invalid", String(wrong));
      changed();
    });
    const mark = assumed({ info, input } as Known, `/auth/anyOf/${way}/headers`);
    const label = h("label", { for: id }, h("code", {}, name));
    const named = h("span", { class: "name" }, label, mark);
    return h("div", { class: "field" }, h("div", { class: "label" }, named), field);
  };
  choice.addEventListener("change", () => {
    setCredentials(info.id, { ...credentialsOf(info), way: choice.selectedIndex });
    show();
    changed();
  });
  show();
  const words =
    ways.length === 0
      ? "The file describes no credentials."
      : "Made up for this tab: each is an account of its own, and an empty one is not sent.";
  return h(
    "fieldset",
    { class: "part" },
    h("legend", {}, "Credentials"),
    ways.length > 1 && h("div", { class: "field" }, choice),
    fields,
    h("p", { class: "meta" }, words),
  );
}
