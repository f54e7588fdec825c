/**
 * Memories with kernels on them, lent to one program at a time. They are used again, because an engine reserves gigabytes of
 * addresses for each and gives them back only when its garbage collector comes by.
 */
import { type Kernels, loadKernels, type Memory, newMemory } from "./kernels.js";

export interface KernelMemory {
  readonly memory: Memory;
  readonly kernels: Kernels;
}

export interface LentMemory extends KernelMemory {
  giveBack(): void;
}

const pageBytes = 65536;

/** Makes the memory at least so large. Growing takes the numbers out of earlier views of its buffer. */
export function reserve(memory: Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
  if (missing > 0) memory.grow(missing);
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
