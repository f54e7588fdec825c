/**
 * The contracts, for those outside. Types only; inside the house each file imports from the subject's own file.
 *
 * Names are the field's: `theta` the unknown, `design` the feasible setting, `raw` its unconstrained parametrisation,
 * `outcome` what is observed, `scores` the n x n critic matrix (rows theta, columns outcome), `bound` what an estimator
 * returns, `gain` the true expected information gain. Information is in nats everywhere.
 */
export type * from "./bounds.js";
export type * from "./data.js";
export type * from "./gain.js";
export type * from "./goal.js";
export type * from "./options.js";
export type * from "./policy.js";
export type * from "./pool.js";
export type * from "./posterior.js";
export type * from "./rules.js";
export type * from "./simulator.js";
export type * from "./space.js";
export type * from "./values.js";
