/** The registry of ways in which a model adapts, by the names that its file has. */
import type { PortableMethod } from "../modelTypes.js";
import { closedForm } from "./closedForm.js";
import { gradient } from "./gradient.js";
import { prompt } from "./prompt.js";
import type { Adaptation } from "./types.js";

export const adaptations: { readonly [Kind in PortableMethod["kind"]]: Adaptation<Kind> } = { gradient, prompt, closedForm };
