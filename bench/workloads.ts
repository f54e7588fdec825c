/** What is measured, described once for all who run it: the two networks of the literature, and the default steps of every simulator. */
import { simulators } from "../simulators/index.js";
import type { TrainingOptions } from "../src/contracts/options.js";
import type { SimulatorFamily } from "../src/contracts/simulator.js";
import { estimators } from "../src/estimators/index.js";
import { createSimulator } from "../src/modelling/defineSimulator.js";
import { resolveTraining } from "../src/options/defaults.js";

/** FLO with a bilinear critic on the line model with ten measurements, the design trained along. */
export interface Network {
  readonly kind: "network";
  readonly name: string;
  readonly hidden: number;
  readonly batch: number;
  /** Width of the features that both encoders end with. */
  readonly features: number;
  readonly measurements: number;
}

/** What `floe design NAME` does in a step when no other option is given. */
export interface Default {
  readonly kind: "default";
  readonly name: string;
  readonly simulator: string;
  readonly designs: number;
  readonly estimator: keyof typeof estimators;
  /** As resolved, so that whoever writes the same step elsewhere has the same sizes. */
  readonly training: TrainingOptions;
}

export type Workload = Network | Default;

export const networks: readonly Network[] = [
  { kind: "network", name: "linear-128", hidden: 128, batch: 64, features: 512, measurements: 10 },
  { kind: "network", name: "bilinear-512", hidden: 512, batch: 128, features: 512, measurements: 10 },
];

function own(family: SimulatorFamily, designs: number, estimator: Default["estimator"]): Default {
  return {
    kind: "default",
    name: `${family.name} --designs ${designs} --estimator ${estimator}`,
    simulator: family.name,
    designs,
    estimator,
    training: resolveTraining(family, estimators[estimator], undefined, {}),
  };
}

/** FLO's study of the drug has ten times (appendix L.2); other simulators are measured at their default number. */
const furtherDesigns: Readonly<Record<string, readonly number[]>> = { pharmacokinetic: [10] };

/** Each simulator with a trained critic, and by its likelihood where it has one. */
function defaultsOf(family: SimulatorFamily): Default[] {
  const { name, defaultDesigns } = family;
  const hasLikelihood = createSimulator(family).logLikelihood !== undefined;
  return [
    ...[defaultDesigns, ...(furtherDesigns[name] ?? [])].map((designs) => own(family, designs, "flo")),
    ...(hasLikelihood ? [own(family, defaultDesigns, "pce")] : []),
  ];
}

export const defaults: readonly Default[] = Object.values(simulators).flatMap(defaultsOf);

export const workloads: readonly Workload[] = [...networks, ...defaults];

/** The most that a step may take, as a multiple of PyTorch's eager mode with one thread, on the same core. */
export interface Target {
  readonly native: number;
  readonly wasm: number;
}

export const targets: Readonly<Record<string, Target>> = {
  "linear-128": { native: 0.6, wasm: 1 },
  "bilinear-512": { native: 0.8, wasm: 1.5 },
  "pharmacokinetic --designs 10 --estimator flo": { native: 0.8, wasm: 1.2 },
  "sir --designs 5 --estimator flo": { native: 0.8, wasm: 1.2 },
};
