/** Tasks whose information is known: a line each. */
import type { KnownTask } from "../task.js";
import { cubic } from "./cubic.js";
import { gaussian } from "./gaussian.js";
import { oneHot } from "./oneHot.js";

export const knownTasks = { gaussian, cubic, oneHot } as const satisfies Record<string, KnownTask>;
