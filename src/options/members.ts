/** Members that are taken where nothing is asked for: names only, for the help imports this. test/options/members.test.ts holds them to the registries. */
export const defaultMembers = {
  /** Of a training; with a known likelihood another is taken: `preferred` in src/estimators/index.ts. */
  estimator: "flo",
  critic: "gaussian",
  /** Of rows of a file: thousands of pairs are scored at once. */
  pairCritic: "separable",
  density: "gaussian",
  /** Of a posterior, which is read itself and not only its mean. */
  posteriorDensity: "flow",
  /** Of those that decide after every outcome. */
  policy: "recurrent",
} as const;
