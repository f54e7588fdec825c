/** A list that every measurement is chosen from. Types only. */

export interface Pool {
  /** Each of as many numbers as a measurement has. */
  readonly points: readonly (readonly number[])[];
  /** None is measured twice. */
  readonly once: boolean;
  /** What people call them, where they have names. */
  readonly labels?: readonly string[];
}
