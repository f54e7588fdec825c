/** Files by hand, for tests of what reads them. */

/** NumPy's head is padded, so that numbers begin at a multiple of 64. */
export function npy(descr: string, shape: string, data: Buffer, order = "False"): Buffer {
  const head = `${`{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`.padEnd(117)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(head.length);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(head, "latin1"), data]);
}

export const doubles = (...values: number[]): Buffer => Buffer.from(Float64Array.from(values).buffer);
