// An endpoint in a process of its own, which does next to nothing: it answers, and notes when something came.
// POST to /slow is answered a second later. GET tells what came since the last one.
import { createServer } from "node:http";

const ID = "conduit-webhook-idempotency-key";
let came = [];

createServer((request, response) => {
  if (request.method === "GET") {
    response.end(JSON.stringify(came));
    came = [];
    return;
  }
  request.resume();
  request.on("end", () => {
    came.push([request.headers[ID], performance.timeOrigin + performance.now()]);
    const answer = () => response.writeHead(200, { "Content-Length": 2 }).end("ok");
    if (request.url.startsWith("/slow")) setTimeout(answer, 1000);
    else answer();
  });
}).listen(0, "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}`);
});
