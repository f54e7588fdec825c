/** Runs as their folders would tell them, made from keys: the numbers are those of simulators.md, the courses those of the models. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { normals } from "../../src/distributions.js";
import { fold, key } from "../../src/random.js";
import type { RunConfig } from "../../src/records.js";
import type { Run } from "../../src/report/run.js";
import type { About, Drawing, Estimate, Metric, NamedGain, TrainingOptions } from "../../src/types.js";

const noise = (seed: number, n: number) => Array.from(normals(key(seed), n));

export const sPCE = (value: number, se: number): Estimate => ({
  value,
  se,
  method: "sPCE",
  samples: 2000,
  contrasts: 100_000,
  cap: Math.log(100_001),
});
export const sNMC = (value: number, se: number): Estimate => ({ value, se, method: "sNMC", samples: 2000, contrasts: 100_000 });
const fresh = (value: number, se: number): Estimate => ({
  value,
  se,
  method: "InfoNCE, fresh critic",
  samples: 4096,
  contrasts: 4095,
  cap: Math.log(4096),
});
const baseline = (name: string, design: number[] | null, gain: NamedGain["gain"]): NamedGain => ({ name, design, gain });

interface Training {
  readonly ends: readonly (readonly number[])[];
  readonly starts: readonly (readonly number[])[];
  readonly steps: number;
  readonly bound: number;
  readonly sd: number;
}

/** A bound that rises and levels off, a design that drifts from start to end; 100 lines a restart. */
export function metricsOf({ starts, ends, steps, bound, sd }: Training, lines = 100): Metric[] {
  return ends.flatMap((end, restart) => {
    const wobble = noise(100 + restart, lines);
    const walk = noise(200 + restart, lines * end.length);
    return Array.from({ length: lines }, (_, i) => {
      const step = Math.round(((i + 1) * steps) / lines);
      const done = step / steps;
      const rise = (bound - 0.12 * restart) * (1 - Math.exp(-9 * done)) - 3 * Math.exp(-60 * done);
      const drift = 1 - Math.exp(-7 * done ** 1.4);
      const settling = 0.02 * (1 - done);
      return {
        restart,
        step,
        bound: rise + sd * (wobble[i] as number),
        se: sd,
        ...(i % 10 === 9 ? { validation: rise - 0.05 } : {}),
        design: end.map((value, c) => {
          const start = starts[restart]?.[c] as number;
          return start + (value - start) * drift + settling * Math.abs(value - start) * (walk[i * end.length + c] as number);
        }),
        seconds: 0.004 * step + restart * 0.004 * steps,
      };
    });
  });
}

const training: TrainingOptions = {
  estimator: "flo",
  critic: "joint",
  steps: 3000,
  batch: 256,
  restarts: 3,
  hidden: [128, 128],
  features: 64,
  auxiliary: "shared",
  criticRate: 0.001,
  designRate: 0.02,
  criticSteps: 1,
  warmup: 200,
  clipNorm: 10,
  validateEvery: 100,
  patience: 0,
};

function configOf(
  simulator: string,
  settings: RunConfig["settings"],
  options: Partial<TrainingOptions>,
  about: About,
): RunConfig {
  return {
    kind: "design",
    simulator,
    designs: about.design.names.length,
    settings,
    estimator: options.estimator ?? training.estimator,
    seed: 1,
    backend: "wasm",
    training: { ...training, ...options },
    about,
    evaluation: { samples: 2000, contrasts: 100_000, criticSteps: 3000, criticBatch: 256 },
    versions: { floe: "0.1.0", node: "20.19.0", tfjs: "4.22.0" },
  };
}

const common = { seed: 1, backend: "wasm", version: "0.1.0" } as const;

export const pharmacokineticAbout: About = {
  summary: "Concentration of a drug after one oral dose, one compartment",
  theta: { names: ["ka", "ke", "V"], units: ["1/h", "1/h", "L"] },
  design: { names: ["t1", "t2", "t3", "t4", "t5"], unit: "h", low: [0, 0, 0, 0, 0], high: [24, 24, 24, 24, 24] },
  outcome: { names: ["y1", "y2", "y3", "y4", "y5"], unit: "mg/L" },
  cap: null,
  methods: [
    {
      name: "pharmacokinetic",
      summary: "one-compartment model with first-order absorption",
      reference: "Ryan, Drovandi, Thompson, Pettitt 2014, Computational Statistics & Data Analysis 70",
    },
    {
      name: "flo",
      summary: "Fenchel-Legendre bound with a learned shift for each pair",
      reference: "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, NeurIPS",
    },
  ],
};

/** z(t) = dose/V ka/(ka-ke) (exp(-ke t) - exp(-ka t)), log-normal parameters with variance 0.05. */
export function pharmacokineticDrawing(count = 200): Drawing {
  const xs = Array.from({ length: 97 }, (_, i) => i / 4);
  const paths = Array.from({ length: count }, (_, p) => {
    const [a, b, c] = Array.from(normals(fold(key(7), p), 3)).map((z) => Math.sqrt(0.05) * z) as [number, number, number];
    const [ka, ke, volume] = [Math.exp(a), 0.1 * Math.exp(b), 20 * Math.exp(c)];
    return xs.map((t) => ((400 / volume) * ka * (Math.exp(-ke * t) - Math.exp(-ka * t))) / (ka - ke));
  });
  return { xTitle: "time (h)", yTitle: "concentration (mg/L)", xs, paths };
}

const pkBest = [0.403, 0.412, 4.87, 18.66, 20.93];
const pkEqual = [0.08, 6.04, 11.99, 17.95, 23.9];

export const pharmacokinetic: Run = {
  name: "design-pharmacokinetic-2026-01-05",
  config: configOf("pharmacokinetic", { dose: 400, hours: 24 }, {}, pharmacokineticAbout),
  metrics: metricsOf({
    starts: [
      [2, 7, 12, 17, 22],
      [4, 8, 11, 14, 21],
      [1, 3, 9, 15, 23],
    ],
    ends: [[0.45, 4.6, 4.9, 17.2, 22], pkBest, [0.38, 0.6, 5.2, 19.1, 23.2]],
    steps: 3000,
    bound: 3.1,
    sd: 0.07,
  }),
  result: {
    kind: "design",
    simulator: "pharmacokinetic",
    settings: { dose: 400, hours: 24 },
    estimator: "flo",
    ...common,
    design: pkBest,
    designNames: ["t1", "t2", "t3", "t4", "t5"],
    designUnit: "h",
    gain: { lower: sPCE(3.165, 0.021), upper: sNMC(3.169, 0.021) },
    baselines: [
      baseline("equallySpaced", pkEqual, { lower: sPCE(2.652, 0.037), upper: sNMC(2.655, 0.037) }),
      baseline("random", null, { lower: sPCE(2.537, 0.061), upper: sNMC(2.541, 0.061) }),
    ],
    training: {
      steps: 3000,
      seconds: 61.3,
      bound: { value: 3.02, se: 0.012 },
      cap: null,
      chosen: 1,
      restarts: [
        { design: [0.45, 4.6, 4.9, 17.2, 22], compared: sPCE(3.09, 0.03), steps: 3000 },
        { design: pkBest, compared: sPCE(3.17, 0.03), steps: 3000 },
        { design: [0.38, 0.6, 5.2, 19.1, 23.2], compared: sPCE(3.13, 0.03), steps: 3000 },
      ],
    },
    warnings: [],
  },
  drawing: pharmacokineticDrawing(),
  problems: [],
};

const linearNames = Array.from({ length: 10 }, (_, i) => `d${i + 1}`);
const linearBest = [-10, -10, -10, -10, -10, 10, 10, 10, 10, 10];
const linearEqual = Array.from({ length: 10 }, (_, i) => -10 + (20 * i) / 9);

function linearAbout(cap: number | null, estimator: string): About {
  return {
    summary: "A line seen through Gaussian and gamma noise",
    theta: { names: ["theta0", "theta1"], units: ["", ""] },
    design: { names: linearNames, unit: "", low: linearNames.map(() => -10), high: linearNames.map(() => 10) },
    outcome: { names: linearNames.map((name) => `y of ${name}`), unit: "" },
    cap,
    methods: [
      { name: "linear", summary: "noisy linear model", reference: "Kleinegesse and Gutmann 2020, ICML" },
      { name: estimator, summary: "a bound", reference: "its paper" },
    ],
  };
}

export function linearDrawing(): Drawing {
  const xs = Array.from({ length: 41 }, (_, i) => -10 + i / 2);
  const paths = Array.from({ length: 200 }, (_, p) => {
    const [a, b] = Array.from(normals(fold(key(8), p), 2)).map((z) => 3 * z) as [number, number];
    return xs.map((x) => a + b * x);
  });
  return { xTitle: "position d", yTitle: "outcome y", xs, paths };
}

/** Ten positions, the exact gain known; InfoNCE with batches of 64 against the cap log 64. */
function linearRun(name: string, estimator: string, cap: number | null, bound: number): Run {
  const exact = (value: number) => ({ lower: sPCE(value - 0.004, 0.024), upper: sNMC(value + 0.003, 0.024), exact: value });
  const starts = [linearEqual, linearEqual.map((value) => value / 2)];
  return {
    name,
    config: configOf(
      "linear",
      { noise: "scale" },
      { estimator, steps: 5000, batch: 64, restarts: 2 },
      linearAbout(cap, estimator),
    ),
    metrics: metricsOf({ starts, ends: [linearBest, linearBest], steps: 5000, bound, sd: cap ? 0.04 : 0.16 }),
    result: {
      kind: "design",
      simulator: "linear",
      settings: { noise: "scale" },
      estimator,
      ...common,
      design: linearBest,
      designNames: linearNames,
      designUnit: "",
      gain: exact(5.135),
      baselines: [
        baseline("equallySpaced", linearEqual, exact(4.67)),
        baseline("random", null, { lower: sPCE(4.28, 0.06), upper: sNMC(4.29, 0.06) }),
      ],
      training: {
        steps: 5000,
        seconds: 38,
        bound: { value: bound, se: 0.02 },
        cap,
        chosen: 0,
        restarts: starts.map((_, i) => ({ design: linearBest, compared: sPCE(5.14 - 0.02 * i, 0.03), steps: 5000 })),
      },
      warnings: cap
        ? [
            `the training bound ${bound} is at 97 % of infoNce's cap 4.16 nats (log of the batch, 64): it cannot tell good designs apart; raise --batch`,
          ]
        : [],
    },
    drawing: linearDrawing(),
    problems: [],
  };
}

export const linear = linearRun("design-linear-flo", "flo", null, 4.8);
export const capped = linearRun("design-linear-infoNce", "infoNce", Math.log(64), 4.03);

/** Epidemics by a deterministic course with random rates: enough for a picture. */
export function sirDrawing(): Drawing {
  const xs = Array.from({ length: 101 }, (_, i) => i);
  const paths = Array.from({ length: 150 }, (_, p) => {
    const [a, b] = Array.from(normals(fold(key(9), p), 2)) as [number, number];
    const [beta, gamma] = [0.5 * Math.exp(0.5 * a), 0.1 * Math.exp(0.5 * b)];
    let [s, i] = [498, 2];
    return xs.map(() => {
      const now = i;
      for (let k = 0; k < 20; k++) {
        const infected = (beta * s * i) / 500 / 20;
        s -= infected;
        i += infected - (gamma * i) / 20;
      }
      return now;
    });
  });
  return { xTitle: "time (days)", yTitle: "infected people", xs, paths };
}

const sirAbout: About = {
  summary: "Stochastic epidemic, susceptible, infected and recovered",
  theta: { names: ["beta", "gamma"], units: ["1/day", "1/day"] },
  design: {
    names: ["t1", "t2", "t3", "t4", "t5"],
    unit: "days",
    low: [0, 0, 0, 0, 0],
    high: [99.99, 99.99, 99.99, 99.99, 99.99],
  },
  outcome: { names: ["I1", "I2", "I3", "I4", "I5"], unit: "people" },
  cap: Math.log(512),
  methods: [
    { name: "sir", summary: "stochastic SIR by Euler-Maruyama" },
    { name: "infoNce", summary: "contrastive bound", reference: "its paper" },
  ],
};

const sirBest = [5.8, 11.6, 20.4, 35.1, 62.7];

export const sir: Run = {
  name: "design-sir-2026-01-05",
  config: configOf(
    "sir",
    { preset: "surveillance", population: 500 },
    { estimator: "infoNce", steps: 4000, batch: 512, restarts: 1 },
    sirAbout,
  ),
  metrics: metricsOf({ starts: [[1, 25.5, 50, 74.5, 99]], ends: [sirBest], steps: 4000, bound: 3.55, sd: 0.06 }),
  result: {
    kind: "design",
    simulator: "sir",
    settings: { preset: "surveillance", population: 500 },
    estimator: "infoNce",
    ...common,
    design: sirBest,
    designNames: ["t1", "t2", "t3", "t4", "t5"],
    designUnit: "days",
    gain: {
      lower: fresh(3.642, 0.014),
      upper: null,
      other: [{ value: 3.83, se: 0.02, method: "KSG-1, k = 3", samples: 20_000 }],
    },
    baselines: [
      baseline("equallySpaced", [1, 25.5, 50, 74.5, 99], {
        lower: fresh(2.611, 0.015),
        upper: null,
        other: [{ value: 2.66, se: 0.02, method: "KSG-1, k = 3", samples: 20_000 }],
      }),
    ],
    training: {
      steps: 4000,
      seconds: 84,
      bound: { value: 3.54, se: 0.01 },
      cap: Math.log(512),
      chosen: 0,
      restarts: [{ design: sirBest, compared: fresh(3.63, 0.02), steps: 4000 }],
    },
    warnings: [
      "12.1 % of the prior was dropped: epidemics whose mean number of infected is below 1; the effective prior is the rest",
    ],
  },
  drawing: sirDrawing(),
  problems: [],
};

/** Stopped in the second of three restarts: no result yet. */
export const unfinished: Run = (() => {
  const { result: _, ...begun } = pharmacokinetic;
  const metrics = pharmacokinetic.metrics.filter(({ restart, step }) => restart === 0 || (restart === 1 && step <= 1200));
  return { ...begun, name: "design-pharmacokinetic-unfinished", metrics };
})();

/** Nothing recorded yet. */
export const begun: Run = { name: "design-begun", config: pharmacokinetic.config, metrics: [], problems: [] };

/** Coordinates with limits of their own, names that HTML could misread, no curve to draw on. */
export const mixed: Run = (() => {
  const { drawing: _, result, ...rest } = pharmacokinetic;
  const names = ["dose <b>A</b>", "rate & co", 'time "0"'];
  const finished = result as NonNullable<Run["result"]>;
  const design = [320, 0.35, 6.2];
  return {
    ...rest,
    name: "design-my-<script>alert(1)</script>",
    config: {
      ...rest.config,
      designs: 3,
      about: { ...pharmacokineticAbout, design: { names, unit: "", low: [0, 0, 0], high: [500, 1, 24] } },
    },
    metrics: metricsOf({ starts: [[100, 0.8, 12]], ends: [design], steps: 3000, bound: 2, sd: 0.05 }),
    result: {
      ...finished,
      design,
      designNames: names,
      designUnit: "",
      baselines: [baseline("equallySpaced", [250, 0.5, 12], { lower: sPCE(3.14, 0.03), upper: null })],
      training: { ...finished.training, chosen: 0, restarts: [{ design, compared: sPCE(3.1, 0.03), steps: 3000 }] },
      warnings: ["<img src=x onerror=alert(1)>"],
    },
  };
})();

/** Writes a run as `floe design` leaves it. */
export function writeRun(parent: string, run: Run): string {
  const folder = join(parent, run.name.replace(/[^\w.-]/g, "_"));
  mkdirSync(folder, { recursive: true });
  const write = (file: string, value: unknown) => writeFileSync(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
  write("config.json", run.config);
  writeFileSync(join(folder, "metrics.jsonl"), run.metrics.map((metric) => `${JSON.stringify(metric)}\n`).join(""));
  if (run.result) write("result.json", run.result);
  if (run.drawing) write("drawing.json", run.drawing);
  if (run.rollouts) write("rollouts.json", run.rollouts);
  if (run.latency) write("latency.json", run.latency);
  return folder;
}
