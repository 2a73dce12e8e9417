import { CellSums } from "./drawPlan";
import { at, getInt, getPair, set, setPair } from "../memory";

/** Zᵀy of every level (or Xᵀy, as one level): s_l = Σ_c z_c Σ_{i∈c} y_i over the cells c of the level. */
export function sumByLevel(plan: CellSums): void {
  if (plan.cells > 0) sumCells(plan.addresses, plan.start, plan.cells, plan.sums);
  multiplyRows(plan);
}

/** Four running sums, so that long cells do not wait for each addition. */
function sumCells(addresses: usize, start: usize, cells: i32, sums: usize): void {
  let k = getInt(start, 0);
  for (let c = 0; c < cells; c++) {
    const end = getInt(start, c + 1);
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
    for (; k + 3 < end; k += 4) {
      s0 += numberAt(addresses, k);
      s1 += numberAt(addresses, k + 1);
      s2 += numberAt(addresses, k + 2);
      s3 += numberAt(addresses, k + 3);
    }
    for (; k < end; k++) s0 += numberAt(addresses, k);
    set(sums, c, s0 + s1 + (s2 + s3));
  }
}

function multiplyRows(plan: CellSums): void {
  const sums = plan.sums, rows = plan.rows, stride = plan.stride;
  const levelStart = plan.levelStart, products = plan.products;
  for (let j = 0; j < stride; j += 2) {
    let k = getInt(levelStart, 0);
    for (let l = 0; l < plan.levels; l++) {
      const end = getInt(levelStart, l + 1);
      let even = f64x2.splat(0), odd = f64x2.splat(0);
      for (; k + 1 < end; k += 2) {
        even = f64x2.add(even, f64x2.mul(v128.load64_splat(at(sums, k)), getPair(rows, k * stride + j)));
        odd = f64x2.add(odd, f64x2.mul(v128.load64_splat(at(sums, k), 8), getPair(rows, k * stride + stride + j)));
      }
      if (k < end) {
        even = f64x2.add(even, f64x2.mul(v128.load64_splat(at(sums, k)), getPair(rows, k * stride + j)));
        k++;
      }
      setPair(products, l * stride + j, f64x2.add(even, odd));
    }
  }
}

// @ts-ignore: decorator
@inline
function numberAt(addresses: usize, k: i32): f64 {
  return load<f64>(load<usize>(addresses + ((<usize>k) << 2)));
}
