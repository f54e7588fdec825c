/** A session of `floe live` and the file that keeps it: what was measured, and the constraints that it goes under. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Beliefs } from "../beliefs.js";
import { check } from "../errors.js";
import { makeFolder, writeAtomically } from "../files.js";
import type { Constraints, PortablePolicy, Session } from "../runtime/index.js";
import { openBeliefsOf } from "./beliefs.js";
import { constraintWords } from "./constraints.js";
import type { Io, Stream } from "./io.js";
import { inWords, type KeptHistory, observeAll, readJson } from "./policyFiles.js";

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
  readonly file: string;
  /** Undefined where none were given: those of the file stay. */
  readonly constraints: Constraints | undefined;
  /** The policy's name when beliefs are wanted. */
  readonly beliefsOf: string | undefined;
  readonly io: Io;
}

/** Begins a session, or goes on with the one in the file. @throws InputError for a file that is no session, or one of another policy */
export async function openSession({ policy, file, constraints: given, beliefsOf, io }: Wanted): Promise<Live> {
  const before = existsSync(file) ? readSession(file) : { observations: [] };
  const constraints = given ?? before.constraints ?? {};
  const session = inWords(() => policy.start(constraints), given ? undefined : file);
  observeAll(session, before.observations, file);
  const kept = Object.keys(constraints).length > 0 ? { constraints } : {};
  const keep = () => writeAtomically(file, `${JSON.stringify({ ...session.history, ...kept })}\n`);
  keep(); // a place that cannot be written shows now
  io.stderr.write(`session  ${file}\n`);
  const [words, old] = [constraints, before.constraints].map((ones) => constraintWords(ones ?? {}, policy.data));
  if (words) io.stderr.write(`constraints  ${words}${given && old && old !== words ? `   (before: ${old})` : ""}\n`);
  const beliefs = beliefsOf === undefined ? undefined : await openBeliefsOf(beliefsOf, policy);
  return { session, policy, constraints, keep, beliefs, out: io.stdout };
}

function readSession(file: string): KeptHistory {
  const content = (readJson(file, "the session") ?? {}) as Partial<KeptHistory>;
  check(
    Array.isArray(content.observations),
    `${file} is no session: it needs "observations". Choose another --session; nothing was changed`,
  );
  return content as KeptHistory;
}

export function freshFile(): string {
  makeFolder("runs");
  const time = new Date().toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  for (let i = 1; ; i++) {
    const file = join("runs", `live-${time}${i > 1 ? `-${i}` : ""}.json`);
    if (!existsSync(file)) return file;
  }
}
