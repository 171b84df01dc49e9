// `verify --request`: one raw HTTP request.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sign } from "anyhook";
import { anyhook } from "./anyhook.js";

const SECRET = "it's a secret";
const BODY = Buffer.from([0x7b, 0x0d, 0x0a, 0xff, 0x0a, 0x0a, 0x7d]);
const [[NAME, VALUE]] = Object.entries(sign("github", { secret: SECRET, body: BODY }));
const SIGNATURE = `${NAME}: ${VALUE}`;

const verify = (request, options = []) =>
  anyhook(["verify", "github", "--secret-env", "OWN", "--request", "-", ...options], {
    input: Buffer.isBuffer(request)
      ? request
      : Buffer.concat(request.map((part) => Buffer.from(part))),
    env: { OWN: SECRET },
  });

const START = "POST /hooks?x=1 HTTP/1.1\r\n";

const GOOD = {
  "with CRLF": [START, "Host: a\r\n", SIGNATURE, "\r\n\r\n", BODY],
  "with LF": [START.replace("\r", ""), SIGNATURE, "\n\n", BODY],
  "of HTTP/2, as tools write it": ["POST / HTTP/2\n", SIGNATURE.toLowerCase(), "\n\n", BODY],
  "with its length": [START, `Content-Length: ${BODY.length}\r\n`, SIGNATURE, "\r\n\r\n", BODY],
  "with a line break that an editor added": [
    START,
    `content-length: ${BODY.length}\r\n`,
    SIGNATURE,
    "\r\n\r\n",
    BODY,
    "\n",
  ],
  "with a header called __proto__": [START, "__proto__: x\r\n", SIGNATURE, "\r\n\r\n", BODY],
  "with white space around the value": [START, `${NAME}:\t ${VALUE} \t\r\n\r\n`, BODY],
};

describe("requests that are well-formed", { concurrency: 4 }, () => {
  for (const [name, request] of Object.entries(GOOD)) {
    test(`a request ${name}`, async () => {
      const { code, stdout, stderr } = await verify(request);
      assert.deepEqual(
        { code, stdout, stderr },
        { code: 0, stdout: "valid: github\n", stderr: "" },
      );
    });
  }
});

test("a request whose signature occurs twice is invalid", async () => {
  const { code, stdout } = await verify([START, `${SIGNATURE}\r\n${SIGNATURE}\r\n\r\n`, BODY]);
  assert.equal(code, 1);
  assert.match(stdout, /^invalid: repeated_header/);
});

const BAD = {
  "that is empty": [[""], /no empty line/],
  "of headers alone": [[SIGNATURE, "\r\n\r\n"], /line 1 of the request is not such as/],
  "that is a response": [["HTTP/1.1 200 OK\r\n\r\n"], /line 1 of the request is not such as/],
  "that begins with an empty line": [
    ["\r\n", START, "\r\n"],
    /line 1 of the request is not such as/,
  ],
  "that begins with a BOM": [["\ufeff", START, "\r\n"], /line 1 of the request is not such as/],
  "that ends in its headers": [[START, SIGNATURE], /no empty line/],
  "with a line that is no header": [[START, "x\r\n\r\n"], /line 2 of the request is no header/],
  "with a folded header": [[START, "a: b\r\n c\r\n\r\n"], /line 3 of the request is no header/],
  "with a space before the colon": [
    [START, "a : b\r\n\r\n"],
    /line 2 of the request: `a ` is no name/,
  ],
  "with NUL and escapes": [
    [START, "\u0000\u001b[2J: b\r\n\r\n"],
    /`\\u\{0\}\\u\{1b\}\[2J` is no name/,
  ],
  "that is cut": [[START, "Content-Length: 9\r\n\r\nshort"], /body has 5 bytes of 9/],
  "followed by more": [
    [START, "Content-Length: 1\r\n\r\n1\n2"],
    /2 bytes follow the request's body/,
  ],
  "of two lengths": [
    [START, "Content-Length: 1\r\ncontent-length: 2\r\n\r\n1"],
    /is not one number/,
  ],
  "of a length that is none": [[START, "Content-Length: +1\r\n\r\n1"], /is not one number/],
  "that is chunked": [
    [START, "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    /save its body decoded/,
  ],
  "of random bytes": [[Buffer.alloc(70_000, 0x9b)], /no empty line/],
};

describe("requests that are not", { concurrency: 4 }, () => {
  for (const [name, [request, message]] of Object.entries(BAD)) {
    test(`a request ${name} is exit code 2`, async () => {
      const { code, stdout, stderr } = await verify(request);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.ok(!stderr.includes("\u001b") && !stderr.includes("\u0000"));
    });
  }
});
