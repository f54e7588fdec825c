/** Tasks whose information is known: a line each. */
import type { KnownTask } from "../task.js";
import { anyNormal } from "./anyNormal.js";
import { cubic } from "./cubic.js";
import { encoder } from "./encoder.js";
import { gaussian } from "./gaussian.js";
import { oneHot } from "./oneHot.js";

export const knownTasks = { gaussian, cubic, oneHot, anyNormal, encoder } as const satisfies Record<string, KnownTask>;
