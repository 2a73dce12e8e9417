import { quick } from "./properties/property";
import { tableProperties } from "./properties/tableProperties";

tableProperties(quick(500));
