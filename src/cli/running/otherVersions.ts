/** A run that goes on with another Floe, Node or TensorFlow.js than it began with. */
import { type Versions, versions } from "../../basics/version.js";
import type { Io } from "../io.js";

/** The same bytes are promised on the same versions only. */
export function warnOfOtherVersions(then: Versions, io: Io): void {
  const now = versions();
  const changed = (["floe", "node", "tfjs"] as const).filter((name) => now[name] !== then[name]);
  if (changed.length === 0) return;
  const list = changed.map((name) => `${name} ${then[name]}, now ${now[name]}`).join("; ");
  io.stderr.write(`warning: the run began with ${list}: its numbers may differ from those of an undisturbed run\n`);
}
