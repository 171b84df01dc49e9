import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for the time of a test. */
export function folder(context) {
  const path = mkdtempSync(join(tmpdir(), "anyhook-lmdb-"));
  context.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A disk of a few megabytes, mounted in a folder; undefined where this process may not mount one. */
export function smallDisk(context, options) {
  const path = mkdtempSync(join(tmpdir(), "anyhook-lmdb-"));
  const remove = () => rmSync(path, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], { stdio: "ignore" });
  } catch {
    remove();
    context.skip("this process may not mount a small disk");
    return undefined;
  }
  context.after(() => {
    execFileSync("umount", ["--lazy", path]);
    remove();
  });
  return path;
}

export const put = (key, text) => ({ key, value: new TextEncoder().encode(text) });

export const textOf = (entry) => entry && new TextDecoder().decode(entry.value);

/** Every entry that starts with a prefix, as texts. */
export async function everything(store, prefix = "") {
  const found = [];
  for (;;) {
    const page = await store.list({ prefix, after: found.at(-1)?.[0] });
    found.push(...page.map((entry) => [entry.key, textOf(entry)]));
    if (page.length < 1000) return found;
  }
}
