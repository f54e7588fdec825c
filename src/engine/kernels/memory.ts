/**
 * Memories with kernels on them, lent to one program at a time. They are used again, because an engine reserves gigabytes of
 * addresses for each and gives them back only when its garbage collector comes by.
 */
import { InputError } from "../../basics/errors.js";
import { type Kernels, loadKernels, type Memory, newMemory } from "./kernels.js";

export interface KernelMemory {
  readonly memory: Memory;
  readonly kernels: Kernels;
}

export interface LentMemory extends KernelMemory {
  giveBack(): void;
}

const pageBytes = 65536;

/**
 * Makes the memory at least so large. Growing takes the numbers out of earlier views of its buffer.
 * @throws InputError when the machine, or WebAssembly with its 4 GiB, has no such room: the memory is given back then
 */
export function reserve({ memory, giveBack }: LentMemory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (error) {
    giveBack();
    throw new InputError(
      `a compiled step needs ${(bytes / 1e9).toPrecision(3)} GB of memory, which is more than can be had here (WebAssembly has 4.3 GB at most): ` +
        "lower --batch, the number of measurements or the widths of the networks",
      { cause: error },
    );
  }
}

const idle: KernelMemory[] = [];
const firstPages = 64;

export function borrowMemory(): LentMemory {
  const owned = idle.pop() ?? open();
  let lent = true;
  return {
    ...owned,
    giveBack() {
      if (lent) idle.push(owned);
      lent = false;
    },
  };
}

function open(): KernelMemory {
  const memory = newMemory(firstPages);
  return { memory, kernels: loadKernels(memory) };
}
