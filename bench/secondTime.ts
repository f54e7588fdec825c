/**
 * How much can it be worth that the second of two counts of an epidemic is timed by the first? Without any network or training:
 * simulated epidemics are sorted into groups of like first counts; within each, nearest neighbours (Kraskov et al. 2004) say what the
 * first and a second count at each time tell about the rates. The best time of each group against the best common one is what any
 * policy of two counts can gain. `node dist/.bench/bench/secondTime.js [PATHS]` after `npm run bench -- --help`.
 */
import * as tf from "@tensorflow/tfjs-core";
import { mean, standardDeviation } from "simple-statistics";
import { sir } from "../simulators/sir.js";
import type { Draw } from "../src/contracts/simulator.js";
import { startBackend } from "../src/engine/backend.js";
import { tidied } from "../src/engine/tensors.js";
import { nearestNeighbourInformation } from "../src/estimators/classical/nearestNeighbours.js";
import { outcomeFeature, thetaFeatures } from "../src/experiment/features.js";
import { createSimulator } from "../src/modelling/defineSimulator.js";
import { key } from "../src/numbers/keys.js";

const firstTimes = [9, 10, 11, 12, 13, 14];
const secondTimes = [17, 20, 23, 26, 30, 34, 38, 43, 48, 55, 62, 70, 80, 92];
const groups = 20;
const neighbours = { k: 4 };

const paths = Number(process.argv[2] ?? 100_000);
await startBackend("wasm");
const simulator = createSimulator(sir, 1, {});
const times = [...firstTimes, ...secondTimes];
const { theta, counts } = await epidemics(paths);

for (const first of firstTimes) {
  const order = Array.from({ length: paths }, (_, i) => i).sort((a, b) => countOf(a, first) - countOf(b, first));
  const tables = Array.from({ length: groups }, (_, g) => {
    const rows = order.slice(Math.floor((g * paths) / groups), Math.floor(((g + 1) * paths) / groups));
    return [0, 1].map((half) =>
      worthOfSecond(
        rows.filter((_row, i) => i % 2 === half),
        first,
      ),
    );
  });
  const common = secondTimes.map((_, j) => mean(tables.flat().map((worth) => worth[j] as number)));
  const best = bestOf(common);
  // Chosen on one half and read on the other: a little low. Chosen on the mean of both and read there: a little high.
  const low = mean(tables.map(([a = [], b = []]) => ((a[bestOf(b)] as number) + (b[bestOf(a)] as number)) / 2));
  const high = mean(tables.map(([a = [], b = []]) => Math.max(...a.map((x, j) => (x + (b[j] as number)) / 2))));
  const fixed = common[best] as number;
  console.log(
    `first count on day ${first}: best common second day ${secondTimes[best]}; ` +
      `the best of each group is worth ${(low - fixed).toFixed(3)} to ${(high - fixed).toFixed(3)} nats more`,
  );
}

/** Log rates [n, 2] and roots of the counts at `times`, of epidemics of the effective prior. */
async function epidemics(n: number): Promise<{ theta: Float32Array; counts: Float32Array }> {
  const bank = simulator.bank;
  if (!bank) throw new Error("sir has a bank");
  const rows = 1000;
  const [theta, counts] = [new Float32Array(n * 2), new Float32Array(n * times.length)];
  for (let from = 0, stored: unknown; from < n; from += rows) {
    if (from % bank.size === 0) stored = await bank.simulate(key(1000 + from / bank.size), bank.size);
    const read = tidied(() => {
      const draw: Draw = bank.slice(stored, from % bank.size, Math.min(rows, n - from));
      const at = times.map((t) => simulator.simulate(draw.theta, tf.tensor2d([[t]]), draw.noise));
      return [
        thetaFeatures(simulator, draw.theta).dataSync(),
        outcomeFeature(simulator, tf.concat(at, 1) as tf.Tensor2D).dataSync(),
      ];
    });
    theta.set(read[0] as Float32Array, from * 2);
    counts.set(read[1] as Float32Array, from * times.length);
  }
  return { theta, counts };
}

function countOf(row: number, time: number): number {
  return counts[row * times.length + times.indexOf(time)] as number;
}

/** Information of both counts about the rates within a group, for each second time. */
function worthOfSecond(rows: readonly number[], first: number): number[] {
  const rates = columnsOf([0, 1].map((j) => rows.map((row) => theta[row * 2 + j] as number)));
  return secondTimes.map((second) => {
    const seen = columnsOf([first, second].map((time) => rows.map((row) => countOf(row, time))));
    return nearestNeighbourInformation(rates, 2, seen, 2, rows.length, neighbours);
  });
}

/** Standardised columns side by side, row after row. */
function columnsOf(columns: readonly number[][]): Float64Array {
  const scaled = columns.map((column) => {
    const [centre, sd] = [mean(column), standardDeviation(column) || 1];
    return column.map((x) => (x - centre) / sd);
  });
  const rows = (columns[0] as number[]).length;
  return Float64Array.from(
    { length: rows * columns.length },
    (_, i) => (scaled[i % columns.length] as number[])[Math.floor(i / columns.length)] as number,
  );
}

function bestOf(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
