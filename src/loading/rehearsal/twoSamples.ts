/**
 * Do two samples of rows come from one law? By ranks, so that neither units nor heavy tails matter: of every column the mean, the spread and the
 * shape of the pooled ranks (Legendre polynomials: Neyman's smooth test), of every two columns the product. The errors are those of random
 * division of the pooled sample, which are exact whatever the law, with ties too.
 */

/** Beyond so many standard errors two things differ: once in 10^10 by chance, and a rehearsal asks some hundred times. */
export const beyondDoubt = 6.5;

export interface Column {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** What differs most, in words, with its two values. */
export interface Difference {
  readonly what: string;
  readonly one: string;
  readonly other: string;
  readonly z: number;
}

/** Midranks of all values, from -1 to 1. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number));
  const ranks = new Float64Array(n);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && values[order[to] as number] === values[order[from] as number]) to++;
    for (let k = from; k < to; k++) ranks[order[k] as number] = (from + to - n) / n;
    from = to;
  }
  return ranks;
}

/** Standard errors between the mean of the first `m` numbers and that of the others. */
export function zOfDivision(numbers: ArrayLike<number>, m: number): number {
  const n = numbers.length;
  let [all, part, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) all += numbers[i] as number;
  for (let i = 0; i < n; i++) {
    const d = (numbers[i] as number) - all / n;
    if (i < m) part += d;
    squares += d * d;
  }
  const variance = (m * (n - m) * squares) / (n * (n - 1));
  return variance > 1e-12 * n ? part / Math.sqrt(variance) : 0;
}

const shapes: readonly ((u: number) => number)[] = [
  (u) => u,
  (u) => (3 * u * u - 1) / 2,
  (u) => (5 * u * u * u - 3 * u) / 2,
  (u) => (35 * u ** 4 - 30 * u * u + 3) / 8,
];

const mostPairs = 300;

/** The largest difference between two samples with the same columns, whether or not it is beyond doubt. */
export function largestDifference(one: readonly Column[], other: readonly Column[]): Difference {
  const m = one[0]?.values.length ?? 0;
  const pooled = one.map(({ values }, j) => ranksOf([...Array.from(values), ...Array.from((other[j] as Column).values)]));
  let largest: Difference = { what: "nothing", one: "", other: "", z: 0 };
  const consider = (z: number, words: () => Omit<Difference, "z">) => {
    // of what differs alike, the simplest is named: two values differ in everything at once
    if (Math.abs(z) > 1.01 * Math.abs(largest.z)) largest = { ...words(), z };
  };
  for (const [j, ranks] of pooled.entries())
    for (const [order, shape] of shapes.entries())
      consider(zOfDivision(ranks.map(shape), m), () => marginal(order, one[j] as Column, other[j] as Column));
  let pairs = 0;
  for (let i = 0; i < pooled.length; i++)
    for (let j = 0; j < i && pairs++ < mostPairs; j++) {
      const [x, y] = [pooled[i], pooled[j]] as [Float64Array, Float64Array];
      consider(zOfDivision(x.map((u, k) => u * (y[k] as number)), m), () => together([one, other], i, j)); // biome-ignore format: short
    }
  return largest;
}

function marginal(order: number, one: Column, other: Column): Omit<Difference, "z"> {
  const [a, b] = [summary(one.values), summary(other.values)];
  if (order === 0) return { what: `the mean of ${one.name}`, ...digits(a.mean, b.mean) };
  if (order === 1) return { what: `the standard deviation of ${one.name}`, ...digits(a.sd, b.sd) };
  const range = ({ low, high }: typeof a) => `${digits(low, high).one} to ${digits(low, high).other}`;
  return { what: `the middle 90 % of ${one.name}`, one: range(a), other: range(b) };
}

function together(samples: readonly (readonly Column[])[], i: number, j: number): Omit<Difference, "z"> {
  const [one, other] = samples.map((columns) => {
    const [x, y] = [ranksOf((columns[i] as Column).values), ranksOf((columns[j] as Column).values)];
    const sum = (a: Float64Array, b: Float64Array) => a.reduce((total, u, k) => total + u * (b[k] as number), 0);
    return sum(x, y) / Math.sqrt(Math.max(1e-300, sum(x, x) * sum(y, y)));
  }) as [number, number];
  const name = (k: number) => samples[0]?.[k]?.name ?? "";
  return { what: `the rank correlation of ${name(j)} and ${name(i)}`, one: one.toFixed(2), other: other.toFixed(2) };
}

function summary(values: ArrayLike<number>): { mean: number; sd: number; low: number; high: number } {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const n = sorted.length;
  const mean = sorted.reduce((sum, x) => sum + x, 0) / n;
  const sd = Math.sqrt(sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
  const at = (share: number) => sorted[Math.round(share * (n - 1))] as number;
  return { mean, sd, low: at(0.05), high: at(0.95) };
}

/** As many digits as tell the two apart, two at least. */
function digits(a: number, b: number): { one: string; other: string } {
  for (let n = 2; n < 17; n++) {
    const [one, other] = [Number(a.toPrecision(n)), Number(b.toPrecision(n))];
    if (one !== other) return { one: String(one), other: String(other) };
  }
  return { one: String(a), other: String(b) };
}
