// Serves the site below /workshop/; prints its port, then a line of JSON for each request: its path and its bytes.
import { serve } from "../../jupyter-extension/lite/build/serve.mjs";

const [folder] = process.argv.slice(2);
const told = (request) => console.log(JSON.stringify(request));
const server = await serve(folder, { prefix: "/workshop/", told });
console.log(server.address().port);
