/** Affine couplings behind a normal, which end at mixtures of normals. As src/critics/flowDensity.ts, from where it ends back to the value. */
import { encoded, network } from "./layers.js";
import { fromResiduals, normalsOf, normalsSize, picked, sharesOf } from "./normals.js";
import type { PortableModel } from "./types.js";

const couplings = 5;
const components = 4;
const mostLogScale = 2;

export const flow: PortableModel = (tensors, p, given) => {
  const [own, size] = [normalsSize(1, p), normalsSize(components, 1)];
  const all = encoded(tensors, given, own + p * size);
  const normal = normalsOf(all.subarray(0, own), 1, p);
  const ends = Array.from({ length: p }, (_, i) => normalsOf(all.subarray(own + i * size, own + (i + 1) * size), components, 1));
  const upTo = ends.map(sharesOf);
  const halves = p === 1 ? [] : Array.from({ length: couplings }, (_, i) => halfOf(p, i)).reverse();
  const nets = halves.map(({ name, moved }) => network(tensors, name, { free: p - moved, given, outputs: 2 * moved }));
  const order = [...Array(p).keys()].sort((a, b) => (a % 2) - (b % 2) || a - b);
  const before = new Float64Array(p);
  const one = new Float64Array(1);
  return {
    shares: p,
    normals: p,
    draw(shares, normals, out) {
      for (let i = 0; i < p; i++) {
        one[0] = normals[i] as number;
        fromResiduals(ends[i] as (typeof ends)[0], picked(upTo[i] as Float64Array, shares[i] as number), one);
        out[i] = one[0];
      }
      for (const [c, { kept, moved, last }] of halves.entries()) {
        for (let i = 0; i < p; i++) before[order[i] as number] = out[i] as number;
        const [stays, moves] = last ? [0, kept] : [moved, 0];
        const said = (nets[c] as (x: Float64Array) => Float64Array)(before.subarray(stays, stays + kept));
        out.set(before);
        for (let i = 0; i < moved; i++) {
          const logScale = mostLogScale * Math.tanh((said[moved + i] as number) / mostLogScale);
          out[moves + i] = ((before[moves + i] as number) - (said[i] as number)) * Math.exp(-logScale);
        }
      }
      fromResiduals(normal, 0, out);
    },
  };
};

/** By turns the last and the first half is moved. */
function halfOf(p: number, i: number) {
  const last = i % 2 === 0;
  const moved = last ? Math.ceil(p / 2) : Math.floor(p / 2);
  return { name: `density/coupling${i}`, moved, kept: p - moved, last };
}
