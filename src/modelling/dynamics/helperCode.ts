/** exp, log and sin of four float32 numbers, to about 1e-6 of their values: the functions that every module begins with. */
import * as lane from "../../engine/assemble/lanes.js";
import type { FunctionSpec } from "../../engine/assemble/module.js";

const { get, set } = lane.local;

/** Chebyshev interpolation of log(1 + f)/f on [sqrt(1/2) - 1, sqrt(2) - 1]: relative error 8e-6, or 2e-7 for formulas. */
export const logCoefficients = [
  1.0000037423879464, -0.49989480240361944, 0.3326590581299036, -0.2543335636139886, 0.2196570849519359, -0.14021623281128265,
] as const;
const fineLogCoefficients = [
  0.9999999681180599, -0.5000037505628971, 0.33334606023453567, -0.2496890695895493, 0.1991334788234974, -0.17278206066381202,
  0.1612624790612085, -0.09895350737177278,
] as const;
/** Of sin(x)/x and cos(x) in powers of x², |x| at most π/2: errors 1.2e-6 and 7e-6, or 7e-9 for formulas. */
export const sinCoefficients = [0.9999992370615313, -0.16665676500413812, 0.008313191414376165, -0.0001852253932460504] as const;
export const cosCoefficients = [0.9999932021003466, -0.49991176041274377, 0.041487014140245755, -0.0012710112330740196] as const;
const fineSinCoefficients = [
  0.999999995698809, -0.16666657947846006, 0.008333050170671796, -0.00019809017408677583, 0.0000026051076353233613,
] as const;
/** Of exp(r), |r| at most log(2)/2: 1e-7. */
const expCoefficients = [
  1.0000000754548972, 1.0000000107715699, 0.49998869378303457, 0.16666505260407544, 0.041917507249611734, 0.008369148490903028,
] as const;

/** The bits of sqrt(1/2): what is added to a number's exponent is what its mantissa, kept in [sqrt(1/2), sqrt(2)), lacks. */
export const halfRoot = 0x3f3504f3;

/** x + this has the rounded x in its last bits. */
const rounding = 12582912; // 1.5·2^23

/** exp: x clipped to where float32 has a value above 0 and below infinity; NaN stays. */
const exp: FunctionSpec = {
  name: "exp",
  parameters: ["v128"],
  result: "v128",
  locals: ["v128"],
  body: [
    set(0, lane.most(lane.least(get(0), lane.all(88)), lane.all(-87))),
    set(1, lane.add(lane.mul(get(0), lane.all(Math.LOG2E)), lane.all(rounding))),
    set(0, lane.sub(get(0), lane.mul(lane.sub(get(1), lane.all(rounding)), lane.all(0.693359375)))),
    set(0, lane.add(get(0), lane.mul(lane.sub(get(1), lane.all(rounding)), lane.all(2.1219444e-4)))),
    lane.mul(lane.polynomial(get(0), expCoefficients), lane.shiftLeft(lane.addInt(get(1), lane.allInt(127)), 23)),
  ],
};

/** log: NaN below 0, and of 0 what float32's smallest normal number has, -87.3. */
const log: FunctionSpec = {
  name: "log",
  parameters: ["v128"],
  result: "v128",
  locals: ["v128", "v128"],
  body: [
    set(1, lane.most(get(0), lane.all(2 ** -126))),
    set(2, lane.shiftRightSigned(lane.subInt(get(1), lane.allInt(halfRoot)), 23)),
    set(1, lane.sub(lane.subInt(get(1), lane.shiftLeft(get(2), 23)), lane.all(1))),
    set(1, lane.mul(get(1), lane.polynomial(get(1), fineLogCoefficients))),
    set(1, lane.add(get(1), lane.mul(lane.converted(get(2)), lane.all(Math.LN2)))),
    lane.or(get(1), lane.not(lane.le(lane.all(0), get(0)))), // all bits set are a NaN
  ],
};

/** sin: x less the nearest multiple of π, of which an odd one turns the sign. */
const sin: FunctionSpec = {
  name: "sin",
  parameters: ["v128"],
  result: "v128",
  locals: ["v128", "v128"],
  body: [
    set(1, lane.add(lane.mul(get(0), lane.all(1 / Math.PI)), lane.all(rounding))),
    set(2, lane.sub(get(1), lane.all(rounding))),
    set(0, lane.sub(get(0), lane.mul(get(2), lane.all(3.140625)))),
    set(0, lane.sub(get(0), lane.mul(get(2), lane.all(9.67653589793e-4)))),
    set(2, lane.mul(get(0), get(0))),
    lane.xor(lane.mul(get(0), lane.polynomial(get(2), fineSinCoefficients)), lane.shiftLeft(get(1), 31)),
  ],
};

export const helperFunctions: readonly FunctionSpec[] = [exp, log, sin];
