// `mixedmodels/page`: what a page needs that shows results, without anything that computes them.

export type { BootstrapPayload, LinkedColumn } from "./charts/bootstrapView";
export type { BinnedColumn } from "./charts/parts/binnedColumn";
export { studentBound } from "./distributions/studentT";
export { cellNumber, columnTexts, type PrintOptions, reportOfView } from "./show/columnTexts";
export { toHTML } from "./show/html";
export { toLaTeX } from "./show/latex";
export { toMarkdown } from "./show/markdown";
export { estimateText, fixed, pvalueText, significant } from "./show/numbers";
export { countText, duration, endText, grouped } from "./show/progressText";
export type { LiveDensity, ProgressQuestion, ProgressView } from "./show/progressView";
export type { Report, ReportColumn, ReportRow } from "./show/report";
export type { RowFilter, RowPage, RowQuery } from "./show/rows";
export { safeText } from "./show/safeText";
export type {
  ColumnSummary,
  ComposedCell,
  NumberFormat,
  View,
  ViewCell,
  ViewCertificate,
  ViewColumn,
  ViewShape,
  ViewShapes,
} from "./show/view";
export { toTabs, toWord } from "./show/word";
