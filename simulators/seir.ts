/** When to count the infected where the infection is passed on only after a latent period: SIR with a compartment of the exposed. */
import type { SettingSpecs, SettingsOf } from "../src/contracts/values.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { independent, logNormal } from "../src/modelling/priors.js";
import { createEpidemic, type Epidemic } from "./sir/epidemic.js";
import { presetDefaults, presets, settings as shared } from "./sir/presets.js";

const settings = {
  ...shared,
  latency: { default: 5, min: 1e-3, max: 1e3, unit: "days", help: "median of the mean time from infection to being infectious" },
  latencySpread: { default: 0.5, min: 1e-3, max: 3, help: "sd of the logarithm of that time under the prior" },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/**
 * FLO names the model in L.3 and does not print it. As its SIR, with a third flow and a third Brownian motion (Itô):
 *   dS = -βSI/N dt - sqrt(βSI/N) dW1,  dE = (βSI/N - σE) dt + sqrt(βSI/N) dW1 - sqrt(σE) dW2,
 *   dI = (σE - γI) dt + sqrt(σE) dW2 - sqrt(γI) dW3.
 * No more become infectious than are exposed: the exposed are few where σ is large, and to cut them off at 0 would make people of noise. All are kept
 * non-negative, and their sum at most N. An epidemic is over when neither exposed nor infected are left.
 */
export const equations: Epidemic["equations"] = {
  where: {
    infection: "beta*S*I/N",
    onset: "sigma*E",
    recovery: "gamma*I",
    exposed: "infection*dt + sqrt(infection)*dW1",
    infected: "min(onset*dt + sqrt(onset)*dW2, E + exposed)",
    recovered: "recovery*dt + sqrt(recovery)*dW3",
  },
  equations: { S: "-exposed", E: "exposed - infected", I: "infected - recovered" },
  start: { S: "N - I0", E: "0", I: "I0" },
  within: { E: [0, "N"], I: [0, "N - E"], S: [0, "N - I - E"] },
  over: "I + E <= 0",
};

export function seirEpidemic({ preset, latency, latencySpread }: Settings): Epidemic {
  const { infection, recovery } = presets[preset];
  const prior = independent({
    beta: { ...infection, unit: "1/day" },
    sigma: { ...logNormal(-Math.log(latency), latencySpread), unit: "1/day" },
    gamma: { ...recovery, unit: "1/day" },
  });
  return { name: "seir", summary: seir.summary, prior, equations };
}

export const seir = defineSimulator({
  name: "seir",
  summary: "number infectious at chosen times in a stochastic epidemic with a latent period (SEIR), all three rates unknown",
  use: "as sir, where those infected are not infectious at once; an example of equations of one's own",
  reference:
    "named in FLO appendix L.3; the diffusion of the SEIR chain, as Allen 2008, chapter 3 of Mathematical Epidemiology, derives it",
  settings,
  defaultsFor: (given) => presetDefaults(given),
  defaultDesigns: 5,
  create: (designs, given) => createEpidemic(seirEpidemic(given), designs, given),
  recommended: () => ({ designRate: 0.2, steps: 3000 }),
});
