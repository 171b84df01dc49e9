// The one account of a Worker at a provider, as the suite of the APIs has it.
import { Account, Host } from "../api/client.js";

export const account = ({ base, key }, facts) => new Account(new Host(base), facts, key);
