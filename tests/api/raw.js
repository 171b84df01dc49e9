// Sends bytes over a socket, as no `fetch` would.
import { connect } from "node:net";

/**
 * How to send to a service; each character of the text is a byte. `ends` closes our side behind the text,
 * as who does not wait for an answer: there may be none.
 */
export const rawTo =
  (base) =>
  (text, { ends = false } = {}) =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(base);
      const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ""));
      let received = "";
      // A server that refuses early may close while it is still being sent to.
      socket.on("error", () => {});
      socket.setEncoding("latin1");
      socket.on("data", (chunk) => {
        received += chunk;
        // workerd does not close, though it is asked to.
        if (isWhole(received)) socket.end();
      });
      socket.on("close", () => resolve(received));
      if (ends) socket.end(text, "latin1");
      else socket.write(text, "latin1");
    });

function isWhole(answer) {
  const head = answer.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, Math.max(head, 0)))?.[1];
  if (length === undefined) return head >= 0 && answer.endsWith("\r\n0\r\n\r\n");
  return answer.length >= head + 4 + Number(length);
}
