/** A session of `floe live` and the file that keeps it: what was measured, and the constraints that it goes under. */

import { check } from "../../basics/errors.js";
import { parseJson } from "../../basics/reading.js";
import { counted } from "../../basics/text.js";
import type { Constraints, PortablePolicy, Session } from "../../portable/policy.js";
import type { Beliefs } from "../../posteriors/beliefs.js";
import type { Io, Stream } from "../io.js";
import { constraintWords } from "./constraints.js";
import { asInputError, type KeptHistory, observeAll } from "./policyFiles.js";
import type { SessionFile } from "./sessionFile.js";

export interface Live {
  readonly session: Session;
  readonly policy: PortablePolicy;
  readonly constraints: Constraints;
  /** Writes the session's file. */
  keep(): void;
  readonly beliefs: Beliefs | undefined;
  readonly out: Stream;
}

interface Wanted {
  readonly policy: PortablePolicy;
  readonly kept: SessionFile;
  /** What it held. */
  readonly before: KeptHistory;
  /** Undefined where none were given: those of the file stay. */
  readonly constraints: Constraints | undefined;
  readonly beliefs: Beliefs | undefined;
  readonly io: Io;
}

/** Begins a session, or goes on with the one in the file. @throws InputError for one of another policy */
export function openSession({ policy, kept: { file, keep: write }, before, constraints: given, beliefs, io }: Wanted): Live {
  const constraints = given ?? before.constraints ?? {};
  const session = asInputError(() => policy.start(constraints), given ? undefined : file);
  observeAll(session, before, file);
  const { horizon, horizons } = policy.data;
  const kept = { ...(Object.keys(constraints).length > 0 ? { constraints } : {}), ...(horizons ? { horizon } : {}) };
  const keep = () => write(`${JSON.stringify({ ...session.history, ...kept })}\n`);
  keep(); // a place that cannot be written shows now
  io.stderr.write(`session  ${file}\n`);
  if (horizons) {
    const other = before.horizon !== undefined && before.horizon !== horizon ? `   (before: ${before.horizon})` : "";
    io.stderr.write(`horizon  ${counted(horizon, "measurement")}${other}\n`);
  }
  const [words, old] = [constraints, before.constraints].map((ones) => constraintWords(ones ?? {}, policy.data));
  if (words) io.stderr.write(`constraints  ${words}${given && old && old !== words ? `   (before: ${old})` : ""}\n`);
  return { session, policy, constraints, keep, beliefs, out: io.stdout };
}

/** What a session's file holds; nothing of a new one. @throws InputError for a file that is no session */
export function sessionIn({ text, file }: SessionFile): KeptHistory {
  if (text === undefined) return { observations: [] };
  const content = (parseJson(text, file) ?? {}) as Partial<KeptHistory>;
  check(
    Array.isArray(content.observations),
    `${file} is no session: it needs "observations". Choose another --session; nothing was changed`,
  );
  return content as KeptHistory;
}
