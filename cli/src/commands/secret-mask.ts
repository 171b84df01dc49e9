import { isSecret, maskSecret } from "anyhook";
import { atMostOne, command } from "../command.js";
import { printJson, printText } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { readSecret, secretOptions } from "../secrets.js";
import { printable } from "../text.js";

export const secretMaskCommand = command({
  name: "secret mask",
  summary: "print a secret as the provider shows it again",
  usage: ["secret mask PROVIDER [secret options] [--json]"],
  options: { ...secretOptions, json: { help: "print one JSON document" } },
  notes: [PROVIDER_NOTE, "Without a secret option, what is piped in is the secret."],
  examples: [
    "anyhook secret mask cryptofuse --secret-file secret",
    "anyhook secret new cryptofuse | anyhook secret mask cryptofuse",
  ],
  async run({ options, positionals, given }) {
    const { provider, info } = await chooseProvider(atMostOne(positionals));
    const secret = await readSecret(given);
    const masked = maskSecret(provider, secret);
    const accepted = isSecret(provider, secret);
    if (options.json) printJson({ provider: info.id, masked, accepted });
    else {
      printText(printable(masked));
      const name = printable(info.id);
      if (!accepted) process.stderr.write(`anyhook: \`${name}\` takes no secret of this form\n`);
    }
    return 0;
  },
});
