/** What a user's file may have meant by `priors.lognormal(..)` or `import { boxx }`: JavaScript only says what is not there. */
import { didYouMean, misspelt, unknownName } from "./names.js";

/** Of what users import by name. Not read from the modules, because messages must not load tensors; a test holds the lists to them. */
export const members: Readonly<Record<"floe" | "priors" | "likelihoods" | "random", readonly string[]>> = {
  floe: [
    ...[
      "InputError",
      "InterruptedError",
      "ModelError",
      "PolicyError",
      "adaptivePolicies",
      "backendChoices",
      "box",
      "calibrate",
      "checkDesignOptions",
    ],
    ...[
      "checkSimulator",
      "choice",
      "column",
      "columns",
      "compareMethods",
      "compileStep",
      "conditionalInformation",
      "constrained",
      "createRunFolder",
    ],
    ...[
      "createSimulator",
      "critics",
      "defineSimulator",
      "defineStudy",
      "describeRun",
      "designExperiment",
      "designSpaces",
      "divergence",
    ],
    ...["estimate", "estimating", "estimators", "evaluatePolicy", "fixed"],
    ...[
      "fold",
      "forOwnDesigns",
      "gaussianScores",
      "givenData",
      "grouped",
      "increasingTimes",
      "infer",
      "key",
      "likelihoods",
      "loadMetaModel",
      "loadPolicy",
      "loadSimulator",
    ],
    ...[
      "logMeanExp",
      "logNormalCumulative",
      "metaMethods",
      "mixed",
      "normalCumulative",
      "openMetaStore",
      "openPosterior",
      "openStore",
      "paired",
      "pairwiseScores",
      "planComparison",
    ],
    ...["policies", "pooledBound", "prepareDesign", "priors", "random", "readConfig", "readMetrics", "readResult"],
    ...["refitLastLayer", "repeated", "rivalModels", "simulators", "solveOde", "solveSde", "spacedTimes"],
    ...[
      "split",
      "startBackend",
      "taskFamilies",
      "tf",
      "totalCorrelation",
      "trainMetaModel",
      "trainPolicy",
      "version",
      "versions",
    ],
    ...["withGoal", "withNegatives", "writeReport"],
  ],
  priors: [
    ...["beta", "dirichlet", "fromCsv", "fromRun", "gamma", "independent", "logNormal", "multivariateLogNormal"],
    ...["multivariateNormal", "normal", "together", "truncated", "truncatedNormal", "uniform"],
  ],
  likelihoods: [
    ...["bernoulli", "binomial", "binomialOf", "censored", "choiceAmong", "interval", "logNormal", "negativeBinomial", "normal"],
    ...["observed", "ordered", "poisson", "student", "together", "withReports"],
  ],
  random: [...["binomials", "gamma", "gammas", "normal", "normals", "poissons"], ...["truncatedNormals", "uniform", "uniforms"]],
};

type Rule = readonly [pattern: RegExp, explained: (...groups: string[]) => string | undefined];

/** By what the engine says; undefined where that is all there is to say. */
const rules: readonly Rule[] = [
  [/The requested module 'floe' does not provide an export named '(\w+)'/, (name) => notExported(name)],
  [/\bfloe\.(\w+) is not a (?:function|constructor)/, (name) => (members.floe.includes(name) ? undefined : notExported(name))],
  [/\b(priors|likelihoods|random)\.(\w+) is not a function/, (from, name) => (known(from).includes(name) ? undefined : unknownName(`function of ${from}`, name, known(from)))], // biome-ignore format: short
  [
    /^(\w+) is not defined/,
    (name) => (members.floe.includes(name) ? `${name} is not defined: ${imported(name)}` : near(`${name} is not defined`, name)),
  ],
];

const known = (from: string): readonly string[] => members[from as "priors" | "likelihoods" | "random"];
const notExported = (name: string): string => `floe exports no "${name}"${didYouMean(name, members.floe)}`;
const imported = (name: string): string =>
  `floe exports it, and this file does not import it. Write import { ${name} } from "floe"`;

/** Only what is very near: other names are the user's own. */
function near(message: string, name: string): string | undefined {
  const meant = members.floe.find((one) => misspelt("", { [name]: 0 }, [one]) !== undefined);
  return meant && `${message}; did you mean floe's "${meant}"?`;
}

/**
 * "priors.lognormal is not a function" becomes "unknown function of priors ..; did you mean ..?", and a name that floe exports, or nearly exports, is
 * said to be one. Other messages stay as they are.
 */
export function explainMissing(message: string): string {
  for (const [pattern, explained] of rules) {
    const [, ...groups] = pattern.exec(message) ?? [];
    const better = groups.length > 0 ? explained(...groups) : undefined;
    if (better !== undefined) return better;
  }
  return message;
}
