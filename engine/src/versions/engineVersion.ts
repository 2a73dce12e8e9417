/** The version of this package; `npm run metadata` writes it. */
export const ENGINE_VERSION = "0.1.0";
