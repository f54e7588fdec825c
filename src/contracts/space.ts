/** What a design may be. */
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { Pool } from "./pool.js";
import type { SpaceRules } from "./rules.js";
import type { Key, Scale } from "./values.js";

/**
 * The feasible designs. `fromRaw` is differentiable and lands inside for every raw value, so that a trainer needs no
 * projection; the number-valued methods serve starts, baselines, checks and what is printed.
 */
export interface DesignSpace {
  readonly kind: string;
  /** How many numbers a design has. */
  readonly dim: number;
  readonly rawDim: number;
  /** How many numbers one measurement has, side by side in a design: `dim` is measurements times `width`, of each group. Absent: one each. */
  readonly width?: number;
  /** How many raw numbers one measurement is made from, where `next` makes it. Absent: one each. */
  readonly rawWidth?: number;
  readonly names: readonly string[];
  /** Unit of every coordinate, "" where it has none. */
  readonly unit: string;
  /** One for each coordinate, where they differ: `unit` is "" then. */
  readonly units?: readonly string[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** On which scale each coordinate is trained, started, seen by networks and drawn; without it, all on a linear one. */
  readonly scales?: readonly Scale[];
  /** Which raw numbers nothing depends on: those of coordinates that the apparatus fixes (low = high). Without it, none. */
  readonly inert?: readonly boolean[];
  /** The order of its numbers means nothing: all orders are one design, which is reported in ascending order. Absent: it does, or nobody said so. */
  readonly exchangeable?: true;
  /** Of groups of subjects side by side, each at a design of its own: how many there are. The groups' order means nothing. */
  readonly grouped?: Grouped;
  /** What the user should know of what was said or left unsaid, in sentences that say what to write. */
  readonly advice?: readonly string[];
  /**
   * @param raw [n, rawDim]
   * @param sharpness scalar in [0, 1]: how far training has gone. Spaces that relax a choice harden with it; others ignore it.
   * @returns [n, dim], feasible.
   */
  fromRaw(raw: Tensor2D, sharpness: Scalar): Tensor2D;
  /**
   * As `fromRaw`, but a relaxed choice is wholly made at sharpness 1: what is carried out is then a candidate, and no mixture that is almost one.
   * Absent where `fromRaw` is always exact.
   */
  decide?(raw: Tensor2D, sharpness: Scalar): Tensor2D;
  /**
   * The measurements one after the other, for policies that decide as outcomes come in: the next one from its raw values and those before
   * it, so that the chain of them is `fromRaw`; at sharpness 1 it is a candidate wherever there are only some (`decide`). Absent where measurements
   * cannot be chosen one by one.
   * @param raw [n, rawWidth] @param before [n, width] each
   * @returns [n, width], feasible
   */
  next?(raw: Tensor2D, before: readonly Tensor2D[], sharpness: Scalar): Tensor2D;
  /**
   * The space of the measurements that are left when the first ones were taken at `before`, the numbers of all of them: its `next` is this space's
   * behind them. Absent where an experiment cannot be gone on with by another policy.
   * @throws InputError where they leave no room
   */
  after?(before: readonly number[]): DesignSpace;
  /** Where every measurement is one of the same list: its raw numbers are then as many, the larger the likelier. Absent: it is not, or nobody said so. */
  readonly pool?: Pool;
  /** What `next` needs to know, in a form that can be written into a policy's file. */
  readonly portable?: PortableSpace;
  /** A raw value whose design is `design` (up to rounding; at a boundary, as near as the parametrisation allows). */
  toRaw(design: readonly number[]): number[];
  /** The design that is really carried out: relaxed choices made, exchangeable coordinates in ascending order. */
  finish(design: readonly number[]): number[];
  /** The conventional design to compare with. */
  equallySpaced(): number[];
  random(key: Key): number[];
  /** Why `design` is not feasible, in words that say what to do; undefined when it is feasible. */
  violation(design: readonly number[]): string | undefined;
  /** The same with what must hold besides; absent where nothing can be added. @throws InputError where no design keeps the rules */
  constrained?(rules: SpaceRules): DesignSpace;
  /** Of a constrained space the one without the rules: what they cost is measured against it. */
  readonly free?: DesignSpace;
  /** Where each coordinate may be, where that is not all between low and high, in ascending order. */
  readonly windows?: readonly (readonly (readonly [number, number])[])[];
  /**
   * Finished designs that differ from a finished one in one place: what an exchange tries at the end, where gradients do not lead from window to
   * window, or from one place of a grid to the next. @param reach length of a step, as a share of the range
   */
  exchanges?(design: readonly number[], reach: number): number[][];
}

/** How many subjects share a prior's theta and nothing else, and who of them is measured where: group after group in a design. */
export interface Groups {
  readonly groups: number;
  /** In each group. */
  readonly subjects: number;
}

export interface Grouped extends Groups {
  /** The designs of one group. */
  readonly one: DesignSpace;
}

export type InGroups = DesignSpace & { readonly grouped: Grouped };

/** A function that makes spaces of one kind, with what is said of the kind: what the registry lists. */
export interface SpaceMaker {
  readonly summary: string;
  readonly use: string;
  /** One such space, for what is checked of all kinds. */
  example(): DesignSpace;
}

/** A space whose measurements are chosen one by one, as plain data: its kind, and what its half in src/portable/spaces/ needs. */
export interface PortableSpace {
  readonly kind: string;
  readonly [field: string]: unknown;
}
