/**
 * A policy of thirty psychometric trials beside QUEST+ (Watson 2017, Journal of Vision 17(3):10) with the same prior and the same persons: beliefs on a grid of
 * threshold, slope and lapses, and always the level that leaves the least entropy. What a policy is worth is read without luck, as the sum of what each of its trials
 * was expected to tell. Nothing of Floe's simulator, likelihood or greedy policy is used, only `floe/policy`.
 * `node dist/.bench/bench/questPlus.js RUN/policy.json [PERSONS]` after `npm run bench -- --help`.
 */
import { readFileSync } from "node:fs";
import { mean, standardDeviation } from "simple-statistics";
import { uniforms } from "../src/numbers/distributions.js";
import { normalQuantile } from "../src/numbers/inverseNormal.js";
import { fold, key } from "../src/numbers/keys.js";
import { loadPolicy } from "../src/portable/policy.js";

const [trials, guess, mostLapses] = [30, 0.02, 0.08];
const [file = "", count = "1000"] = process.argv.slice(2);
const policy = loadPolicy(JSON.parse(readFileSync(file, "utf8")));

/** Levels are kept in hundredths of a dB; QUEST+ has every fifth to choose from. */
const levels = Array.from({ length: 601 }, (_, i) => (i - 300) / 100);
const offered = levels.map((_, i) => i).filter((i) => i % 5 === 0);
const chance = (threshold: number, slope: number, lapse: number, level: number): number =>
  guess + (1 - guess - lapse) / (1 + Math.exp(-slope * (level - threshold)));
const entropy = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);

const even = (n: number, from: number, to: number) => Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
/** Threshold ~ N(0, 1), log slope ~ N(log 2, 0.4²), lapses uniform. */
const points = even(81, -4, 4).flatMap((threshold) =>
  even(25, -3.5, 3.5).flatMap((z) =>
    even(6, 0.5 / 6, 5.5 / 6).map((share) => ({
      ...{ threshold, slope: 2 * Math.exp(0.4 * z), lapse: share * mostLapses },
      weight: Math.exp(-(threshold ** 2 + z ** 2) / 2),
    })),
  ),
);
const whole = points.reduce((sum, { weight }) => sum + weight, 0);
const prior = Float64Array.from(points, ({ weight }) => weight / whole);
const yes = levels.map((level) => Float32Array.from(points, (p) => chance(p.threshold, p.slope, p.lapse, level)));
const entropies = yes.map((row) => row.map(entropy));

/** What one answer at this level is expected to tell, nats. */
function expected(beliefs: Float64Array, level: number): number {
  const [p, h] = [yes[level] as Float32Array, entropies[level] as Float32Array];
  let [share, sure] = [0, 0];
  for (let i = 0; i < beliefs.length; i++) {
    share += (beliefs[i] as number) * (p[i] as number);
    sure += (beliefs[i] as number) * (h[i] as number);
  }
  return entropy(share) - sure;
}

type Choose = (beliefs: Float64Array) => { readonly level: number; answered(answer: number): void };

const questPlus = (): Choose => (beliefs) => {
  const gains = offered.map((level) => expected(beliefs, level));
  return { level: offered[gains.indexOf(Math.max(...gains))] as number, answered: () => undefined };
};

function trained(): Choose {
  const session = policy.start();
  return () => {
    const [asked = 0] = session.next()?.design ?? [];
    const level = Math.round(100 * asked) + 300;
    return { level, answered: (answer) => session.observe({ design: [levels[level] as number], outcome: [answer] }) };
  };
}

/** @param person their unknowns and a uniform number for each answer */
function carriedOut(choose: Choose, [threshold = 0, slope = 0, lapse = 0]: readonly number[], luck: ArrayLike<number>) {
  const beliefs = prior.slice();
  let told = 0;
  for (let t = 0; t < trials; t++) {
    const { level, answered } = choose(beliefs);
    told += expected(beliefs, level);
    const answer = (luck[t] as number) < chance(threshold, slope, lapse, levels[level] as number) ? 1 : 0;
    answered(answer);
    let sum = 0;
    for (let i = 0; i < beliefs.length; i++) {
      const p = yes[level]?.[i] as number;
      beliefs[i] = (beliefs[i] as number) * (answer ? p : 1 - p);
      sum += beliefs[i] as number;
    }
    for (let i = 0; i < beliefs.length; i++) beliefs[i] = (beliefs[i] as number) / sum;
  }
  const moment = (power: number) => points.reduce((sum, p, i) => sum + p.threshold ** power * (beliefs[i] as number), 0);
  return { told, sd: Math.sqrt(moment(2) - moment(1) ** 2), off: Math.abs(moment(1) - threshold) };
}

const normal = (u: number): number => normalQuantile(Math.min(1 - 1e-7, Math.max(1e-7, u)));
const rows = Array.from({ length: Number(count) }, (_, i) => {
  const [a = 0.5, b = 0.5, c = 0.5, ...luck] = uniforms(fold(key(11), i), trials + 3);
  const person = [normal(a), 2 * Math.exp(0.4 * normal(b)), c * mostLapses];
  return { own: carriedOut(trained(), person, luck), other: carriedOut(questPlus(), person, luck) };
});
const told = (values: readonly number[], digits = 4): string =>
  `${mean(values).toFixed(digits)} ± ${(standardDeviation(values) / Math.sqrt(values.length)).toFixed(digits)}`;
for (const [name, of] of [["policy", "own"], ["QUEST+", "other"]] as const) // biome-ignore format: short
  console.log(
    `${name}: ${told(rows.map((row) => row[of].told))} nats; sd of the threshold ${told(rows.map((row) => row[of].sd))} dB; ` +
      `its posterior mean is off by ${told(rows.map((row) => row[of].off))} dB`,
  );
const usual = mean(rows.map(({ other }) => other.sd));
console.log(
  `policy less QUEST+: ${told(rows.map(({ own, other }) => own.told - other.told))} nats; ` +
    `sd of the threshold ${told(
      rows.map(({ own, other }) => (100 * (own.sd - other.sd)) / usual),
      2,
    )} %`,
);
