/** The commands of `floe meta`, as src/cli/commands.ts has the others. */
import { metaOptions, partsOptions } from "../options/table.js";
import { type Command, names } from "./command.js";

const metaTraining = [
  ...names(metaOptions).filter((name) => name !== "seeds" && name !== "searchSteps"),
  "steps",
  "hidden",
  "criticRate",
  "set",
  "backend",
] as const;

/** @param all the commands that may begin runs: a comparison is made of them */
export const metaCommands = (all: () => readonly Command[]): readonly Command[] => [
  {
    name: "meta train",
    help: { steps: "training steps", set: "a setting of the method, e.g. --set innerRate=0.01 (repeat for several)" },
    summary: "meta-train a method for few-shot regression, test it on held-out tasks, write a run folder with the model",
    args: [["<method>", "a name (see `floe list meta`)"]],
    options: [...metaTraining, "seed"],
    extras: ["out", "force", "json", "quiet", "config", "trust"],
    examples: ["floe meta train metaFlo", "floe meta train fomaml --hidden 40,40 --family community10 --set innerRate=0.01"],
    computes: true,
    load: () => import("./commands/metaTrain.js"),
  },
  {
    name: "meta compare",
    help: {
      steps: "training steps of each training",
      processes: "trainings at once; the result is the same (default: one a core)",
    },
    summary: "every method on the same tasks: search for settings, several seeds, exact levels, a report",
    args: [],
    options: [
      ...metaTraining.filter((name) => !["rate", "set", "validationOnly"].includes(name)),
      ...(["seeds", "searchSteps", "seed", "processes"] as const),
      ...partsOptions,
    ],
    extras: ["quick", "out", "force", "json", "quiet", "config", "trust"],
    examples: ["floe meta compare --quick", "floe meta compare --family community10 --hidden 40,40 --out runs/community"],
    computes: true,
    load: async () => (await import("./commands/metaCompare.js")).metaCompare(all()),
  },
  {
    name: "meta adapt",
    summary: "a trained model's predictions for a new task, from its support points",
    args: [["<model>", "a run folder of floe meta train, or its model.json"]],
    options: [],
    extras: ["support", "query", "adaptationSteps", "out", "force", "json"],
    examples: [
      "floe meta adapt runs/mine --support points.csv --query xs.csv",
      "floe meta adapt runs/mine/model.json --support points.csv --json",
    ],
    load: () => import("./commands/metaAdapt.js"),
  },
];
