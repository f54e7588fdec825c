/** Outcomes of every kind, by name: `likelihoods.binomial({ count: 50, probability })`. */
export { bernoulli, binomial, type Chance } from "./binomial.js";
export { binomialOf } from "./binomialOf.js";
export { censored, interval } from "./censored.js";
export { choiceAmong, ordered } from "./choice.js";
export { logNormal, type Normal, normal, student } from "./continuous.js";
export { type Law, type Observed, observed, type Parameter } from "./law.js";
export { negativeBinomial } from "./negativeBinomial.js";
export { poisson } from "./poisson.js";
export { together } from "./together.js";
export { type Reports, withReports } from "./withReports.js";
