export * as arquero from "arquero";
