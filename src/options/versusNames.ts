/** Names that own designs cannot have: those of what every run is compared with, or of what was found. */

/** The design found in as many digits as a person works with; as `--versus rounded` it is asked for alone. */
export const roundedName = "rounded";

export const takenNames: readonly string[] = [
  roundedName,
  ...["optimised", "policy", "static", "unrefined", "equallySpaced", "random", "greedy"],
  ...["this design", "this policy"],
];
