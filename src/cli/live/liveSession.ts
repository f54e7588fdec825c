/** A session of `floe live` and the file that keeps it: what was measured, and the constraints that it goes under. */

import { check } from "../../basics/errors.js";
import { parseJson } from "../../basics/reading.js";
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
  /** Undefined where none were given: those of the file stay. */
  readonly constraints: Constraints | undefined;
  readonly beliefs: Beliefs | undefined;
  readonly io: Io;
}

/** Begins a session, or goes on with the one in the file. @throws InputError for a file that is no session, or one of another policy */
export function openSession({ policy, kept: { file, text, keep: write }, constraints: given, beliefs, io }: Wanted): Live {
  const before = text === undefined ? { observations: [] } : readSession(text, file);
  const constraints = given ?? before.constraints ?? {};
  const session = asInputError(() => policy.start(constraints), given ? undefined : file);
  observeAll(session, before, file);
  const kept = Object.keys(constraints).length > 0 ? { constraints } : {};
  const keep = () => write(`${JSON.stringify({ ...session.history, ...kept })}\n`);
  keep(); // a place that cannot be written shows now
  io.stderr.write(`session  ${file}\n`);
  const [words, old] = [constraints, before.constraints].map((ones) => constraintWords(ones ?? {}, policy.data));
  if (words) io.stderr.write(`constraints  ${words}${given && old && old !== words ? `   (before: ${old})` : ""}\n`);
  return { session, policy, constraints, keep, beliefs, out: io.stdout };
}

function readSession(text: string, file: string): KeptHistory {
  const content = (parseJson(text, file) ?? {}) as Partial<KeptHistory>;
  check(
    Array.isArray(content.observations),
    `${file} is no session: it needs "observations". Choose another --session; nothing was changed`,
  );
  return content as KeptHistory;
}
