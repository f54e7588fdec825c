/** Tables of the papers that can be had again: a line each. */
import type { PaperTable } from "../types.js";
import { oneHot } from "./oneHot.js";
import { optimal } from "./optimal.js";
import { smile } from "./smile.js";
import { staircase } from "./staircase.js";

export const paperTables = { staircase, smile, optimal, "one-hot": oneHot } as const satisfies Record<string, PaperTable>;
