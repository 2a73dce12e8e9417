/** Environment for Jupyter programs: .venv's kernel goes before one of the same name in the user's folder. */
export function jupyterEnvironment() {
  return { ...process.env, JUPYTER_PREFER_ENV_PATH: "1", PYDEVD_DISABLE_FILE_VALIDATION: "1" };
}
