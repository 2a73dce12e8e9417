// Runs a notebook with Node's kernel into a folder: executedByNode.mjs NOTEBOOK FOLDER.
import { executeNotebook } from "../../jupyter-extension/setup/notebooks.mjs";

const [file, folder] = process.argv.slice(2);
const { failure } = await executeNotebook(file, folder);
if (failure) throw new Error(failure);
