/**
 * A meta-trained model without TensorFlow.js: `import { loadMetaModel } from "floe/meta"`. No dependencies, the same in Node and in browsers.
 *
 *   const model = loadMetaModel(JSON.parse(text));           // model.json of floe meta train
 *   const curve = model.adapt([{ x: -2, y: 1.3 }, { x: 0, y: 0.4 }]);
 *   curve([-1, 0, 1]);                                        // predictions
 */
import { adaptations } from "./adaptations/index.js";
import type { Adapting } from "./adaptations/types.js";
import { checkModel } from "./checkModel.js";
import type { Curve, Linear, MetaModel, ModelData, Point, PortableMethod, Scaling } from "./modelTypes.js";
import { ModelError } from "./network.js";

export { ModelError } from "./network.js";

/** @param data the content of model.json @throws ModelError when it is none, or damaged */
export function loadMetaModel(data: ModelData): MetaModel {
  checkModel(data);
  const { parameters, scaling = asItIs, wider = 1 } = data;
  const adapting = open(parameters, data.adaptation);
  return {
    data,
    adapt(points, given) {
      checkPoints(points);
      if (adapting.steps === undefined && given !== undefined)
        throw new ModelError("this model adapts in one pass and makes no steps: call adapt(points) without them");
      const steps = given ?? adapting.steps ?? 0;
      if (!Number.isInteger(steps) || steps < 0) throw new ModelError(`steps must be a whole number of at least 0, got ${steps}`);
      const seen = points.map(({ x, y }) => ({ x: toSeen(x, scaling.x), y: toSeen(y, scaling.y) }));
      const { mean, sd } = adapting.adapt(seen, steps);
      const at =
        (value: (x: number) => number, { shift, scale }: Linear) =>
        (xs: readonly number[]): number[] =>
          checked(xs).map((x) => finite(shift + scale * value(toSeen(x, scaling.x)), x, steps));
      const curve: Curve = at(mean, scaling.y);
      return sd ? Object.assign(curve, { sd: at(sd, { shift: 0, scale: wider * scaling.y.scale }) }) : curve;
    },
  };
}

const open = <M extends PortableMethod>(parameters: ModelData["parameters"], method: M): Adapting =>
  (adaptations[method.kind] as { open(parameters: ModelData["parameters"], method: M): Adapting }).open(parameters, method);

/** @throws ModelError for what is no list of finite numbers */
function checked(xs: readonly number[]): number[] {
  if (!Array.isArray(xs) && !ArrayBuffer.isView(xs))
    throw new ModelError(`a curve takes a list of x, e.g. curve([0, 1]), got ${JSON.stringify(xs)}`);
  const bad = xs.find((x) => !Number.isFinite(x));
  if (bad !== undefined) throw new ModelError(`x must be finite numbers, got ${bad}`);
  return Array.from(xs);
}

const asItIs: Scaling = { x: { shift: 0, scale: 1 }, y: { shift: 0, scale: 1 } };

const toSeen = (value: number, { shift, scale }: Linear): number => (value - shift) / scale;

/** JSON would hold null in the place of a number that is none. */
function finite(y: number, x: number, steps: number): number {
  if (Number.isFinite(y)) return y;
  const cause = steps > 0 ? `the adaptation diverged in ${steps} steps; take fewer, or ` : "";
  throw new ModelError(`the prediction at x = ${x} is not finite: ${cause}check that points and x are in the model's units`);
}

function checkPoints(points: readonly Point[]): void {
  if (!Array.isArray(points) || points.length === 0)
    throw new ModelError("there are no support points: give at least one { x, y }");
  points.forEach((point, n) => {
    if (!Number.isFinite(point?.x) || !Number.isFinite(point?.y))
      throw new ModelError(`support point ${n + 1} must be { x, y } with finite numbers, got ${JSON.stringify(point)}`);
  });
}
