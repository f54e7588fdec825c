/** What must hold of a design besides its space: where people can measure, how far apart, and to which minute. */

/** A number in the design's unit, or one with a unit of its own: 0.25, "5min", "1d". */
export type Quantity = number | string;

/** From where to where, both allowed. */
export type Window = readonly [Quantity, Quantity];

export interface SpaceRules {
  /** Measure inside of these windows only; for all coordinates, or by name (`t` stands for t1, t2, ...). */
  readonly windows?: readonly Window[] | Readonly<Record<string, readonly Window[]>>;
  /** Smallest distance between two measurements. Makes coordinates whose order means nothing ascending. */
  readonly spacing?: Quantity;
  /** Multiples of this only: 1 for whole numbers, "5min" for clocks. For all coordinates, or by name. */
  readonly grid?: Quantity | Readonly<Record<string, Quantity>>;
  /** Measure at one of these only, numbers or points of as many as a measurement has: a list in place of ranges. */
  readonly candidates?: readonly (Quantity | readonly Quantity[])[];
  /** Names of the candidates, where they have some. */
  readonly labels?: readonly string[];
  /** None of the candidates twice. */
  readonly once?: boolean;
  /** The sum of all coordinates is at most this. */
  readonly budget?: Quantity;
  /** Weighted sums by name that are at most something: several where no weight is negative, else one. */
  readonly limits?: readonly { readonly weights: Readonly<Record<string, number>>; readonly most: number }[];
}
