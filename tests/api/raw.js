// Sends bytes over a socket, as no `fetch` would.
import { connect } from "node:net";

/**
 * How to send to a service, which is asked to close the connection behind its answer; each character of
 * the text is a byte. `ends` closes our side behind the text: whoever does so may get no answer.
 */
export const rawTo =
  (base) =>
  (text, { ends = false } = {}) =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(base);
      const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ""));
      const chunks = [];
      // A server that refuses early may close while it is still being sent to.
      socket.on("error", () => {});
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
      if (ends) socket.end(text, "latin1");
      else socket.write(text, "latin1");
    });
