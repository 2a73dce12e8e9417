import path from "node:path";

export const ROOT: string = path.resolve(__dirname, "../..");

/** Another virtual environment than that of the clone, and "notebook" for Notebook 7: versions.mjs sets them. */
const { MIXEDMODELS_VENV: VENV = path.join(ROOT, ".venv"), MIXEDMODELS_APP = "jupyterlab" } = process.env;

export const PYTHON: string = path.join(
  VENV,
  ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
);
export const APP: string = MIXEDMODELS_APP;
