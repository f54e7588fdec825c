/** Simulator files with one thing wrong each: the text of the file, and words that the message must contain. */

const start = `import { box, defineSimulator, priors, random, split, tf } from "floe";
const prior = priors.independent({ a: priors.normal(0, 1) });
`;

/** A sound simulator but for `fields` of what create returns, which come last and win. Line 3 is where create begins. */
export function simulatorText(fields: string, family = ""): string {
  return `${start}const create = (designs: number) => ({
  name: "mine", summary: "a line", settings: {}, prior,
  designs: box({ low: -1, high: 1, dim: designs }),
  outcome: { names: Array.from({ length: designs }, (_, i) => "y" + i), unit: "" },
  draw(key: any, n: number) {
    const k = split(key, "theta", "error");
    return { theta: prior.sample(k.theta, n), noise: { e: random.normal(k.error, [n, designs]) } };
  },
  simulate: (theta: any, design: any, { e }: any) => tf.add(tf.mul(theta, design), e),
${fields}
});
export default { name: "mine", summary: "a line", use: "a test", settings: {}, defaultDesigns: 2, create, ${family} } as any;
`;
}

const simulate = (body: string) => simulatorText(`simulate(theta: any, design: any, { e }: any): any { ${body} },`);
const likelihood = (body: string) => simulatorText(`logLikelihood(theta: any, design: any, outcome: any): any { ${body} },`);

export const badSimulators: Readonly<Record<string, readonly [text: string, words: readonly string[], ending?: string]>> = {
  syntaxError: ["export default {\n  name: 'x'\n  oops: ;\n};\n", ["syntaxError.ts:3", "expected"]],
  syntaxErrorInJavaScript: [
    "export default {\n  name: 'x'\n  oops: ;\n};\n",
    ["syntaxErrorInJavaScript.js:3", "expected"],
    ".js",
  ],
  throwsOnImport: [
    "export const a: number = 1;\n\nthrow new RangeError('my own trouble');\n",
    ["my own trouble", "throwsOnImport.ts:3"],
  ],
  empty: ["", ["empty.ts", "exports nothing", "floe init"]],
  exportsOther: ["export const speed = 3;\n", ["exportsOther.ts", "it exports speed"]],
  exportsFunction: ["export default () => 1;\n", ["exportsFunction.ts", "exports no simulator"]],
  unknownImport: [
    "import { boxx } from 'floe';\nexport default boxx;\n",
    ['floe exports no "boxx"; did you mean "box"?', "(unknownImport.ts:1)"],
  ],
  forgottenImport: [
    simulatorText("designs: spacedTimes({ low: 0, high: 1, dim: designs }),"),
    ['Write import { spacedTimes } from "floe"', "(forgottenImport.ts:12)"],
  ],
  badPrior: [
    `import { priors } from "floe";\n\nexport default priors.independent({ a: priors.uniform(3, 1) });\n`,
    ["priors.uniform(low, high): low must be below high, got 3 and 1", "(badPrior.ts:3)"],
  ],
  badPriorInCreate: [
    simulatorText("prior: priors.independent({ a: priors.normal(0, -1) }),"),
    ["priors.normal(mean, sd): sd must be a positive number, got -1", "(badPriorInCreate.ts:12)"],
  ],
  minusLogLikelihood: [
    likelihood(
      "return tf.square(tf.sub(tf.mul(theta, tf.slice(design, [0, 0], [1, 1])), tf.transpose(tf.slice(outcome, [0, 0], [-1, 1]))));",
    ),
    ["Is its sign wrong?"],
  ],
  measureShape: [
    simulatorText("measure: (theta: any, at: any, { e }: any) => tf.add(tf.mul(theta, at), e),"),
    ["measure(theta, at [1, 1], noise, step = 0) must have shape [13, 1]", "got [13, 2]"],
  ],
  lostNeighbour: ["import { x } from './nowhere.js';\nexport default x;\n", ["lostNeighbour.ts", "nowhere"]],
  lostPackage: ["import x from 'no-such-package';\nexport default x;\n", ["lostPackage.ts", "no-such-package"]],
  noName: [simulatorText("", "name: ''"), ["noName.ts", "name must be"]],
  noDefaultDesigns: [simulatorText("", "defaultDesigns: 0"), ["noDefaultDesigns.ts", "defaultDesigns", "whole number"]],
  badSetting: [simulatorText("", "settings: { k: { default: [1], help: 'h' } }"), ["badSetting.ts", '"k"', "default"]],
  createThrows: [simulatorText("", "create() { throw new Error('cannot create'); }"), ["cannot create"]],
  createReturnsNothing: [simulatorText("", "create() {}"), ["create must return a simulator"]],
  noOutcome: [simulatorText("outcome: undefined as any,"), ["outcome needs names"]],
  noSource: [simulatorText("draw: undefined as any,"), ["either draw(key, n) or a bank"]],
  wrongDim: [simulatorText("designs: box({ low: 0, high: 1, dim: 3 }),"), ["designs of 3 numbers, and 2"]],
  badBox: [simulatorText("designs: box({ low: 2, high: 1, dim: designs }),"), ["low must be below high", "(badBox.ts:12)"]],
  simulateThrows: [simulate("throw new Error('no reactor');"), ["no reactor", "simulateThrows.ts:12"]],
  simulateTypeError: [simulate("return (undefined as any).shape;"), ["simulateTypeError.ts:12", "undefined"]],
  wrongShape: [simulate("return tf.sum(tf.add(tf.mul(theta, design), e), 1, true);"), ["must have shape [13, 2]", "got [13, 1]"]],
  notTensor: [simulate("return [1, 2, 3];"), ["must have shape [13, 2]", "no tensor"]],
  outcomeNaN: [simulate("return tf.log(tf.mul(tf.add(e, design), -1e9));"), ["contains NaN at the design", "finite"]],
  infinite: [simulate("return tf.div(tf.add(e, tf.mul(theta, design)), tf.zerosLike(e));"), ["simulate", "finite"]],
  ownRandomness: [
    simulate("return tf.add(tf.mul(theta, design), tf.randomNormal([13, 2]));"),
    ["two outcomes for the same", "draw(key, n)"],
  ],
  oneDesignOnly: [
    simulate("return tf.add(tf.mul(theta, tf.tile(tf.slice(design, [0, 0], [1, 2]), [13, 1])), e);"),
    ["[1, dim]", "[n, dim]"],
  ],
  noGradient: [simulate("return tf.add(tf.mul(theta, tf.tensor(design.arraySync())), e);"), ["gradient", "dataSync"]],
  rounded: [simulate("return tf.add(tf.mul(theta, tf.round(tf.mul(design, 10))), e);"), ["gradient", "rounding"]],
  ignoresDesign: [simulate("return tf.add(theta, e);"), ["does not depend on the design"]],
  steepGradient: [
    simulate("return tf.add(tf.mul(theta, tf.sqrt(tf.sub(design, design))), e);"),
    ["gradient of simulate", "finite"],
  ],
  drawThrows: [simulatorText("draw() { throw new Error('no dice'); },"), ["no dice", "drawThrows.ts:12"]],
  drawNothing: [simulatorText("draw() { return undefined as any; },"), ["draw(key, n) must return { theta, noise }"]],
  thetaShape: [
    simulatorText("draw: (key: any, n: number) => ({ theta: tf.zeros([n, 2]), noise: {} }) as any,"),
    ["theta of draw(key, n)", "[13, 1]", "[13, 2]"],
  ],
  noiseShape: [
    simulatorText(
      "draw: (key: any, n: number) => ({ theta: prior.sample(key, n), noise: { e: random.normal(key, [2, n]) } }) as any,",
    ),
    ['noise "e"', "first axis", "[2, 13]"],
  ],
  unkeyedDraw: [
    simulatorText(
      "draw: (key: any, n: number) => ({ theta: tf.fill([n, 1], Math.random()), noise: { e: random.normal(key, [n, designs]) } }) as any,",
    ),
    ["another theta for the same key", "Math.random"],
  ],
  likelihoodShape: [likelihood("return tf.zeros([7, 13]);"), ["logLikelihood", "[13, 7]", "got [7, 13]"]],
  likelihoodNaN: [
    likelihood("return tf.fill([theta.shape[0], outcome.shape[0]], NaN);"),
    ["logLikelihood is NaN", "log density"],
  ],
  featuresShape: [simulatorText("features: { theta: (x: any) => tf.sum(x) },"), ["features.theta", "[n, columns]"]],
};
