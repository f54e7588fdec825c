/** Random numbers where there are no keys: the same for the same seed. */

/** Numbers above 0 and below 1. Tommy Ettinger's mulberry32: enough for means and intervals of some hundred draws. */
export function uniformsFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Standard normal numbers, two of two uniform ones (Box and Muller 1958). */
export function normalsFrom(uniforms: () => number): () => number {
  let other: number | undefined;
  return () => {
    if (other !== undefined) {
      const kept = other;
      other = undefined;
      return kept;
    }
    const [radius, angle] = [Math.sqrt(-2 * Math.log(uniforms())), 2 * Math.PI * uniforms()];
    other = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
