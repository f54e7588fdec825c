/** Whether a file of beliefs is whole: damage shows when it is loaded. */
import { isCount, isNumber, isPositive, isText, listOf, type Test } from "./fields.js";
import { versionProblem } from "./network.js";
import { transforms } from "./outcome.js";
import type { PosteriorData } from "./posteriorTypes.js";
import { PolicyError } from "./types.js";

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws PolicyError naming the first field that is wrong, and what it should be */
export function checkPosterior(data: unknown): asserts data is PosteriorData {
  if (!isObject(data) || data.kind !== "learned")
    throw new PolicyError("this is no file of beliefs: floe beliefs writes learned.json into a run folder");
  const problem = versionProblem(data.version, "the file of beliefs");
  if (problem) throw new PolicyError(problem);
  const fail = (field: string, what: string): never => {
    throw new PolicyError(`the file of beliefs is damaged: "${field}" must be ${what}`);
  };
  const part = (name: string): Fields => {
    const found = data[name];
    return isObject(found) ? found : fail(name, "an object");
  };
  const must = (of: Fields, name: string, field: string, test: Test, what: string): void => {
    if (!test(of[field])) fail(`${name}.${field}`, what);
  };
  const [prior, design, outcome] = [part("prior"), part("design"), part("outcome")];
  must(prior, "prior", "names", (value) => listOf(isText)(value) && (value as unknown[]).length > 0, "texts");
  const p = (prior.names as unknown[]).length;
  must(prior, "prior", "units", listOf(isText, p), `${p} texts`);
  must(prior, "prior", "support", (value) => value === undefined || listOf(isObject, p)(value), `${p} ranges`);
  must(
    design,
    "design",
    "logs",
    listOf((value) => typeof value === "boolean"),
    "true or false for each coordinate",
  );
  if (outcome.transform === undefined)
    throw new PolicyError(
      "these beliefs cannot leave TensorFlow.js: the simulator's features.outcome must be a transform { kind, scale, shift }",
    );
  const { transform } = outcome;
  if (
    !isObject(transform) ||
    !Object.hasOwn(transforms, String(transform.kind)) ||
    !isNumber(transform.scale) ||
    !isNumber(transform.shift)
  )
    fail("outcome.transform", "a transform { kind, scale, shift }");
  if (!Array.isArray(data.models)) fail("models", "a list");
  for (const [i, model] of (data.models as unknown[]).entries()) checkModel(model, `models.${i}`, p, fail);
}

function checkModel(model: unknown, name: string, p: number, fail: (field: string, what: string) => never): void {
  if (!isObject(model) || !isCount(model.measurements)) fail(`${name}.measurements`, "a whole number from 1 on");
  const { design, density } = model as Fields;
  if (design !== undefined && !listOf(isNumber)(design)) fail(`${name}.design`, "numbers");
  if (density === undefined) return;
  const { options, scaling, parameters } = (isObject(density) ? density : {}) as Fields;
  if (!isObject(options) || !isText(options.density)) fail(`${name}.density.options.density`, "a name");
  if (!isObject(parameters)) fail(`${name}.density.parameters`, "the network's numbers by name");
  if (!isObject(scaling)) fail(`${name}.density.scaling`, "what networks see of numbers");
  const { theta, ownTheta = theta, outcome } = scaling as Fields;
  for (const [field, one, size] of [
    ["ownTheta", ownTheta, p],
    ["outcome", outcome, undefined],
  ] as const)
    if (!isObject(one) || !listOf(isNumber, size)(one.mean) || !listOf(isPositive, (one.mean as unknown[]).length)(one.sd))
      fail(`${name}.density.scaling.${field}`, "means and positive standard deviations");
}
