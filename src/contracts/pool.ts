/** A list that every measurement is chosen from. Types only. */
import type { Tensor2D } from "@tensorflow/tfjs-core";

export interface Pool {
  /** Each of as many numbers as a measurement has. */
  readonly points: readonly (readonly number[])[];
  /** None is measured twice. */
  readonly once: boolean;
  /** What people call them, where they have names. */
  readonly labels?: readonly string[];
  /** Numbers that they have in the list that was given, from 1, where these are a part of it or stand in another order. */
  readonly numbers?: readonly number[];
  /** 1 for each candidate that cannot be measured after these, [1 or n, candidates]; undefined where all can. @param before [n, width] each */
  closed(before: readonly Tensor2D[]): Tensor2D | undefined;
}
