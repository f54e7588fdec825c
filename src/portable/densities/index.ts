/** The densities that can be drawn from without tensors, by the names that files give them. */
import { flow } from "./flow.js";
import { gaussian } from "./gaussian.js";
import { mixture } from "./mixture.js";
import type { PortableModel } from "./types.js";

export const densities = { gaussian, mixture, flow } satisfies Record<string, PortableModel>;
