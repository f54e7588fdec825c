/** Where each value of a program lies in memory: values share space when they do not live at the same time. */
import { type Program, type ValueId, valueSize } from "../../program/program.js";

const alignment = 64; // a cache line
/** Address 0 means "none" to the kernels. */
const firstAddress = alignment;

export interface Layout {
  /** Address in bytes. */
  addressOf(id: ValueId): number;
  /** First free byte behind all values. */
  readonly end: number;
}

/** Kernels that read every element before they write it, so that the result may take an operand's place. */
export type InPlace = (kernel: string) => boolean;

/**
 * @param apart values whose numbers must survive the run, or be there before it: variables, constants, inputs, outputs, gradients
 */
export function layOut(program: Program, apart: ReadonlySet<ValueId>, inPlace: InPlace): Layout {
  const roots = aliases(program);
  const root = (id: ValueId): ValueId => roots.get(id) ?? id;
  const lastUse = lastUses(program, root, apart);
  const space = new Space();
  const address = new Map<ValueId, number>();
  const bytes = (id: ValueId): number => Math.max(alignment, Math.ceil((valueSize(program, id) * 4) / alignment) * alignment);
  const place = (id: ValueId): void => {
    if (!address.has(root(id))) address.set(root(id), space.take(bytes(root(id))));
  };
  for (const id of apart) place(id);
  for (const [i, { kernel, inputs, outputs }] of program.operations.entries()) {
    if (kernel === "Reshape") continue;
    const dying = [...new Set(inputs.map(root))].filter((id) => lastUse.get(id) === i && address.has(id));
    const [output] = outputs as [ValueId];
    const taken =
      inPlace(kernel) && !address.has(root(output))
        ? dying.find((id) => valueSize(program, id) === valueSize(program, output))
        : undefined;
    if (taken !== undefined) address.set(root(output), address.get(taken) as number);
    for (const id of outputs) place(id);
    for (const id of dying) if (id !== taken) space.free(address.get(id) as number, bytes(id));
  }
  return {
    end: space.end,
    addressOf(id) {
      const at = address.get(root(id));
      if (at === undefined) throw new Error(`value ${id} has no place`);
      return at;
    },
  };
}

/** A reshaped value is the same memory. */
function aliases({ operations }: Program): ReadonlyMap<ValueId, ValueId> {
  const roots = new Map<ValueId, ValueId>();
  for (const { kernel, inputs, outputs } of operations) {
    if (kernel !== "Reshape") continue;
    const from = inputs[0] as ValueId;
    roots.set(outputs[0] as ValueId, roots.get(from) ?? from);
  }
  return roots;
}

function lastUses(program: Program, root: (id: ValueId) => ValueId, apart: ReadonlySet<ValueId>): Map<ValueId, number> {
  const last = new Map<ValueId, number>();
  for (const [i, { kernel, inputs }] of program.operations.entries())
    if (kernel !== "Reshape") for (const id of inputs) last.set(root(id), i);
  for (const id of apart) last.set(root(id), Number.POSITIVE_INFINITY);
  return last;
}

/** First fit into what was freed, neighbours joined. */
class Space {
  end = firstAddress;
  private holes: { at: number; size: number }[] = [];

  take(size: number): number {
    const hole = this.holes.find((h) => h.size >= size);
    if (!hole) {
      this.end += size;
      return this.end - size;
    }
    const { at } = hole;
    hole.at += size;
    hole.size -= size;
    this.holes = this.holes.filter((h) => h.size > 0);
    return at;
  }

  free(at: number, size: number): void {
    this.holes.push({ at, size });
    this.holes.sort((a, b) => a.at - b.at);
    const joined: typeof this.holes = [];
    for (const hole of this.holes) {
      const before = joined.at(-1);
      if (before && before.at + before.size === hole.at) before.size += hole.size;
      else joined.push({ ...hole });
    }
    this.holes = joined;
  }
}
