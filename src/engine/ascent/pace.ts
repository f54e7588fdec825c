/** How often a training speaks, and listens. Where its lines of metrics are must not depend on the clock; where it pauses may. */

export const mostStepsBetweenLines = 1000;

/** So often a training looks whether it is to stop, and lets messages and the progress bar through. */
export const millisecondsBetweenBreaths = 50;

/** Told between two lines of metrics. */
export interface Pause {
  readonly kind: "pause";
  readonly step: number;
}
