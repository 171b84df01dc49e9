// An empty project with the packed tarball installed, as a user would have it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The name and the file list of the tarball that `npm publish` would send. */
export function pack(folder) {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const [packed] = JSON.parse(run("npm", args, join(root, "pkg")));
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

export class Project {
  constructor(tarball, manifest = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "anyhook-"));
    this.write("package.json", JSON.stringify({ name: "user", private: true, ...manifest }));
    run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], this.folder);
  }

  write(name, text) {
    writeFileSync(join(this.folder, name), text);
    return join(this.folder, name);
  }

  node(file, ...flags) {
    return run(process.execPath, [...flags, file], this.folder).trim();
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }
}

/** A user's code: it verifies a webhook, and says so. */
export const verifies = `
const body = '{"test": 2432232314}';
const headers = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const { id } = verify("standard-webhooks", { secret, headers, body, now: 1614265330 });
const signed = new Webhook(secret).sign(String(id), new Date(1614265330000), body);
const answer = id + " " + (signed === headers["webhook-signature"]);
`;

export const expected = "msg_p5jXN8AQM9LWM0D4loKWxJek true";

/** A user's code: it creates a webhook at a provider's API of its own, and says what came of it. */
export const serves = `
const service = createService({ store: memoryStore(), providers: ["conduit"] });
const request = new Request("http://localhost/conduit/webhooks", {
  method: "POST",
  headers: { "x-api-key": "k", "x-api-secret": "s", "content-type": "application/json" },
  body: JSON.stringify({ url: "https://example.com/hook", events: ["customer.active"] }),
});
const served = async () => {
  const response = await service.fetch(request);
  return response.status + " " + (await response.json()).status;
};
`;

export const expectedOfService = "201 enabled";

/** A user's code: it takes a webhook in an inbox, and says what came of it. */
export const receives = `
const inbox = createInbox({ scheme: "standard-webhooks" });
const received = async () => {
  const sent = new Request("http://localhost/hooks", { method: "POST", headers, body });
  const { status } = await inbox.fetch(sent);
  return status + " " + inbox.entries()[0].verdict.code;
};
`;

export const expectedOfInbox = "200 no_secret";
