import { DenseModel, DenseTerm } from "./denseModel";
import { at, getInt } from "./memory";
import { combineRows } from "./rows";
import { mirrorTile, subtractTile } from "./tile";

/** Eliminates the leading term, class by class: K·A for its rows A, then R = WᵀW − (KA)ᵀ(KA), symmetric. */
export function eliminateLead(model: DenseModel, lead: DenseTerm): void {
  const s = lead.size;
  const width = model.width;
  for (let c = 0; c < lead.classes; c++) {
    const k = at(lead.k, getInt(lead.groupOf, c) * s * s);
    const rows = at(model.leadRows, c * s * width);
    for (let i = 0; i < s; i++) combineRows(at(model.eliminated, (c * s + i) * width), rows, width, s, at(k, i * s), 1, width);
  }
  memory.copy(model.r, model.rest, <usize>(width * width) << 3);
  for (let i = 0; i < width; i += 4) {
    for (let j = i; j < width; j += 4) {
      const tile = at(model.r, i * width + j);
      subtractTile(tile, width, at(model.eliminated, i), width, at(model.eliminated, j), width, model.q1);
      if (j > i) mirrorTile(at(model.r, j * width + i), tile, width);
    }
  }
}
