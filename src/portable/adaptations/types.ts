/** How a portable model adapts to its points; one kind each file. As networks see x and y, not in a family's units. */
import type { Point, PortableMethod } from "../modelTypes.js";
import type { Weights } from "../types.js";

export type Method<Kind extends PortableMethod["kind"]> = Extract<PortableMethod, { kind: Kind }>;

/** What is predicted at x. */
export interface Adapted {
  mean(x: number): number;
  /** Standard deviation of y, where a method says one. */
  sd?(x: number): number;
}

export interface Adapting {
  /** Of gradient descent, as in training; absent where a method adapts in one pass. */
  readonly steps?: number;
  adapt(points: readonly Point[], steps: number): Adapted;
}

/** @param fits what must hold of a field @param what it should be */
export type Must = (fits: boolean, field: string, what: string) => void;

export interface Adaptation<Kind extends PortableMethod["kind"]> {
  /** Whether a file describes it wholly. */
  check(method: Readonly<Record<string, unknown>>, must: Must): void;
  /** @throws ModelError where parameters are missing or do not fit */
  open(parameters: Weights, method: Method<Kind>): Adapting;
}
