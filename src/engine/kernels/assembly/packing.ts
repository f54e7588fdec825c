/** Operands of a matrix product in the order in which the tiles of `matMul.ts` read them. */
import { bytes, loadTail, transpose4 } from "./parts";

/**
 * K groups of four elements, `outStep` bytes apart. The four lie `lane` bytes apart, groups `step` bytes.
 * With fewer than four (`count`), the others are 0 or repetitions: whatever comes of them is never stored.
 */
function packFour(p: usize, lane: usize, step: usize, count: i32, K: i32, out: usize, outStep: usize): void {
  if (lane == 4) {
    for (let k = 0; k < K; k++) {
      v128.store(out, count >= 4 ? v128.load(p) : loadTail(p, count));
      p += step;
      out += outStep;
    }
    return;
  }
  let p1 = count > 1 ? p + lane : p;
  let p2 = count > 2 ? p + 2 * lane : p;
  let p3 = count > 3 ? p + 3 * lane : p;
  let k = 0;
  if (step == 4)
    for (; k + 4 <= K; k += 4) {
      transpose4(p, p1, p2, p3, out, outStep);
      p += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
      out += 4 * outStep;
    }
  for (; k < K; k++) {
    f32.store(out, f32.load(p));
    f32.store(out, f32.load(p1), 4);
    f32.store(out, f32.load(p2), 8);
    f32.store(out, f32.load(p3), 12);
    p += step;
    p1 += step;
    p2 += step;
    p3 += step;
    out += outStep;
  }
}

/** A [M, K] with any strides becomes [ceil(M/4)][K][4]. */
export function packA(a: usize, rowStride: i32, colStride: i32, M: i32, K: i32, out: usize): void {
  const row = bytes(rowStride);
  const size = <usize>K << 4;
  for (let i = 0; i < M; i += 4) {
    packFour(a, row, bytes(colStride), min(4, M - i), K, out, 16);
    a += row << 2;
    out += size;
  }
}

/** Up to eight columns (`count`) of B become [K][8]. */
export function packPanel(b: usize, rowStride: i32, colStride: i32, K: i32, count: i32, out: usize): void {
  const row = bytes(rowStride);
  const col = bytes(colStride);
  if (col == 4 && count >= 8) {
    for (let k = 0; k < K; k++) {
      v128.store(out, v128.load(b));
      v128.store(out, v128.load(b, 16), 16);
      b += row;
      out += 32;
    }
    return;
  }
  packFour(b, col, row, min(4, count), K, out, 32);
  const right = count > 4;
  packFour(right ? b + (col << 2) : b, col, row, right ? min(4, count - 4) : min(4, count), K, out + 16, 32);
}
