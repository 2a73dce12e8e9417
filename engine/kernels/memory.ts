/** Reading and writing numbers at an address; `i` counts elements. */

// @ts-ignore: decorator
@inline
export function get(p: usize, i: i32): f64 {
  return load<f64>(p + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
export function set(p: usize, i: i32, value: f64): void {
  store<f64>(p + ((<usize>i) << 3), value);
}

// @ts-ignore: decorator
@inline
export function getInt(p: usize, i: i32): i32 {
  return load<i32>(p + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
export function setInt(p: usize, i: i32, value: i32): void {
  store<i32>(p + ((<usize>i) << 2), value);
}

/** Two doubles from element i on. */
// @ts-ignore: decorator
@inline
export function getPair(p: usize, i: i32): v128 {
  return v128.load(p + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
export function setPair(p: usize, i: i32, value: v128): void {
  v128.store(p + ((<usize>i) << 3), value);
}

/** Zeros; a few only, for which `memory.fill` is slow. */
// @ts-ignore: decorator
@inline
export function clear(p: usize, count: i32): void {
  for (let i = 0; i < count; i++) set(p, i, 0);
}

/** Address of element i. */
// @ts-ignore: decorator
@inline
export function at(p: usize, i: i32): usize {
  return p + ((<usize>i) << 3);
}

/** First free byte behind the module's own constants. */
export function heapBase(): usize {
  return __heap_base;
}
