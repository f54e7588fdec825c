/** When to count the infected: a stochastic epidemic with unknown rates of infection and recovery. */
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { independent } from "../src/modelling/priors.js";
import { createEpidemic, type Epidemic } from "./sir/epidemic.js";
import { presetDefaults, presets, type Settings, settings } from "./sir/presets.js";

/**
 * FLO (Guo et al. 2022), equations S54 and S55, in Itô's sense:
 *   dS = -βSI/N dt - sqrt(βSI/N) dW1,  dI = (βSI/N - γI) dt + sqrt(βSI/N) dW1 - sqrt(γI) dW2.
 * I is kept in [0, N] and S in [0, N - I], so that the recovered never become negative; the excess is taken from S, where it is one in
 * hundreds, not from the few infected.
 */
export const equations: Epidemic["equations"] = {
  where: {
    infection: "beta*S*I/N",
    recovery: "gamma*I",
    infected: "infection*dt + sqrt(infection)*dW1",
    recovered: "recovery*dt + sqrt(recovery)*dW2",
  },
  equations: { S: "-infected", I: "infected - recovered" },
  start: { S: "N - I0", I: "I0" },
  within: { I: [0, "N"], S: [0, "N - I"] },
  over: "I <= 0",
};

export function sirEpidemic({ preset }: Settings): Epidemic {
  const { infection, recovery } = presets[preset];
  const prior = independent({ beta: { ...infection, unit: "1/day" }, gamma: { ...recovery, unit: "1/day" } });
  return { name: "sir", summary: sir.summary, prior, equations };
}

export const sir = defineSimulator({
  name: "sir",
  summary: "number infected at chosen times in a stochastic epidemic (SIR) with unknown rates of infection and recovery",
  use: "no likelihood; timing observations of a process that is expensive or impossible to model in closed form",
  reference: "FLO appendix L.3, equations S54 and S55; preset surveillance: Ivanova et al. 2021, arXiv:2111.02329",
  settings,
  defaultsFor: presetDefaults,
  defaultDesigns: 5,
  create: (designs, given) => createEpidemic(sirEpidemic(given), designs, given),
  recommended: () => ({ designRate: 0.2, steps: 3000 }),
  presets: { paper: { estimator: "flo", batch: 64, hidden: [64, 64] } },
});
