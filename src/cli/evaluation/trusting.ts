import { Writable } from "node:stream";
import type { Call, Command } from "../command.js";

/** A call that asks nobody: who began it has been asked whether programs may run. */
export function trusting(name: string): Call {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    command: { name: "evaluate" } as Command,
    args: [name],
    typed: { trust: true },
    io: { stdout: silent, stderr: silent },
  };
}
