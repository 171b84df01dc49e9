// Sends bytes over a socket, as no `fetch` would.
import { connect } from "node:net";

/** How to send to a service; each character of the text is a byte. */
export const rawTo = (base) => (text) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ""));
    const chunks = [];
    // A server that refuses early may close while it is still being sent to.
    socket.on("error", () => {});
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    socket.end(text, "latin1");
  });
