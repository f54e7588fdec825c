/** What a comparison keeps, as types, inferred from what is checked when its records are read (meta/schemas/comparison.ts). */
import type { Recorded } from "../../src/records/checked.js";
import type {
  compareConfigSchema,
  comparisonSchema,
  courseSchema,
  errorAfterSchema,
  intervalSchema,
  referenceSchema,
  rowSchema,
  searchSchema,
} from "../schemas/comparison.js";

/** config.json of a comparison. */
export type MetaCompareConfig = Recorded<typeof compareConfigSchema>;
export type Interval = Recorded<typeof intervalSchema>;
export type ErrorAfter = Recorded<typeof errorAfterSchema>;
/** One training's way. */
export type Course = Recorded<typeof courseSchema>;
export type ComparedRow = Recorded<typeof rowSchema>;
export type ReferenceRow = Recorded<typeof referenceSchema>;
export type SearchOutcome = Recorded<typeof searchSchema>;
export type Tried = SearchOutcome["tried"][number];
/** result.json of a comparison: all that its report needs. */
export type MetaComparison = Recorded<typeof comparisonSchema>;
