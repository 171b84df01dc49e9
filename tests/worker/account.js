// An account of a Worker at a provider, by a key that is issued for it.
import { Host } from "../api/client.js";

export const account = ({ base, adminToken }, facts) =>
  new Host(base, { strict: { adminToken } }).account(facts);
