/** Whether a meta-learned model's file is whole: damage shows when it is loaded, not as a curve that is wrong. */
import type { ModelData } from "./modelTypes.js";
import { ModelError, versionProblem } from "./network.js";

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown, least: number): boolean => Number.isInteger(value) && (value as number) >= least;
const isPositive = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;

/** @throws ModelError naming the first field that is wrong, and what it should be */
export function checkModel(data: unknown): asserts data is ModelData {
  if (isText(data))
    throw new ModelError(
      "loadMetaModel takes the parsed content of model.json, not a path or a text: loadMetaModel(JSON.parse(text))",
    );
  if (!isObject(data) || data.kind !== "metaModel" || !isObject(data.adaptation))
    throw new ModelError("this is no model's file: floe meta train writes model.json into its run folder");
  const problem = versionProblem(data.version, "the model's file");
  if (problem) throw new ModelError(problem);
  const must = (fits: boolean, field: string, what: string): void => {
    if (!fits) throw new ModelError(`the model's file is damaged: "${field}" must be ${what}`);
  };
  const { low, high, adaptation, parameters, scaling } = data;
  must(Number.isFinite(low), "low", "a number");
  must(isPositive((high as number) - (low as number)) && Number.isFinite(high), "high", "a number above low");
  must(scaling === undefined || isObject(scaling), "scaling", "what networks see of x and y");
  for (const axis of isObject(scaling) ? (["x", "y"] as const) : []) {
    const linear = (scaling as Fields)[axis];
    must(isObject(linear) && Number.isFinite(linear.shift), `scaling.${axis}.shift`, "a number");
    must(isObject(linear) && isPositive(linear.scale), `scaling.${axis}.scale`, "a number above 0");
  }
  must(isObject(parameters), "parameters", "the networks' numbers by name");
  const { kind, network, encoder, from, rate, steps } = adaptation;
  must(kind === "gradient" || kind === "prompt", "adaptation.kind", '"gradient" or "prompt"');
  must(isText(network), "adaptation.network", "a network's name");
  if (kind === "prompt") return must(isText(encoder), "adaptation.encoder", "a network's name");
  must(isCount(from, 0), "adaptation.from", "a whole number from 0 on");
  must(isPositive(rate), "adaptation.rate", "a number above 0");
  must(isCount(steps, 1), "adaptation.steps", "a whole number from 1 on");
}
