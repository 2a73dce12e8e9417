import {
  anyNumber,
  type Codec,
  estimates,
  list,
  oneOf,
  optional,
  record,
  text,
} from "../../bootstrap/computing/bytes/codec";
import type { PointParameters } from "./coordinate";
import type { CurvePoint } from "./curvePoint";
import type { CurveEnd, TracedCurve } from "./tracedCurve";

const LONGEST_TEXT = 10_000;

const end = oneOf<CurveEnd>("threshold", "bound", "stopped", "flat");
const point = record<CurvePoint>({
  at: anyNumber,
  zeta: anyNumber,
  slope: anyNumber,
  objective: anyNumber,
  parameters: record<PointParameters>({
    beta: estimates,
    sigma: anyNumber,
    dispersion: optional(anyNumber),
    theta: estimates,
  }),
});

/** What a cluster answers of a profiled parameter. */
export const tracedCurveCodec: Codec<TracedCurve> = record<TracedCurve>({
  points: list(point),
  ends: record<TracedCurve["ends"]>({ lower: end, upper: end }),
  notes: list(text(LONGEST_TEXT)),
});
