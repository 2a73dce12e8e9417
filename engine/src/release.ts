/** The release of the engine; `npm run metadata` writes it. */
export const RELEASE = "0.1.0";
