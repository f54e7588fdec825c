/** Columns of kinds and of counts, beside continuous ones and beside each other. */
import type { Key } from "../../src/contracts/values.js";
import { normals, poissons, uniforms } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { logGamma } from "../../src/numbers/special.js";
import { density, integral, normalEntropy, surprise } from "./quadrature.js";
import { column, type Group, type KnownTask } from "./task.js";

/** A kind for each row, all equally probable. */
const drawnKinds = (k: Key, rows: number, kinds: number) => uniforms(k, rows).map((u) => Math.floor(u * kinds));

/** x of so many kinds, y a place of each kind's own and a noise. */
const kindsAndPlaces = (
  about: Pick<KnownTask, "name" | "group" | "truth">,
  places: readonly number[],
  noiseOf: (k: Key, rows: number) => Float32Array,
): KnownTask => ({
  ...about,
  sides: [1, 1],
  draw(k, rows) {
    const keys = split(k, "kind", "noise");
    const kind = drawnKinds(keys.kind, rows, places.length);
    const noise = noiseOf(keys.noise, rows);
    return { x: column(kind), y: column(kind, (own, i) => (places[own] as number) + (noise[i] as number)) };
  },
});

/** A kind of equal share each, and a normal around its own mean. */
export const kindsAndNormal = (means: readonly number[], group: Group): KnownTask => {
  const marginal = (y: number) => means.reduce((sum, m) => sum + density(y - m), 0) / means.length;
  const truth = integral((y) => surprise(marginal(y)), -12, 12) - normalEntropy;
  return kindsAndPlaces({ name: `${means.length} kinds and a normal`, group, truth }, means, normals);
};

/** x of so many kinds, y uniform on [x, x + 2] (Gao et al. 2017, section 4). */
export const kindsAndUniform = (kinds: number, group: Group): KnownTask => {
  const truth = Math.log(kinds) - ((kinds - 1) * Math.LN2) / kinds;
  const about = { name: `${kinds} kinds and a uniform`, group, truth };
  return kindsAndPlaces(about, [...Array(kinds).keys()], (k, rows) => uniforms(k, rows, 0, 2));
};

/** x exponential, y Poisson of mean x, or 0 for no reason (Gao et al. 2017): neither is discrete alone, nor continuous. */
const zeroShare = 0.15;
export const zeroInflated: KnownTask = {
  name: "zero-inflated Poisson",
  group: "testing",
  sides: [1, 1],
  truth: zeroInflatedTruth(),
  draw(k, rows) {
    const keys = split(k, "x", "y", "zero");
    const x = uniforms(keys.x, rows).map((u) => -Math.log(u));
    const u = uniforms(keys.zero, rows);
    return { x: column(x), y: column(poissons(keys.y, x), (y, i) => ((u[i] as number) < zeroShare ? 0 : y)) };
  },
};

/** H(y) - E H(y given x): y is geometric of ½ apart from the further zeros. */
function zeroInflatedTruth(): number {
  const most = 80;
  const shares = (of: (m: number) => number) =>
    Array.from({ length: most }, (_, m) => (1 - zeroShare) * of(m) + (m === 0 ? zeroShare : 0));
  const entropy = (p: number[]) => p.reduce((sum, v) => sum + surprise(v), 0);
  const given = (x: number) => entropy(shares((m) => Math.exp(-x + m * Math.log(x) - logGamma(m + 1))));
  // x = e^u, so that nothing is steep at 0
  const expected = integral((u) => given(Math.exp(u)) * Math.exp(u - Math.exp(u)), -25, 3.6, 4000);
  return entropy(shares((m) => 0.5 ** (m + 1))) - expected;
}

/** Two discrete columns: a share of the rows has y of x's kind, the others of any. */
export const kindsAndKinds = (kinds: number, share: number, group: Group): KnownTask => ({
  name: `${kinds} kinds and ${kinds}`,
  group,
  sides: [1, 1],
  truth: Math.log(kinds) - surprise(share + (1 - share) / kinds) - (kinds - 1) * surprise((1 - share) / kinds),
  draw(k, rows) {
    const keys = split(k, "x", "y", "same");
    const x = drawnKinds(keys.x, rows, kinds);
    const u = uniforms(keys.same, rows);
    const y = column(drawnKinds(keys.y, rows, kinds), (any, i) => ((u[i] as number) < share ? (x[i] as number) : any));
    return { x: column(x), y };
  },
});
