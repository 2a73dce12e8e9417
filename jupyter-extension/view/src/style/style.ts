import index from "../../style/index.css";
import live from "../../style/live.css";

/** The styles of all views, for a shadow root or a page of one's own. */
export const STYLE: string = [live, index.replace('@import "./live.css";', "")].join("\n");
