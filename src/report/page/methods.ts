/** How the numbers were made, one line each, with references. */
import type { DesignResult, PolicyResult } from "../../records/types.js";
import { aboutOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Html, html } from "./html.js";

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly reference?: string;
}

/** By the beginning of an estimate's `method`; a method that is not here is named without explanation. */
const evaluations: readonly Entry[] = [
  {
    name: "sPCE",
    text: "lower bound of the information gain from the known likelihood: each simulated outcome's likelihood under the parameters that made it, against its mean over those and L fresh draws of the prior; it cannot exceed log(L + 1) nats",
    reference: "Foster, Ivanova, Malik, Rainforth 2021, Deep adaptive design, ICML",
  },
  {
    name: "sNMC",
    text: "upper bound from the known likelihood: the same, but the mean is over the L fresh draws alone",
    reference: "Foster, Ivanova, Malik, Rainforth 2021, Deep adaptive design, ICML",
  },
  {
    name: "InfoNCE, fresh critic",
    text: "lower bound without a likelihood: a critic trained anew for this design is read on held-out simulations; it cannot exceed the log of the number of contrasts plus one",
    reference: "van den Oord, Li, Vinyals 2018, arXiv 1807.03748; Poole et al. 2019, ICML",
  },
  {
    name: "KSG-1",
    text: "estimate of the information gain from the distances between simulated pairs to their nearest neighbours, a bound on neither side; it tends to be low in many dimensions",
    reference: "Kraskov, Stögbauer, Grassberger 2004, Physical Review E 69, 066138",
  },
];

function methodsUsed({ gain, baselines, training }: DesignResult | PolicyResult): string[] {
  const gains = [gain, ...baselines.map((baseline) => baseline.gain)];
  const estimates = gains.flatMap(({ lower, upper, other }) => [lower, upper, ...(other ?? [])]);
  return [
    ...new Set(
      [...estimates, ...training.restarts.map(({ compared }) => compared)].flatMap((estimate) =>
        estimate ? [estimate.method] : [],
      ),
    ),
  ];
}

export function methods(run: Run): Html {
  const declared: Entry[] = (aboutOf(run)?.methods ?? []).map(({ name, summary, reference }) => ({
    name,
    text: summary,
    ...(reference ? { reference } : {}),
  }));
  const told = new Set(declared.map(({ name }) => name));
  const used = run.result ? methodsUsed(run.result).filter((name) => !told.has(name)) : [];
  const explained = used.map((name): Entry => ({ text: "", ...evaluations.find((entry) => name.startsWith(entry.name)), name }));
  const item = ({ name, text, reference }: Entry) =>
    html`<li><strong>${name}</strong>${text && `: ${text}`}.${reference && html` <cite>${reference}.</cite>`}</li>\n`;
  return html`<ul class="methods">${[...declared, ...explained].map(item)}
<li>The bound that was maximised in training is never the one reported: the reported ones come from fresh simulations, and where they need a critic, it is trained afresh for each design.</li>
<li>A design is worth its expected information gain: the mutual information between the unknown parameters and the outcomes, in nats. <cite>Lindley 1956, Annals of Mathematical Statistics 27.</cite></li>
</ul>`;
}
