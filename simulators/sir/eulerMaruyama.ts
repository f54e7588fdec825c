/**
 * The stochastic SIR model of FLO (Guo et al. 2022), equations S54 and S55, by Euler-Maruyama (Itô):
 *   dS = -βSI/N dt - sqrt(βSI/N) dW1,  dI = (βSI/N - γI) dt + sqrt(βSI/N) dW1 - sqrt(γI) dW2.
 */

/** Paths in lockstep: state and step coefficients, one element a path. Lengths are even: paths advance in pairs. */
export interface Paths {
  readonly susceptible: Float64Array;
  readonly infected: Float64Array;
  /** β dt / N and its root. */
  readonly infection: Float64Array;
  readonly infectionRoot: Float64Array;
  /** γ dt and its root. */
  readonly recovery: Float64Array;
  readonly recoveryRoot: Float64Array;
}

export function allocatePaths(count: number): Paths {
  const even = count + (count & 1);
  const array = () => new Float64Array(even);
  return {
    susceptible: array(),
    infected: array(),
    infection: array(),
    infectionRoot: array(),
    recovery: array(),
    recoveryRoot: array(),
  };
}

/** Sets path p to its start. */
export function startPath(
  paths: Paths,
  p: number,
  beta: number,
  gamma: number,
  { population, infected }: { readonly population: number; readonly infected: number },
  dt: number,
): void {
  paths.susceptible[p] = population - infected;
  paths.infected[p] = infected;
  paths.infection[p] = (beta * dt) / population;
  paths.infectionRoot[p] = Math.sqrt((beta * dt) / population);
  paths.recovery[p] = gamma * dt;
  paths.recoveryRoot[p] = Math.sqrt(gamma * dt);
}

/** Moves path `from` to place `to`, so that the paths still going stay at the front. */
export function movePath(paths: Paths, from: number, to: number): void {
  const { susceptible, infected, infection, infectionRoot, recovery, recoveryRoot } = paths;
  susceptible[to] = susceptible[from] as number;
  infected[to] = infected[from] as number;
  infection[to] = infection[from] as number;
  infectionRoot[to] = infectionRoot[from] as number;
  recovery[to] = recovery[from] as number;
  recoveryRoot[to] = recoveryRoot[from] as number;
}

/** Makes place p absorbed: it stays at zero infected whatever noise it gets. */
export function clearPath({ infected }: Paths, p: number): void {
  infected[p] = 0;
}

/**
 * Advances the first 2·pairs paths by `steps` steps. I is kept in [0, N] and S in [0, N - I], so that the recovered never become
 * negative; the excess is taken from S, where it is one in hundreds, not from the few infected. I = 0 is absorbing.
 * Two paths go through the loop together because one alone waits for its own square roots.
 * @param normals standard normals; step s of pair q reads four from 4·(q·steps + s): (W1, W2) of its first path, then of its second
 */
export function advance(paths: Paths, pairs: number, population: number, steps: number, normals: Float64Array): void {
  const { susceptible, infected, infection, infectionRoot, recovery, recoveryRoot } = paths;
  for (let q = 0; q < pairs; q++) {
    const p = 2 * q;
    let s = susceptible[p] as number;
    let i = infected[p] as number;
    const a = infection[p] as number;
    const b = infectionRoot[p] as number;
    const c = recovery[p] as number;
    const d = recoveryRoot[p] as number;
    let s2 = susceptible[p + 1] as number;
    let i2 = infected[p + 1] as number;
    const a2 = infection[p + 1] as number;
    const b2 = infectionRoot[p + 1] as number;
    const c2 = recovery[p + 1] as number;
    const d2 = recoveryRoot[p + 1] as number;
    const end = 4 * (q + 1) * steps;
    for (let k = 4 * q * steps; k < end; k += 4) {
      const root = Math.sqrt(i);
      const root2 = Math.sqrt(i2);
      const infections = a * s * i + b * Math.sqrt(s) * root * (normals[k] as number);
      const infections2 = a2 * s2 * i2 + b2 * Math.sqrt(s2) * root2 * (normals[k + 2] as number);
      i += infections - c * i - d * root * (normals[k + 1] as number);
      i2 += infections2 - c2 * i2 - d2 * root2 * (normals[k + 3] as number);
      i = i > 0 ? i : 0;
      i2 = i2 > 0 ? i2 : 0;
      i = i < population ? i : population;
      i2 = i2 < population ? i2 : population;
      s -= infections;
      s2 -= infections2;
      s = s > 0 ? s : 0;
      s2 = s2 > 0 ? s2 : 0;
      s = s < population - i ? s : population - i;
      s2 = s2 < population - i2 ? s2 : population - i2;
    }
    susceptible[p] = s;
    infected[p] = i;
    susceptible[p + 1] = s2;
    infected[p + 1] = i2;
  }
}
