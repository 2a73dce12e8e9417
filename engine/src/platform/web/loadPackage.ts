import type { LoadPackage } from "../contract";
import { webSettings } from "./settings";

export const loadPackage: LoadPackage = (name) => webSettings().packages?.(name);
