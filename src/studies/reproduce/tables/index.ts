/** Tables of the papers that can be had again: a line each. */
import type { PaperTable } from "../types.js";
import { staircase } from "./staircase.js";

export const paperTables = { staircase } as const satisfies Record<string, PaperTable>;
