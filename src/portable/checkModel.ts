/** Whether a meta-learned model's file is whole: damage shows when it is loaded, not as a curve that is wrong. */
import { adaptations } from "./adaptations/index.js";
import { isPositive, isText } from "./fields.js";
import type { ModelData } from "./modelTypes.js";
import { ModelError, versionProblem } from "./network.js";

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;

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
  const { low, high, adaptation, parameters, scaling, wider } = data;
  must(Number.isFinite(low), "low", "a number");
  must(isPositive((high as number) - (low as number)) && Number.isFinite(high), "high", "a number above low");
  must(scaling === undefined || isObject(scaling), "scaling", "what networks see of x and y");
  for (const axis of isObject(scaling) ? (["x", "y"] as const) : []) {
    const linear = (scaling as Fields)[axis];
    must(isObject(linear) && Number.isFinite(linear.shift), `scaling.${axis}.shift`, "a number");
    must(isObject(linear) && isPositive(linear.scale), `scaling.${axis}.scale`, "a number above 0");
  }
  must(wider === undefined || isPositive(wider), "wider", "a number above 0, or absent");
  must(isObject(parameters), "parameters", "the networks' numbers by name");
  const { kind, network } = adaptation;
  const known = Object.keys(adaptations);
  must(isText(kind) && known.includes(kind as string), "adaptation.kind", known.map((name) => `"${name}"`).join(" or "));
  must(isText(network), "adaptation.network", "a network's name");
  adaptations[kind as keyof typeof adaptations].check(adaptation, must);
}
