import { worker } from "anyhook/cloudflare";

export default worker();
