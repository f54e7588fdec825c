/**
 * Preload: ends the process with signal 9 at the disk operation whose number is in FLOE_KILL_AT, a write after half its bytes.
 * Without it, tells the number of operations on the last line of stderr.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";

const at = Number(process.env.FLOE_KILL_AT ?? Number.POSITIVE_INFINITY);
let done = 0;
const kill = process.kill.bind(process); // the guard around the work refuses it later

function die() {
  kill(process.pid, "SIGKILL");
  for (;;); // the signal arrives before anything else happens
}

const { writeSync, renameSync, fsyncSync } = fs;
fs.writeSync = (descriptor, buffer, ...rest) => {
  if (++done !== at) return writeSync(descriptor, buffer, ...rest);
  writeSync(descriptor, buffer.subarray(0, buffer.length >> 1));
  return die();
};
fs.renameSync = (...args) => (++done === at ? die() : renameSync(...args));
fs.fsyncSync = (...args) => (++done === at ? die() : fsyncSync(...args));
syncBuiltinESMExports();
// The thread that works writes; the other one only listens.
if (!Number.isFinite(at) && !isMainThread) process.on("exit", () => fs.writeFileSync(2, `${done}\n`));
