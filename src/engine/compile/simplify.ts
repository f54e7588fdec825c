/** Rewrites of a traced program that every executor gains from. TensorFlow.js's gradients repeat, reshape and transpose a lot. */
import { createHash } from "node:crypto";
import { type Operation, type Program, type Value, type ValueId, withoutDeadCode } from "../program/program.js";

/** The same program with fewer operations. Adds one kernel to those of `kernelShapes`: ReluGrad(dy, y), dy where y > 0 and else 0 (for finite dy). */
export function simplify(program: Program): Program {
  return withoutDeadCode(throughActivations(withoutDeadCode(new Rewriter(program).run())));
}

class Rewriter {
  /** What to read instead of a value. */
  private readonly instead = new Map<ValueId, ValueId>();
  /** Operations and constants by what they compute. */
  private readonly known = new Map<string, readonly ValueId[]>();
  private readonly makers = new Map<ValueId, Operation>();
  private readonly operations: Operation[] = [];

  constructor(private readonly program: Program) {}

  run(): Program {
    this.mergeConstants();
    for (const operation of this.program.operations) this.take(operation);
    const { outputs, gradients } = this.program;
    const found = (ids: Readonly<Record<string, ValueId>>) =>
      Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, this.current(id)]));
    return { ...this.program, operations: this.operations, outputs: found(outputs), gradients: found(gradients) };
  }

  private current(id: ValueId): ValueId {
    return this.instead.get(id) ?? id;
  }

  private valueOf(id: ValueId): Value {
    return this.program.values[id] as Value;
  }

  private mergeConstants(): void {
    for (const [id, data] of this.program.constants) {
      const { shape, dtype } = this.valueOf(id);
      const hash = createHash("sha256").update(data).digest("hex");
      const key = `${dtype}[${shape}]${hash}`;
      const before = this.known.get(key);
      if (before) this.instead.set(id, before[0] as ValueId);
      else this.known.set(key, [id]);
    }
  }

  private take(given: Operation): void {
    const operation = this.folded({ ...given, inputs: given.inputs.map((id) => this.current(id)) });
    const [input] = operation.inputs as [ValueId];
    const [output] = operation.outputs as [ValueId];
    if (this.changesNothing(operation)) {
      this.instead.set(output, input);
      return;
    }
    const key = keyOf(operation, this.valueOf(output));
    const before = key === undefined ? undefined : this.known.get(key);
    if (before) {
      for (const [i, id] of operation.outputs.entries()) this.instead.set(id, before[i] as ValueId);
      return;
    }
    if (key !== undefined) this.known.set(key, operation.outputs);
    for (const id of operation.outputs) this.makers.set(id, operation);
    this.operations.push(operation);
  }

  private changesNothing({ kernel, inputs, outputs }: Operation): boolean {
    const [from, to] = [this.valueOf(inputs[0] as ValueId), this.valueOf(outputs[0] as ValueId)];
    if (kernel === "Reshape") return `${from.shape}` === `${to.shape}`;
    return kernel === "Cast" && from.dtype === to.dtype;
  }

  private folded(operation: Operation): Operation {
    if (operation.kernel === "Reshape") return this.reshapeOnce(operation);
    if (operation.kernel === "BatchMatMul") return this.foldTransposes(operation);
    if (operation.kernel === "Multiply") return this.reluGradient(operation);
    return operation;
  }

  private reshapeOnce(operation: Operation): Operation {
    const maker = this.makers.get(operation.inputs[0] as ValueId);
    return maker?.kernel === "Reshape" ? { ...operation, inputs: maker.inputs } : operation;
  }

  private foldTransposes(operation: Operation): Operation {
    const [a, b] = operation.inputs as [ValueId, ValueId];
    const { transposeA, transposeB } = operation.attrs as { transposeA: boolean; transposeB: boolean };
    const [x, y] = [this.transposedFrom(a), this.transposedFrom(b)];
    const attrs = {
      transposeA: x === undefined ? transposeA : !transposeA,
      transposeB: y === undefined ? transposeB : !transposeB,
    };
    return { ...operation, inputs: [x ?? a, y ?? b], attrs };
  }

  /** The value whose last two axes were exchanged to make this one. */
  private transposedFrom(id: ValueId): ValueId | undefined {
    const maker = this.makers.get(id);
    if (maker?.kernel !== "Transpose") return undefined;
    const perm = maker.attrs.perm as number[];
    const n = perm.length;
    const swapped = perm.every((axis, i) => axis === (i < n - 2 ? i : 2 * n - 3 - i));
    return swapped ? maker.inputs[0] : undefined;
  }

  /** TensorFlow.js writes the gradient of relu as dy·step(x): two passes where one does, and a product of 0 and infinity is NaN. */
  private reluGradient(operation: Operation): Operation {
    const [dy, factor] = operation.inputs as [ValueId, ValueId];
    const maker = this.makers.get(factor);
    if (maker?.kernel !== "Step" || maker.attrs.alpha !== 0) return operation;
    if (`${this.valueOf(dy).shape}` !== `${this.valueOf(factor).shape}`) return operation;
    return { ...operation, kernel: "ReluGrad", inputs: [dy, maker.inputs[0] as ValueId], attrs: {} };
  }
}

/** Undefined for operations that are not compared. */
function keyOf({ kernel, inputs, attrs }: Operation, { shape, dtype }: Value): string | undefined {
  const plain = Object.values(attrs).every((x) => typeof x !== "object" || Array.isArray(x));
  return plain ? `${kernel}(${inputs}) ${JSON.stringify(attrs)} ${dtype}[${shape}]` : undefined;
}

/** Lets the gradient of relu look at relu's result, which is positive where its input is: then nobody needs the input. */
function throughActivations(program: Program): Program {
  const activated = new Map<ValueId, ValueId>();
  for (const { kernel, inputs, outputs } of program.operations)
    if (kernel === "Relu") activated.set(inputs[0] as ValueId, outputs[0] as ValueId);
  const operations = program.operations.map((operation) => {
    if (operation.kernel !== "ReluGrad") return operation;
    const [dy, x] = operation.inputs as [ValueId, ValueId];
    return { ...operation, inputs: [dy, activated.get(x) ?? x] };
  });
  return { ...program, operations };
}

/** How many operations read each value; outputs and gradients count as one more. */
export function readers({ operations, outputs, gradients }: Program): ReadonlyMap<ValueId, number> {
  const counts = new Map<ValueId, number>();
  const count = (id: ValueId) => counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const { inputs } of operations) inputs.forEach(count);
  for (const id of [...Object.values(outputs), ...Object.values(gradients)]) count(id);
  return counts;
}
