import copying from "./application/copyCommands";
import { notebookResults } from "./application/notebookResults";
import settings from "./application/settingsPlugin";
import translation from "./application/translationPlugin";
import tutorials from "./application/tutorialCommands";

/** What the extension adds to JupyterLab itself; the renderer of results is apart, in results.ts. */
export default [translation, settings, tutorials, copying, notebookResults];
