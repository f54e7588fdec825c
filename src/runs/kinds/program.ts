/** The files of the user's that a record names. */
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { OwnProgram } from "../../contracts/runKind.js";
import { isBank } from "../../loading/bank/file.js";
import { leadsToProgram } from "../../loading/importUserFile.js";

interface Named {
  readonly simulator: string;
  readonly simulatorHash?: string;
}

/** The first that is a file, with the others; undefined where all are built in. */
export function programOf(simulators: readonly Named[]): OwnProgram | undefined {
  const files = simulators.filter(({ simulator }) => leadsToProgram(simulator) || isBank(simulator));
  const [first, ...more] = files.map(({ simulator: file, simulatorHash: hash }) => ({
    what: "simulator",
    file,
    ...withoutGaps({ hash }),
  }));
  return first && { ...first, ...(more.length > 0 ? { more } : {}) };
}
