import { higher } from "../claims.js";
import { secondsColumn } from "../compare.js";
import type { PaperTable, Part } from "../types.js";

const bounds = ["flo", "nwj", "tuba", "infoNce"];
const problems = [
  { simulator: "linear", designs: 5, words: "Linear regression, 5 measurements", read: "exact" },
  { simulator: "pharmacokinetic", designs: 5, words: "Pharmacokinetics, 5 measurements", read: "gain", se: "error" },
  { simulator: "sir", designs: 2, words: "SIR, 2 measurements", read: "gain", se: "error" },
] as const;
const steps = [30, 100, 300, 1000, 3000];
const quickSteps = [30, 100];

const parts = problems.map(
  ({ simulator, words, ...reads }): Part => ({
    ...{ name: simulator, title: words, of: "gain of the design (nats)", along: "steps of training", columns: steps },
    rows: bounds.map((estimator) => ({
      label: estimator,
      entries: steps.map((count) => ({
        ...{ cell: { simulator, estimator, steps: count }, ...reads, published: null },
      })),
    })),
    claims: ["nwj", "infoNce"].map((than) => higher(`designs that FLO has found tell more than ${than}'s`, { of: "flo", than })),
  }),
);

export const designs: PaperTable = {
  name: "designs",
  summary:
    "designs that four bounds have found on three simulators, along the steps of their training, by one evaluation for all",
  reference: "Guo et al. 2022, Tight mutual information estimation with contrastive Fenchel-Legendre optimization, figure 4",
  protocol: [
    "Each design is valued by what has trained none: for linear regression exactly, for pharmacokinetics by a contrastive bound on fresh simulations, for SIR by a fresh critic. Seconds are of the training alone.",
    "Trainings of different lengths are runs of their own, with Floe's usual networks and rates, and not those of the paper; it shows curves and prints no numbers.",
  ],
  takes: { full: "two hours", quick: "three minutes" },
  study: (form) => ({
    run: "design",
    options: {
      restarts: 1,
      ...(form === "full"
        ? {}
        : { batch: 64, hidden: [32], samples: 500, contrasts: 500, evaluationSteps: 100, evaluationBatch: 128 }),
    },
    cases: problems.map(({ simulator, designs: count }) => ({ simulator, designs: count })),
    vary: { estimator: bounds, steps: form === "full" ? steps : quickSteps },
    seeds: form === "full" ? [0, 1, 2] : [0],
    read: { gain: "gain.lower.value", error: "gain.lower.se", exact: "gain.exact", [secondsColumn]: "training.seconds" },
    compare: { by: ["estimator"], along: "steps", of: "gain" },
  }),
  parts,
};
