// A Worker of one built-in provider and one of its own, as docs/cloudflare.md has it.
import { defineProvider } from "anyhook";
import { worker } from "anyhook/cloudflare";
import acme from "../../providers/starter.json";

export default worker({ providers: ["conduit", defineProvider(acme)] });
