// `mixedmodels/editor`: what an editor needs that completes formulas.

export { quoteName, scan, type Token } from "./formula/language/scanner";
