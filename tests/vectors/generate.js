// Writes the vectors: `node tests/vectors/generate.js`. `npm test` checks that they are current.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { validateCases } from "./body-cases.js";
import { defineCases } from "./definition-cases.js";
import { explainCases } from "./explain-cases.js";
import { factCases } from "./fact-cases.js";
import { receiveCases, signCases } from "./message-cases.js";
import { payloadCases, sealedDeliveries } from "./payload-cases.js";
import { eventsCases, exampleCases, idCases, secretCases } from "./provider-cases.js";
import { defineProviderCases } from "./provider-file-cases.js";
import { schemaCases } from "./schema-cases.js";
import { urlCases } from "./url-cases.js";
import { deliveryCases, signatureCases } from "./verify-cases.js";

/** RFC 4231, section 4: keys and data in hexadecimal. Case 5 is truncated to 128 bits. */
function hmacCases() {
  const text = (value) => Buffer.from(value).toString("hex");
  const cases = [
    [
      "1",
      "0b".repeat(20),
      text("Hi There"),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ],
    [
      "2",
      text("Jefe"),
      text("what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      "3",
      "aa".repeat(20),
      "dd".repeat(50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ],
    [
      "4",
      "0102030405060708090a0b0c0d0e0f10111213141516171819",
      "cd".repeat(50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ],
    ["5", "0c".repeat(20), text("Test With Truncation"), "a3b6167473100ee06e0c796c2955552b"],
    [
      "6",
      "aa".repeat(131),
      text("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ],
    [
      "7",
      "aa".repeat(131),
      text(
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
      ),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ],
  ];
  return cases.map(([name, key, data, mac]) => ({ name: `RFC 4231, ${name}`, key, data, mac }));
}

export const files = () => ({
  "verify.json": [...deliveryCases(), ...signatureCases()],
  "sign.json": signCases(),
  "receive.json": [...receiveCases(), ...sealedDeliveries()],
  "payloads.json": payloadCases(),
  "explain.json": explainCases(),
  "hmac.json": hmacCases(),
  "define.json": defineCases(),
  "define-provider.json": defineProviderCases(),
  "validate.json": validateCases(),
  "events.json": eventsCases(),
  "examples.json": exampleCases(),
  "facts.json": factCases(),
  "ids.json": idCases(),
  "secrets.json": secretCases(),
  "schema.json": schemaCases(),
  "url.json": urlCases(),
});

/** One case a line, so that a change shows as what it is. */
export const print = (cases) =>
  `[\n${cases.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]\n`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [name, cases] of Object.entries(files())) {
    writeFileSync(new URL(name, import.meta.url), print(cases));
    console.log(`${name}: ${cases.length} cases`);
  }
}
