// Reads an answer as it came over a socket, as text of which each character is a byte.

/** The same members as the answers of `Host.send`; an answer that never came has the status 0. */
export function rawAnswer(request, received) {
  const end = received.indexOf("\r\n\r\n");
  const [first, ...lines] = received.slice(0, Math.max(end, 0)).split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const rest = received.slice(end + 4);
  const body = headers.get("transfer-encoding") === "chunked" ? joined(rest) : rest;
  const bytes = Uint8Array.from(body, (character) => character.charCodeAt(0));
  const status = Number(first.split(" ")[1] ?? 0);
  return { request: `${request} (raw)`, status, headers, text: new TextDecoder().decode(bytes) };
}

/** The chunks of a body, one after the other. */
function joined(chunks) {
  let body = "";
  for (let at = 0; ;) {
    const line = chunks.indexOf("\r\n", at);
    const length = Number.parseInt(chunks.slice(at, line), 16);
    if (!(length > 0)) return body;
    body += chunks.slice(line + 2, line + 2 + length);
    at = line + 2 + length + 2;
  }
}
