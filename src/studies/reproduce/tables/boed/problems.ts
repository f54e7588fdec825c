/**
 * The problems, an entry each: what it is, how its policies are trained here and evaluated, and what is published. Settings are those that reached the
 * numbers in docs/benchmarks.md and docs/policies.md. Published numbers: docs/benchmarks.md; costs: what the published budget takes on one core, extrapolated from so many steps measured.
 */
import type { Benchmark } from "../../types.js";

/** Networks of the policies that need more than the default. */
const wide = { policyHidden: [128, 128] };

export const problems: readonly Benchmark[] = [
  {
    name: "Two sources, T = 30",
    task: "two places ~ N(0, I) in a plane, thirty measurements from -4 to 4, log signal with an error of 0.5",
    cell: { simulator: "location", horizon: 30, "set.preset": null },
    train: { ...wide, nearContrasts: 280, batch: 96, steps: 6000 },
    evaluate: { samples: 1000, contrasts: 1_000_000 },
    published: [
      { name: "DAD", value: 10.93, cost: "200 hours of one core" },
      { name: "RL", value: 11.73, upper: 12.36 },
    ],
  },
  {
    name: "Two sources, T = 10",
    task: "two places ~ N(0, I) in a plane, ten measurements from -4 to 4, log signal with an error of 0.5",
    cell: { simulator: "location", horizon: 10, "set.preset": null },
    train: { ...wide, nearContrasts: 140, batch: 128, steps: 6000 },
    evaluate: { samples: 2000, contrasts: 500_000 },
    published: [
      { name: "iDAD", value: 7.75 },
      { name: "DAD", value: 7.97 },
    ],
  },
  {
    name: "One source in a square, T = 30",
    task: "one place uniform in the unit square, thirty measurements in it, log signal with an error of 0.5",
    cell: { simulator: "location", horizon: 30, "set.preset": "square" },
    train: { ...wide, nearContrasts: 180, batch: 64, steps: 4000 },
    evaluate: { samples: 1000, contrasts: 1_000_000 },
    published: [
      { name: "DAD", value: 7.33 },
      { name: "RL", value: 7.7 },
      { name: "ALINE", value: 8.91 },
    ],
  },
  {
    name: "Preferences (CES), T = 10",
    task: "u ~ LogNormal(1, 3), rho ~ Beta(1, 1), three weights ~ Dirichlet(1, 1, 1); ten pairs of baskets of three goods from 0.01 to 100, a rating that ends at 2^-22",
    cell: { simulator: "ces", horizon: 10, "set.preset": null },
    train: { ...wide, "set.scale": "log", nearContrasts: 100, trainingContrasts: 10_000_000, batch: 128, steps: 2500 },
    evaluate: { samples: 150, contrasts: 10_000_000 },
    published: [
      { name: "DAD", value: 10.77 },
      { name: "ALINE", value: 13.5 },
      { name: "RL", value: 14.6 },
    ],
  },
  {
    name: "Discounting, T = 20",
    task: "log k ~ N(-4.25, 1.5), alpha ~ |N(0, 2)|; twenty choices between an amount now and 100 later, by the curve of the published code",
    cell: { simulator: "discounting", horizon: 20, "set.preset": null },
    train: { "set.curve": "published", batch: 64, trainingContrasts: 1024, curriculum: 4, steps: 3000 },
    evaluate: { samples: 10_000, contrasts: 5000 },
    published: [
      { name: "fixed", value: 2.518 },
      { name: "Badapted", value: 4.454 },
      { name: "DAD", value: 5.021, upper: 5.123 },
    ],
  },
  {
    name: "Death process, T = 4",
    task: "a rate ~ N(1, 1) above 0, four times at which the dead of fifty are counted",
    cell: { simulator: "death", horizon: 4, "set.preset": null },
    train: {},
    evaluate: { samples: 10_000, contrasts: 10_000 },
    published: [
      { name: "static", value: 2.007 },
      { name: "DAD", value: 2.113 },
    ],
  },
  {
    name: "Prey, T = 10",
    task: "log attack rate and log handling time ~ N(-1.4, 1.35); ten offers of 1 to 300 prey, how many are eaten in 24 hours",
    cell: { simulator: "prey", horizon: 10, "set.preset": null },
    train: { "set.scale": "log", staticSteps: 200, steps: 5000 },
    evaluate: { samples: 1000, contrasts: 1_000_000 },
    published: [
      { name: "VPCE", value: 4.396 },
      { name: "RL", value: 4.456 },
      { name: "SMC", value: 4.521 },
    ],
  },
  {
    name: "Pharmacokinetics, T = 5",
    task: "log-normal absorption, elimination and volume; five blood samples in 24 hours",
    cell: { simulator: "pharmacokinetic", horizon: 5, "set.preset": null },
    train: { ...wide, nearContrasts: 140, batch: 256, steps: 4000 },
    evaluate: { samples: 120_000, contrasts: 10_000 },
    published: [{ name: "policy by the likelihood", value: 3.234, cost: "8.6 hours of one core" }],
  },
  {
    name: "Epidemic (SIR), T = 5",
    task: "log-normal rates of infection and recovery, five counts of a stochastic epidemic without a likelihood; bounds by a critic that is trained afresh",
    cell: { simulator: "sir", horizon: 5, "set.preset": null },
    train: { estimator: "infoNce", batch: 512, designRate: 0.0005, steps: 8000 },
    evaluate: { samples: 20_000, evaluationSteps: 6000 },
    published: [{ name: "iDAD (InfoNCE)", value: 3.915, cost: "12.7 hours of one core and simulation" }],
  },
];
