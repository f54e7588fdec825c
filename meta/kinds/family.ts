/** The task family of a run, where it is a file of the user's. */
import type { OwnProgram } from "../../src/contracts/runKind.js";
import type { FamilyFile } from "../records.js";

export const programOf = ({ familyFile }: { readonly familyFile?: FamilyFile }): OwnProgram | undefined =>
  familyFile && { what: "task family", ...familyFile };
