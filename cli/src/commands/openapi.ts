import { openApi } from "anyhook/service";
import { atMostOne, command } from "../command.js";
import { modeOption, readMode } from "../mode.js";
import { printJson } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";

export const openapiCommand = command({
  name: "openapi",
  summary: "print the OpenAPI 3.1 document of a provider's webhook API",
  usage: ["openapi PROVIDER [--server URL] [--mode open|strict]"],
  options: {
    server: {
      value: "URL",
      help: "where it is served: `/PROVIDER`, unless given",
    },
    ...modeOption,
  },
  notes: [PROVIDER_NOTE, "Exit codes: 0 printed; 2 usage or configuration."],
  examples: ["anyhook openapi conduit --server http://localhost:8787/conduit > conduit.json"],
  async run({ options, positionals }) {
    const { provider } = await chooseProvider(atMostOne(positionals));
    printJson(openApi(provider, { server: options.server, mode: readMode(options.mode) }));
    return 0;
  },
});
