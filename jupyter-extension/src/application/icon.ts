import { LabIcon } from "@jupyterlab/ui-components";

/** Two densities above their intervals. */
export const mixedModelsIcon = new LabIcon({
  name: "mixedmodels:icon",
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
    <g fill="none" stroke-width="1.6" stroke-linecap="round">
      <path stroke="#2a6fa3" d="M2 15c4 0 4-11 7-11s3 11 7 11"/>
      <path stroke="#c8642b" d="M8 15c4 0 4-7 7-7s3 7 7 7"/>
      <path stroke="#2a6fa3" stroke-width="2" d="M4.500 18.500h9"/>
      <path stroke="#c8642b" stroke-width="2" d="M10.500 21.500h9"/>
    </g>
  </svg>`,
});
