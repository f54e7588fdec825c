/** A training's state as a checkpoint, and back. */
import { InputError } from "../../basics/errors.js";
import type { Checkpoint } from "../../contracts/values.js";
import { type AscentState, type Counters, fields } from "./state.js";

/** The name of an array in a checkpoint. */
export type ArrayName = (field: (typeof fields)[number], parameter: string) => string;

/** For a checkpoint: numbers as JSON, arrays by name. The arrays are the state's own. */
export function pack({ counters, parameters }: AscentState, arrayName: ArrayName): Checkpoint {
  const each = Object.entries(parameters);
  const shapes = Object.fromEntries(each.map(([name, { shape }]) => [name, shape]));
  const arrays = each.flatMap(([name, parameter]) => fields.map((field) => [arrayName(field, name), parameter[field]]));
  return { state: { counters, shapes }, arrays: Object.fromEntries(arrays) };
}

/**
 * @param like a state of the same training, say a fresh one
 * @throws InputError naming what differs
 */
export function unpack<C extends Counters>(
  { state, arrays }: Checkpoint,
  like: AscentState<C>,
  arrayName: ArrayName,
): AscentState<C> {
  const { counters, shapes } = state as { counters: C; shapes: Record<string, number[]> };
  const wrong = [...differences(shapes, like), ...missing(arrays, like, arrayName)];
  if (wrong.length > 0)
    throw new InputError(
      `the checkpoint is not one of this training: ${wrong.slice(0, 3).join("; ")}${wrong.length > 3 ? "; .." : ""}. ` +
        "Put config.json back as it was when the run began, or begin the run again in another folder",
    );
  const parameters = Object.entries(shapes).map(([name, shape]) => {
    const own = fields.map((field) => [field, arrays[arrayName(field, name)]]);
    return [name, { shape, ...Object.fromEntries(own) }];
  });
  return { counters, parameters: Object.fromEntries(parameters) };
}

function differences(shapes: Readonly<Record<string, readonly number[]>>, { parameters }: AscentState): string[] {
  const inList = (shape: readonly number[]) => `[${shape.join(", ")}]`;
  const here = Object.entries(parameters).flatMap(([name, { shape }]) => {
    const there = shapes[name];
    if (!there) return [`it has no ${name}`];
    return inList(there) === inList(shape) ? [] : [`its ${name} is ${inList(there)} and not ${inList(shape)}`];
  });
  const strange = Object.keys(shapes).filter((name) => !parameters[name]);
  return [...here, ...strange.map((name) => `its ${name} is not trained here`)];
}

function missing(arrays: Checkpoint["arrays"], { parameters }: AscentState, arrayName: ArrayName): string[] {
  return Object.entries(parameters).flatMap(([name, { value }]) =>
    fields
      .map((field) => arrayName(field, name))
      .flatMap((array) => (arrays[array]?.length === value.length ? [] : [`it lacks ${array}`])),
  );
}
