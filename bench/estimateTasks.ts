/** Rows whose mutual information is known: what `floe estimate` is held to. Nats. */
import type { Table } from "../src/contracts/bounds.js";
import type { Key } from "../src/contracts/values.js";
import { sideBySide } from "../src/information/divergence/samples.js";
import { cholesky } from "../src/numbers/cholesky.js";
import { gammas, normals, poissons, uniforms } from "../src/numbers/distributions.js";
import { fold, split } from "../src/numbers/keys.js";
import { digamma, logGamma, normalTail } from "../src/numbers/special.js";

export interface KnownTask {
  readonly name: string;
  /** Columns of x and of y. */
  readonly sides: readonly [x: number, y: number];
  readonly truth: number;
  /** The rule of `auto` was chosen on some, and is tested on the others. */
  readonly group: "choosing" | "testing";
  draw(k: Key, rows: number): { readonly x: Table; readonly y: Table };
}

type Draw = KnownTask["draw"];
type Row = (i: number) => number[];

const table = (columns: number, rows: number, of: Row): Table => {
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) values.set(of(i), i * columns);
  return { columns, values };
};

/** ½ log(|Σ_x| |Σ_y| / |Σ|) */
function normalInformation(covariance: readonly (readonly number[])[], dx: number): number {
  const half = (from: number, to: number) =>
    cholesky(covariance.slice(from, to).map((row) => row.slice(from, to))).reduce(
      (sum, row, i) => sum + Math.log(row[i] as number),
      0,
    );
  return half(0, dx) + half(dx, covariance.length) - half(0, covariance.length);
}

const rowOf = ({ columns, values }: Table, i: number): number[] =>
  Array.from({ length: columns }, (_, j) => values[i * columns + j] as number);

const square = (d: number, at: (i: number, j: number) => number) =>
  Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? 1 : at(i, j))));
/** Correlation .5 everywhere. */
const dense = (d: number) => square(2 * d, () => 0.5);
/** So many pairs (x_i, y_i) with this correlation, and nothing else. */
const paired = (d: number, pairs: number, rho: number) =>
  square(2 * d, (i, j) => (Math.abs(i - j) === d && Math.min(i, j) < pairs ? rho : 0));

function normalRows(covariance: readonly (readonly number[])[], k: Key, rows: number): Float64Array {
  const lower = cholesky(covariance);
  const d = lower.length;
  const z = normals(k, rows * d);
  const out = new Float64Array(rows * d);
  for (let i = 0; i < rows; i++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b <= a; b++)
        out[i * d + a] = (out[i * d + a] as number) + (lower[a]?.[b] as number) * (z[i * d + b] as number);
  return out;
}

const apart = (all: Float64Array, dx: number, d: number) => {
  const rows = all.length / d;
  return {
    x: table(dx, rows, (i) => Array.from(all.subarray(i * d, i * d + dx))),
    y: table(d - dx, rows, (i) => Array.from(all.subarray(i * d + dx, (i + 1) * d))),
  };
};

type Map = (row: number[]) => number[];
const each =
  (f: (v: number) => number): Map =>
  (row) =>
    row.map(f);
const mapped = (side: Table, f: Map): Table => {
  const rows = side.values.length / side.columns;
  const of: Row = (i) => f(rowOf(side, i));
  return table(of(0).length, rows, of);
};

const same: Map = (row) => row;
const upTo = (z: number) => 1 - normalTail(z);
const cdf = each(upTo);
const halfCube = each((v) => v * Math.sqrt(Math.abs(v)));
const asinh = each(Math.asinh);
const wiggly = each((v) => v + 0.4 * Math.sin(v) + 0.2 * Math.sin(1.7 * v + 1) + 0.03 * Math.sin(3.3 * v - 2.5));
/** Turns the first two coordinates by an angle that grows with the squared length (Czyż et al. 2023, appendix A). */
const spiral =
  (speed: number): Map =>
  (row) => {
    const angle = speed * row.reduce((sum, v) => sum + v * v, 0);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [a, b] = row as [number, number];
    return [c * a - s * b, s * a + c * b, ...row.slice(2)];
  };
const swissRoll: Map = ([z]) => {
  const t = 1.5 * Math.PI * (1 + 2 * upTo(z as number));
  return [(t * Math.cos(t)) / 21, (t * Math.sin(t)) / 21];
};
/** The quantile of half N(-2, 1) and half N(2, 1), by bisection. */
const bimodal = each((z) => {
  const p = upTo(z);
  let [low, high] = [-12, 12];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (0.5 * (upTo(middle + 2) + upTo(middle - 2)) < p) low = middle;
    else high = middle;
  }
  return low;
});

const normal = (
  name: string,
  group: KnownTask["group"],
  covariance: number[][],
  dx: number,
  [f, g]: readonly [Map, Map] = [same, same],
): KnownTask => ({
  name,
  group,
  sides: [f(new Array(dx).fill(0.1)).length, g(new Array(covariance.length - dx).fill(0.1)).length],
  truth: normalInformation(covariance, dx),
  draw(k, rows) {
    const { x, y } = apart(normalRows(covariance, k, rows), dx, covariance.length);
    return { x: mapped(x, f), y: mapped(y, g) };
  },
});

/** Entropy of a multivariate t with identity dispersion. */
const studentEntropy = (k: number, dof: number) =>
  logGamma(dof / 2) -
  logGamma((dof + k) / 2) +
  (k / 2) * Math.log(dof * Math.PI) +
  ((dof + k) / 2) * (digamma((dof + k) / 2) - digamma(dof / 2));

const student = (d: number, dof: number, group: KnownTask["group"], f: Map = same, word = ""): KnownTask => ({
  name: `${word}student ${d}x${d} dof ${dof}`,
  group,
  sides: [d, d],
  truth: 2 * studentEntropy(d, dof) - studentEntropy(2 * d, dof),
  draw(k, rows) {
    const keys = split(k, "normal", "scale");
    const z = normalRows(
      square(2 * d, () => 0),
      keys.normal,
      rows,
    );
    const scale = gammas(keys.scale, rows, dof / 2, 2 / dof);
    const all = z.map((v, i) => v / Math.sqrt(scale[Math.floor(i / (2 * d))] as number));
    const { x, y } = apart(all, d, 2 * d);
    return { x: mapped(x, f), y: mapped(y, f) };
  },
});

const additive = (width: number, group: KnownTask["group"]): KnownTask => ({
  name: `additive ${width}`,
  group,
  sides: [1, 1],
  truth: width <= 0.5 ? width - Math.log(2 * width) : 1 / (4 * width),
  draw(k, rows) {
    const keys = split(k, "x", "noise");
    const [x, noise] = [uniforms(keys.x, rows), uniforms(keys.noise, rows, -width, width)];
    return {
      x: table(1, rows, (i) => [x[i] as number]),
      y: table(1, rows, (i) => [(x[i] as number) + (noise[i] as number)]),
    };
  },
});

/** Trapezoids, for smooth functions that vanish at both ends. */
function integral(f: (v: number) => number, low: number, high: number, pieces = 20_000): number {
  const step = (high - low) / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; i++) sum += f(low + i * step) * (i === 0 || i === pieces ? 0.5 : 1);
  return sum * step;
}
const density = (v: number) => Math.exp(-0.5 * v * v) / Math.sqrt(2 * Math.PI);
/** p log(1/p) */
const surprise = (p: number) => (p > 0 ? -p * Math.log(p) : 0);
const normalEntropy = 0.5 * Math.log(2 * Math.PI * Math.E);

/** y = sin(2π x) + noise, x uniform: no correlation of x and y tells it all. */
const sineNoise = 0.3;
const wave: KnownTask = {
  name: "sine",
  group: "testing",
  sides: [1, 1],
  truth:
    integral(
      (y) => {
        const places = 400;
        let sum = 0;
        for (let i = 0; i < places; i++) sum += density((y - Math.sin((2 * Math.PI * i) / places)) / sineNoise);
        return surprise(sum / places / sineNoise);
      },
      -4,
      4,
      2000,
    ) -
    normalEntropy -
    Math.log(sineNoise),
  draw(k, rows) {
    const keys = split(k, "x", "noise");
    const [x, noise] = [uniforms(keys.x, rows), normals(keys.noise, rows)];
    return {
      x: table(1, rows, (i) => [x[i] as number]),
      y: table(1, rows, (i) => [Math.sin(2 * Math.PI * (x[i] as number)) + sineNoise * (noise[i] as number)]),
    };
  },
};

/** A kind of equal share each, and a normal around its own mean. */
const kindsAndNormal = (means: readonly number[], group: KnownTask["group"]): KnownTask => ({
  name: `${means.length} kinds and a normal`,
  group,
  sides: [1, 1],
  truth: integral((y) => surprise(means.reduce((sum, m) => sum + density(y - m), 0) / means.length), -12, 12) - normalEntropy,
  draw(k, rows) {
    const keys = split(k, "kind", "noise");
    const kind = uniforms(keys.kind, rows).map((u) => Math.floor(u * means.length));
    const noise = normals(keys.noise, rows);
    return {
      x: table(1, rows, (i) => [kind[i] as number]),
      y: table(1, rows, (i) => [(means[kind[i] as number] as number) + (noise[i] as number)]),
    };
  },
});

/** x of so many kinds, y uniform on [x, x + 2] (Gao et al. 2017, section 4). */
const kindsAndUniform = (kinds: number, group: KnownTask["group"]): KnownTask => ({
  name: `${kinds} kinds and a uniform`,
  group,
  sides: [1, 1],
  truth: Math.log(kinds) - ((kinds - 1) * Math.LN2) / kinds,
  draw(k, rows) {
    const keys = split(k, "kind", "noise");
    const kind = uniforms(keys.kind, rows).map((u) => Math.floor(u * kinds));
    const noise = uniforms(keys.noise, rows, 0, 2);
    return {
      x: table(1, rows, (i) => [kind[i] as number]),
      y: table(1, rows, (i) => [(kind[i] as number) + (noise[i] as number)]),
    };
  },
});

/** x exponential, y Poisson of mean x, or 0 for no reason (Gao et al. 2017): neither is discrete alone, nor continuous. */
const zeroShare = 0.15;
const zeroInflated: KnownTask = {
  name: "zero-inflated Poisson",
  group: "testing",
  sides: [1, 1],
  truth: zeroInflatedTruth(),
  draw(k, rows) {
    const keys = split(k, "x", "y", "zero");
    const x = uniforms(keys.x, rows).map((u) => -Math.log(u));
    const y = poissons(keys.y, x);
    const u = uniforms(keys.zero, rows);
    return {
      x: table(1, rows, (i) => [x[i] as number]),
      y: table(1, rows, (i) => [(u[i] as number) < zeroShare ? 0 : (y[i] as number)]),
    };
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
const kindsAndKinds = (kinds: number, share: number, group: KnownTask["group"]): KnownTask => ({
  name: `${kinds} kinds and ${kinds}`,
  group,
  sides: [1, 1],
  truth: Math.log(kinds) - surprise(share + (1 - share) / kinds) - (kinds - 1) * surprise((1 - share) / kinds),
  draw(k, rows) {
    const keys = split(k, "x", "y", "same");
    const [x, y] = [keys.x, keys.y].map((key) => uniforms(key, rows).map((u) => Math.floor(u * kinds)));
    const u = uniforms(keys.same, rows);
    return {
      x: table(1, rows, (i) => [x?.[i] as number]),
      y: table(1, rows, (i) => [((u[i] as number) < share ? x : y)?.[i] as number]),
    };
  },
});

/** Two normals, of which the sign of one's correlation with the other is by chance: no correlation, all in the squares. */
const crossed: KnownTask = {
  name: "crossed normals",
  group: "testing",
  sides: [1, 1],
  truth: crossedTruth(0.9),
  draw(k, rows) {
    const keys = split(k, "normal", "sign");
    const { x, y } = apart(normalRows(paired(1, 1, 0.9), keys.normal, rows), 1, 2);
    const u = uniforms(keys.sign, rows);
    return { x, y: table(1, rows, (i) => [(y.values[i] as number) * ((u[i] as number) < 0.5 ? -1 : 1)]) };
  },
};

function crossedTruth(rho: number): number {
  const sd = Math.sqrt(1 - rho * rho);
  const given = (x: number, y: number) => (density((y - rho * x) / sd) + density((y + rho * x) / sd)) / (2 * sd);
  const conditional = integral((x) => density(x) * integral((y) => surprise(given(x, y)), -10, 10, 1000), -7, 7, 400);
  return normalEntropy - conditional;
}

/** So many independent copies side by side. */
const copies = (task: KnownTask, times: number, group: KnownTask["group"]): KnownTask => ({
  name: `${task.name} x ${times}`,
  group,
  sides: [task.sides[0] * times, task.sides[1] * times],
  truth: task.truth * times,
  draw(k, rows) {
    const drawn = Array.from({ length: times }, (_, i) => task.draw(fold(k, i), rows));
    const [x, y] = (["x", "y"] as const).map((side) => sideBySide(...drawn.map((one) => one[side]))) as [Table, Table];
    return { x, y };
  },
});

/** y = |x|² + noise, x of three standard normals: no two columns are correlated. */
const lengthNoise = 1;
const squaredLength: KnownTask = {
  name: "squared length 3x1",
  group: "testing",
  sides: [3, 1],
  truth:
    integral(
      (y) => surprise(integral((r) => 2 * r * r * density(r) * density((y - r * r) / lengthNoise), 0, 7, 700) / lengthNoise),
      -8,
      45,
      2000,
    ) -
    normalEntropy -
    Math.log(lengthNoise),
  draw(k, rows) {
    const keys = split(k, "x", "noise");
    const [x, noise] = [normals(keys.x, 3 * rows), normals(keys.noise, rows)];
    const ofX = table(3, rows, (i) => Array.from(x.subarray(3 * i, 3 * i + 3)));
    return {
      x: ofX,
      y: table(1, rows, (i) => [rowOf(ofX, i).reduce((sum, v) => sum + v * v, lengthNoise * (noise[i] as number))]),
    };
  },
};

/** y = (W x)³ with W orthogonal, of pairs: [variational-bounds], cubic. */
const cubic = (d: number, rho: number, group: KnownTask["group"]): KnownTask => {
  const rotated: Map = (row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((v) => (v - (2 / row.length) * sum) ** 3); // Householder's reflection at (1, ..., 1)
  };
  return normal(`cubic ${d}x${d}`, group, paired(d, d, rho), d, [same, rotated]);
};

const one = paired(1, 1, 0.75);
export const knownTasks: readonly KnownTask[] = [
  normal("normal 1x1", "choosing", one, 1),
  normal("half cube 1x1", "testing", one, 1, [halfCube, halfCube]),
  normal("uniform margins 1x1", "testing", one, 1, [cdf, cdf]),
  normal("bimodal 1x1", "choosing", one, 1, [bimodal, bimodal]),
  normal("wiggly 1x1", "testing", one, 1, [wiggly, wiggly]),
  normal("normal 1x1 .99", "testing", paired(1, 1, 0.99), 1),
  normal("independent 1x1", "choosing", paired(1, 0, 0), 1),
  normal("independent 5x5", "testing", paired(5, 0, 0), 5),
  normal("Swiss roll 2x1", "choosing", one, 1, [swissRoll, cdf]),
  additive(0.1, "choosing"),
  additive(0.75, "testing"),
  wave,
  crossed,
  normal("dense 2x2", "choosing", dense(2), 2),
  normal("dense 3x3", "testing", dense(3), 3),
  normal("dense 5x5", "choosing", dense(5), 5),
  normal("dense 10x10", "testing", dense(10), 10),
  normal("2-pair 2x2", "testing", paired(2, 2, 0.8), 2),
  normal("2-pair 3x3", "choosing", paired(3, 2, 0.8), 3),
  normal("2-pair 5x5", "choosing", paired(5, 2, 0.8), 5),
  normal("2-pair 10x10", "testing", paired(10, 2, 0.8), 10),
  normal("5-pair 5x5 .9", "testing", paired(5, 5, 0.9), 5),
  normal("half cube 2-pair 3x3", "testing", paired(3, 2, 0.8), 3, [halfCube, halfCube]),
  normal("half cube 2-pair 5x5", "choosing", paired(5, 2, 0.8), 5, [halfCube, halfCube]),
  normal("uniform margins 2-pair 5x5", "testing", paired(5, 2, 0.8), 5, [cdf, cdf]),
  cubic(4, 0.6, "choosing"),
  cubic(10, 0.426, "testing"),
  student(1, 1, "choosing"),
  student(2, 1, "testing"),
  student(2, 2, "choosing"),
  student(3, 2, "testing"),
  student(3, 3, "choosing"),
  student(5, 2, "choosing"),
  student(5, 3, "testing"),
  student(5, 5, "testing"),
  student(1, 1, "testing", asinh, "asinh "),
  student(2, 1, "testing", asinh, "asinh "),
  student(3, 2, "choosing", asinh, "asinh "),
  student(5, 2, "testing", asinh, "asinh "),
  normal("spiral 2-pair 3x3", "choosing", paired(3, 2, 0.8), 3, [spiral(1 / 3), spiral(1 / 3)]),
  normal("spiral 2-pair 5x5", "testing", paired(5, 2, 0.8), 5, [spiral(1 / 5), spiral(1 / 5)]),
  normal("fast spiral 2-pair 3x3", "testing", paired(3, 2, 0.8), 3, [spiral(1), spiral(1)]),
  copies(wave, 2, "choosing"),
  copies(wave, 3, "testing"),
  copies(crossed, 2, "testing"),
  copies(crossed, 3, "choosing"),
  squaredLength,
  kindsAndNormal([-1.5, 0, 2], "choosing"),
  kindsAndNormal([-3, -1, 1, 3, 5], "testing"),
  kindsAndUniform(5, "testing"),
  zeroInflated,
  kindsAndKinds(4, 0.5, "choosing"),
  kindsAndKinds(20, 0.3, "testing"),
  normal("dense 25x25", "choosing", dense(25), 25),
  normal("2-pair 25x25", "choosing", paired(25, 2, 0.8), 25),
  normal("half cube 2-pair 25x25", "testing", paired(25, 2, 0.8), 25, [halfCube, halfCube]),
  normal("dense 50x50", "testing", dense(50), 50),
];

export const wordsOf = ({ x, y }: ReturnType<Draw>): string => {
  const names = [x, y].flatMap(({ columns }, side) => Array.from({ length: columns }, (_, j) => `${"xy"[side]}${j + 1}`));
  const rows = x.values.length / x.columns;
  const lines = Array.from({ length: rows }, (_, i) =>
    [...rowOf(x, i), ...rowOf(y, i)].map((v) => Number(v.toPrecision(9))).join(),
  );
  return `${[names.join(), ...lines].join("\n")}\n`;
};
