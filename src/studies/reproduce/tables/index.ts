/** Tables of the papers that can be had again: a line each. */
import type { PaperTable } from "../types.js";
import { ablations } from "./ablations.js";
import { boed } from "./boed/index.js";
import { classical } from "./classical.js";
import { designs } from "./designs.js";
import { etaMine } from "./etaMine.js";
import { flo } from "./flo.js";
import { gradients } from "./gradients.js";
import { oneHot } from "./oneHot.js";
import { optimal } from "./optimal.js";
import { regularised } from "./regularised.js";
import { smile } from "./smile.js";
import { staircase } from "./staircase.js";

export const paperTables = {
  staircase,
  smile,
  optimal,
  gradients,
  "one-hot": oneHot,
  regularised,
  flo,
  "flo-ablations": ablations,
  classical,
  "eta-mine": etaMine,
  designs,
  boed,
} as const satisfies Record<string, PaperTable>;
