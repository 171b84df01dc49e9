/** What is sent, and the button that does: at the foot of the fields, in sight wherever one is in them. */
import type { ApiRequest } from "../console/request.js";
import { h } from "./dom.js";

export interface SendBar {
  element: HTMLElement;
  show(request: ApiRequest): void;
}

/** @param form the id of the form that is sent */
export function sendBar(form: string): SendBar {
  const line = h("code", {});
  return {
    element: h(
      "div",
      { class: "send-bar" },
      h("button", { type: "submit", form, class: "primary" }, "Send"),
      line,
    ),
    show({ method, url }) {
      const { pathname, search } = new URL(url);
      line.replaceChildren(h("b", {}, method), ` ${pathname}${search}`);
    },
  };
}
