import copying from "./copyCommands";
import notebookResults from "./notebookResults";
import settings from "./settingsPlugin";
import tutorials from "./tutorialCommands";

/** What the extension adds to JupyterLab itself; the renderer of results is apart, in results.ts. */
export default [settings, notebookResults, tutorials, copying];
