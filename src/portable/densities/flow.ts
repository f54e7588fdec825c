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
    draw(n, shares, normals, out) {
      for (let at = 0; at < n * p; at++) {
        one[0] = normals[at] as number;
        fromResiduals(ends[at % p] as (typeof ends)[0], picked(upTo[at % p] as Float64Array, shares[at] as number), one);
        out[at] = one[0];
      }
      // One coupling after the other for all draws: its network stays in the cache.
      for (const [c, { kept, moved, last }] of halves.entries()) {
        const net = nets[c] as (x: Float64Array) => Float64Array;
        const [stays, moves] = last ? [0, kept] : [moved, 0];
        const seen = before.subarray(stays, stays + kept);
        for (let from = 0; from < n * p; from += p) {
          for (let i = 0; i < p; i++) before[order[i] as number] = out[from + i] as number;
          const said = net(seen);
          for (let i = 0; i < p; i++) out[from + i] = before[i] as number;
          for (let i = 0; i < moved; i++) {
            const logScale = mostLogScale * Math.tanh((said[moved + i] as number) / mostLogScale);
            out[from + moves + i] = ((before[moves + i] as number) - (said[i] as number)) * Math.exp(-logScale);
          }
        }
      }
      for (let from = 0; from < n * p; from += p) fromResiduals(normal, 0, out.subarray(from, from + p));
    },
  };
};

/** By turns the last and the first half is moved. */
function halfOf(p: number, i: number) {
  const last = i % 2 === 0;
  const moved = last ? Math.ceil(p / 2) : Math.floor(p / 2);
  return { name: `density/coupling${i}`, moved, kept: p - moved, last };
}
