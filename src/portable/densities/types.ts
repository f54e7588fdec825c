/** A trained density of theta given outcomes, in plain numbers. */

/** Its numbers by name, with their shapes. */
export type Tensors = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float64Array }>>;

/** Where a density is drawn from. */
export interface Drawing {
  /** Shares and standard normal numbers that one draw needs. */
  readonly shares: number;
  readonly normals: number;
  /** Writes n draws of p values each, row after row. @param shares from 0 to 1, [n, shares] @param normals [n, normals] @param out [n, p] */
  draw(n: number, shares: Float64Array, normals: Float64Array, out: Float64Array): void;
}

/** One model of densities; one file each. @param p values @param given what networks read @throws DamagedModel */
export type PortableModel = (tensors: Tensors, p: number, given: Float64Array) => Drawing;

/** Numbers that do not fit together. */
export class DamagedModel extends Error {
  override readonly name = "DamagedModel";
}
