/** What an evaluation's record leads to, found without running any of it: a record may come from anybody, and name one simulator and open another. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { check } from "../../basics/errors.js";
import { isBank } from "../../loading/bank/file.js";
import { fileHash, leadsToProgram } from "../../loading/importUserFile.js";
import { configFile } from "../../records/folder.js";
import { readConfig } from "../../records/store.js";
import type { EvaluationConfig } from "../../records/types.js";

interface Named {
  readonly simulator: string;
  readonly simulatorHash?: string;
}

/** All models that are opened: the subject's, and those beside it. @throws InputError where the record names others */
export function sourcesOf(config: EvaluationConfig): readonly Named[] {
  const { subject, simulator, asked, rivals = [] } = config;
  const run = existsSync(join(subject, configFile)) ? readConfig(subject) : undefined;
  check(
    run !== undefined || subject === simulator || !isAbsolute(subject) || existsSync(subject),
    `${subject}, which this evaluation is of, is not there. Put it back, or begin a new run`,
  );
  const opened = wholeOf(run?.simulator ?? subject, simulator);
  check(
    opened === simulator,
    `the record of this evaluation is not what was evaluated: its simulator is ${simulator}, and its subject, ${subject}, ${run ? `is a run of ${opened}` : "is another"}. Nothing was run; evaluate the subject again`,
  );
  const typed = typeof asked.rivals === "string" ? asked.rivals.split(",").map((name) => name.trim()) : [];
  check(
    typed.length === rivals.length && typed.every((name, k) => name === rivals[k]?.simulator),
    `the record of this evaluation is not what was evaluated: it asks for the rivals ${typed.join(", ") || "of nobody"}, and had ${rivals.map((one) => one.simulator).join(", ") || "none"}. Nothing was run; evaluate the subject again`,
  );
  return [config, ...(run?.rivals ?? rivals)];
}

/** The file, as `sourceOf` has it. A name that is the record's own needs no look at the disk: a folder may hold a file that is called as a simulator is. */
const wholeOf = (name: string, recorded: string): string =>
  name !== recorded && (leadsToProgram(name) || isBank(name)) ? fileHash(name, "simulator").file : name;
